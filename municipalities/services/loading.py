"""Load the municipalities from a CSV file: all of it, or nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext as _

from municipalities.danish_order import sort_key
from municipalities.models import Municipality, Region, RegionMembership

DATA = Path(__file__).resolve().parent.parent / "data"
COLUMNS = (
    "code",
    "name",
    "official_name",
    "region_code",
    "region",
    "cvr",
    "email_domain_hint",
    "lat",
    "lon",
    "tile_col",
    "tile_row",
)
_FIELD_OF = {"lat": "latitude", "lon": "longitude"}
_UNIQUE = ("code", "name", "cvr")


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of the file; line 1 is the header."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        if not self.column:
            return _("Line %(line)d: %(message)s") % {"line": self.line, "message": self.message}
        return _("Line %(line)d, column %(column)s: %(message)s") % {
            "line": self.line,
            "column": self.column,
            "message": self.message,
        }


class FileRefused(Exception):
    """The file has faults, so nothing of it was loaded."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass
class Loaded:
    """What a load did; `missing` are municipalities that the database has and the file has not: they are kept."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RegionPeriod:
    """A row of the shipped list of regions."""

    slug: str
    code: str
    name: str
    from_on: dt.date
    to_on: dt.date | None
    succeeded_by: str


def load_municipalities(path: Path | None = None) -> Loaded:
    """Create or update municipalities and their dated regions from a file; the shipped one by default.

    Repeating it changes nothing. Raises FileRefused, naming line and column of every fault, and OSError.
    """
    regions = list(_region_periods())
    rows = _checked_rows(
        (path or DATA / "municipalities.csv").read_bytes(), {period.code for period in regions if period.code}
    )
    with transaction.atomic():
        loaded = Loaded()
        stored = _store_regions(regions)
        existing = {municipality.code: municipality for municipality in Municipality.objects.select_for_update()}
        loaded.missing = sorted(existing.keys() - {municipality.code for municipality, _region in rows})
        for municipality, _region in rows:
            _store(municipality, existing.get(municipality.code), loaded)
        codes = dict(Municipality.objects.values_list("code", "pk"))
        for municipality, region_code in rows:
            _store_memberships(codes[municipality.code], region_code, regions, stored)
    return loaded


def _region_periods() -> Iterator[RegionPeriod]:
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield RegionPeriod(
                slug=row["slug"],
                code=row["code"],
                name=row["name"],
                from_on=dt.date.fromisoformat(row["from_on"]),
                to_on=dt.date.fromisoformat(row["to_on"]) if row["to_on"] else None,
                succeeded_by=row["succeeded_by"],
            )


def _checked_rows(content: bytes, region_codes: set[str]) -> list[tuple[Municipality, str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileRefused([Fault(line, "", _("The file is not UTF-8. Save it as CSV UTF-8."))]) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    faults: list[Fault] = []
    rows: list[tuple[Municipality, str]] = []
    seen: dict[tuple[str, str], int] = {}
    try:
        header = next(reader, None)
        if header is None:
            raise FileRefused([Fault(1, "", _("The file is empty."))])
        if tuple(header) != COLUMNS:
            expected = ",".join(COLUMNS)
            raise FileRefused([Fault(1, "", _("The columns must be %(columns)s.") % {"columns": expected})])
        for cells in reader:
            line = reader.line_num
            if len(cells) != len(COLUMNS):
                message = _("%(found)d cells instead of %(expected)d.")
                faults.append(Fault(line, "", message % {"found": len(cells), "expected": len(COLUMNS)}))
                continue
            row = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
            municipality, found = _municipality_of(row, line, region_codes)
            faults += found + _repeated(row, line, seen)
            rows.append((municipality, row["region_code"]))
    except csv.Error as error:
        faults.append(Fault(reader.line_num, "", str(error)))
    if not rows and not faults:
        faults.append(Fault(2, "", _("The file holds no municipality.")))
    if faults:
        raise FileRefused(faults)
    return rows


def _municipality_of(row: dict[str, str], line: int, region_codes: set[str]) -> tuple[Municipality, list[Fault]]:
    faults = []
    numbers: dict[str, Decimal | int] = {}
    for column, kind in (("lat", Decimal), ("lon", Decimal), ("tile_col", int), ("tile_row", int)):
        try:
            numbers[column] = kind(row[column])
        except (InvalidOperation, ValueError):
            faults.append(Fault(line, column, _("“%(value)s” is not a number.") % {"value": row[column]}))
    if row["region_code"] not in region_codes:
        message = _("There is no region “%(value)s”.") % {"value": row["region_code"]}
        faults.append(Fault(line, "region_code", message))
    municipality = Municipality(
        code=row["code"],
        name=row["name"],
        official_name=row["official_name"],
        cvr=row["cvr"],
        email_domain_hint=row["email_domain_hint"],
        sort_key=sort_key(row["name"]),
        **{_FIELD_OF.get(column, column): value for column, value in numbers.items()},
    )
    bad = {fault.column for fault in faults}
    try:
        municipality.clean_fields(exclude={_FIELD_OF.get(column, column) for column in bad} | {"sort_key"})
    except ValidationError as error:
        column_of = {name: column for column, name in _FIELD_OF.items()}
        for name, messages in error.message_dict.items():
            faults += [Fault(line, column_of.get(name, name), message) for message in messages]
    if not faults:
        faults += [
            Fault(line, column, str(constraint.violation_error_message))
            for constraint, column in _checks()
            if isinstance(constraint.condition, Q) and not constraint.condition.check(_values(municipality))
        ]
    return municipality, faults


def _checks() -> list[tuple[CheckConstraint, str]]:
    columns = {"municipality_tile_on_the_map": "tile_col", "municipality_lies_in_denmark": "lat"}
    constraints = [rule for rule in Municipality._meta.constraints if isinstance(rule, CheckConstraint)]
    return [(rule, columns[rule.name]) for rule in constraints]


def _values(municipality: Municipality) -> dict[str, object]:
    return {name: getattr(municipality, name) for name in ("tile_col", "tile_row", "latitude", "longitude")}


def _repeated(row: dict[str, str], line: int, seen: dict[tuple[str, str], int]) -> list[Fault]:
    faults = []
    keys = [(column, row[column]) for column in _UNIQUE] + [("tile_col", f"{row['tile_col']},{row['tile_row']}")]
    for column, value in keys:
        first = seen.setdefault((column, value), line)
        if first != line:
            message = _("“%(value)s” already stands in line %(first)d.") % {"value": value, "first": first}
            faults.append(Fault(line, column, message))
    return faults


def _store_regions(periods: list[RegionPeriod]) -> dict[str, Region]:
    return {
        period.slug: Region.objects.update_or_create(
            slug=period.slug, defaults={"code": period.code, "name": period.name}
        )[0]
        for period in periods
    }


def _store(municipality: Municipality, existing: Municipality | None, loaded: Loaded) -> None:
    if existing is None:
        municipality.save(force_insert=True)
        loaded.created += 1
        return
    names = [column.attname for column in Municipality._meta.concrete_fields if not column.primary_key]
    changed = [name for name in names if getattr(existing, name) != getattr(municipality, name)]
    for name in changed:
        setattr(existing, name, getattr(municipality, name))
    if changed:
        existing.save(update_fields=changed)
        loaded.updated += 1
    else:
        loaded.unchanged += 1


def _store_memberships(
    municipality_id: int, region_code: str, periods: list[RegionPeriod], regions: dict[str, Region]
) -> None:
    by_slug = {period.slug: period for period in periods}
    period: RegionPeriod | None = next(period for period in periods if period.code == region_code)
    wanted = {}
    while period is not None:
        wanted[period.from_on] = (regions[period.slug].pk, period.to_on)
        period = by_slug.get(period.succeeded_by)
    memberships = RegionMembership.objects.filter(municipality=municipality_id)
    if {row.from_on: (row.region_id, row.to_on) for row in memberships} == wanted:
        return
    memberships.delete()
    RegionMembership.objects.bulk_create(
        RegionMembership(municipality_id=municipality_id, region_id=region_id, from_on=from_on, to_on=to_on)
        for from_on, (region_id, to_on) in wanted.items()
    )
