"""Events follow seats: whoever has left by then does not come, whoever holds the seat then is invited."""

from __future__ import annotations

import datetime as dt

import pytest

from events.models import Event, Invitation, Registration
from events.services.invitations import send_invitations
from events.services.registrations import AnswerRefused, accept_invitation, decline_invitation, register_person
from events.services.substitutes import send_substitute
from events.services.succession import Followed, follow_seats
from events.tasks import follow_seats as task
from partnership.models import Agreement, Body, Letter, Person, PersonalLink, Seat
from partnership.services.agreements import withdraw_agreement
from partnership.services.nominations import propose_successor
from partnership.services.seats import cancel_plan, create_seats, hand_over_seat, nominate, vacate_seat
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
HAND_OVER = dt.date(2027, 1, 1)
NOTHING = Followed(0, 0)
A, W, C = Registration.Status.ATTENDING, Registration.Status.WAITING, Registration.Status.CANCELLED


@pytest.fixture
def body() -> Body:
    return BodyFactory(name="Udviklingsgruppe")


@pytest.fixture
def agreement(body: Body) -> Agreement:
    agreement = AgreementFactory(partnership=body.partnership)
    create_seats(agreement)
    return agreement


@pytest.fixture
def seat(agreement: Agreement, body: Body) -> Seat:
    """A seat that somebody holds."""
    person = PersonFactory(name="Anna Afgået")
    return nominate(agreement.municipality, body=body, person=person, from_on=dt.date(2026, 10, 1)).seat


def holder(seat: Seat) -> Person:
    return seat.holdings.order_by("from_on").first().person  # type: ignore[union-attr]


def event_of(body: Body, **fields: object) -> Event:
    """An event whose invitations have gone out."""
    event = EventFactory(body=body, **fields)
    send_invitations(event, now=NOW)
    return event


def invited(event: Event) -> set[str]:
    return set(Invitation.objects.standing().filter(event=event).values_list("person__name", flat=True))


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=kind).order_by("pk"))


def test_the_predecessor_is_withdrawn_and_the_successor_invited_to_what_follows(seat: Seat, body: Body) -> None:
    before = event_of(body, title="Før", starts_at=dt.datetime(2026, 12, 31, 8, tzinfo=dt.UTC), answer_by=None)
    after = event_of(body, title="Efter")
    hand_over_seat(seat, to=PersonFactory(name="Bo Efterfølger"), on=HAND_OVER)
    assert follow_seats(now=NOW) == Followed(left=1, invited=1)
    assert invited(before) == {"Anna Afgået"}
    assert invited(after) == {"Bo Efterfølger"}
    withdrawn = Invitation.objects.get(event=after, person=holder(seat))
    assert (withdrawn.withdrawn_at, withdrawn.withdrawal) == (NOW, Invitation.Withdrawal.SEAT_LEFT)
    assert follow_seats(now=NOW) == NOTHING


def test_the_predecessor_gets_one_letter_that_names_the_successor_and_the_events(seat: Seat, body: Body) -> None:
    for title in ("Første værksted", "Andet værksted"):
        event_of(body, title=title)
    hand_over_seat(seat, to=PersonFactory(name="Bo Efterfølger"), on=HAND_OVER)
    follow_seats(now=NOW)
    (letter,) = letters("seat_left")
    assert letter.person == holder(seat)
    assert letter.subject == "Du er afmeldt: Din plads i Udviklingsgruppe"
    assert "Bo Efterfølger overtager din plads fra 1. januar 2027." in letter.text
    assert "– Første værksted, tirsdag den 12. januar 2027 kl.\u00a09.30-15.30\n– Andet værksted," in letter.text
    assert [row.person.name for row in letters("invitation")[2:]] == ["Bo Efterfølger"] * 2  # type: ignore[union-attr]


def test_a_vacated_seat_says_so_and_invites_nobody(seat: Seat, body: Body) -> None:
    event = event_of(body)
    vacate_seat(seat, on=HAND_OVER)
    assert follow_seats(now=NOW) == Followed(left=1, invited=0)
    assert invited(event) == set()
    assert "Din plads er ledig fra 1. januar 2027." in letters("seat_left")[0].text


@pytest.mark.parametrize(("on", "stays"), [(START.date(), False), (START.date() + dt.timedelta(days=1), True)])
def test_the_day_of_the_event_belongs_to_who_holds_the_seat_on_it(
    seat: Seat, body: Body, on: dt.date, stays: bool
) -> None:
    event = event_of(body)
    hand_over_seat(seat, to=PersonFactory(name="Bo"), on=on)
    follow_seats(now=NOW)
    assert invited(event) == ({"Anna Afgået"} if stays else {"Bo"})


def test_the_day_is_that_of_copenhagen(seat: Seat, body: Body) -> None:
    midnight = dt.datetime(2027, 1, 11, 23, 30, tzinfo=dt.UTC)  # the 12th in Copenhagen
    event = event_of(body, starts_at=midnight, answer_by=None)
    hand_over_seat(seat, to=PersonFactory(name="Bo"), on=dt.date(2027, 1, 12))
    follow_seats(now=NOW)
    assert invited(event) == {"Bo"}


def test_a_place_that_falls_free_goes_to_who_waits(seat: Seat, agreement: Agreement, body: Body) -> None:
    waiting = nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=TODAY).person
    event = event_of(body, capacity=1)
    for person in (holder(seat), waiting):
        accept_invitation(Invitation.objects.get(event=event, person=person), now=NOW)
    vacate_seat(seat, on=HAND_OVER)
    follow_seats(now=NOW)
    statuses = dict(Registration.objects.values_list("person", "status"))
    assert statuses == {holder(seat).pk: C, waiting.pk: A}
    assert Event.objects.get().places_taken == 1
    assert [letter.person for letter in letters("promoted")] == [waiting]
    assert letters("answer_cancelled") == []  # the one letter says it


def test_who_was_registered_on_the_phone_for_the_seat_is_taken_off_too(seat: Seat, body: Body) -> None:
    event = EventFactory(body=body, capacity=1)
    register_person(event, person=holder(seat), now=NOW)
    vacate_seat(seat, on=HAND_OVER)
    assert follow_seats(now=NOW) == Followed(left=1, invited=0)
    assert Registration.objects.get().status == C
    assert "Din plads er ledig" in letters("seat_left")[0].text
    assert follow_seats(now=NOW) == NOTHING


def test_who_is_registered_after_leaving_comes_on_the_secretariats_word(
    seat: Seat, agreement: Agreement, body: Body
) -> None:
    event = event_of(body)
    vacate_seat(seat, on=dt.date(2026, 12, 1))
    follow_seats(now=NOW)
    person, place = holder(seat), agreement.municipality
    later = dt.datetime(2026, 12, 5, 9, tzinfo=dt.UTC)
    register_person(event, person=person, municipality=place, now=later)
    other = EventFactory(body=body)
    register_person(other, person=person, municipality=place, now=later)
    assert follow_seats(now=later) == NOTHING
    assert set(Registration.objects.values_list("status", flat=True)) == {A}


def test_who_holds_another_seat_of_the_body_then_still_comes(seat: Seat, body: Body) -> None:
    event = event_of(body)
    neighbour = AgreementFactory(partnership=body.partnership)
    create_seats(neighbour)
    vacate_seat(seat, on=HAND_OVER)
    nominate(neighbour.municipality, body=body, person=holder(seat), from_on=HAND_OVER)
    assert follow_seats(now=NOW) == NOTHING
    assert invited(event) == {"Anna Afgået"}


def test_nobody_is_withdrawn_whose_invitation_rests_on_no_seat(body: Body) -> None:
    event = EventFactory(body=body)
    invitation_to(event)
    assert follow_seats(now=NOW) == NOTHING


def test_events_that_are_over_cancelled_or_not_sent_yet_are_left_alone(seat: Seat, body: Body) -> None:
    past = event_of(body)
    Event.objects.filter(pk=past.pk).update(
        starts_at=NOW - dt.timedelta(hours=1), ends_at=NOW + dt.timedelta(hours=1), answer_by=None
    )
    cancelled = event_of(body)
    Event.objects.filter(pk=cancelled.pk).update(cancelled_at=NOW)
    EventFactory(body=body)  # nobody is invited yet
    hand_over_seat(seat, to=PersonFactory(), on=TODAY)
    assert follow_seats(now=NOW) == NOTHING
    assert Invitation.objects.count() == 2


def test_after_the_deadline_the_predecessor_is_told_but_nobody_can_be_asked_any_more(seat: Seat, body: Body) -> None:
    event = event_of(body)
    hand_over_seat(seat, to=PersonFactory(), on=HAND_OVER)
    assert follow_seats(now=event.answer_by) == Followed(left=1, invited=0)  # type: ignore[arg-type]


def test_a_plan_that_is_taken_back_brings_the_invitation_back(seat: Seat, body: Body) -> None:
    event = event_of(body)
    hand_over_seat(seat, to=PersonFactory(name="Bo"), on=HAND_OVER)
    follow_seats(now=NOW)
    cancel_plan(seat, today=TODAY)
    assert follow_seats(now=NOW) == Followed(left=1, invited=1)
    assert invited(event) == {"Anna Afgået"}
    again = Invitation.objects.get(person=holder(seat))
    assert again.revision == 2
    assert [letter.link for letter in letters("invitation") if letter.person == holder(seat)][-1] == again.link
    assert "Du har ikke længere en plads" in letters("seat_left")[1].text
    assert accept_invitation(again, now=NOW).status == A
    assert follow_seats(now=NOW) == NOTHING


def test_back_and_forth_and_back_writes_a_letter_each_time(seat: Seat, body: Body) -> None:
    event_of(body)
    for _ in range(2):
        vacate_seat(seat, on=HAND_OVER)
        assert follow_seats(now=NOW).left == 1
        cancel_plan(seat, today=TODAY)
        assert follow_seats(now=NOW).invited == 1
    assert len(letters("seat_left")) == 2
    assert Invitation.objects.get().revision == 3


def test_an_event_that_moves_past_the_hand_over_follows_too(seat: Seat, body: Body) -> None:
    event = event_of(body)
    hand_over_seat(seat, to=PersonFactory(name="Bo"), on=dt.date(2027, 2, 1))
    assert follow_seats(now=NOW) == NOTHING
    moved = dt.datetime(2027, 2, 9, 9, tzinfo=dt.UTC)
    Event.objects.filter(pk=event.pk).update(starts_at=moved, ends_at=moved + dt.timedelta(hours=3))
    assert follow_seats(now=NOW) == Followed(left=1, invited=1)
    assert invited(event) == {"Bo"}


def test_somebody_who_awaits_approval_is_in_no_audience(seat: Seat, agreement: Agreement, body: Body) -> None:
    event = event_of(body)
    Body.objects.update(approval_required=True)
    seat.body.refresh_from_db()
    agreement.municipality.approvers.create(body=body, name="Leder", email="leder@kommune.example")
    propose_successor(seat, person=PersonFactory(), on=HAND_OVER, by=None, now=NOW)
    assert follow_seats(now=NOW) == NOTHING
    assert invited(event) == {"Anna Afgået"}


def test_a_municipality_that_leaves_later_still_comes_to_what_is_before(
    seat: Seat, agreement: Agreement, body: Body
) -> None:
    before = event_of(body)
    after = event_of(
        body, starts_at=dt.datetime(2027, 3, 2, 9, tzinfo=dt.UTC), ends_at=dt.datetime(2027, 3, 2, 15, tzinfo=dt.UTC)
    )
    withdraw_agreement(agreement, on=dt.date(2027, 2, 1))
    assert follow_seats(now=NOW) == Followed(left=1, invited=0)
    assert (invited(before), invited(after)) == ({"Anna Afgået"}, set())


def test_who_has_sent_a_substitute_is_not_asked_again(seat: Seat, body: Body) -> None:
    event = event_of(body)
    send_substitute(Invitation.objects.get(), who=PersonFactory(name="Sofie"), by=PersonFactory(), now=NOW)
    assert follow_seats(now=NOW) == NOTHING
    assert send_invitations(event, now=NOW).sent == 0
    assert invited(event) == {"Sofie"}


def test_a_withdrawn_invitation_cannot_be_answered(seat: Seat, body: Body) -> None:
    event = event_of(body)
    invitation = Invitation.objects.get(event=event)
    registration = accept_invitation(invitation, now=NOW)
    vacate_seat(seat, on=HAND_OVER)
    follow_seats(now=NOW)
    for step in (accept_invitation, decline_invitation):
        with pytest.raises(AnswerRefused):
            step(invitation, now=NOW)
    registration.refresh_from_db()
    assert (registration.status, registration.released_at) == (C, NOW)


def test_letters_are_in_the_recipients_language(seat: Seat, body: Body) -> None:
    event_of(body)
    Person.objects.filter(pk=holder(seat).pk).update(language="en")
    hand_over_seat(seat, to=PersonFactory(name="Bo Next"), on=HAND_OVER)
    follow_seats(now=NOW)
    assert "Bo Next takes your seat over from 1 January 2027." in letters("seat_left")[0].text


def test_an_address_that_cannot_be_written_to_stops_nobody(seat: Seat, body: Body) -> None:
    event = event_of(body)
    Person.objects.filter(pk=holder(seat).pk).update(email="ikke en adresse")
    hand_over_seat(seat, to=PersonFactory(name="Bo"), on=HAND_OVER)
    assert follow_seats(now=NOW) == Followed(left=1, invited=1)
    assert invited(event) == {"Bo"}
    assert letters("seat_left") == []


@pytest.mark.parametrize("municipalities", [1, 3])
def test_looking_costs_the_same_however_many_there_are(
    body: Body, municipalities: int, django_assert_num_queries
) -> None:
    for _ in range(municipalities):
        agreement = AgreementFactory(partnership=body.partnership)
        create_seats(agreement)
        nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=TODAY)
    for _ in range(municipalities):
        event_of(body)
    with django_assert_num_queries(4):
        assert follow_seats(now=NOW) == NOTHING


def test_the_task_does_it_without_anybody_pressing(agreement: Agreement, body: Body) -> None:
    now = dt.datetime.now(dt.UTC)
    start = now + dt.timedelta(days=40)
    seat = nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=now.date()).seat
    event = EventFactory(body=body, starts_at=start, ends_at=start + dt.timedelta(hours=2), answer_by=None)
    send_invitations(event, now=now)
    hand_over_seat(seat, to=PersonFactory(name="Bo"), on=now.date() + dt.timedelta(days=9))
    assert task() == 2
    assert invited(event) == {"Bo"}
    assert PersonalLink.objects.count() == 2
