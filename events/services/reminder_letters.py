"""What reminders of every kind have in common: when they are due, whom they spare, and the row that remembers each."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from events.models import Event, Reminder
from events.services.letters import text_scope
from partnership.models import Letter, Unsubscription
from partnership.services.letters import Draft, write_letters
from partnership.workdays import is_mailing_day, mailing_day_before

#: How often somebody is reminded of the same answer, by hand and automatically together; a CHECK of the table says the same.
MOST = 2
#: Between two letters about the same answer.
PAUSE = dt.timedelta(days=2)


def reminders_due(event: Event, *, before: dt.date, today: dt.date) -> int:
    """Return how many of the event's two moments before a last day have come; none on a day on which nobody is reminded."""
    if not (event.reminds_on_any_day or is_mailing_day(today)):
        return 0
    planned = [days for days in (event.first_reminder_days, event.last_reminder_days) if days is not None]
    due_on = [before - dt.timedelta(days=number) for number in planned]
    return sum(today >= (due if event.reminds_on_any_day else mailing_day_before(due)) for due in due_on)


def stopped() -> QuerySet[Unsubscription]:
    """Those of the people asked about who want no reminders."""
    return Unsubscription.objects.of(Unsubscription.Kind.REMINDERS)


def store_reminders(kind: str, drafts: list[Draft], rows: list[Reminder], event: Event, *, now: dt.datetime) -> int:
    """Write the letters, and a row for each that says so."""
    write_letters(kind, drafts, now=now, priority=Letter.Priority.BULK, scope=text_scope(event))
    letters = Letter.objects.in_bulk([draft.key for draft in drafts], field_name="key")
    for row, draft in zip(rows, drafts, strict=True):
        row.letter, row.about_on, row.written_at = letters[draft.key], event.day, now
    return len(Reminder.objects.bulk_create(rows, batch_size=500))
