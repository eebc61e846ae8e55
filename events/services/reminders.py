"""Reminders: to answer, for those who have not; to confirm after a change; of the practical facts, for the registered.

They go out of their own accord, or to the silent ones by hand. A sweep looks at what is due and not done, so a day on which
no worker ran is made up for, as long as the reminder still makes sense.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from events.models import Event, Invitation, Registration, Reminder
from events.services.confirmation_reminders import confirmations_due, remind_to_confirm
from events.services.invitations import NotInvitable, check_invitable
from events.services.letters import event_values, online_line, text_scope
from events.services.links import opening_links
from events.services.places import locked_event
from events.services.reminder_letters import MOST, PAUSE, reminders_due, stopped, store_reminders
from partnership.letter_texts import LetterText
from partnership.models import Person
from partnership.services.letter_texts import written_text
from partnership.services.letters import Draft, is_writable
from partnership.text import COPENHAGEN, day
from partnership.workdays import is_working_day, working_day_before

#: The hours in which reminders leave of their own accord, in Copenhagen.
FROM, UNTIL = dt.time(9), dt.time(17)


@dataclass(frozen=True)
class Silent:
    """Somebody who has not answered, and the how-manieth reminder the next one would be."""

    invitation: Invitation
    number: int
    last_letter_at: dt.datetime

    @property
    def person(self) -> Person:
        return self.invitation.person


@dataclass(frozen=True)
class ReminderPlan:
    """Whom a reminder would reach, who has had all there are, and whose address cannot be written to."""

    silent: tuple[Silent, ...]
    exhausted: tuple[Person, ...]
    unreachable: tuple[Person, ...]


def plan_reminders(event: Event, *, now: dt.datetime) -> ReminderPlan:
    """Return whom a reminder by hand would reach; two queries, however many people. Raises NotInvitable."""
    check_invitable(event, now=now)
    had = _reminders_by_person(event)
    silent, exhausted, unreachable = [], [], []
    for invitation in _unanswered(event):
        reminders = had.get(invitation.person_id, [])
        if len(reminders) >= MOST:
            exhausted.append(invitation.person)
        elif not is_writable(invitation.person.email):
            unreachable.append(invitation.person)
        else:
            last = max([invitation.invited_at, *(row.written_at for row in reminders)])
            silent.append(Silent(invitation, len(reminders) + 1, last))
    return ReminderPlan(tuple(silent), tuple(exhausted), tuple(unreachable))


@transaction.atomic
def remind_silent(event: Event, *, now: dt.datetime, by: Person) -> int:
    """Remind at once everybody who has not answered and has not had all reminders; returns how many.

    On a human's word, so on any day. Whoever was written to less than an hour ago is left out: pressing twice sends once. Raises
    NotInvitable.
    """
    event = locked_event(event.pk)
    silent = plan_reminders(event, now=now).silent
    return _write([one for one in silent if now - one.last_letter_at >= dt.timedelta(hours=1)], event, now=now, by=by)


def send_reminders(*, now: dt.datetime) -> int:
    """Send the reminders that are due at all events, each event in a transaction of its own; returns how many letters."""
    local = now.astimezone(COPENHAGEN)
    if not FROM <= local.time() < UNTIL:
        return 0
    ahead = Event.objects.published().going_ahead().filter(starts_at__gt=now, date_is_tentative=False)
    silent = ahead.filter(Exists(Invitation.objects.unanswered().filter(event=OuterRef("pk"))))
    coming = ahead.filter(Exists(Registration.objects.attending().filter(event=OuterRef("pk"))))
    count = sum(_remind_to_answer(event.pk, now=now) for event in silent if _due_to_answer(event, now=now))
    asked = ahead.filter(Exists(Registration.objects.to_confirm().filter(event=OuterRef("pk"))))
    count += sum(remind_to_confirm(event.pk, now=now) for event in asked if confirmations_due(event, now=now))
    return count + sum(_remind_of_facts(event.pk, now=now) for event in coming if _facts_are_due(event, now=now))


def _due_to_answer(event: Event, *, now: dt.datetime) -> int:
    """Return how many of the event's two moments for reminders have come; none on a day on which nobody is reminded."""
    today = now.astimezone(COPENHAGEN).date()
    return reminders_due(event, before=event.answer_day, today=today) if event.accepts_answers(now) else 0


def _facts_are_due(event: Event, *, now: dt.datetime) -> bool:
    today = now.astimezone(COPENHAGEN).date()
    if event.facts_days is None or event.starts_at <= now:
        return False
    due_on = event.day - dt.timedelta(days=event.facts_days)
    if event.reminds_on_any_day:
        return today >= due_on
    # Not the quiet weeks: who is registered in the autumn holidays wants to know where to go all the same.
    return is_working_day(today) and today >= working_day_before(due_on)


@transaction.atomic
def _remind_to_answer(event_pk: int, *, now: dt.datetime) -> int:
    event = locked_event(event_pk)
    try:  # read after the lock: who cancelled, closed or answered meanwhile is seen
        silent = plan_reminders(event, now=now).silent
    except NotInvitable:
        return 0
    due = _due_to_answer(event, now=now)
    return _write([one for one in silent if one.number <= due and now - one.last_letter_at >= PAUSE], event, now=now)


@transaction.atomic
def _remind_of_facts(event_pk: int, *, now: dt.datetime) -> int:
    event = locked_event(event_pk)
    if event.cancelled_at is not None or event.date_is_tentative or not _facts_are_due(event, now=now):
        return 0
    told = Reminder.objects.about(event.day).filter(event=event, person=OuterRef("person"))
    registrations = Registration.objects.attending().filter(~Exists(told), ~Exists(stopped()), event=event)
    registrations = registrations.filter(person__is_active=True)
    coming = [
        row for row in registrations.select_related("person", "invitation__link") if is_writable(row.person.email)
    ]
    links = opening_links([(row.person, row.invitation) for row in coming], event=event, now=now)
    common = {language: event_values(event, language) for language in Person.Language.values}
    drafts = [
        Draft(
            key=f"facts:{event.pk}:{row.person_id}:{event.day}",
            person=row.person,
            link=link,
            values=common[row.person.language]
            | {"name": row.person.name, "online": online_line(event, row.person.language)},
        )
        for row, link in zip(coming, links, strict=True)
    ]
    rows = [
        Reminder(event=event, person=row.person, municipality_id=row.municipality_id, kind=Reminder.Kind.FACTS)
        for row in coming
    ]
    return store_reminders("event_facts", drafts, rows, event, now=now)


def _write(silent: Iterable[Silent], event: Event, *, now: dt.datetime, by: Person | None = None) -> int:
    silent = list(silent)
    links = opening_links([(one.person, one.invitation) for one in silent], event=event, now=now)
    common = {language: event_values(event, language) for language in Person.Language.values}
    drafts = [
        Draft(
            key=f"reminder:{event.pk}:{one.person.pk}:{one.number}",
            person=one.person,
            link=link,
            values=common[one.person.language] | {"name": one.person.name},
        )
        for one, link in zip(silent, links, strict=True)
    ]
    rows = [
        Reminder(
            event=event,
            person=one.person,
            municipality_id=one.invitation.municipality_id,
            kind=Reminder.Kind.ANSWER,
            number=one.number,
            written_by=by,
        )
        for one in silent
    ]
    return store_reminders("reminder", drafts, rows, event, now=now)


def preview_reminder(event: Event, *, person: Person) -> LetterText:
    """Return the reminder that somebody would get, with the marker where the personal link will stand."""
    values = event_values(event, person.language) | {"name": person.name}
    return written_text("reminder", language=person.language, values=values, scope=text_scope(event))


def reminder_days(invitations: Iterable[Invitation]) -> dict[tuple[int, int], list[str]]:
    """Return by event and person the days on which people were reminded to answer, in words; one query."""
    pairs = {(row.event_id, row.person_id) for row in invitations}
    rows = Reminder.objects.to_answer().filter(event__in={pair[0] for pair in pairs})
    found: dict[tuple[int, int], list[str]] = {}
    for row in rows.filter(person__in={pair[1] for pair in pairs}).order_by("written_at"):
        found.setdefault((row.event_id, row.person_id), []).append(day(row.written_at.astimezone(COPENHAGEN).date()))
    return found


def _unanswered(event: Event) -> list[Invitation]:
    """Return the standing invitations of people who have neither answered nor been registered on the phone."""
    registered = Registration.objects.filter(event=event, person=OuterRef("person"))
    rows = Invitation.objects.unanswered().filter(~Exists(registered), ~Exists(stopped()), event=event)
    rows = rows.filter(person__is_active=True)
    return list(rows.select_related("person", "municipality", "link").order_by("person__name", "pk"))


def _reminders_by_person(event: Event) -> dict[int, list[Reminder]]:
    found: dict[int, list[Reminder]] = {}
    for reminder in Reminder.objects.to_answer().filter(event=event):
        found.setdefault(reminder.person_id, []).append(reminder)
    return found
