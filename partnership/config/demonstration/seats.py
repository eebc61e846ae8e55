"""What happens to seats of the demonstration: approvals at home, successors, vacancies, an objection."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from municipalities.models import Coordinatorship
from partnership.config.demonstration.people import mayor_of, newcomers_of
from partnership.config.demonstration.words import OBJECTION
from partnership.config.programme.days import month_after
from partnership.models import Agreement, Approver, Body, Partnership, Seat, SeatHolding
from partnership.services.nominations import propose_successor
from partnership.services.own_details import object_to_entry
from partnership.services.seats import vacate_seat

#: The body whose professions the development group has decided, and who holds one of its seats but objects.
DECIDED = "communication"
#: The body whose nominations are approved at home, and the one in which changes are planned.
APPROVED_AT_HOME, PLANNED = "steering", "communication"


def name_mayors(partnership: Partnership, joining: list[Agreement]) -> None:
    """Let the mayors approve who is nominated to the steering group."""
    body = Body.objects.get(partnership=partnership, key=APPROVED_AT_HOME)
    mayors = [(agreement.municipality, *mayor_of(agreement.municipality)) for agreement in joining]
    Approver.objects.bulk_create(
        Approver(municipality=municipality, body=body, name=name, email=email) for municipality, name, email in mayors
    )


def plan_ahead(partnership: Partnership, agreement: Agreement, *, now: dt.datetime) -> None:
    """Show in a municipality what may be under way: a successor, a seat that falls vacant, a nomination to approve."""
    people = newcomers_of(agreement.municipality)
    coordinator = Coordinatorship.objects.filter(municipality=agreement.municipality).order_by("pk").first()
    by = coordinator.person if coordinator else None
    soon = month_after(max(partnership.starts_on, timezone.localdate(now)).replace(day=1), 2)

    def seat_of(key: str, number: int) -> Seat:
        seats = Seat.objects.select_related("body__partnership", "municipality")
        return seats.get(
            body__partnership=partnership, body__key=key, municipality=agreement.municipality, number=number
        )

    for key, number in ((PLANNED, 1), (APPROVED_AT_HOME, 1)):
        person = next(people)
        person.save()
        propose_successor(seat_of(key, number), person=person, on=soon, by=by, now=now)
    vacate_seat(seat_of(PLANNED, 2), on=soon)


def let_one_object(partnership: Partnership, *, now: dt.datetime) -> None:
    holdings = SeatHolding.objects.open().filter(seat__body__partnership=partnership, seat__body__key=DECIDED)
    last = holdings.select_related("person").order_by("seat__municipality__code", "-seat__number").first()
    if last is not None:
        object_to_entry(last.person, reason=OBJECTION, now=now)
