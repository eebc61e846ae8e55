"""Two press at once: one agreement per municipality, and never a municipality without a coordinator by accident."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from django.db import connection

from municipalities.models import Coordinatorship, Municipality
from partnership.models import Agreement, Letter, Partnership
from partnership.services.coordinators import (
    AlreadyCoordinates,
    LastCoordinator,
    NoCoordinator,
    end_coordinatorship,
    invite_coordinator,
    is_last,
)
from partnership.services.joining import JoiningPlan, invite_municipalities
from tests.faults.race import race
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, PartnershipFactory, PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
ANSWER_BY = dt.date(2026, 8, 28)


def ready() -> Partnership:
    return PartnershipFactory(contact_name="Sanne Østerlund", contact_email="sekretariat@kl.example")


def test_a_municipality_that_is_invited_four_times_at_once_gets_one_agreement_and_one_letter() -> None:
    partnership = ready()
    municipalities = [MunicipalityFactory(mailbox=f"post{number}@kommune.example") for number in range(3)]
    step = partial(invite_municipalities, partnership, municipalities=municipalities, answer_by=ANSWER_BY, now=NOW)
    outcomes = race([step] * 4)
    assert all(isinstance(outcome, JoiningPlan) for outcome in outcomes), outcomes
    assert sorted(len(outcome.new) for outcome in outcomes) == [0, 0, 0, 3]
    assert (Agreement.objects.count(), Letter.objects.count()) == (3, 3)


def naive_invitation(partnership: Partnership, municipality: Municipality, barrier: threading.Barrier) -> Agreement:
    """Look, wait until everybody has looked, and write."""
    assert not Agreement.objects.standing().filter(partnership=partnership, municipality=municipality).exists()
    barrier.wait()
    return Agreement.objects.create(partnership=partnership, municipality=municipality, invited_on=TODAY)


def test_without_lock_and_constraint_a_municipality_gets_four_agreements(without_the_constraint: None) -> None:
    """The control: the same race breaks as soon as the guards are gone."""
    partnership, municipality = ready(), MunicipalityFactory()
    barrier = threading.Barrier(4, timeout=30)
    outcomes = race([partial(naive_invitation, partnership, municipality, barrier)] * 4)
    assert all(isinstance(outcome, Agreement) for outcome in outcomes), outcomes
    assert Agreement.objects.count() == 4


def test_the_database_alone_stops_those_who_read_before_the_others_wrote() -> None:
    partnership, municipality = ready(), MunicipalityFactory()
    barrier = threading.Barrier(4, timeout=30)
    outcomes = race([partial(naive_invitation, partnership, municipality, barrier)] * 4)
    assert sum(isinstance(outcome, Agreement) for outcome in outcomes) == 1, outcomes
    assert Agreement.objects.count() == 1


def two_coordinators() -> list[Coordinatorship]:
    municipality = AgreementFactory().municipality
    return [
        Coordinatorship.objects.create(municipality=municipality, person=PersonFactory(), from_on=dt.date(2026, 1, 1))
        for _ in range(2)
    ]


def still_there(rows: list[Coordinatorship]) -> int:
    return Coordinatorship.objects.open_on(TODAY).filter(pk__in=[row.pk for row in rows]).count()


def test_of_two_coordinators_who_end_each_other_at_once_one_stays() -> None:
    rows = one, two = two_coordinators()
    outcomes = race(
        [
            partial(end_coordinatorship, one, on=TODAY, by=two.person, now=NOW),
            partial(end_coordinatorship, two, on=TODAY, by=one.person, now=NOW),
        ]
    )
    assert sum(outcome is True for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, NoCoordinator) for outcome in outcomes) == 1, outcomes
    assert still_there(rows) == 1


def test_of_two_coordinators_who_both_stop_at_once_the_second_is_warned() -> None:
    rows = two_coordinators()
    outcomes = race([partial(end_coordinatorship, row, on=TODAY, by=row.person, now=NOW) for row in rows])
    assert sum(outcome is True for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, LastCoordinator) for outcome in outcomes) == 1, outcomes
    assert still_there(rows) == 1


def test_without_the_lock_both_are_gone() -> None:
    """The control: whoever looks before the other has written sees a colleague who is no longer there."""
    rows = two_coordinators()
    everybody_has_read = threading.Barrier(2, timeout=30)

    def naive(row: Coordinatorship) -> int:
        assert not is_last(row, on=TODAY)
        everybody_has_read.wait()
        return Coordinatorship.objects.filter(pk=row.pk).update(to_on=TODAY)

    assert race([partial(naive, row) for row in rows]) == [1, 1]
    assert still_there(rows) == 0


def test_a_colleague_who_is_invited_by_several_at_once_coordinates_once() -> None:
    rows = two_coordinators()
    outcomes = race(
        [
            partial(
                invite_coordinator,
                row.municipality,
                name="Bo Ågren",
                email="bo@kommune.example",
                by=row.person,
                on=TODAY,
                now=NOW,
            )
            for row in rows * 2
        ]
    )
    assert sum(isinstance(outcome, Coordinatorship) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, AlreadyCoordinates) for outcome in outcomes) == 3, outcomes
    assert Letter.objects.count() == 1


@pytest.fixture
def without_the_constraint(transactional_db: None) -> Iterator[None]:
    """Take the unique constraint away for one test."""
    name = "agreement_one_standing_per_municipality"
    constraint = next(rule for rule in Agreement._meta.constraints if rule.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Agreement, constraint)
    yield
    Agreement.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Agreement, constraint)
