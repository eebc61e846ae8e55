"""The secretariat registers people at once, of whatever municipality: on the phone, from a list, beyond the limit if need be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event, Invitation, Registration
from events.services.audience import municipality_of
from events.services.overbooking import overbook
from events.services.places import locked_event
from events.services.registering import Receipt
from events.services.registrations import AnswerRefused, register_person
from municipalities.models import Municipality
from partnership.models import Person, SeatHolding
from partnership.services.letters import is_writable
from partnership.text import COPENHAGEN

Status = Registration.Status


@transaction.atomic
def register_people(
    event: Event,
    *,
    people: Sequence[Person],
    municipality: Municipality | None = None,
    beyond_limit: str = "",
    by: Person,
    now: dt.datetime,
) -> Receipt:
    """Register people on the secretariat's word, in this order; what is refused for one changes nothing for the others.

    One person comes for the municipality; of several those who have neither an invitation nor a seat do. Who finds no place
    waits, unless there is a reason to give places beyond the limit, which the logbook keeps. Repeating it changes nothing.
    """
    event = locked_event(event.pk)
    receipt = Receipt()
    for person in people:
        own = municipality
        if len(people) > 1 and _has_municipality(person, event, now):
            own = None
        try:
            with transaction.atomic():
                _check_address(person)
                if beyond_limit:
                    row = overbook(event, person=person, municipality=own, reason=beyond_limit, by=by, now=now)
                else:
                    row = register_person(event, person=person, municipality=own, now=now)
        except AnswerRefused as refusal:
            receipt.faults[person.pk] = str(refusal)
        else:
            (receipt.attending if row.status == Status.ATTENDING else receipt.waiting).append(person.name)
    return receipt


def standings(event: Event, *, people: Sequence[Person]) -> dict[int, list[str]]:
    """Return for each person for whom they would come, and how they have answered; two queries, however many people."""
    found: dict[int, list[str]] = {person.pk: [] for person in people}
    holdings = SeatHolding.objects.held_on(event.day).filter(
        person__in=people, seat__body__partnership=event.partnership_id
    )
    for holding in holdings.select_related("seat__municipality").order_by("seat__municipality__sort_key", "pk"):
        name = holding.seat.municipality.name
        if name not in found[holding.person_id]:
            found[holding.person_id].append(name)
    for row in Registration.objects.filter(event=event, person__in=people):
        found[row.person_id].append(row.get_status_display())
    return found


def _has_municipality(person: Person, event: Event, now: dt.datetime) -> bool:
    if Invitation.objects.filter(event=event, person=person, municipality__isnull=False).exists():
        return True
    return municipality_of(person, event=event, on=now.astimezone(COPENHAGEN).date()) is not None


def _check_address(person: Person) -> None:
    if not is_writable(person.email):
        message = _("No mail can be sent to %(email)s. Correct the address first.")
        raise AnswerRefused(message % {"email": person.email})
