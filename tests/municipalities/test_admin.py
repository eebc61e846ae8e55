"""The secretariat's list of municipalities."""

import pytest

from municipalities.models import Municipality
from municipalities.services.loading import load_municipalities
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db


def test_the_list_asks_a_constant_number_of_questions(client, django_assert_num_queries) -> None:
    load_municipalities()
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    with django_assert_num_queries(7):
        page = client.get("/admin/municipalities/municipality/").content.decode()
    assert "Aabenraa" in page


def test_the_list_can_be_narrowed_to_a_region(client) -> None:
    load_municipalities()
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    page = client.get("/admin/municipalities/municipality/?region=nordjylland").content.decode()
    assert "Aalborg" in page
    assert "Roskilde" not in page


def test_a_new_name_is_sorted_in_its_place(client) -> None:
    load_municipalities()
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    municipality = Municipality.objects.get(code="101")
    names = ("code", "official_name", "cvr", "latitude", "longitude", "tile_col", "tile_row")
    data = {name: getattr(municipality, name) for name in names}
    for prefix in ("coordinatorships", "region_memberships"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    client.post(f"/admin/municipalities/municipality/{municipality.pk}/change/", data | {"name": "Aaby"})
    municipality.refresh_from_db()
    assert (municipality.name, municipality.sort_key) == ("Aaby", "zzcby")
