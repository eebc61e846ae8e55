"""What the demonstration shows of letters beyond invitations: the silent are reminded."""

from __future__ import annotations

import datetime as dt

from events.models import Event, Reminder
from events.services.reminders import remind_silent
from partnership.models import Person

#: How long ago the event's invitations went out whose silent guests are reminded.
INVITED_BEFORE = dt.timedelta(days=8)


def remind_once(event: Event, *, by: Person, now: dt.datetime) -> None:
    """Remind the silent guests of an event, unless it has been done."""
    if event.accepts_answers(now) and not Reminder.objects.filter(event=event).exists():
        remind_silent(event, now=now, by=by)
