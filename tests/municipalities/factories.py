"""Municipalities and regions for tests."""

import factory
from factory.django import DjangoModelFactory

from municipalities.models import Municipality, Region


def nth_cvr(n: int) -> str:
    """Return an eight-digit number with a right check digit, another for each n.

    Of two neighbouring numbers of seven digits at most one lacks a check digit, since their sums differ by two.
    """
    for first in (1_000_000 + 2 * n, 1_000_001 + 2 * n):
        digits = str(first)
        check = -sum(weight * int(digit) for weight, digit in zip((2, 7, 6, 5, 4, 3, 2), digits, strict=True)) % 11
        if check < 10:
            return f"{digits}{check}"
    raise AssertionError(n)


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
