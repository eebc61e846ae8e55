"""Reminders to confirm again: for those who have a place, were asked after a change of the event, and have not said."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists

from events.models import Event, Registration, Reminder
from events.services.letters import event_values
from events.services.links import opening_links
from events.services.places import locked_event
from events.services.reminder_letters import PAUSE, reminders_due, stopped, store_reminders
from partnership.models import Person
from partnership.services.letters import Draft, is_writable
from partnership.text import COPENHAGEN, day_time


def remind_to_confirm(event_pk: int, *, now: dt.datetime) -> int:
    """Remind who is due to be at one event; returns how many letters. Repeating it writes none."""
    with transaction.atomic():
        event = locked_event(event_pk)  # read after the lock: who cancelled the event, or answered meanwhile, is seen
        if event.published_at is None or event.date_is_tentative or not confirmations_due(event, now=now):
            return 0
        return _write(_asked(event, now=now), event, now=now)


def confirmations_due(event: Event, *, now: dt.datetime) -> int:
    """Return how many reminders of a confirmation somebody should have had by now; none once it is too late."""
    if not event.accepts_changes(now):
        return 0
    before = confirm_by(event, now=now).astimezone(COPENHAGEN).date()
    return reminders_due(event, before=before, today=now.astimezone(COPENHAGEN).date())


def confirm_by(event: Event, *, now: dt.datetime) -> dt.datetime:
    """Return by when people should confirm: the registration deadline, and after it while they can still cancel."""
    if event.answer_by is not None and now < event.answer_by:
        return event.answer_by
    return min(event.changes_close_at, event.starts_at)


def _asked(event: Event, *, now: dt.datetime) -> list[tuple[Registration, int]]:
    """Return who is to be reminded now, and the how-manieth reminder it is."""
    had: dict[int, list[Reminder]] = {}
    for reminder in Reminder.objects.to_confirm(event.day).filter(event=event):
        had.setdefault(reminder.person_id, []).append(reminder)
    rows = Registration.objects.to_confirm().filter(~Exists(stopped()), event=event, person__is_active=True)
    due, found = confirmations_due(event, now=now), []
    for row in rows.select_related("person", "invitation__link").order_by("person__name", "pk"):
        before = had.get(row.person_id, [])
        last = max([row.asked_again_at or now, *(reminder.written_at for reminder in before)])
        if len(before) < due and now - last >= PAUSE and is_writable(row.person.email):
            found.append((row, len(before) + 1))
    return found


def _write(asked: list[tuple[Registration, int]], event: Event, *, now: dt.datetime) -> int:
    links = opening_links([(row.person, row.invitation) for row, _number in asked], event=event, now=now)
    deadline = confirm_by(event, now=now)
    common = {
        language: event_values(event, language) | {"deadline": day_time(deadline, language)}
        for language in Person.Language.values
    }
    drafts = [
        Draft(
            key=f"confirm_reminder:{event.pk}:{row.person_id}:{event.day}:{number}",
            person=row.person,
            link=link,
            values=common[row.person.language] | {"name": row.person.name},
        )
        for (row, number), link in zip(asked, links, strict=True)
    ]
    rows = [
        Reminder(
            event=event,
            person=row.person,
            municipality_id=row.municipality_id,
            kind=Reminder.Kind.CONFIRM,
            number=number,
        )
        for row, number in asked
    ]
    return store_reminders("confirm_reminder", drafts, rows, event, now=now)
