"""Fictional people of one municipality: always the same for the same municipality, whatever else is seeded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from django.contrib.auth.hashers import make_password

from municipalities.models import Municipality
from partnership.config.demonstration.words import CANARIES, COORDINATOR_TITLES, MEN, POSITIONS, SURNAMES, WOMEN
from partnership.models import Body, Person

_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u"})


@dataclass(frozen=True)
class Cast:
    """A municipality's people: coordinators, and who sits in which body."""

    coordinators: list[Person]
    members: dict[str, list[Person]]

    def everybody(self) -> list[Person]:
        """Return all of them once."""
        return [*self.coordinators, *(person for people in self.members.values() for person in people)]


def canary_of(municipality: Municipality, *, codes: list[str]) -> str:
    """Return the invented school that only this municipality has; `codes` are those of all municipalities, sorted."""
    return CANARIES[codes.index(municipality.code)]


def cast_of(municipality: Municipality, bodies: list[Body], *, school: str, complete: bool = False) -> Cast:
    """Return the municipality's people, not stored yet. Some bodies get fewer people than they need unless `complete`."""
    rng = Random(f"cast of {municipality.code}")
    names = _names(rng)
    place = {"municipality": municipality.official_name, "school": school}
    domain = f"{_address_part(municipality.name)}.example"
    coordinators = 2 if rng.random() < 0.15 else 1
    return Cast(
        coordinators=[
            _person(next(names), title, f"Børn og Unge, {municipality.official_name}", domain)
            for title in COORDINATOR_TITLES[:coordinators]
        ],
        members={
            body.key: [
                _person(next(names), title, workplace.format(**place), domain)
                for title, workplace in _positions(body, rng, complete=complete)
            ]
            for body in bodies
        },
    )


def mailbox_of(municipality: Municipality) -> str:
    """Return the fictional official mailbox of a municipality."""
    return f"kommune@{_address_part(municipality.name)}.example"


def mayor_of(municipality: Municipality) -> tuple[str, str]:
    """Return name and address of the fictional mayor, who approves the nominations of politicians."""
    rng = Random(f"mayor of {municipality.code}")
    name = f"{rng.choice([*WOMEN, *MEN])} {rng.choice(SURNAMES)}"
    return name, f"borgmester@{_address_part(municipality.name)}.example"


def newcomers_of(municipality: Municipality) -> Iterator[Person]:
    """Yield people of the administration who hold no seat yet, not stored yet."""
    rng = Random(f"newcomers of {municipality.code}")
    domain = f"{_address_part(municipality.name)}.example"
    for name in _names(rng):
        person = _person(name, "Konsulent", f"Børn og Unge, {municipality.official_name}", domain)
        person.email = f"ny.{person.email}"
        yield person


def staff_person(name: str, email: str) -> Person:
    """Return a person of the secretariat, not stored yet."""
    person = Person(name=name, email=email, workplace="KL", is_staff=True)
    person.set_unusable_password()
    return person


def _positions(body: Body, rng: Random, *, complete: bool) -> list[tuple[str, str]]:
    count = rng.randint(body.seats_min, body.seats_max)
    if rng.random() < 0.08 and not complete:
        count = body.seats_min - 1  # so that "missing" is seen
    choices = POSITIONS[body.key]
    return [choices[index % len(choices)] for index in range(count)]


def _names(rng: Random) -> Iterator[str]:
    """Yield names that differ: no first name and no surname twice while there are others."""
    first_names = rng.sample([*WOMEN, *MEN], k=len(WOMEN) + len(MEN))
    surnames = rng.sample(SURNAMES, k=len(SURNAMES))
    for index, first_name in enumerate(first_names):
        yield f"{first_name} {surnames[index % len(surnames)]}"


def _person(name: str, title: str, workplace: str, domain: str) -> Person:
    email = f"{'.'.join(_address_part(part) for part in name.split())}@{domain}"
    return Person(name=name, email=email, title=title, workplace=workplace, password=make_password(None))


def _address_part(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower().translate(_ASCII)).strip("-")
