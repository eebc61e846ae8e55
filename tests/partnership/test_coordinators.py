"""Coordinators come by invitation, hand over on a day, and are never all gone by accident."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from municipalities.models import Coordinatorship, Municipality
from partnership.models import Letter, Person
from partnership.services.coordinators import (
    AccessIsClosed,
    AlreadyCoordinates,
    LastCoordinator,
    NoCoordinator,
    WrongDay,
    end_coordinatorship,
    hand_over_coordinatorship,
    invite_coordinator,
)
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
LONG_AGO = dt.date(2026, 1, 1)


def coordinator_of(municipality: Municipality, **person: object) -> Coordinatorship:
    return Coordinatorship.objects.create(municipality=municipality, person=PersonFactory(**person), from_on=LONG_AGO)


def taking_part() -> Municipality:
    return AgreementFactory().municipality


def invite(municipality: Municipality, *, by: Person | None = None, **changes: object) -> Coordinatorship:
    values = {"name": "Bo Ågren", "email": "bo@kommune.example", "on": TODAY, "now": NOW} | changes
    return invite_coordinator(municipality, by=by, **values)


def test_a_colleague_gets_access_and_a_letter_that_says_who_asked_and_how_to_log_in() -> None:
    row = coordinator_of(taking_part(), name="Åse Ærøskøbing")
    new = invite(row.municipality, by=row.person)
    assert Municipality.objects.coordinated_by(new.person, on=TODAY).get() == row.municipality
    letter = Letter.objects.get()
    assert (letter.to_email, letter.kind) == ("bo@kommune.example", "coordinator_invited")
    assert "Åse Ærøskøbing" in letter.text
    assert f"{settings.SITE_URL}/konto/log-ind/" in letter.text
    assert not new.person.has_usable_password()


def test_the_secretariat_invites_the_first_one() -> None:
    new = invite(taking_part(), by=PersonFactory(is_staff=True, name="Sanne Østerlund"))
    assert "Sanne Østerlund (KL)" in Letter.objects.get(person=new.person).text


def test_somebody_who_is_known_keeps_the_stored_name_whatever_the_case_of_the_address() -> None:
    known = PersonFactory(name="Bo B. Ågren", email="bo@kommune.example")
    assert invite(taking_part(), name="bo", email="BO@kommune.example").person == known
    assert Person.objects.with_email("bo@kommune.example").get().name == "Bo B. Ågren"


def test_nobody_coordinates_twice_for_one_municipality() -> None:
    municipality = taking_part()
    invite(municipality)
    with pytest.raises(AlreadyCoordinates):
        invite(municipality)
    assert (Coordinatorship.objects.count(), Letter.objects.count()) == (1, 1)
    invite(taking_part())


def test_closed_access_is_not_opened_by_an_invitation() -> None:
    PersonFactory(email="bo@kommune.example", is_active=False)
    with pytest.raises(AccessIsClosed):
        invite(taking_part())


def test_a_stranger_and_a_former_coordinator_can_do_nothing() -> None:
    municipality = taking_part()
    row, other = coordinator_of(municipality), coordinator_of(municipality)
    former = coordinator_of(municipality)
    Coordinatorship.objects.filter(pk=former.pk).update(to_on=TODAY)
    for by in (PersonFactory(), former.person, coordinator_of(MunicipalityFactory()).person):
        with pytest.raises(NoCoordinator):
            invite(municipality, by=by)
        with pytest.raises(NoCoordinator):
            end_coordinatorship(row, on=TODAY, by=by, now=NOW)
        with pytest.raises(NoCoordinator):
            hand_over_coordinatorship(other, name="X", email="x@kommune.example", on=TODAY, by=by, now=NOW)
    assert not Letter.objects.exists()


def test_access_ends_at_once_and_who_was_ended_is_told() -> None:
    municipality = taking_part()
    row, other = coordinator_of(municipality), coordinator_of(municipality)
    assert end_coordinatorship(other, on=TODAY, by=row.person, now=NOW) is True
    assert end_coordinatorship(other, on=TODAY, by=row.person, now=NOW) is False
    assert not Municipality.objects.coordinated_by(other.person, on=TODAY).exists()
    letter = Letter.objects.get()
    assert (letter.person, letter.kind) == (other.person, "coordinator_ended")
    assert row.person.name in letter.text


def test_whoever_stops_alone_needs_no_letter() -> None:
    municipality = taking_part()
    coordinator_of(municipality)
    own = coordinator_of(municipality)
    end_coordinatorship(own, on=TODAY, by=own.person, now=NOW)
    assert not Letter.objects.exists()


def test_a_municipality_that_takes_part_keeps_a_coordinator_unless_it_is_known() -> None:
    row = coordinator_of(taking_part())
    with pytest.raises(LastCoordinator):
        end_coordinatorship(row, on=TODAY, by=row.person, now=NOW)
    assert end_coordinatorship(row, on=TODAY, by=row.person, now=NOW, leave_nobody=True) is True


def test_a_colleague_who_stops_as_well_does_not_count() -> None:
    municipality = taking_part()
    first, second = coordinator_of(municipality), coordinator_of(municipality)
    soon = TODAY + dt.timedelta(days=10)
    end_coordinatorship(first, on=soon, by=second.person, now=NOW)
    with pytest.raises(LastCoordinator):
        end_coordinatorship(second, on=TODAY, by=second.person, now=NOW)


def test_a_municipality_without_an_active_agreement_may_have_nobody() -> None:
    row = coordinator_of(AgreementFactory(status="invited").municipality)
    assert end_coordinatorship(row, on=TODAY, by=row.person, now=NOW) is True


def test_a_time_that_would_not_have_lasted_a_day_is_taken_back() -> None:
    municipality = taking_part()
    row = coordinator_of(municipality)
    new = invite(municipality, by=row.person)
    end_coordinatorship(new, on=TODAY, by=row.person, now=NOW)
    assert list(Coordinatorship.objects.all()) == [row]


def test_a_day_before_the_beginning_is_refused() -> None:
    municipality = taking_part()
    row, other = coordinator_of(municipality), coordinator_of(municipality)
    with pytest.raises(WrongDay):
        end_coordinatorship(other, on=LONG_AGO - dt.timedelta(days=1), by=row.person, now=NOW)


def test_a_successor_takes_over_on_the_day_and_both_are_told() -> None:
    row = coordinator_of(taking_part(), name="Åse Ærøskøbing")
    on = TODAY + dt.timedelta(days=7)
    new = hand_over_coordinatorship(row, name="Bo Ågren", email="bo@kommune.example", on=on, by=row.person, now=NOW)
    row.refresh_from_db()
    assert (row.to_on, new.from_on, new.to_on) == (on, on, None)
    assert not Municipality.objects.coordinated_by(new.person, on=TODAY).exists()
    assert {letter.kind: letter.person for letter in Letter.objects.all()} == {
        "coordinator_invited": new.person,
        "coordinator_ended": row.person,
    }
    assert "Du overtager efter Åse Ærøskøbing." in Letter.objects.get(person=new.person).text
    assert "Bo Ågren overtager efter dig." in Letter.objects.get(person=row.person).text


def test_one_cannot_hand_over_to_oneself() -> None:
    row = coordinator_of(taking_part())
    with pytest.raises(AlreadyCoordinates):
        hand_over_coordinatorship(row, name="X", email=row.person.email, on=TODAY, by=row.person, now=NOW)
    row.refresh_from_db()
    assert row.to_on is None
