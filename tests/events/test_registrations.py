"""Answers, places and the waiting list."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from events.models import Event, Registration
from events.services.registrations import (
    AnswerRefused,
    accept_invitation,
    cancel_registration,
    decline_invitation,
    promote_all_waiting,
    promote_waiting,
)
from partnership.models import Letter
from tests.events.factories import NOW, START, EventFactory, invitation_to

pytestmark = pytest.mark.django_db
Status = Registration.Status
A, W, D, C = Status.ATTENDING, Status.WAITING, Status.DECLINED, Status.CANCELLED


def later(minutes: int) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


def letters() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def statuses(event: Event) -> list[str]:
    return list(Registration.objects.filter(event=event).order_by("pk").values_list("status", flat=True))


def brought_to(status: str | None, *, full: bool) -> Registration | None:
    """Return the registration of an invited person in a status, at an event that is full for everybody else or not."""
    event = EventFactory(capacity=1 if full else 5)
    if full and status != A:
        accept_invitation(invitation_to(event), now=NOW)
    invitation = invitation_to(event)
    match status:
        case Status.ATTENDING | Status.WAITING:
            return accept_invitation(invitation, now=NOW)
        case Status.DECLINED:
            return decline_invitation(invitation, now=NOW)
        case Status.CANCELLED:
            return cancel_registration(accept_invitation(invitation, now=NOW), now=NOW)
    return Registration(event=event, invitation=invitation, person=invitation.person)


@pytest.mark.parametrize(
    ("before", "full", "step", "after"),
    [
        (None, False, "accept", A),
        (None, True, "accept", W),
        (None, False, "decline", D),
        (A, True, "accept", A),
        (A, True, "decline", C),
        (A, True, "cancel", C),
        (W, True, "accept", W),
        (W, True, "decline", D),
        (W, True, "cancel", C),
        (D, False, "accept", A),
        (D, True, "accept", W),
        (D, False, "decline", D),
        (D, False, "cancel", D),
        (C, False, "accept", A),
        (C, True, "accept", W),
        (C, False, "decline", C),
        (C, False, "cancel", C),
    ],
)
def test_every_step_from_every_status(before, full, step, after) -> None:
    registration = brought_to(before, full=full)
    invitation = registration.invitation
    match step:
        case "accept":
            result = accept_invitation(invitation, now=later(1))
        case "decline":
            result = decline_invitation(invitation, now=later(1))
        case "cancel":
            result = cancel_registration(registration, now=later(1))
    result.refresh_from_db()
    assert result.status == after
    event = result.event
    event.refresh_from_db()
    assert event.places_taken == Registration.objects.filter(event=event, status=A).count()


def test_the_same_answer_twice_changes_nothing_and_writes_one_letter() -> None:
    invitation = invitation_to(EventFactory(capacity=3))
    first = accept_invitation(invitation, now=NOW)
    second = accept_invitation(invitation, now=later(1))
    assert (second.pk, second.revision, second.answered_at) == (first.pk, 1, NOW)
    assert letters() == ["answer_attending"]
    assert Event.objects.get().places_taken == 1


@pytest.mark.parametrize(("capacity", "expected"), [(None, [A, A, A]), (0, [W, W, W]), (2, [A, A, W])])
def test_no_limit_no_places_and_two_places_are_three_different_things(capacity, expected) -> None:
    event = EventFactory(capacity=capacity)
    for _ in range(3):
        accept_invitation(invitation_to(event), now=NOW)
    assert statuses(event) == expected


def test_a_place_that_falls_free_goes_to_the_first_who_waited_and_to_nobody_else() -> None:
    event = EventFactory(capacity=1)
    holder = accept_invitation(invitation_to(event), now=NOW)
    second = accept_invitation(invitation_to(event), now=later(2))
    first = accept_invitation(invitation_to(event), now=later(1))
    assert (first.waiting_position(), second.waiting_position()) == (1, 2)
    cancel_registration(holder, now=later(3))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status, second.waiting_position()) == (A, W, 1)
    assert letters() == ["answer_attending", "answer_waiting", "answer_waiting", "answer_cancelled", "promoted"]


def test_nobody_overtakes_the_waiting_list_when_a_place_is_free() -> None:
    event = EventFactory(capacity=1)
    accept_invitation(invitation_to(event), now=NOW)
    waiting = accept_invitation(invitation_to(event), now=NOW)
    Event.objects.filter(pk=event.pk).update(capacity=2)
    newcomer = accept_invitation(invitation_to(event), now=later(1))
    assert newcomer.status == W
    assert promote_all_waiting(now=later(2)) == 1
    waiting.refresh_from_db()
    assert waiting.status == A


def test_nobody_is_promoted_once_the_event_has_begun_or_is_cancelled() -> None:
    event = EventFactory(capacity=0)
    accept_invitation(invitation_to(event), now=NOW)
    Event.objects.filter(pk=event.pk).update(capacity=5)
    assert promote_waiting(event, now=START) == 0
    Event.objects.filter(pk=event.pk).update(cancelled_at=NOW)
    assert promote_waiting(event, now=NOW) == 0
    assert promote_all_waiting(now=NOW) == 0


def test_after_the_deadline_one_can_cancel_but_not_register() -> None:
    event = EventFactory(capacity=2)
    held = accept_invitation(invitation_to(event), now=NOW)
    after = event.answer_by
    with pytest.raises(AnswerRefused):
        accept_invitation(invitation_to(event), now=after)
    assert cancel_registration(held, now=after).status == C


def test_nothing_can_be_answered_once_the_event_is_cancelled_or_has_begun() -> None:
    event = EventFactory()
    held = accept_invitation(invitation_to(event), now=NOW)
    for step in (
        lambda now: cancel_registration(held, now=now),
        lambda now: decline_invitation(held.invitation, now=now),
    ):
        with pytest.raises(AnswerRefused):
            step(START)
    Event.objects.update(cancelled_at=NOW)
    for step in (cancel_registration,):
        with pytest.raises(AnswerRefused):
            step(held, now=NOW)
    with pytest.raises(AnswerRefused):
        accept_invitation(invitation_to(event), now=NOW)


def test_the_database_refuses_a_place_beyond_the_capacity() -> None:
    event = EventFactory(capacity=1)
    with pytest.raises(IntegrityError, match="event_places_within_capacity"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(places_taken=2)
    Event.objects.filter(pk=event.pk).update(places_taken=2, overbooked=1)


def test_a_receipt_bears_the_calendar_file_only_for_who_comes() -> None:
    event = EventFactory(capacity=1)
    accept_invitation(invitation_to(event), now=NOW)
    accept_invitation(invitation_to(event), now=NOW)
    decline_invitation(invitation_to(event), reason="Ferie", now=NOW)
    counts = {letter.kind: letter.attachments.count() for letter in Letter.objects.all()}
    assert counts == {"answer_attending": 1, "answer_waiting": 0, "answer_declined": 0}
    assert Registration.objects.get(status=D).reason == "Ferie"
