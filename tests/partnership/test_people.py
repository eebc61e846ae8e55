"""Whom a coordinator may correct, and what follows when an address changes."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress

from municipalities.models import Coordinatorship
from partnership.models import Letter, Person
from partnership.services.people import correct_person
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import PersonFactory, SeatFactory, SeatHoldingFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
LONG_AGO = dt.date(2020, 1, 1)
OVER = dt.date(2020, 6, 1)


def coordinator(municipality) -> Person:
    return Coordinatorship.objects.create(municipality=municipality, person=PersonFactory(), from_on=LONG_AGO).person


def seated(municipality, **fields: object) -> Person:
    return SeatHoldingFactory(seat=SeatFactory(municipality=municipality), **fields).person


def test_a_coordinator_corrects_those_of_the_own_municipality_alone() -> None:
    own, other = MunicipalityFactory.create_batch(2)
    me = coordinator(own)
    colleague, member = coordinator(own), seated(own)
    coordinator(other)
    seated(other)
    PersonFactory()
    assert set(Person.objects.editable_by(me)) == {me, colleague, member}


def test_nobody_who_also_works_for_another_municipality_or_for_kl() -> None:
    own, other = MunicipalityFactory.create_batch(2)
    me = coordinator(own)
    for person in (seated(own), seated(own)):
        Coordinatorship.objects.create(municipality=other, person=person, from_on=LONG_AGO)
    SeatHoldingFactory(seat=SeatFactory(municipality=other), person=seated(own))
    Person.objects.filter(pk=seated(own).pk).update(is_staff=True)
    assert set(Person.objects.editable_by(me)) == {me}


def test_what_is_over_elsewhere_stands_in_nobodys_way() -> None:
    own, other = MunicipalityFactory.create_batch(2)
    me, member = coordinator(own), seated(own)
    SeatHoldingFactory(seat=SeatFactory(municipality=other), person=member, from_on=LONG_AGO, to_on=OVER)
    Coordinatorship.objects.create(municipality=other, person=member, from_on=LONG_AGO, to_on=OVER)
    assert set(Person.objects.editable_by(me)) == {me, member}


def test_a_former_coordinator_corrects_nobody_but_the_own_self() -> None:
    own = MunicipalityFactory()
    me = coordinator(own)
    seated(own)
    Coordinatorship.objects.update(to_on=OVER)
    assert set(Person.objects.editable_by(me)) == {me}


def test_a_changed_address_is_told_to_both_and_the_former_logs_in_no_more() -> None:
    person, by = PersonFactory(email="bo@gammel.example"), PersonFactory(name="Åse Ærøskøbing")
    EmailAddress.objects.create(user=person, email="bo@gammel.example", verified=True, primary=True)
    assert correct_person(person, values={"email": " Bo@Ny.example "}, by=by, now=NOW) is True
    person.refresh_from_db()
    assert person.email == "bo@ny.example"
    assert not EmailAddress.objects.exists()
    letters = Letter.objects.order_by("pk")
    assert [letter.to_email for letter in letters] == ["bo@gammel.example", "bo@ny.example"]
    assert all("Åse Ærøskøbing" in letter.text for letter in letters)


def test_another_title_is_stored_without_a_letter_and_the_same_is_nothing_new() -> None:
    person, by = PersonFactory(), PersonFactory()
    assert correct_person(person, values={"title": "Skoleleder"}, by=by, now=NOW) is True
    assert correct_person(person, values={"title": "Skoleleder"}, by=by, now=NOW) is False
    assert not Letter.objects.exists()
    assert person.history.count() == 2
