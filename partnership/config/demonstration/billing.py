"""Fictional billing information of a municipality: numbers of the right form that no authority has."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.utils import timezone
from stdnum import ean

from billing.formats import Format
from billing.models import BillingProfile
from municipalities.models import Municipality

_UNITS = (("Børn og Unge", "BORNUNGE"), ("Skole og Dagtilbud", "SKOLEDAG"))


def profiles_of(municipality: Municipality, *, start: dt.date) -> list[BillingProfile]:
    """Return how the municipality is billed, not stored yet: one way or two, the first of them the default."""
    rng = Random(f"billing of {municipality.code}")
    count = 2 if rng.random() < 0.25 else 1
    return [
        BillingProfile(
            municipality=municipality,
            unit=unit,
            gln=fictional_gln(municipality.code, number),
            person_reference=f"{reference[:5]}",
            order_number=f"{municipality.code}-{start.year}-{rng.randint(1, 999):04d}" if rng.random() < 0.4 else "",
            account_string=f"{municipality.code}0-3015-{rng.randint(100, 999)}" if rng.random() < 0.3 else "",
            street="Rådhusgade",
            building_number=str(rng.randint(1, 60)),
            # The code with a nought: looks like a postal code of the place, and is none.
            postal_code=f"{municipality.code}0",
            city=municipality.name,
            preferred_format=Format.OIOUBL_21 if rng.random() < 0.15 else Format.PEPPOL_BIS3,
            is_default=number == 0,
            valid_from=start,
            changed_at=timezone.make_aware(dt.datetime.combine(start, dt.time(9))),
        )
        for number, (unit, reference) in enumerate(_UNITS[:count])
    ]


def fictional_gln(code: str, number: int) -> str:
    """Return an EAN number with the Danish prefix and a right check digit, in a range that no authority has."""
    digits = f"57999900{number}{code}"
    return digits + str(ean.calc_check_digit(digits))
