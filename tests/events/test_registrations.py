"""Answers, places and the waiting list."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from events.models import Event, Invitation, Registration
from events.services.registrations import (
    AnswerRefused,
    accept_invitation,
    cancel_registration,
    decline_invitation,
    register_person,
    renew_registration,
)
from events.services.waiting_list import promote_all_waiting, promote_waiting
from partnership.models import Letter, LetterAttachment, PersonalLink
from partnership.services.links import make_link, revoke_links
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.partnership.factories import PersonFactory, SeatHoldingFactory

pytestmark = pytest.mark.django_db
Status = Registration.Status
A, W, D, C = Status.ATTENDING, Status.WAITING, Status.DECLINED, Status.CANCELLED
L = Status.LAPSED


def later(minutes: int) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


def letters() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def statuses(event: Event) -> list[str]:
    return list(Registration.objects.filter(event=event).order_by("pk").values_list("status", flat=True))


def brought_to(status: str | None, *, full: bool) -> Registration:
    """Return the registration of an invited person in a status, at an event that is full for everybody else or not."""
    event = EventFactory(capacity=1 if full or status == W else 5)
    others = accept_invitation(invitation_to(event), now=NOW) if (full and status != A) or status == W else None
    invitation = invitation_to(event)
    match status:
        case Status.ATTENDING | Status.WAITING:
            registration = accept_invitation(invitation, now=NOW)
        case Status.DECLINED:
            registration = decline_invitation(invitation, now=NOW)
        case Status.CANCELLED:
            registration = cancel_registration(accept_invitation(invitation, now=NOW), now=NOW)
        case Status.LAPSED:
            registration = decline_invitation(invitation, now=NOW)
            Registration.objects.filter(pk=registration.pk).update(status=L)
        case None:
            registration = Registration(event=event, invitation=invitation, person=invitation.person)
    if status == W and not full:  # set free behind the services' back, as an import or another program would
        Registration.objects.filter(pk=others.pk).update(status=C)
        Event.objects.filter(pk=event.pk).update(places_taken=0)
    return registration


STEPS = {
    "accept": lambda row: accept_invitation(row.invitation, now=later(1)),
    "renew": lambda row: renew_registration(row, now=later(1)),
    "register": lambda row: register_person(row.event, person=row.person, now=later(1)),
    "decline": lambda row: decline_invitation(row.invitation, now=later(1)),
    "cancel": lambda row: cancel_registration(row, now=later(1)),
    "promote": lambda row: promote_waiting(row.event, now=later(1)),
}
#: (status, is the event full for everybody else) -> the status after each step; None where there is no row to take the step.
TABLE = {
    #               accept, renew, register, decline, cancel, promote
    (None, False): (A, None, A, D, None, None),
    (None, True): (W, None, W, D, None, None),
    (A, False): (A, A, A, C, C, A),
    (A, True): (A, A, A, C, C, A),
    (W, False): (W, W, W, D, C, A),
    (W, True): (W, W, W, D, C, W),
    (D, False): (A, A, A, D, D, D),
    (D, True): (W, W, W, D, D, D),
    (C, False): (A, A, A, C, C, C),
    (C, True): (W, W, W, C, C, C),
    (L, False): (A, A, A, D, L, L),
    (L, True): (W, W, W, D, L, L),
}
CASES = [
    pytest.param(status, full, step, after, id=f"{status or 'nothing'}-{'full' if full else 'free'}-{step}")
    for (status, full), row in TABLE.items()
    for step, after in zip(STEPS, row, strict=True)
    if after is not None
]


def test_the_table_knows_every_status() -> None:
    assert {status for status, _full in TABLE} == {None, *Status}


@pytest.mark.parametrize(("status", "full", "step", "after"), CASES)
def test_every_step_from_every_status(status, full, step, after) -> None:
    registration = brought_to(status, full=full)
    letters_before = Letter.objects.filter(person=registration.person).count()
    STEPS[step](registration)
    stored = Registration.objects.get(event=registration.event, person=registration.person)
    assert stored.status == after
    effective = after != status
    assert Letter.objects.filter(person=registration.person).count() - letters_before == effective
    assert stored.revision - registration.revision == effective
    event = Event.objects.get(pk=registration.event_id)
    assert event.places_taken == Registration.objects.filter(event=event).attending().count()


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
    waiting.refresh_from_db()
    assert (waiting.status, newcomer.status) == (A, W)


def test_the_sweep_finds_places_that_were_set_free_behind_the_services_back() -> None:
    event = EventFactory(capacity=1)
    for minute in range(4):
        accept_invitation(invitation_to(event), now=later(minute))
    Event.objects.filter(pk=event.pk).update(capacity=3)
    assert promote_all_waiting(now=later(9)) == 2
    assert promote_all_waiting(now=later(9)) == 0
    assert statuses(event) == [A, A, A, W]


def test_the_cost_of_an_answer_does_not_grow_with_the_waiting_list(django_assert_num_queries) -> None:
    event = EventFactory(capacity=1)
    holder = accept_invitation(invitation_to(event), now=NOW)
    for _ in range(3):
        accept_invitation(invitation_to(event), now=later(1))
    invitation = invitation_to(event)
    with CaptureQueriesContext(connection) as short_list:
        accept_invitation(invitation, now=later(2))
    for _ in range(6):
        accept_invitation(invitation_to(event), now=later(3))
    invitation = invitation_to(event)
    with django_assert_num_queries(len(short_list)):
        accept_invitation(invitation, now=later(4))
    with CaptureQueriesContext(connection) as cancelling:
        cancel_registration(holder, now=later(5))
    updates = [query["sql"] for query in cancelling.captured_queries if query["sql"].startswith("UPDATE")]
    assert updates
    assert [update for update in updates if "waiting" in update] == []


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
    with pytest.raises(AnswerRefused):
        renew_registration(held, now=after)
    assert decline_invitation(invitation_to(event), now=after).status == D


def test_a_place_that_falls_free_after_the_deadline_still_goes_to_who_waits() -> None:
    event = EventFactory(capacity=1)
    held = accept_invitation(invitation_to(event), now=NOW)
    waiting = accept_invitation(invitation_to(event), now=NOW)
    cancel_registration(held, now=event.answer_by)
    waiting.refresh_from_db()
    assert waiting.status == A


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
    for step in STEPS.keys() - {"promote"}:
        with pytest.raises(AnswerRefused):
            STEPS[step](held)


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
    calendars = LetterAttachment.objects.filter(media_type__startswith="text/calendar")
    counts = {letter.kind: calendars.filter(letter=letter).count() for letter in Letter.objects.all()}
    assert counts == {"answer_attending": 1, "answer_waiting": 0, "answer_declined": 0}
    assert Registration.objects.get(status=D).reason == "Ferie"


def test_only_before_the_deadline_a_receipt_says_that_one_may_change_ones_mind() -> None:
    event = EventFactory()
    decline_invitation(invitation_to(event), now=NOW)
    assert "Ombestemmer du dig inden 29. december 2026 kl.\u00a09.30" in Letter.objects.get().text
    decline_invitation(invitation_to(event), now=event.answer_by)
    assert "Ombestemmer" not in Letter.objects.latest("pk").text


def test_the_secretariat_registers_who_calls_after_the_deadline() -> None:
    event = EventFactory(capacity=1)
    invitation = invitation_to(event)
    registration = register_person(event, person=invitation.person, now=event.answer_by)
    assert registration.status == A
    assert (registration.invitation, registration.municipality) == (invitation, invitation.municipality)


def test_the_secretariat_overbooks_nothing() -> None:
    event = EventFactory(capacity=1)
    accept_invitation(invitation_to(event), now=NOW)
    assert register_person(event, person=PersonFactory(), now=later(1)).status == W


def test_somebody_without_an_invitation_comes_for_the_municipality_of_the_seat() -> None:
    event = EventFactory()
    seat = SeatHoldingFactory(seat__body=event.body)
    other = SeatHoldingFactory(seat__body__partnership=event.partnership, person=seat.person)
    assert register_person(event, person=seat.person, now=NOW).municipality == seat.seat.municipality
    stranger, chosen = PersonFactory(), other.seat.municipality
    assert register_person(event, person=stranger, municipality=chosen, now=NOW).municipality == chosen
    assert register_person(event, person=PersonFactory(), now=NOW).municipality is None


def test_somebody_without_an_invitation_gets_a_link_too() -> None:
    register_person(EventFactory(), person=PersonFactory(), now=NOW)
    letter = Letter.objects.get()
    assert letter.link.person == letter.person
    assert letter.link.expires_at > START


def test_a_receipt_never_bears_a_link_that_is_closed() -> None:
    invitation = invitation_to(EventFactory())
    revoke_links(invitation.person, now=NOW)
    accept_invitation(invitation, now=later(1))
    link = Letter.objects.get().link
    assert link != invitation.link
    assert PersonalLink.objects.valid_at(later(1)).get() == link


@pytest.mark.parametrize("fields", [{"published_at": None}, {"date_is_tentative": True}])
def test_nobody_is_registered_for_what_has_no_page_or_no_date(fields) -> None:
    with pytest.raises(AnswerRefused):
        register_person(EventFactory(**fields), person=PersonFactory(), now=NOW)
    assert not Registration.objects.exists()


def test_an_invitation_that_comes_after_the_registration_is_joined_to_it() -> None:
    event = EventFactory()
    person = PersonFactory()
    cancel_registration(register_person(event, person=person, now=NOW), now=NOW)
    link = make_link(person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=START, now=NOW)
    invitation = Invitation.objects.create(event=event, person=person, link=link, invited_at=NOW)
    assert accept_invitation(invitation, now=later(1)).invitation == invitation
    assert Registration.objects.count() == 1
