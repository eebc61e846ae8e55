"""After the deadline a place passes to whoever takes the seat over, who is asked to confirm."""

import datetime as dt

import pytest

from events.models import Event, Invitation, Registration
from events.services.invitations import send_invitations
from events.services.registrations import accept_invitation, decline_invitation, register_person
from events.services.succession import Followed, follow_seats
from events.services.waiting_list import promote_all_waiting
from partnership.models import Letter, Seat, SeatHolding
from partnership.services.seats import create_seats, hand_over_seat, nominate
from tests.events.factories import NOW, START, EventFactory
from tests.partnership.factories import AgreementFactory, PersonFactory

pytestmark = pytest.mark.django_db
A, W, C, L = (Registration.Status[name] for name in ("ATTENDING", "WAITING", "CANCELLED", "LAPSED"))
#: A Monday after the registration deadline, and the day on which the seat is handed over.
AFTER = dt.datetime(2027, 1, 4, 9, 0, tzinfo=dt.UTC)
HAND_OVER = dt.date(2027, 1, 5)


@pytest.fixture
def event() -> Event:
    return EventFactory(capacity=1, body__name="Udviklingsgruppe")


@pytest.fixture
def seats(event: Event) -> list[Seat]:
    """Two seats of two municipalities, held and invited."""
    found = []
    for name in ("Anna Afgået", "Vera Venter"):
        agreement = AgreementFactory(partnership=event.partnership)
        create_seats(agreement)
        person = PersonFactory(name=name)
        place = agreement.municipality
        found.append(nominate(place, body=event.body, person=person, from_on=dt.date(2026, 10, 1)).seat)
    send_invitations(event, now=NOW)
    return found


def answered(seat: Seat, answer=accept_invitation) -> Registration:
    return answer(Invitation.objects.get(seat=seat), now=NOW)


def of(name: str) -> Registration:
    return Registration.objects.get(person__name=name)


def hand_over(seat: Seat) -> None:
    hand_over_seat(seat, to=PersonFactory(name="Bo Efterfølger"), on=HAND_OVER)
    assert follow_seats(now=AFTER) == Followed(left=1, invited=0)


def test_the_place_is_held_for_the_successor_until_confirmed(event, seats) -> None:
    answered(seats[0])
    answered(seats[1])
    hand_over(seats[0])
    assert of("Anna Afgået").status == C
    assert (of("Bo Efterfølger").status, of("Bo Efterfølger").offered_until) == (W, AFTER + dt.timedelta(days=1))
    assert of("Vera Venter").offered_until is None
    assert Event.objects.get().places_taken == 1
    (letter,) = Letter.objects.filter(kind="place_passed")
    assert "Pladsen er holdt til dig til 5. januar 2027" in letter.text
    assert follow_seats(now=AFTER) == Followed(0, 0)
    invitation = Invitation.objects.get(person__name="Bo Efterfølger")
    assert letter.link == invitation.link
    assert accept_invitation(invitation, now=AFTER).status == A
    assert Event.objects.get().places_taken == 1


def test_a_successor_who_does_not_confirm_lets_the_place_go_to_who_waits(seats) -> None:
    answered(seats[0])
    answered(seats[1])
    hand_over(seats[0])
    promote_all_waiting(now=AFTER + dt.timedelta(days=1))
    assert (of("Bo Efterfølger").status, of("Vera Venter").status) == (L, A)


def test_a_place_that_nobody_waits_for_is_held_as_long_as_one_can_cancel(event, seats) -> None:
    Event.objects.update(change_until=START - dt.timedelta(days=3))
    answered(seats[0])
    hand_over(seats[0])
    assert of("Bo Efterfølger").offered_until == START - dt.timedelta(days=3)
    assert promote_all_waiting(now=START - dt.timedelta(days=4)) == 0
    invitation = Invitation.objects.get(person__name="Bo Efterfølger")
    assert accept_invitation(invitation, now=START - dt.timedelta(days=4)).status == A


def test_a_turn_on_the_waiting_list_passes_on_too(seats) -> None:
    answered(seats[1])
    waiting = answered(seats[0])
    hand_over(seats[0])
    successor = of("Bo Efterfølger")
    assert (successor.status, successor.queued_at, successor.offered_until) == (W, waiting.queued_at, None)


def test_of_a_refusal_nothing_passes_on(seats) -> None:
    answered(seats[0], decline_invitation)
    hand_over(seats[0])
    assert not Registration.objects.filter(person__name="Bo Efterfølger").exists()


def test_before_the_deadline_the_successor_is_invited_as_everybody_else(seats) -> None:
    answered(seats[0])
    hand_over_seat(seats[0], to=PersonFactory(name="Bo Efterfølger"), on=HAND_OVER)
    assert follow_seats(now=NOW) == Followed(left=1, invited=1)
    assert not Registration.objects.filter(person__name="Bo Efterfølger").exists()


def test_the_place_is_not_held_beyond_the_start(seats) -> None:
    answered(seats[0])
    hand_over_seat(seats[0], to=PersonFactory(name="Bo Efterfølger"), on=HAND_OVER)
    follow_seats(now=START - dt.timedelta(hours=2))
    assert of("Bo Efterfølger").offered_until == START


def test_who_comes_to_a_vacant_seat_after_the_deadline_gets_the_place_that_is_still_free(event, seats) -> None:
    answered(seats[0])
    SeatHolding.objects.filter(seat=seats[0]).update(to_on=HAND_OVER)
    assert follow_seats(now=AFTER) == Followed(left=1, invited=0)
    later = AFTER + dt.timedelta(hours=3)
    nominate(seats[0].municipality, body=event.body, person=PersonFactory(name="Bo Efterfølger"), from_on=HAND_OVER)
    assert [follow_seats(now=later) for _ in range(2)] == [Followed(0, 1), Followed(0, 0)]
    assert (of("Bo Efterfølger").status, of("Bo Efterfølger").offered_until) == (W, START)
    assert Event.objects.get().places_taken == 1
    assert "Anna Afgået" in Letter.objects.get(kind="place_passed").text


def test_a_place_that_has_gone_to_somebody_else_is_not_passed_on(event, seats) -> None:
    answered(seats[0])
    SeatHolding.objects.filter(seat=seats[0]).update(to_on=HAND_OVER)
    follow_seats(now=AFTER)
    register_person(event, person=PersonFactory(), now=AFTER)
    nominate(seats[0].municipality, body=event.body, person=PersonFactory(name="Bo Efterfølger"), from_on=HAND_OVER)
    assert follow_seats(now=AFTER) == Followed(0, 0)
    assert not Invitation.objects.filter(person__name="Bo Efterfølger").exists()
