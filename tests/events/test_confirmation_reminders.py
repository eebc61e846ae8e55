"""Who has a place at an event that was changed, and has not confirmed again, is reminded: by the rules of all reminders."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from events.models import Event, Registration, Reminder
from events.services.confirming import confirm_again
from events.services.registrations import accept_invitation, cancel_registration
from events.services.reminders import send_reminders
from partnership.models import Letter, Unsubscription
from tests.events.factories import NOW, invitation_to
from tests.events.test_reminders import DEADLINE, EVENT_AT, at, event_of, kinds

pytestmark = pytest.mark.django_db


def asked_again(event: Event, *, when: dt.datetime = NOW, **person: object) -> Registration:
    """Return the registration of somebody who was asked at that time to confirm."""
    registration = accept_invitation(invitation_to(event, **person), now=NOW)
    Registration.objects.filter(pk=registration.pk).update(asked_again_at=when)
    Letter.objects.all().delete()
    registration.refresh_from_db()
    return registration


def test_who_has_not_confirmed_is_reminded_twice_on_working_days_and_never_more() -> None:
    danish, english = (asked_again(event_of(), language=language) for language in ("da", "en"))
    sent = {day: send_reminders(now=at(1, day)) for day in range(18, 30)}
    assert [day for day, count in sent.items() if count] == [22, 27]  # a week, and two days, before Friday 29
    assert send_reminders(now=at(1, 29, 10)) == 0
    texts = {letter.person: letter for letter in Letter.objects.filter(kind="confirm_reminder")}
    assert texts[danish.person].subject == f"Kommer du stadig? {danish.event}"
    assert "Svar senest: 29. januar 2027" in texts[danish.person].text
    assert texts[english.person].subject == f"Do you still come? {english.event}"
    assert list(Reminder.objects.filter(person=danish.person).order_by("number").values_list("kind", "number")) == [
        ("confirm", 1),
        ("confirm", 2),
    ]
    assert texts[danish.person].link == danish.invitation.link


@pytest.mark.parametrize("step", [confirm_again, cancel_registration])
def test_who_answered_is_not_reminded(step) -> None:
    registration = asked_again(event_of())
    step(registration, now=NOW)
    Letter.objects.all().delete()
    assert send_reminders(now=at(1, 22)) == 0


def test_what_stops_a_reminder_to_confirm() -> None:
    event = event_of()
    registration = asked_again(event)
    for changes in ({"cancelled_at": NOW}, {"published_at": None}, {"first_reminder_days": None}):
        before = {name: getattr(event, name) for name in changes}
        Event.objects.update(**changes)
        assert send_reminders(now=at(1, 22)) == 0
        Event.objects.update(**before)
    Registration.objects.update(asked_again_at=at(1, 21))  # asked yesterday
    assert send_reminders(now=at(1, 22)) == 0
    Registration.objects.update(asked_again_at=NOW)
    stop = Unsubscription.objects.create(person=registration.person, kind=Unsubscription.Kind.REMINDERS)
    assert send_reminders(now=at(1, 22)) == 0
    stop.delete()
    assert send_reminders(now=at(1, 22)) == 1


def test_after_the_registration_deadline_it_counts_towards_the_last_moment_to_cancel() -> None:
    event = event_of(change_until=EVENT_AT - dt.timedelta(days=4))  # Friday 5 March
    asked_again(event, when=DEADLINE + dt.timedelta(days=3))
    sent = {day: send_reminders(now=at(3, day)) for day in range(1, 9)}
    assert [day for day, count in sent.items() if count] == [1, 3, 5]
    assert kinds() == ["confirm_reminder", "confirm_reminder", "event_facts"]


def test_an_event_that_moves_once_more_asks_once_more_and_the_database_refuses_the_same_twice() -> None:
    event = event_of()
    registration = asked_again(event)
    assert [send_reminders(now=at(1, 22)) for _ in range(2)] == [1, 0]
    Event.objects.update(starts_at=EVENT_AT + dt.timedelta(days=1), ends_at=EVENT_AT + dt.timedelta(days=2))
    assert [send_reminders(now=at(1, 25)) for _ in range(2)] == [1, 0]
    row = Reminder.objects.latest("pk")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(
            event=event, person=registration.person, kind=row.kind, number=1, about_on=row.about_on, written_at=NOW
        )
