"""All seats of a municipality at a glance."""

from __future__ import annotations

import datetime as dt

import pytest

from partnership.models import Agreement, Body
from partnership.services.nominations import name_approver, propose_holder
from partnership.services.seat_board import seat_board
from partnership.services.seats import SeatIsReserved, cancel_plan, create_seats, hand_over_seat, nominate, vacate_seat
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
START, LATER, LATEST = dt.date(2026, 10, 1), dt.date(2027, 3, 1), dt.date(2027, 6, 1)


@pytest.fixture
def body() -> Body:
    return BodyFactory(seats_min=3, seats_max=5)


@pytest.fixture
def agreement(body: Body) -> Agreement:
    agreement = AgreementFactory(partnership=body.partnership)
    create_seats(agreement)
    return agreement


def hold(agreement: Agreement, body: Body, from_on: dt.date = START):
    return nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=from_on)


def test_every_seat_stands_in_order_with_its_holder_and_its_plans(agreement: Agreement, body: Body) -> None:
    swapped, leaving, stays = (hold(agreement, body) for _ in range(3))
    successor = hand_over_seat(swapped.seat, to=PersonFactory(), on=LATER)
    vacate_seat(swapped.seat, on=LATEST)
    vacate_seat(leaving.seat, on=LATER)
    promised = hold(agreement, body, from_on=LATER)  # the lowest seat that is free from then on
    (row,) = seat_board(agreement, on=TODAY)
    assert [place.seat.number for place in row.seats] == [1, 2, 3, 4, 5]
    assert [place.current for place in row.seats] == [swapped, leaving, stays, None, None]
    assert row.seats[0].plans == [(LATER, successor), (LATEST, None)]
    assert row.seats[1].plans == [(LATER, promised)]
    assert row.seats[2].plans == []
    assert (row.held, row.missing, row.free) == (3, 0, 2)
    assert [place.can_vacate for place in row.seats] == [False, True, True, False, False]
    assert [place.is_planned for place in row.seats] == [True, True, False, False, False]


def test_a_gap_between_two_holders_is_shown_as_vacant(agreement: Agreement, body: Body) -> None:
    first = hold(agreement, body)
    vacate_seat(first.seat, on=LATER)
    second = hold(agreement, body, from_on=LATEST)
    second.seat = first.seat
    second.save()
    assert seat_board(agreement, on=TODAY)[0].seats[0].plans == [(LATER, None), (LATEST, second)]


def test_who_left_stands_below_and_what_is_missing_is_counted_today(agreement: Agreement, body: Body) -> None:
    past = hold(agreement, body)
    vacate_seat(past.seat, on=TODAY)
    hold(agreement, body, from_on=LATER)
    (row,) = seat_board(agreement, on=TODAY)
    assert (row.past, row.held, row.missing) == ([past], 0, 3)
    assert seat_board(agreement, on=LATER)[0].missing == 2


def test_a_nomination_stands_at_its_seat_and_holds_nothing(agreement: Agreement, body: Body) -> None:
    Body.objects.update(approval_required=True)
    body.refresh_from_db()
    approver = name_approver(agreement.municipality, body=body, name="Bo", email="bo@kommune.example", now=NOW)
    proposal = propose_holder(
        agreement.municipality, body=body, person=PersonFactory(), from_on=TODAY, by=None, now=NOW
    )
    (row,) = seat_board(agreement, on=TODAY)
    first = row.seats[0]
    assert (first.nomination, first.current, first.can_swap) == (proposal.nomination, None, False)
    assert (row.approver, row.held, row.free, row.missing) == (approver, 0, 4, 3)


def test_a_plan_is_taken_back_and_the_holder_stays(agreement: Agreement, body: Body) -> None:
    first = hold(agreement, body)
    hand_over_seat(first.seat, to=PersonFactory(), on=LATER)
    assert cancel_plan(first.seat, today=TODAY) is True
    assert cancel_plan(first.seat, today=TODAY) is False
    assert list(first.seat.holdings.values_list("person", "to_on")) == [(first.person_id, None)]


def test_what_was_cannot_be_taken_back(agreement: Agreement, body: Body) -> None:
    first = hold(agreement, body)
    hand_over_seat(first.seat, to=PersonFactory(), on=TODAY)
    assert cancel_plan(first.seat, today=TODAY) is False
    assert first.seat.holdings.count() == 2


def test_a_plan_is_not_taken_back_under_a_nomination(agreement: Agreement, body: Body) -> None:
    first = hold(agreement, body)
    vacate_seat(first.seat, on=LATER)
    for _ in range(4):
        hold(agreement, body)
    Body.objects.update(approval_required=True)
    body.refresh_from_db()
    name_approver(agreement.municipality, body=body, name="Bo", email="bo@kommune.example", now=NOW)
    propose_holder(agreement.municipality, body=body, person=PersonFactory(), from_on=LATER, by=None, now=NOW)
    with pytest.raises(SeatIsReserved):
        cancel_plan(first.seat, today=TODAY)


def test_a_seat_with_a_planned_end_is_handed_over_on_that_day_or_earlier(agreement: Agreement, body: Body) -> None:
    first = hold(agreement, body)
    vacate_seat(first.seat, on=LATER)
    hand_over_seat(first.seat, to=PersonFactory(), on=dt.date(2027, 2, 1))
    first.refresh_from_db()
    assert first.to_on == dt.date(2027, 2, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_five_queries(agreement: Agreement, body: Body, count: int, django_assert_num_queries) -> None:
    for number in range(count):
        other = BodyFactory(partnership=agreement.partnership, key=f"b{number}")
        create_seats(agreement)
        for _ in range(count):
            hold(agreement, other)
    with django_assert_num_queries(5):
        board = seat_board(agreement, on=TODAY)
        assert all(str(place.seat.body) and place.plans == [] for row in board for place in row.seats)
