"""Who entered whom, and the first letter to a person who was entered by somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Coordinatorship
from partnership import text
from partnership.models import Letter, Person, PersonalLink, SeatHolding
from partnership.services.letters import Draft, is_writable, write_letters
from partnership.services.links import expiry_within, make_links

#: What the letter lists, in the words of its language.
_LABELS = {
    "da": {
        "name": "Navn",
        "email": "E-mailadresse",
        "title": "Stilling",
        "workplace": "Arbejdsplads",
        "phone": "Telefon",
        "body": "Plads",
    },
    "en": {
        "name": "Name",
        "email": "E-mail address",
        "title": "Job title",
        "workplace": "Workplace",
        "phone": "Phone",
        "body": "Seat",
    },
}


@transaction.atomic
def record_entries(holdings: Sequence[SeatHolding], *, by: Person | None, now: dt.datetime) -> int:
    """Record who entered these holdings (None: the secretariat), and tell the people; returns how many letters are new."""
    SeatHolding.objects.filter(pk__in=[holding.pk for holding in holdings]).update(entered_by=by, entered_at=now)
    return welcome([holding.pk for holding in holdings], now=now)


@transaction.atomic
def welcome(holding_pks: Sequence[int], *, now: dt.datetime) -> int:
    """Write to whoever was entered by somebody else what was entered, by whom and why; returns how many letters are new.

    One letter per person and holding, however often it is called, in a constant number of queries. GDPR art. 14 asks for
    it within a month, and with the first message at the latest.
    """
    written = Letter.objects.filter(key__in=[_key(pk) for pk in holding_pks]).values_list("key", flat=True)
    known = set(written)
    entered = SeatHolding.objects.filter(pk__in=holding_pks)
    holdings = [
        holding
        for holding in entered.select_related(
            "person", "entered_by", "seat__municipality", "seat__body__partnership"
        ).order_by("pk")
        if holding.entered_by_id != holding.person_id
        and _key(holding.pk) not in known
        and is_writable(holding.person.email)
    ]
    writers = Coordinatorship.objects.open_on(timezone.localdate(now)).filter(
        person__in={holding.entered_by_id for holding in holdings}
    )
    coordinators = set(writers.values_list("person", "municipality"))
    links = _links(holdings, now=now)
    drafts = [
        Draft(
            key=_key(holding.pk),
            person=holding.person,
            values=_values(holding, (holding.entered_by_id, holding.seat.municipality_id) in coordinators),
            link=links[holding.pk],
        )
        for holding in holdings
    ]
    return write_letters("welcome", drafts, now=now)


def _key(holding_pk: int) -> str:
    return f"welcome:{holding_pk}"


def _links(holdings: Iterable[SeatHolding], *, now: dt.datetime) -> dict[int, PersonalLink]:
    """Return a link for each holding, by its id; a query per partnership."""
    by_expiry: dict[dt.datetime, list[SeatHolding]] = {}
    for holding in holdings:
        by_expiry.setdefault(expiry_within(holding.seat.body.partnership, now=now), []).append(holding)
    links: dict[int, PersonalLink] = {}
    for expires_at, group in by_expiry.items():
        people = [holding.person for holding in group]
        made = make_links(people, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=expires_at, now=now)
        links |= {holding.pk: link for holding, link in zip(group, made, strict=True)}
    return links


def _values(holding: SeatHolding, as_coordinator: bool) -> dict[str, str]:
    person, seat = holding.person, holding.seat
    language = person.language
    municipality = seat.municipality.official_name
    day = text.day(holding.from_on, language)
    if language == Person.Language.DANISH:
        secretariat, coordinator = "KL's sekretariat", f"koordinator for {municipality}"
        place = f"{seat.body.name}, {municipality}, fra {day}"
    else:
        secretariat, coordinator = "KL's secretariat", f"coordinator for {municipality}"
        place = f"{seat.body.name}, {municipality}, from {day}"
    data = {
        "name": person.name,
        "email": person.email,
        "title": person.title,
        "workplace": person.workplace,
        "phone": person.phone,
        "body": place,
    }
    labels = _LABELS[language]
    return {
        "name": person.name,
        "by": _sender(holding.entered_by, coordinator if as_coordinator else "", secretariat),
        "municipality": municipality,
        "body": seat.body.name,
        "partnership": seat.body.partnership.name,
        "data": "\n".join(f"{labels[key]}: {value}" for key, value in data.items() if value),
        "privacy": settings.SITE_URL + reverse("privacy"),
    }


def _sender(by: Person | None, role: str, secretariat: str) -> str:
    if by is None:
        return secretariat
    role = role or (secretariat if by.is_staff else "")
    return f"{by.name} ({role})" if role else by.name
