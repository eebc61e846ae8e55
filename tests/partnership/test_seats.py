"""Seats are made, filled, handed over, vacated and counted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from partnership.models import Agreement, Body, Partnership, Seat, SeatHolding
from partnership.services.seats import (
    AlreadyHoldsSeat,
    NotTakingPart,
    NoVacantSeat,
    SeatIsVacant,
    SeatsInUse,
    WrongDay,
    create_seats,
    gauge_seats,
    hand_over_seat,
    nominate,
    resize_body,
    seat_overview,
    vacate_seat,
)
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, BodyFactory, PartnershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)
LATER = dt.date(2027, 3, 1)


@pytest.fixture
def body() -> Body:
    return BodyFactory(seats_min=1, seats_max=2, position=1)


@pytest.fixture
def agreement(body: Body) -> Agreement:
    agreement = AgreementFactory(partnership=body.partnership)
    create_seats(agreement)
    return agreement


def holding(agreement: Agreement, body: Body, **changes: Any) -> SeatHolding:
    values = {"person": PersonFactory(), "from_on": DAY, **changes}
    return nominate(agreement.municipality, body=body, **values)


def test_a_municipality_gets_every_seat_of_every_body_once() -> None:
    partnership = PartnershipFactory()
    BodyFactory(partnership=partnership, seats_min=1, seats_max=2, position=1)
    BodyFactory(partnership=partnership, seats_max=3, position=2)
    BodyFactory(seats_max=5)  # of another partnership
    agreement = AgreementFactory(partnership=partnership)
    assert create_seats(agreement) == 5
    assert create_seats(agreement) == 0
    assert list(Seat.objects.order_by("body__position", "number").values_list("body__position", "number")) == [
        (1, 1),
        (1, 2),
        (2, 1),
        (2, 2),
        (2, 3),
    ]


def test_lacking_seats_are_added_without_touching_those_that_are_held(agreement: Agreement, body: Body) -> None:
    held = holding(agreement, body)
    Seat.objects.filter(number=2).delete()
    assert create_seats(agreement) == 1
    assert SeatHolding.objects.get() == held


def test_people_get_the_lowest_vacant_seat(agreement: Agreement, body: Body) -> None:
    assert [holding(agreement, body).seat.number for _ in range(2)] == [1, 2]


def test_one_more_than_the_maximum_is_refused_with_what_to_do(agreement: Agreement, body: Body) -> None:
    holding(agreement, body)
    holding(agreement, body)
    with override("en"), pytest.raises(NoVacantSeat) as refused:
        holding(agreement, body)
    assert str(refused.value) == (
        f"All seats of {agreement.municipality} in “{body}” are taken. Hand one over, or vacate one first."
    )


def test_a_person_holds_one_seat_per_body(agreement: Agreement, body: Body) -> None:
    person = holding(agreement, body).person
    with pytest.raises(AlreadyHoldsSeat):
        holding(agreement, body, person=person)
    other = BodyFactory(partnership=body.partnership)
    create_seats(agreement)
    assert holding(agreement, other, person=person).person == person


def test_a_seat_that_falls_vacant_can_be_promised_from_that_day(agreement: Agreement, body: Body) -> None:
    first = holding(agreement, body)
    holding(agreement, body)
    vacate_seat(first.seat, on=LATER)
    with pytest.raises(NoVacantSeat):
        holding(agreement, body, from_on=LATER - dt.timedelta(days=1))
    assert holding(agreement, body, from_on=LATER).seat == first.seat


def test_a_seat_that_is_promised_for_later_is_not_given_away(agreement: Agreement, body: Body) -> None:
    promised = holding(agreement, body, from_on=LATER)
    assert holding(agreement, body, from_on=DAY).seat != promised.seat


@pytest.mark.parametrize("status", ["invited", "decided", "confirmed", "withdrawn", "ended"])
def test_only_municipalities_that_take_part_nominate(agreement: Agreement, body: Body, status: str) -> None:
    Agreement.objects.update(status=status, withdrawn_from=LATER, ended_on=LATER)
    with pytest.raises(NotTakingPart):
        holding(agreement, body)


def test_a_successor_holds_the_seat_from_the_day_and_the_predecessor_until_it(agreement: Agreement, body: Body) -> None:
    first = holding(agreement, body)
    successor = PersonFactory()
    hand_over_seat(first.seat, to=successor, on=LATER)
    assert list(first.seat.holdings.order_by("from_on").values_list("person", "from_on", "to_on")) == [
        (first.person_id, DAY, LATER),
        (successor.pk, LATER, None),
    ]


def test_handing_over_twice_changes_nothing_the_second_time(agreement: Agreement, body: Body) -> None:
    seat = holding(agreement, body).seat
    successor = PersonFactory()
    assert hand_over_seat(seat, to=successor, on=LATER) == hand_over_seat(seat, to=successor, on=LATER)
    assert seat.holdings.count() == 2


def test_a_person_named_by_mistake_is_replaced_from_the_first_day(agreement: Agreement, body: Body) -> None:
    seat = holding(agreement, body).seat
    right = PersonFactory()
    hand_over_seat(seat, to=right, on=DAY)
    assert list(seat.holdings.values_list("person", "from_on", "to_on")) == [(right.pk, DAY, None)]


def test_a_seat_cannot_change_hands_before_it_was_taken(agreement: Agreement, body: Body) -> None:
    seat = holding(agreement, body).seat
    before = DAY - dt.timedelta(days=1)
    with override("en"), pytest.raises(WrongDay) as refused:
        hand_over_seat(seat, to=PersonFactory(), on=before)
    assert str(refused.value) == "The seat is held from 2 November 2026. Choose that day or a later one."
    with pytest.raises(WrongDay):
        vacate_seat(seat, on=before)
    assert seat.holdings.get().to_on is None


def test_a_vacant_seat_is_not_handed_over(agreement: Agreement, body: Body) -> None:
    seat = Seat.objects.get(number=1)
    with pytest.raises(SeatIsVacant):
        hand_over_seat(seat, to=PersonFactory(), on=DAY)


def test_a_seat_is_not_handed_over_to_somebody_who_has_one(agreement: Agreement, body: Body) -> None:
    first, second = holding(agreement, body), holding(agreement, body)
    with pytest.raises(AlreadyHoldsSeat):
        hand_over_seat(first.seat, to=second.person, on=LATER)
    assert SeatHolding.objects.open().count() == 2


def test_a_seat_is_vacated_once(agreement: Agreement, body: Body) -> None:
    seat = holding(agreement, body).seat
    assert vacate_seat(seat, on=LATER) is True
    assert vacate_seat(seat, on=LATER) is False
    assert seat.holdings.get().to_on == LATER


def test_a_seat_that_is_vacated_on_its_first_day_was_never_held(agreement: Agreement, body: Body) -> None:
    seat = holding(agreement, body).seat
    vacate_seat(seat, on=DAY)
    assert not seat.holdings.exists()


def test_a_larger_body_gives_everybody_who_takes_part_another_seat(agreement: Agreement, body: Body) -> None:
    AgreementFactory(partnership=body.partnership, status="invited")
    resize_body(body, seats_min=1, seats_max=3)
    assert list(Seat.objects.values_list("municipality", "number")) == [
        (agreement.municipality_id, number) for number in (1, 2, 3)
    ]
    assert Body.objects.get(pk=body.pk).seats_max == 3


def test_a_smaller_body_loses_the_seats_that_nobody_ever_held(agreement: Agreement, body: Body) -> None:
    holding(agreement, body)
    resize_body(body, seats_min=1, seats_max=1)
    assert list(Seat.objects.values_list("number", flat=True)) == [1]


def test_a_body_does_not_shrink_below_a_seat_that_was_held(agreement: Agreement, body: Body) -> None:
    holding(agreement, body)
    vacate_seat(holding(agreement, body).seat, on=LATER)
    with pytest.raises(SeatsInUse):
        resize_body(body, seats_min=1, seats_max=1)
    assert Seat.objects.count() == 2


def test_the_database_refuses_a_second_holder_whatever_the_code_does(agreement: Agreement, body: Body) -> None:
    held = holding(agreement, body)
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatHolding.objects.create(seat=held.seat, person=PersonFactory(), from_on=LATER)


def test_the_gauge_says_what_is_missing_on_a_day(agreement: Agreement) -> None:
    partnership = agreement.partnership
    wide = BodyFactory(partnership=partnership, seats_min=3, seats_max=5, position=2)
    create_seats(agreement)
    leaver = holding(agreement, wide)
    holding(agreement, wide)
    vacate_seat(leaver.seat, on=LATER)
    assert gauge(partnership, DAY) == [(0, 1), (2, 1)]
    assert gauge(partnership, LATER) == [(0, 1), (1, 2)]


def test_the_gauge_counts_those_who_take_part_in_danish_order() -> None:
    body = BodyFactory()
    for name, status in [("Aarhus", "active"), ("Ballerup", "active"), ("Odense", "invited")]:
        AgreementFactory(
            partnership=body.partnership,
            municipality=MunicipalityFactory(name=name),
            status=status,
        )
    found = gauge_seats(body.partnership, on=DAY)
    assert [row.municipality.name for row in found] == ["Ballerup", "Aarhus"]
    aarhus = found[1].municipality
    assert [row.municipality for row in gauge_seats(body.partnership, on=DAY, municipalities=[aarhus])] == [aarhus]


@pytest.mark.parametrize("municipalities", [1, 3])
def test_the_gauge_asks_the_database_three_times(municipalities: int, django_assert_num_queries: Any) -> None:
    body = BodyFactory()
    for agreement in AgreementFactory.create_batch(municipalities, partnership=body.partnership):
        create_seats(agreement)
        holding(agreement, body)
    with django_assert_num_queries(3):
        rows = gauge_seats(body.partnership, on=DAY)
        assert [(row.municipality.name, row.filled) for row in rows]
    assert len(rows) == municipalities


def test_the_overview_shows_holders_and_what_is_missing(agreement: Agreement, django_assert_num_queries: Any) -> None:
    wide = BodyFactory(partnership=agreement.partnership, seats_min=3, seats_max=5, position=2)
    create_seats(agreement)
    held = holding(agreement, wide)
    with django_assert_num_queries(3):
        _narrow, seen = seat_overview(agreement, on=DAY)
    assert (seen.body, seen.holdings, seen.total, seen.missing) == (wide, [held], 5, 2)
    assert seen.marks == ["held", "missing", "missing", "free", "free"]


def gauge(partnership: Partnership, day: dt.date) -> list[tuple[int, int]]:
    return [(row.filled, row.missing) for row in gauge_seats(partnership, on=day)]
