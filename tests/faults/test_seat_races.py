"""Several coordinators press at once: no seat gets two holders, no person two seats in one body."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from django.db import connection

from partnership.guards import GUARDS, install_guards, remove_guards
from partnership.models import Agreement, Body, Person, Seat, SeatHolding
from partnership.services.agreements import activate_agreement
from partnership.services.seats import AlreadyHoldsSeat, NoVacantSeat, create_seats, hand_over_seat, nominate
from tests.faults.race import race
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
DAY = dt.date(2026, 11, 2)


def test_five_seats_go_to_five_of_eight_at_once() -> None:
    agreement, body = municipality_with_five_seats()
    people = PersonFactory.create_batch(8)
    outcomes = race(
        [partial(nominate, agreement.municipality, body=body, person=person, from_on=DAY) for person in people]
    )
    assert sum(isinstance(outcome, SeatHolding) for outcome in outcomes) == 5, outcomes
    assert sum(isinstance(outcome, NoVacantSeat) for outcome in outcomes) == 3, outcomes
    assert sorted(SeatHolding.objects.values_list("seat__number", flat=True)) == [1, 2, 3, 4, 5]


def test_without_the_lock_and_the_database_rules_a_seat_gets_two_holders(without_the_guards_of_holdings: None) -> None:
    """The control: the same race breaks as soon as the guards are gone."""
    agreement, body = municipality_with_five_seats()
    people = PersonFactory.create_batch(8)
    everybody_has_read = threading.Barrier(len(people), timeout=30)

    def naive(person: Person) -> SeatHolding:
        taken = set(SeatHolding.objects.open().values_list("seat", flat=True))
        seats = Seat.objects.filter(body=body, municipality=agreement.municipality).order_by("number")
        seat = next(seat for seat in seats if seat.pk not in taken)
        everybody_has_read.wait()
        return SeatHolding.objects.create(seat=seat, person=person, from_on=DAY)

    outcomes = race([partial(naive, person) for person in people])
    assert all(isinstance(outcome, SeatHolding) for outcome in outcomes), outcomes
    assert set(SeatHolding.objects.values_list("seat__number", flat=True)) == {1}


def test_the_database_alone_stops_those_who_read_before_the_others_wrote() -> None:
    agreement, body = municipality_with_five_seats()
    people = PersonFactory.create_batch(8)
    everybody_has_read = threading.Barrier(len(people), timeout=30)
    seat = Seat.objects.get(body=body, municipality=agreement.municipality, number=1)

    def naive(person: Person) -> SeatHolding:
        everybody_has_read.wait()
        return SeatHolding.objects.create(seat=seat, person=person, from_on=DAY)

    outcomes = race([partial(naive, person) for person in people])
    assert sum(isinstance(outcome, SeatHolding) for outcome in outcomes) == 1, outcomes
    assert SeatHolding.objects.count() == 1


def test_a_person_whom_two_municipalities_nominate_at_once_gets_one_seat() -> None:
    agreement, body = municipality_with_five_seats()
    neighbour = AgreementFactory(partnership=agreement.partnership)
    create_seats(neighbour)
    person = PersonFactory()
    outcomes = race(
        [
            partial(nominate, municipality, body=body, person=person, from_on=DAY)
            for municipality in (agreement.municipality, neighbour.municipality) * 3
        ]
    )
    assert sum(isinstance(outcome, SeatHolding) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, AlreadyHoldsSeat) for outcome in outcomes) == 5, outcomes


def test_of_several_successors_at_once_each_takes_over_from_the_one_before() -> None:
    agreement, body = municipality_with_five_seats()
    seat = nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=DAY).seat
    on = DAY + dt.timedelta(days=30)
    race([partial(hand_over_seat, seat, to=person, on=on) for person in PersonFactory.create_batch(6)])
    first, last = seat.holdings.order_by("from_on")
    assert (first.from_on, first.to_on) == (DAY, on)
    assert (last.from_on, last.to_on) == (on, None)


def test_an_agreement_that_is_activated_twice_at_once_gets_its_seats_once() -> None:
    body = BodyFactory(seats_max=5)
    agreement = AgreementFactory(partnership=body.partnership, status="confirmed", active_from=None)
    outcomes = race([partial(activate_agreement, agreement, on=DAY)] * 4)
    assert sorted(outcomes) == [False, False, False, True]
    assert Seat.objects.count() == 5


def municipality_with_five_seats() -> tuple[Agreement, Body]:
    body = BodyFactory(seats_min=3, seats_max=5)
    agreement = AgreementFactory(partnership=body.partnership)
    create_seats(agreement)
    return agreement, body


@pytest.fixture
def without_the_guards_of_holdings(transactional_db: None) -> Iterator[None]:
    """Take the unique constraint and the overlap triggers away for one test."""
    constraint = next(rule for rule in SeatHolding._meta.constraints if rule.name == "seat_has_one_open_holding")
    guards = [guard for guard in GUARDS if guard.table == "partnership_seatholding"]
    remove_guards(connection, guards)
    with connection.schema_editor() as editor:
        editor.remove_constraint(SeatHolding, constraint)
    yield
    SeatHolding.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(SeatHolding, constraint)
    install_guards(connection, guards)
