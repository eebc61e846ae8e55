"""What the demonstration shows of plans that change: an event that moved, and one that is cancelled."""

from __future__ import annotations

import datetime as dt

from events.models import Event
from events.services.audience import audience_of
from events.services.cancelling import cancel_event
from events.services.confirming import confirm_again
from events.services.planning import move_event
from events.services.registrations import register_person
from events.services.wall_clock import Shift
from partnership.models import Partnership, Person
from partnership.text import COPENHAGEN

MOVED, CANCELLED = "staff-2", "communication-visits-1"
#: How many are registered for the event that moves; the first of them confirms.
_REGISTERED = 3


def change_plans(partnership: Partnership, *, by: Person, now: dt.datetime) -> None:
    """Move one event by a week after a few people registered, and cancel another."""
    coming = Event.objects.going_ahead().filter(partnership=partnership, key__in=[MOVED, CANCELLED], starts_at__gt=now)
    by_key = {event.key: event for event in coming}
    if MOVED in by_key:
        _move(by_key[MOVED], by=by, now=now)
    if CANCELLED in by_key:
        reason = "Værtskommunen bygger om. Besøget bliver lagt sammen med næste runde."
        cancel_event(by_key[CANCELLED], reason=reason, by=by, now=now)


def _move(event: Event, *, by: Person, now: dt.datetime) -> None:
    guests = audience_of(event, on=now.astimezone(COPENHAGEN).date())[:_REGISTERED]
    registered = [
        register_person(event, person=guest.person, municipality=guest.municipality, now=now) for guest in guests
    ]
    move_event(event, starts_at=Shift(days=7).of(event.starts_at), by=by, note="Salen var optaget.", now=now)
    if registered:
        confirm_again(registered[0], now=now)
