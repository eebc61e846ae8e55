"""Who is asked to an event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from events.models import Delegate, Event
from municipalities.models import Municipality
from partnership.models import Agreement, Person, Seat, SeatHolding


@dataclass(frozen=True)
class Guest:
    """A person who is asked on behalf of a municipality: as holder of a seat, or as a delegate whom it has named."""

    person: Person
    municipality: Municipality
    is_delegate: bool = False
    seat: Seat | None = None


def audience_of(event: Event, *, on: dt.date) -> list[Guest]:
    """Return whom the event is for: who holds a seat of its body on the event's own day, and the named delegates.

    `on` is today; it counts only once the event's day is over. So a successor who is planned to hold a seat when the event
    takes place is asked, and who will have left by then is not. A nomination that awaits approval is no holding.

    Only municipalities with an active agreement count. Who has two seats is asked once, for the municipality that comes
    first; who has a seat is asked for it, even if named as a delegate too. Events that are held together ask each for
    their own body: the two have a deadline and places of their own. Two queries, however many people.
    """
    active = Agreement.objects.active().filter(partnership=event.partnership_id).values("municipality")
    guests: dict[int, Guest] = {}
    holdings = (
        SeatHolding.objects.held_on(max(on, event.day))
        .filter(seat__body=event.body_id, seat__municipality__in=active, person__is_active=True)
        .select_related("person", "seat__municipality")
        .order_by("seat__municipality__sort_key", "seat__number")
    )
    for holding in holdings:
        guests.setdefault(holding.person_id, Guest(holding.person, holding.seat.municipality, seat=holding.seat))
    if event.delegate_body_id:
        delegates = Delegate.objects.filter(event=event, municipality__in=active, person__is_active=True)
        for delegate in delegates.select_related("person", "municipality").order_by("municipality__sort_key", "number"):
            guests.setdefault(delegate.person_id, Guest(delegate.person, delegate.municipality, is_delegate=True))
    return list(guests.values())


def municipality_of(person: Person, *, event: Event, on: dt.date) -> Municipality | None:
    """Return for whom the person would come: the municipality of a seat in the event's partnership, its own body first.

    The seats of the event's day count, else those of today (`on`).
    """
    for day in (max(on, event.day), on):
        holdings = (
            SeatHolding.objects.held_on(day)
            .filter(person=person, seat__body__partnership=event.partnership_id)
            .select_related("seat__municipality")
            .order_by("seat__municipality__sort_key", "seat__number")
        )
        own = sorted(holdings, key=lambda holding: holding.seat.body_id != event.body_id)
        if own:
            return own[0].seat.municipality
    return None
