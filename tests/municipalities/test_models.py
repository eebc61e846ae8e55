"""What the database refuses about municipalities, and how names are ordered."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from municipalities.danish_order import sort_key
from municipalities.models import Coordinatorship, Municipality, RegionMembership
from tests.municipalities.factories import MunicipalityFactory, RegionFactory
from tests.partnership.factories import PersonFactory

DAY = dt.date(2026, 1, 1)


def refused(write) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.mark.django_db
def test_every_named_rule_about_municipalities_refuses() -> None:
    first = MunicipalityFactory()
    tile = {"tile_col": first.tile_col, "tile_row": first.tile_row}
    refused(lambda: MunicipalityFactory(**tile))
    refused(lambda: MunicipalityFactory(tile_col=16))
    refused(lambda: MunicipalityFactory(tile_row=14))
    refused(lambda: MunicipalityFactory(latitude="48.0000"))
    refused(lambda: MunicipalityFactory(code=first.code))
    refused(lambda: MunicipalityFactory(cvr=first.cvr))
    assert Municipality.objects.count() == 1


@pytest.mark.django_db
def test_every_named_rule_about_regions_and_coordinators_refuses() -> None:
    municipality, region, person = MunicipalityFactory(), RegionFactory(), PersonFactory()
    membership = {"municipality": municipality, "region": region}
    RegionMembership.objects.create(**membership, from_on=DAY)
    refused(lambda: RegionMembership.objects.create(**membership, from_on=DAY + dt.timedelta(days=9)))
    refused(lambda: RegionMembership.objects.create(**membership, from_on=DAY, to_on=DAY + dt.timedelta(days=9)))
    later = DAY + dt.timedelta(days=99)
    refused(lambda: RegionMembership.objects.create(**membership, from_on=later, to_on=later))
    coordinator = {"municipality": municipality, "person": person}
    Coordinatorship.objects.create(**coordinator, from_on=DAY)
    refused(lambda: Coordinatorship.objects.create(**coordinator, from_on=later))
    refused(lambda: Coordinatorship.objects.create(**coordinator, from_on=later, to_on=DAY))


@pytest.mark.django_db
def test_a_municipality_is_coordinated_until_before_the_last_day() -> None:
    municipality, person = MunicipalityFactory(), PersonFactory()
    end = DAY + dt.timedelta(days=30)
    Coordinatorship.objects.create(municipality=municipality, person=person, from_on=DAY, to_on=end)
    days = [DAY - dt.timedelta(days=1), DAY, end - dt.timedelta(days=1), end]
    assert [Municipality.objects.coordinated_by(person, on=day).exists() for day in days] == [False, True, True, False]


@pytest.mark.parametrize("value", ["64942213", "6494221", "DK64942212", "abcdefgh", ""])
def test_a_wrong_cvr_number_is_refused(value) -> None:
    with pytest.raises(ValidationError):
        MunicipalityFactory.build(cvr=value).clean_fields(exclude={"sort_key"})


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzæøåAÆØÅ -", min_size=1, max_size=12))
def test_the_sort_key_is_plain_whatever_the_name(name: str) -> None:
    key = sort_key(name)
    assert key == "" or key.isascii()
    assert sort_key(name.upper()) == key


@given(st.permutations(["Zoo", "Æble", "Østers", "Ål", "Aalborg", "Aarhus", "Abe", "Ærø"]))
def test_names_are_ordered_as_in_a_danish_dictionary(names: list[str]) -> None:
    assert sorted(names, key=sort_key) == ["Abe", "Zoo", "Æble", "Ærø", "Østers", "Ål", "Aalborg", "Aarhus"]
