"""Who is known in a municipality, and the one person behind an address."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership.models import Person
from partnership.models.person import PersonQuerySet
from partnership.services.seats import SeatError


class PersonIsInactive(SeatError):
    """The address belongs to somebody whose access is closed."""


@dataclass(frozen=True)
class Particulars:
    """What a colleague writes about somebody who may not be known yet."""

    email: str
    name: str
    title: str = ""
    workplace: str = ""
    phone: str = ""


def known_people(municipality: Municipality) -> PersonQuerySet:
    """Return who holds, held or is nominated for a seat of the municipality, or coordinates or coordinated for it."""
    own = (
        Q(seat_holdings__seat__municipality=municipality)
        | Q(nominations__seat__municipality=municipality)
        | Q(coordinatorships__municipality=municipality)
    )
    people: PersonQuerySet = Person.objects.filter(pk__in=Person.objects.filter(own).values("pk"), is_active=True)
    return people.order_by("name", "pk")


def people_found(sought: str, *, limit: int) -> list[Person]:
    """Return people with access of whose name, address or workplace every word is a part, by name; nobody for no word.

    SQLite knows capitals of a to z alone, so a word is sought as it was written and with a capital.
    """
    people = Person.objects.filter(is_active=True)
    for word in sought.split():
        capital = word.capitalize()
        people = people.filter(
            Q(name__icontains=word)
            | Q(name__icontains=capital)
            | Q(email__icontains=word)
            | Q(workplace__icontains=word)
            | Q(workplace__icontains=capital)
        )
    return list(people.order_by("name", "pk")[:limit]) if sought.split() else []


@transaction.atomic
def person_behind(who: Person | Particulars) -> Person:
    """Return the person with the address, made if there is none; nothing of a known person changes. Raises PersonIsInactive."""
    if isinstance(who, Person):
        return who
    person: Person | None = Person.objects.with_email(who.email).first()
    if person is None:
        others = {"title": who.title.strip(), "workplace": who.workplace.strip(), "phone": who.phone.strip()}
        person = Person.objects.create_user(who.email, who.name, **others)
    if not person.is_active:
        message = _("Access for %(email)s is closed. Write to the secretariat if that is a mistake.")
        raise PersonIsInactive(message % {"email": person.email})
    return person
