"""Load the municipalities from a CSV file: all of it, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from municipalities.models import TILE_COLUMNS, TILE_ROWS, Municipality, Region, RegionMembership
from municipalities.services.reading import (
    SHIPPED,
    UNIQUE,
    Fault,
    FileRefused,
    RegionPeriod,
    Row,
    read_inhabitants,
    read_municipalities,
    read_regions,
)

_FIELDS = ("name", "official_name", "cvr", "email_domain_hint", "latitude", "longitude", "tile_col", "tile_row")
#: When a municipality changes region: the day, the region from then on, and its end.
Periods = dict[date, tuple[int, date | None]]


@dataclass
class Loaded:
    """What a load did; `missing` are municipalities that the database has and the file has not: they are kept."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)


def load_municipalities(path: Path = SHIPPED) -> Loaded:
    """Create or update municipalities and their dated regions from a file; the shipped one by default.

    Repeating it changes nothing. Who has no number of inhabitants gets the shipped one; what the secretariat wrote stays.
    Raises FileRefused, naming line and column of every fault, and OSError.
    """
    periods = read_regions()
    rows = read_municipalities(path.read_bytes(), regions=periods)
    with transaction.atomic():
        regions = _store_regions(periods)  # first: their rows are the lock that a second load waits for
        stored = {municipality.code: municipality for municipality in Municipality.objects.select_for_update()}
        missing = sorted(stored.keys() - {row.municipality.code for row in rows})
        _refuse_values_of([stored[code] for code in missing], rows)
        differing = {row.municipality.code for row in rows if _differs(row.municipality, stored)}
        for row in rows:
            if row.municipality.code in differing & stored.keys():
                _update(stored[row.municipality.code], row.municipality, stored.values())
        for row in rows:
            if row.municipality.code not in stored:  # after the others, which may have held its name or tile until now
                row.municipality.save(force_insert=True)
        differing |= _store_memberships(rows, periods, regions)
        _state_inhabitants()
    created = len(rows) - len(stored) + len(missing)
    return Loaded(created, len(differing) - created, len(rows) - len(differing), missing)


def _store_regions(periods: list[RegionPeriod]) -> dict[str, Region]:
    return {
        period.slug: Region.objects.update_or_create(
            slug=period.slug, defaults={"code": period.code, "name": period.name}
        )[0]
        for period in periods
    }


def _refuse_values_of(kept: Iterable[Municipality], rows: list[Row]) -> None:
    """Raise FileRefused when a row claims what a municipality has that the file does not mention."""
    holders = {(column, *_values(names, row)): row for row in kept for column, names in UNIQUE.items()}
    faults = []
    for row in rows:
        for column, names in UNIQUE.items():
            values = _values(names, row.municipality)
            holder = holders.get((column, *values))
            if holder is not None:
                message = _("“%(value)s” belongs to %(municipality)s, which is not in the file.")
                written = {"value": ",".join(map(str, values)), "municipality": holder}
                faults.append(Fault(row.line, column, message % written))
    if faults:
        raise FileRefused(faults)


def _values(names: Iterable[str], municipality: Municipality) -> list[object]:
    return [getattr(municipality, name) for name in names]


def _differs(municipality: Municipality, stored: dict[str, Municipality]) -> bool:
    before = stored.get(municipality.code)
    return before is None or _values(_FIELDS, before) != _values(_FIELDS, municipality)


def _update(stored: Municipality, wanted: Municipality, others: Iterable[Municipality]) -> None:
    """Give the municipality its new values; one that still holds such a value takes the old one instead.

    Two municipalities may change places in the tile map, and a database that checks each row by itself must not see two
    in one. The other one gets its own new values in its turn.
    """
    for names in UNIQUE.values():
        old, new = _values(names, stored), _values(names, wanted)
        holder = next((other for other in others if _values(names, other) == new), stored)
        if holder is not stored:
            _assign(holder, names, _nobodys(names, others))
            _assign(stored, names, new)
            _assign(holder, names, old)
    _assign(stored, _FIELDS, _values(_FIELDS, wanted))


def _nobodys(names: tuple[str, ...], others: Iterable[Municipality]) -> Iterable[object]:
    if names == ("cvr",):
        return ("00000000",)
    if names == ("name",):
        return ("–",)
    taken = {(other.tile_col, other.tile_row) for other in others}
    return next(tile for tile in product(range(TILE_COLUMNS), range(TILE_ROWS)) if tile not in taken)


def _assign(municipality: Municipality, names: Iterable[str], values: Iterable[object]) -> None:
    for name, value in zip(names, values, strict=True):
        setattr(municipality, name, value)
    municipality.save()


def _store_memberships(rows: list[Row], periods: list[RegionPeriod], regions: dict[str, Region]) -> set[str]:
    """Give each municipality its regions and return the codes of those that had others."""
    had: dict[str, Periods] = defaultdict(dict)
    for membership in RegionMembership.objects.select_related("municipality"):
        had[membership.municipality.code][membership.from_on] = (membership.region_id, membership.to_on)
    wanted = {row.municipality.code: _periods_from(row.region, periods, regions) for row in rows}
    changed = {code for code in wanted if had[code] != wanted[code]}
    RegionMembership.objects.filter(municipality__code__in=changed).delete()
    keys = dict(Municipality.objects.filter(code__in=changed).values_list("code", "pk"))
    RegionMembership.objects.bulk_create(
        RegionMembership(municipality_id=keys[code], region_id=region, from_on=from_on, to_on=to_on)
        for code in sorted(changed)
        for from_on, (region, to_on) in wanted[code].items()
    )
    return changed


def _state_inhabitants() -> None:
    figures = read_inhabitants()
    lacking = list(Municipality.objects.filter(inhabitants__isnull=True, code__in=figures))
    for municipality in lacking:
        municipality.inhabitants = figures[municipality.code]
    Municipality.objects.bulk_update(lacking, ["inhabitants"])


def _periods_from(first: RegionPeriod, periods: list[RegionPeriod], regions: dict[str, Region]) -> Periods:
    by_slug = {period.slug: period for period in periods}
    found: Periods = {}
    period: RegionPeriod | None = first
    while period is not None:
        found[period.from_on] = (regions[period.slug].pk, period.to_on)
        period = by_slug.get(period.succeeded_by)
    return found
