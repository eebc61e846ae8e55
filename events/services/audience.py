"""Who is asked to an event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from events.models import Delegate, Event
from municipalities.models import Municipality
from partnership.models import Agreement, Person, SeatHolding


@dataclass(frozen=True)
class Guest:
    """A person who is asked on behalf of a municipality."""

    person: Person
    municipality: Municipality


def audience_of(event: Event, *, on: dt.date) -> list[Guest]:
    """Return whom the event is for: who holds a seat of its body on the day, and the named delegates.

    Only municipalities with an active agreement count. Who has two seats is asked once. Two queries, however many people.
    """
    active = Agreement.objects.active().filter(partnership=event.partnership_id).values("municipality")
    holdings = (
        SeatHolding.objects.held_on(on)
        .filter(seat__body=event.body_id, seat__municipality__in=active, person__is_active=True)
        .select_related("person", "seat__municipality")
        .order_by("seat__municipality__sort_key", "seat__number")
    )
    guests = {holding.person_id: Guest(holding.person, holding.seat.municipality) for holding in holdings}
    if event.delegate_body_id:
        delegates = Delegate.objects.filter(event=event, municipality__in=active, person__is_active=True)
        for delegate in delegates.select_related("person", "municipality").order_by("municipality__sort_key", "number"):
            guests.setdefault(delegate.person_id, Guest(delegate.person, delegate.municipality))
    return list(guests.values())
