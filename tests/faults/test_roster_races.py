"""Two coordinators enter people at once: each person is there once, holds one seat per body, and gets one letter for it."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import IntegrityError

from partnership.models import Letter, Person, SeatHolding
from partnership.services.roster import enter_people
from partnership.services.roster_plan import Outcome, Scope, plan_roster
from tests.faults.race import race
from tests.partnership.factories import PersonFactory
from tests.partnership.rosters import DAY, EIGHTEEN, NOW, Home, home

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def pressed(place: Home, *, backwards: bool = False):
    rows = place.rows(EIGHTEEN)
    return partial(enter_people, rows[::-1] if backwards else rows, scope=place.scope, from_on=DAY, now=NOW)


def test_one_list_that_four_press_at_once_is_entered_once() -> None:
    place = home()
    outcomes = race([pressed(place), pressed(place, backwards=True)] * 2)
    entered = [sum(line.outcome is Outcome.ENTERED for line in lines) for lines in outcomes]
    assert sorted(entered) == [0, 0, 0, 16], outcomes
    assert SeatHolding.objects.count() == Letter.objects.filter(kind="welcome").count() == 16
    assert Person.objects.filter(email__endswith="@aeroe.example").count() == 16


def test_one_list_that_two_municipalities_and_the_secretariat_press_at_once_gives_each_person_one_seat_per_body() -> (
    None
):
    place = home()
    other = home(place.partnership)
    scope = Scope(place.partnership, PersonFactory(is_staff=True), place.municipality)
    all_at_once = partial(enter_people, place.rows(EIGHTEEN), scope=scope, from_on=DAY, now=NOW)
    outcomes = race([pressed(place), pressed(other, backwards=True), all_at_once])
    assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
    seats = SeatHolding.objects.values_list("person__email", "seat__body")
    assert len(seats) == len(set(seats)) == Letter.objects.filter(kind="welcome").count() == 16


def test_without_the_locks_the_same_list_collides() -> None:
    """The control: who reads before the others wrote wants to create the same people."""
    place = home()
    everybody_has_read = threading.Barrier(4, timeout=30)

    def naive() -> int:
        lines = plan_roster(place.rows(EIGHTEEN), scope=place.scope, from_on=DAY)
        new = [line for line in lines if line.outcome is Outcome.NEW]
        everybody_has_read.wait()
        for line in new:
            Person.objects.create(email=line.email, name=line.row.name)
        return len(new)

    outcomes = race([naive] * 4)
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 3, outcomes
