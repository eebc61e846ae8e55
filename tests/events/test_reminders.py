"""Reminders: to whom, when, how often, and what stops them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from events.models import Event, Reminder
from events.services.invitations import NotInvitable
from events.services.registrations import accept_invitation, cancel_registration, decline_invitation, register_person
from events.services.reminders import plan_reminders, remind_silent, send_reminders
from events.tasks import send_reminders as task
from municipalities.models import Coordinatorship
from partnership.letter_texts import LINK_MARKER
from partnership.models import Letter
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.partnership.factories import AgreementFactory, PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
DEADLINE = dt.datetime(2027, 1, 29, 11, tzinfo=dt.UTC)  # a Friday
EVENT_AT = dt.datetime(2027, 3, 9, 8, 30, tzinfo=dt.UTC)  # a Tuesday


def event_of(**fields: object) -> Event:
    times = {"starts_at": EVENT_AT, "ends_at": EVENT_AT + dt.timedelta(hours=6), "answer_by": DEADLINE}
    return EventFactory(**(times | fields))


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    """Return a moment of 2027 by the clock in UTC; Copenhagen is an hour ahead."""
    return dt.datetime(2027, month, day, hour, tzinfo=dt.UTC)


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def test_the_silent_are_reminded_twice_and_never_more() -> None:
    event = event_of()
    invitation = invitation_to(event)
    sent = {day: send_reminders(now=at(1, day)) for day in range(18, 30)}
    assert [day for day, count in sent.items() if count] == [22, 27]  # a week, and two days, before Friday 29
    assert [row.number for row in Reminder.objects.order_by("written_at")] == [1, 2]
    assert set(Letter.objects.values_list("person", "link")) == {(invitation.person_id, invitation.link_id)}
    assert kinds() == ["reminder", "reminder"]
    assert LINK_MARKER in Letter.objects.earliest("pk").text


@pytest.mark.parametrize("step", [accept_invitation, decline_invitation])
def test_who_answered_is_not_reminded(step) -> None:
    event = event_of()
    step(invitation_to(event), now=NOW)
    assert send_reminders(now=at(1, 22)) == 0


def test_who_was_registered_on_the_phone_before_being_invited_is_not_reminded() -> None:
    event = event_of()
    person = PersonFactory()
    register_person(event, person=person, now=NOW)
    invitation = invitation_to(event)
    type(invitation).objects.filter(pk=invitation.pk).update(person=person)
    assert send_reminders(now=at(1, 22)) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"cancelled_at": NOW},
        {"published_at": None},
        {"date_is_tentative": True},
        {"answer_by": at(1, 22, 8)},
        {"first_reminder_days": None},
    ],
    ids=["cancelled", "not published", "tentative", "deadline over", "none wanted"],
)
def test_what_stops_a_reminder(changes) -> None:
    event = event_of()
    invitation_to(event)
    Event.objects.filter(pk=event.pk).update(**changes)
    assert send_reminders(now=at(1, 22)) == 0
    assert not Reminder.objects.exists()


def test_a_withdrawn_invitation_is_not_reminded_of() -> None:
    event = event_of()
    invitation = invitation_to(event)
    type(invitation).objects.update(withdrawn_at=NOW, withdrawal="seat_left")
    assert send_reminders(now=at(1, 22)) == 0


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (at(1, 22, 7), 0),  # eight in the morning
        (at(1, 22, 8), 1),
        (at(1, 22, 15), 1),
        (at(1, 22, 16), 0),  # five in the afternoon
        (at(1, 23), 0),  # Saturday
        (at(1, 25), 1),  # the worker was down: made up for on Monday
    ],
)
def test_reminders_leave_in_working_hours_on_working_days(moment, count) -> None:
    invitation_to(event_of())
    assert send_reminders(now=moment) == count


def test_a_day_that_is_no_working_day_moves_the_reminder_forward_never_behind_the_deadline() -> None:
    event = event_of(answer_by=at(2, 1, 11), first_reminder_days=None, last_reminder_days=2)  # Monday; due Saturday
    invitation_to(event)
    assert [day for day in range(27, 32) if send_reminders(now=at(1, day))] == [29]


def test_weekends_are_used_when_told_to() -> None:
    invitation_to(event_of(answer_by=at(2, 1, 11), first_reminder_days=2, reminds_on_any_day=True))
    assert send_reminders(now=at(1, 30)) == 1


def test_who_was_invited_yesterday_is_left_in_peace() -> None:
    invitation = invitation_to(event_of())
    type(invitation).objects.update(invited_at=at(1, 21))
    assert send_reminders(now=at(1, 22)) == 0
    assert send_reminders(now=at(1, 25)) == 1


def test_by_hand_any_day_once_an_hour_and_counted_with_the_others() -> None:
    event, sender = event_of(), PersonFactory(is_staff=True)
    invitation_to(event)
    saturday = at(1, 9)
    assert [remind_silent(event, now=saturday, by=sender) for _ in range(2)] == [1, 0]
    assert send_reminders(now=at(1, 22)) == 0  # the first of two is done
    assert send_reminders(now=at(1, 27)) == 1
    plan = plan_reminders(event, now=at(1, 28))
    assert (len(plan.silent), len(plan.exhausted)) == (0, 1)
    assert list(Reminder.objects.order_by("pk").values_list("written_by", flat=True)) == [sender.pk, None]


def test_reminding_by_hand_after_the_deadline_is_refused() -> None:
    event = event_of()
    with pytest.raises(NotInvitable):
        remind_silent(event, now=at(2, 1), by=PersonFactory())


def test_the_database_refuses_a_third_reminder_and_a_second_first_one() -> None:
    invitation = invitation_to(event_of())
    common = {"event": invitation.event, "person": invitation.person, "kind": "answer", "about_on": START.date()}
    Reminder.objects.create(**common, number=1, written_at=NOW)
    for number in (1, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.create(**common, number=number, written_at=NOW)
    with pytest.raises(ValidationError):
        Reminder(**common, number=3, written_at=NOW).full_clean()


def test_the_registered_hear_the_practical_facts_two_days_before() -> None:
    event = event_of(answer_by=None, online_url="https://video.example/moede")
    comes, sorry, silent = (invitation_to(event) for _ in range(3))
    accept_invitation(comes, now=NOW)
    cancel_registration(accept_invitation(sorry, now=NOW), now=NOW)
    Event.objects.update(first_reminder_days=None, last_reminder_days=None)
    assert [day for day in range(3, 9) if send_reminders(now=at(3, day))] == [5]  # two days before Tuesday is Sunday
    assert Reminder.objects.get().person == comes.person
    letter = Letter.objects.get(kind="event_facts")
    assert (letter.person, letter.link) == (comes.person, comes.link)
    assert "\n\nDeltag online: https://video.example/moede\n\n" in letter.text
    assert silent.person != letter.person


def test_a_late_registration_hears_them_too_and_a_moved_event_has_facts_of_its_own() -> None:
    event = event_of(answer_by=None, first_reminder_days=None, last_reminder_days=None)
    register_person(event, person=PersonFactory(), now=NOW)
    assert send_reminders(now=at(3, 8)) == 1
    register_person(event, person=PersonFactory(), now=at(3, 8))
    assert send_reminders(now=at(3, 8, 10)) == 1
    Event.objects.update(starts_at=EVENT_AT + dt.timedelta(days=7), ends_at=EVENT_AT + dt.timedelta(days=7, hours=6))
    assert send_reminders(now=at(3, 8, 11)) == 0
    assert send_reminders(now=at(3, 15)) == 2


@pytest.mark.parametrize(
    "changes", [{"cancelled_at": NOW}, {"facts_days": None}, {"starts_at": at(3, 5, 8)}], ids=["off", "none", "begun"]
)
def test_what_stops_the_practical_facts(changes) -> None:
    event = event_of(answer_by=None)
    register_person(event, person=PersonFactory(), now=NOW)
    Event.objects.filter(pk=event.pk).update(**changes)
    assert send_reminders(now=at(3, 5)) == 0


def test_an_address_that_cannot_be_written_to_holds_nobody_up() -> None:
    event = event_of()
    invitation_to(event, email="ingen adresse")
    invitation_to(event)
    assert send_reminders(now=at(1, 22)) == 1
    assert [person.email for person in plan_reminders(event, now=at(1, 25)).unreachable] == ["ingen adresse"]


def test_the_queries_do_not_grow_with_the_people(django_assert_num_queries) -> None:
    event = event_of()
    invitation_to(event)
    with django_assert_num_queries(16):
        assert send_reminders(now=at(1, 22)) == 1
    Reminder.objects.all().delete()
    Letter.objects.all().delete()
    for _ in range(3):
        invitation_to(event)
    with django_assert_num_queries(16):
        assert send_reminders(now=at(1, 22)) == 4


def test_the_clock_starts_it() -> None:
    assert task() == 0


def test_the_secretariat_chases_the_silent_in_two_clicks() -> None:
    event = EventFactory(
        starts_at=dt.datetime(2099, 1, 6, 9, tzinfo=dt.UTC),
        ends_at=dt.datetime(2099, 1, 6, 12, tzinfo=dt.UTC),
        answer_by=None,
    )
    first, second = invitation_to(event, name="Første Ø"), invitation_to(event, name="Anden Å")
    staff = PersonFactory(is_staff=True, is_superuser=True)
    client = logged_in(staff)
    address = reverse("admin:events_event_remind", args=[event.pk])
    assert address in client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    page = client.get(address, {"person": first.person_id}).content.decode()
    assert "Kære Første Ø" in page
    assert "Send 2 påmindelser" in page
    client.post(address)
    assert set(Reminder.objects.values_list("person", "written_by")) == {
        (first.person_id, staff.pk),
        (second.person_id, staff.pk),
    }
    history = client.get(reverse("admin:events_reminder_changelist")).content.decode()
    assert "Anden Å" in history


def test_the_own_coordinator_sees_who_was_reminded_and_no_other_does() -> None:
    event = EventFactory(
        starts_at=dt.datetime(2099, 1, 6, 9, tzinfo=dt.UTC),
        ends_at=dt.datetime(2099, 1, 6, 12, tzinfo=dt.UTC),
        answer_by=None,
    )
    invitation = invitation_to(event)
    remind_silent(event, now=NOW + dt.timedelta(days=3), by=PersonFactory())
    coordinator, other = PersonFactory(), PersonFactory()
    Coordinatorship.objects.create(
        municipality=invitation.municipality, person=coordinator, from_on=dt.date(2026, 1, 1)
    )
    AgreementFactory(partnership=event.partnership, municipality=invitation.municipality)
    page = logged_in(coordinator).get(reverse("events:answers", args=[invitation.municipality.code]))
    assert "påmindet 26. november 2026" in page.content.decode()
    assert list(Reminder.objects.visible_to(coordinator)) == list(Reminder.objects.all())
    assert not Reminder.objects.visible_to(other).exists()
