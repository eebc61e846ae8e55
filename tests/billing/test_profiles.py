"""Billing profiles: one default each, changes as new versions, and what the database refuses."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from billing.models import BillingProfile
from billing.services.profiles import (
    ProfileRefused,
    add_profile,
    change_profile,
    choose_default,
    end_profile,
    profile_of,
)
from municipalities.models import Coordinatorship
from tests.billing.factories import NOW, profile_for, stated
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 10, 1)
LATER = dt.date(2028, 1, 1)


@pytest.fixture
def municipality():
    return MunicipalityFactory()


def test_the_first_profile_is_the_default_and_the_next_is_not(municipality) -> None:
    first = profile_for(municipality)
    second = profile_for(municipality, person_reference="SKOLE")
    assert (first.is_default, second.is_default) == (True, False)
    assert profile_of(municipality.pk, on=TODAY) == first


def test_a_change_ends_the_version_before_and_keeps_it(municipality) -> None:
    person = PersonFactory()
    old = profile_for(municipality)
    new = change_profile(old, stated=stated(municipality, order_number="R-7"), valid_from=LATER, by=person, now=NOW)
    old.refresh_from_db()
    assert (old.valid_to, old.order_number) == (LATER, "")
    assert (new.valid_from, new.valid_to, new.order_number) == (LATER, None, "R-7")
    assert (new.supersedes, new.changed_by, new.changed_at, new.is_default) == (old, person, NOW, True)
    assert profile_of(municipality.pk, on=LATER - dt.timedelta(days=1)) == old
    assert profile_of(municipality.pk, on=LATER) == new


def test_a_change_that_changes_nothing_makes_no_version(municipality) -> None:
    profile = profile_for(municipality)
    again = change_profile(profile, stated=stated(municipality), valid_from=TODAY, by=None, now=NOW)
    assert (again, BillingProfile.objects.count()) == (profile, 1)


def test_a_slip_can_be_corrected_on_the_same_day(municipality) -> None:
    slip = profile_for(municipality, person_reference="FEJL")
    right = change_profile(slip, stated=stated(municipality), valid_from=TODAY, by=None, now=NOW)
    assert profile_of(municipality.pk, on=TODAY) == right
    assert BillingProfile.objects.valid_on(TODAY).get() == right


def test_only_the_newest_version_can_be_changed(municipality) -> None:
    old = profile_for(municipality)
    change_profile(old, stated=stated(municipality, city="Ny By"), valid_from=LATER, by=None, now=NOW)
    with pytest.raises(ProfileRefused):
        change_profile(old, stated=stated(municipality, city="Andet"), valid_from=LATER, by=None, now=NOW)


@pytest.mark.parametrize("valid_from", [TODAY - dt.timedelta(days=1), dt.date(2020, 1, 1)])
def test_nothing_is_stated_for_days_gone_by(municipality, valid_from) -> None:
    with pytest.raises(ProfileRefused):
        add_profile(municipality, stated=stated(municipality), valid_from=valid_from, by=None, now=NOW)
    profile = profile_for(municipality)
    with pytest.raises(ProfileRefused):
        change_profile(profile, stated=stated(municipality, city="X"), valid_from=valid_from, by=None, now=NOW)


def test_choosing_another_default_takes_it_from_the_first(municipality) -> None:
    first = profile_for(municipality)
    second = profile_for(municipality, person_reference="SKOLE")
    assert choose_default(second, now=NOW) is True
    assert choose_default(second, now=NOW) is False
    first.refresh_from_db()
    assert not first.is_default
    assert profile_of(municipality.pk, on=TODAY) == second


def test_a_chosen_default_stays_the_default_through_its_coming_version(municipality) -> None:
    profile_for(municipality)
    second = profile_for(municipality, person_reference="SKOLE")
    coming = change_profile(
        second, stated=stated(municipality, person_reference="NYREF"), valid_from=LATER, by=None, now=NOW
    )
    choose_default(second, now=NOW)
    assert profile_of(municipality.pk, on=LATER) == coming


def test_what_is_not_in_force_cannot_be_the_default(municipality) -> None:
    profile_for(municipality)
    coming = add_profile(
        municipality,
        stated=stated(municipality, person_reference="SKOLE"),
        valid_from=LATER,
        by=None,
        now=NOW,
    )
    with pytest.raises(ProfileRefused):
        choose_default(coming, now=NOW)


def test_the_default_cannot_be_ended_and_another_can(municipality) -> None:
    first = profile_for(municipality)
    second = profile_for(municipality, person_reference="SKOLE")
    with pytest.raises(ProfileRefused):
        end_profile(first, now=NOW)
    assert end_profile(second, now=NOW) is True
    assert end_profile(second, now=NOW) is False
    assert list(BillingProfile.objects.valid_on(TODAY)) == [first]


def test_after_the_default_has_run_out_the_next_profile_is_the_default(municipality) -> None:
    profile = profile_for(municipality)
    BillingProfile.objects.filter(pk=profile.pk).update(valid_to=TODAY)
    assert profile_for(municipality, person_reference="SKOLE").is_default


@pytest.mark.parametrize(
    "changes",
    [
        {"gln": "5799990007567"},
        {"gln": "57999900075681234"},
        {"person_reference": ""},
        {"street": ""},
        {"postal_code": "12"},
        {"contact_email": "ikke en adresse"},
    ],
    ids=str,
)
def test_what_is_wrong_is_refused_by_the_service(municipality, changes) -> None:
    with pytest.raises(ValidationError):
        profile_for(municipality, **changes)
    assert not BillingProfile.objects.exists()


@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"gln": "5701234567899"}, "billing_profile_gln_is_danish"),
        ({"gln": "579999000756"}, "billing_profile_gln_is_danish"),
        ({"postal_code": "12a4"}, "billing_profile_postal_code_has_four_digits"),
        ({"person_reference": ""}, "billing_profile_reference_and_address_are_stated"),
        ({"city": ""}, "billing_profile_reference_and_address_are_stated"),
        ({"valid_to": dt.date(2026, 1, 1)}, "billing_profile_ends_after_it_starts"),
    ],
    ids=str,
)
def test_what_is_wrong_is_refused_by_the_database_as_well(municipality, changes, guard) -> None:
    profile_for(municipality)
    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        BillingProfile.objects.update(**changes)


def test_two_defaults_are_refused_by_the_database(municipality) -> None:
    profile_for(municipality)
    profile_for(municipality, person_reference="SKOLE")
    with pytest.raises(IntegrityError, match=r"one_default|UNIQUE"), transaction.atomic():
        BillingProfile.objects.update(is_default=True)


def test_the_same_number_and_reference_is_stated_once(municipality) -> None:
    profile_for(municipality)
    with pytest.raises(ValidationError):
        profile_for(municipality)


def test_coordinators_see_their_own_and_staff_all(municipality) -> None:
    own, foreign = profile_for(municipality), profile_for(MunicipalityFactory())
    coordinator = PersonFactory()
    Coordinatorship.objects.create(municipality=municipality, person=coordinator, from_on=dt.date(2026, 1, 1))
    assert list(BillingProfile.objects.visible_to(coordinator)) == [own]
    assert set(BillingProfile.objects.visible_to(PersonFactory(is_staff=True))) == {own, foreign}
    assert not BillingProfile.objects.visible_to(PersonFactory()).exists()
