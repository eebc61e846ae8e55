"""Coordinators keep their own billing information; nobody else's can be reached."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from billing.models import BillingProfile
from municipalities.models import Coordinatorship, Municipality
from partnership.roles import Role
from tests.billing.factories import profile_for, stated
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality() -> Municipality:
    return MunicipalityFactory()


@pytest.fixture
def coordinator(municipality) -> Client:
    person = PersonFactory()
    Coordinatorship.objects.create(municipality=municipality, person=person, from_on=dt.date(2026, 1, 1))
    client = Client()
    client.force_login(person)
    return client


def page(municipality: Municipality, rest: str = "") -> str:
    return f"/kommune/{municipality.code}/faktureringsoplysninger/{rest}"


def answers(municipality: Municipality, **changes: str) -> dict[str, str]:
    values = {name: str(value) for name, value in vars(stated(municipality)).items()}
    return values | {"valid_from": timezone.localdate().isoformat()} | changes


def stated_now(municipality: Municipality, **changes: str) -> BillingProfile:
    return profile_for(municipality, now=timezone.now(), **changes)


def test_the_empty_page_says_what_to_ask_whom(municipality, coordinator) -> None:
    content = coordinator.get(page(municipality)).content.decode()
    assert "økonomiafdeling" in content
    assert "KL kan ikke sende jer elektroniske fakturaer endnu" in content


def test_a_number_with_spaces_is_added_and_is_the_default(municipality, coordinator) -> None:
    gln = stated(municipality).gln
    written = answers(municipality, gln=f"{gln[:4]} {gln[4:]}")
    response = coordinator.post(page(municipality, "ny/"), written)
    assert response["Location"] == page(municipality)
    profile = BillingProfile.objects.get()
    assert (profile.gln, profile.is_default) == (gln, True)
    assert profile.changed_by == Coordinatorship.objects.get().person
    assert gln in coordinator.get(page(municipality)).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"gln": "5799990007567"}, "EAN-nummerets sidste ciffer passer ikke til de andre"),
        ({"gln": "1234567890123456"}, "Et EAN-nummer har 13 cifre; dette har 16."),
        ({"gln": "5701234567899"}, "En dansk myndigheds EAN-nummer begynder med 579"),
        ({"person_reference": ""}, "Personreference"),
        ({"valid_from": "2020-01-01"}, "Vælg i dag eller en senere dag."),
        ({"postal_code": "12"}, "Skriv postnummerets fire cifre."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(municipality, coordinator, changes, sentence) -> None:
    response = coordinator.post(page(municipality, "ny/"), answers(municipality, unit="Vores enhed", **changes))
    content = response.content.decode()
    assert response.status_code == 422
    assert sentence in content
    assert "Vores enhed" in content
    assert not BillingProfile.objects.exists()


def test_the_same_information_twice_is_refused_in_words(municipality, coordinator) -> None:
    stated_now(municipality)
    response = coordinator.post(page(municipality, "ny/"), answers(municipality))
    assert "I har allerede faktureringsoplysninger med dette EAN-nummer" in response.content.decode()


def test_a_change_is_shown_with_what_was_before(municipality, coordinator) -> None:
    profile = stated_now(municipality)
    changed = answers(municipality, person_reference="NYREF")
    coordinator.post(page(municipality, f"{profile.pk}/"), changed)
    content = coordinator.get(page(municipality)).content.decode()
    assert "NYREF" in content
    assert "BRNUN" in content
    assert BillingProfile.objects.valid_on(timezone.localdate()).get().person_reference == "NYREF"


def test_another_default_is_chosen_and_the_old_one_ended(municipality, coordinator) -> None:
    first, second = stated_now(municipality), stated_now(municipality, person_reference="SKOLE")
    coordinator.post(page(municipality, f"{first.pk}/afslut/"))
    assert BillingProfile.objects.open().count() == 2, "invoices use it"
    coordinator.post(page(municipality, f"{second.pk}/standard/"))
    coordinator.post(page(municipality, f"{first.pk}/afslut/"))
    assert list(BillingProfile.objects.open()) == [second]
    assert BillingProfile.objects.open().get().is_default


@pytest.mark.parametrize("rest", ["", "ny/", "{pk}/"])
def test_another_municipalitys_pages_are_not_found(coordinator, rest) -> None:
    foreign = MunicipalityFactory()
    profile = stated_now(foreign)
    assert coordinator.get(page(foreign, rest.format(pk=profile.pk))).status_code == 404


@pytest.mark.parametrize("rest", ["{pk}/", "{pk}/standard/", "{pk}/afslut/"])
def test_another_municipalitys_profile_is_not_reached_through_the_own_page(municipality, coordinator, rest) -> None:
    foreign = stated_now(MunicipalityFactory())
    answer = coordinator.post(page(municipality, rest.format(pk=foreign.pk)), answers(municipality))
    assert answer.status_code == 404
    assert BillingProfile.objects.get() == foreign


def test_nothing_is_changed_by_looking(municipality, coordinator) -> None:
    profile = stated_now(municipality)
    for rest in (f"{profile.pk}/standard/", f"{profile.pk}/afslut/"):
        assert coordinator.get(page(municipality, rest)).status_code == 405


def test_finance_may_change_and_readers_only_look(municipality) -> None:
    for role, status in ((Role.FINANCE, 200), (Role.READER, 403)):
        person = PersonFactory(is_staff=True)
        person.groups.add(Group.objects.get(name=role.value))
        client = Client()
        client.force_login(person)
        assert client.get(page(municipality)).status_code == 200
        assert client.get(page(municipality, "ny/")).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_constant_number_of_questions(
    municipality, coordinator, count, django_assert_num_queries
) -> None:
    for number in range(count):
        stated_now(municipality, person_reference=f"REF{number}")
    with django_assert_num_queries(7):
        coordinator.get(page(municipality))
