"""Municipalities and regions for tests."""

import factory
from factory.django import DjangoModelFactory
from stdnum.dk import cvr

from municipalities.danish_order import sort_key
from municipalities.models import Municipality, Region


def nth_cvr(n: int) -> str:
    """Return the nth eight-digit number from 10000000 on whose check digit is right."""
    found = (f"{number:08d}" for number in range(10_000_000, 99_999_999) if cvr.is_valid(f"{number:08d}"))
    return next(number for index, number in enumerate(found) if index == n)


class RegionFactory(DjangoModelFactory[Region]):
    class Meta:
        model = Region

    slug = factory.Sequence(lambda n: f"region-{n}")
    name = factory.Sequence(lambda n: f"Region {n}")


class MunicipalityFactory(DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality

    code = factory.Sequence(lambda n: f"{n % 900 + 100}")
    name = factory.Sequence(lambda n: f"Ærø {n}")
    official_name = factory.LazyAttribute(lambda municipality: f"{municipality.name} Kommune")
    cvr = factory.Sequence(nth_cvr)
    latitude = "55.5000"
    longitude = "11.5000"
    tile_col = factory.Sequence(lambda n: n % 16)
    tile_row = factory.Sequence(lambda n: n // 16 % 14)
    sort_key = factory.LazyAttribute(lambda municipality: sort_key(municipality.name))
