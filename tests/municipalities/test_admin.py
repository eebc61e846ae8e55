"""The secretariat's lists of municipalities and coordinators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.danish_order import sort_key
from municipalities.models import Coordinatorship, Municipality, RegionMembership
from municipalities.services.loading import load_municipalities
from tests.municipalities.factories import MunicipalityFactory, RegionFactory
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:municipalities_municipality_changelist")
COORDINATORS = reverse("admin:municipalities_coordinatorship_changelist")
START = dt.date(2020, 10, 1)


@pytest.fixture
def secretariat(client: Client) -> Client:
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    return client


def rows_of(page: HttpResponse) -> list[object]:
    """Return what a list shows, in its order."""
    return list(page.context["cl"].result_list)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_as_few_questions_for_many_rows_as_for_one(
    secretariat: Client, count: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    region = RegionFactory()
    for municipality in MunicipalityFactory.create_batch(count):
        RegionMembership.objects.create(municipality=municipality, region=region, from_on=START)
        Coordinatorship.objects.create(municipality=municipality, person=PersonFactory(), from_on=START)
    with django_assert_num_queries(8):
        assert len(rows_of(secretariat.get(LIST))) == count
    with django_assert_num_queries(7):
        assert len(rows_of(secretariat.get(COORDINATORS))) == count


def test_the_list_comes_in_danish_order_with_the_region_of_today(secretariat: Client) -> None:
    load_municipalities()
    page = secretariat.get(LIST)
    assert [row.name for row in rows_of(page)][-3:] == ["Aabenraa", "Aalborg", "Aarhus"]
    today = Municipality.objects.with_region_on(timezone.localdate()).get(code="101")
    assert f'<td class="field-region_today">{today.region_name}</td>' in page.content.decode()


def test_a_municipality_without_a_region_shows_a_dash(secretariat: Client) -> None:
    MunicipalityFactory()
    assert '<td class="field-region_today">–</td>' in secretariat.get(LIST).content.decode()


@pytest.mark.parametrize("words", ["rhus", "751", "55133018", "Aarhus Kommune"])
def test_a_municipality_is_found_by_name_code_or_cvr_number(secretariat: Client, words: str) -> None:
    load_municipalities()
    assert "Aarhus" in [row.name for row in rows_of(secretariat.get(LIST, {"q": words}))]


def test_the_list_can_be_narrowed_to_a_region_as_it_is_today(secretariat: Client) -> None:
    today = timezone.localdate()
    old, new = RegionFactory(slug="old", name="Region Sjælland"), RegionFactory(slug="new", name="Region Østdanmark")
    moved, stayed = MunicipalityFactory(), MunicipalityFactory()
    RegionMembership.objects.create(municipality=moved, region=old, from_on=START, to_on=today)
    RegionMembership.objects.create(municipality=moved, region=new, from_on=today)
    RegionMembership.objects.create(municipality=stayed, region=old, from_on=START)
    assert rows_of(secretariat.get(LIST, {"region": "new"})) == [moved]
    assert rows_of(secretariat.get(LIST, {"region": "old"})) == [stayed]


def test_the_filter_offers_only_the_regions_that_have_municipalities_today(secretariat: Client) -> None:
    RegionMembership.objects.create(
        municipality=MunicipalityFactory(), region=RegionFactory(slug="now"), from_on=timezone.localdate()
    )
    RegionFactory(slug="later")
    page = secretariat.get(LIST).content.decode()
    assert "?region=now" in page
    assert "?region=later" not in page


def test_coordinators_of_today_are_listed_unless_all_are_asked_for(secretariat: Client) -> None:
    today = timezone.localdate()
    municipality = MunicipalityFactory()
    periods = {"former": (START, today), "present": (START, None), "coming": (today + dt.timedelta(1), None)}
    rows = {
        name: Coordinatorship.objects.create(
            municipality=municipality, person=PersonFactory(), from_on=from_on, to_on=to_on
        )
        for name, (from_on, to_on) in periods.items()
    }
    assert rows_of(secretariat.get(COORDINATORS)) == [rows["present"]]
    assert set(rows_of(secretariat.get(COORDINATORS, {"when": "all"}))) == set(rows.values())


def test_a_new_name_is_sorted_in_its_place_and_a_coordinator_is_added_beside_it(secretariat: Client) -> None:
    municipality, person = MunicipalityFactory(tile_col=3), PersonFactory()
    names = ("code", "official_name", "cvr", "latitude", "longitude", "tile_col", "tile_row")
    data = {"name": "Aaby", **{name: getattr(municipality, name) for name in names}}
    data |= {"region_memberships-TOTAL_FORMS": 0, "region_memberships-INITIAL_FORMS": 0}
    data |= {"coordinatorships-TOTAL_FORMS": 1, "coordinatorships-INITIAL_FORMS": 0}
    data |= {"coordinatorships-0-person": person.pk, "coordinatorships-0-from_on": "2020-10-01"}
    page = secretariat.post(reverse("admin:municipalities_municipality_change", args=[municipality.pk]), data)
    assert page.status_code == 302
    municipality.refresh_from_db()
    assert (municipality.name, municipality.sort_key) == ("Aaby", sort_key("Åby"))
    assert list(Municipality.objects.coordinated_by(person, on=START)) == [municipality]


def test_a_wrong_number_is_refused_at_its_field(secretariat: Client) -> None:
    page = secretariat.post(
        reverse("admin:municipalities_municipality_add"),
        {
            "code": "101",
            "name": "København",
            "official_name": "Københavns Kommune",
            "cvr": "64942213",
            "latitude": "48.8",
            "longitude": "12.5",
            "tile_col": "16",
            "tile_row": "8",
            "region_memberships-TOTAL_FORMS": 0,
            "region_memberships-INITIAL_FORMS": 0,
            "coordinatorships-TOTAL_FORMS": 0,
            "coordinatorships-INITIAL_FORMS": 0,
        },
    )
    assert set(page.context["adminform"].form.errors) == {"cvr", "latitude", "tile_col"}
    assert not Municipality.objects.exists()
