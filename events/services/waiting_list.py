"""Free places go to those who wait, in order of arrival."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from events.models import Event, Registration
from events.services.answers import record_answer
from events.services.places import HAS_FREE_PLACE, locked_event, take_place

Status = Registration.Status


@transaction.atomic
def promote_waiting(event: Event, *, now: dt.datetime) -> int:
    """Give free places to those who wait, in order of arrival; returns how many. Nobody is promoted once it has begun."""
    return promote_while_locked(locked_event(event.pk), now=now)


def promote_while_locked(event: Event, *, now: dt.datetime) -> int:
    """Do as `promote_waiting` for an event that the caller's transaction has locked."""
    if event.cancelled_at is not None or event.starts_at <= now:
        return 0
    promoted = 0
    while (registration := _first_in_line(event)) is not None and take_place(event):
        record_answer(registration, event=event, status=Status.ATTENDING, letter="promoted", now=now)
        promoted += 1
    return promoted


def promote_all_waiting(*, now: dt.datetime) -> int:
    """Give free places to those who wait at every coming event; what was set free behind the services' back is found here."""
    waiting = Registration.objects.waiting().order_by().values("event")
    events = Event.objects.going_ahead().filter(HAS_FREE_PLACE, starts_at__gt=now, pk__in=waiting)
    return sum(promote_waiting(event, now=now) for event in events)


def _first_in_line(event: Event) -> Registration | None:
    """Return one row at a time: an event that is full may have a thousand people waiting."""
    registrations = Registration.objects.select_for_update(of=("self",)).select_related("person", "invitation")
    return registrations.filter(event=event).waiting().first()
