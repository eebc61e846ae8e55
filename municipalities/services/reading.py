"""Read the file of municipalities: every fault of it is found before anything is written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from municipalities.models import Municipality

DATA = Path(__file__).resolve().parent.parent / "data"
SHIPPED = DATA / "municipalities.csv"
_INHABITANTS = DATA / "inhabitants.csv"
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
_COLUMN_OF = {field: column for column, field in _FIELD_OF.items()}
_DEGREES, _WHOLE = r"-?[0-9]{1,9}(\.[0-9]{1,9})?", r"-?[0-9]{1,9}"
_NUMBERS = {"lat": _DEGREES, "lon": _DEGREES, "tile_col": _WHOLE, "tile_row": _WHOLE}
#: What no two municipalities share, by the column in which a repetition is reported.
UNIQUE = {"code": ("code",), "name": ("name",), "cvr": ("cvr",), "tile_col": ("tile_col", "tile_row")}


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of the file; line 1 is the header, and no column means the whole line."""

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


@dataclass(frozen=True)
class RegionPeriod:
    """A row of the shipped list of regions: its municipalities go to `succeeded_by` on the day it ends."""

    slug: str
    code: str
    name: str
    from_on: dt.date
    to_on: dt.date | None
    succeeded_by: str


@dataclass(frozen=True)
class Row:
    """A municipality as the file has it, not stored, and the region that it begins in."""

    line: int
    municipality: Municipality
    region: RegionPeriod


def read_regions() -> list[RegionPeriod]:
    """Return the shipped list of regions."""
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        return [
            RegionPeriod(
                slug=row["slug"],
                code=row["code"],
                name=row["name"],
                from_on=dt.date.fromisoformat(row["from_on"]),
                to_on=dt.date.fromisoformat(row["to_on"]) if row["to_on"] else None,
                succeeded_by=row["succeeded_by"],
            )
            for row in csv.DictReader(file)
        ]


def read_municipalities(content: bytes, *, regions: list[RegionPeriod]) -> list[Row]:
    """Return the rows of a CSV file: UTF-8, commas, a header that names COLUMNS in any order. Raises FileRefused."""
    region_of = {region.code: region for region in regions if region.code}
    records = _records(_decoded(content))
    header = _header(records)
    faults: list[Fault] = []
    rows: list[Row] = []
    seen: dict[tuple[object, ...], int] = {}
    for line, cells in records:
        if len(cells) != len(header):
            message = _("%(found)d cells instead of %(expected)d.")
            faults.append(Fault(line, "", message % {"found": len(cells), "expected": len(header)}))
            continue
        row = dict(zip(header, cells, strict=True))
        municipality, found = _municipality(line, row)
        found += _region_faults(line, row, region_of)
        found += _repeated(line, municipality, seen)
        faults += found
        if not found:
            rows.append(Row(line, municipality, region_of[row["region_code"]]))
    if not rows and not faults:
        faults.append(Fault(2, "", _("The file holds no municipality.")))
    if faults:
        raise FileRefused(faults)
    return rows


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileRefused([Fault(line, "", _("The file is not UTF-8. Save it as CSV UTF-8."))]) from error


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on; blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, [unicodedata.normalize("NFC", cell.strip()) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        message = _("The line cannot be read as CSV. Look at its quotation marks.")
        raise FileRefused([Fault(line, "", message)]) from error


def _header(records: Iterator[tuple[int, list[str]]]) -> list[str]:
    line, header = next(records, (1, []))
    if not header:
        raise FileRefused([Fault(1, "", _("The file is empty."))])
    if not set(header) & set(COLUMNS):
        message = _("The columns must be %(columns)s, with commas between them.")
        raise FileRefused([Fault(line, "", message % {"columns": ",".join(COLUMNS)})])
    faults = [Fault(line, column, _("The column is missing.")) for column in COLUMNS if column not in header]
    surplus = (Counter(header) - Counter(COLUMNS)).elements()
    faults += [Fault(line, column, _("The column is unknown, or stands there twice.")) for column in surplus]
    if faults:
        raise FileRefused(faults)
    return header


def _municipality(line: int, row: dict[str, str]) -> tuple[Municipality, list[Fault]]:
    """Return the row as a municipality, not stored, and what is wrong with its cells taken alone."""
    faults = [
        Fault(line, column, _("There is an invisible character here. Write the cell again."))
        for column, cell in row.items()
        if any(unicodedata.category(sign).startswith("C") for sign in cell)
    ]
    values: dict[str, object] = {}
    for column in COLUMNS:
        if column in {"region_code", "region"} or any(fault.column == column for fault in faults):
            continue
        if column in _NUMBERS and not re.fullmatch(_NUMBERS[column], row[column]):
            faults.append(Fault(line, column, _("“%(value)s” is not a number.") % {"value": row[column]}))
        else:
            values[_FIELD_OF.get(column, column)] = row[column]
    municipality = Municipality(**values)
    try:
        municipality.clean_fields(exclude={_FIELD_OF.get(fault.column, fault.column) for fault in faults})
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            faults += [Fault(line, _COLUMN_OF.get(name, name), message) for message in messages]
    return municipality, faults


def _region_faults(line: int, row: dict[str, str], region_of: dict[str, RegionPeriod]) -> list[Fault]:
    region = region_of.get(row["region_code"])
    if region is None:
        message = _("There is no region “%(value)s”.")
        return [Fault(line, "region_code", message % {"value": row["region_code"]})]
    if region.name != row["region"]:
        message = _("Region %(code)s is called “%(name)s”.")
        return [Fault(line, "region", message % {"code": region.code, "name": region.name})]
    return []


def _repeated(line: int, municipality: Municipality, seen: dict[tuple[object, ...], int]) -> list[Fault]:
    faults = []
    for column, names in UNIQUE.items():
        values = [getattr(municipality, name) for name in names]
        first = seen.setdefault((column, *values), line)
        if first != line and None not in values and "" not in values:
            message = _("“%(value)s” already stands in line %(first)d.")
            faults.append(Fault(line, column, message % {"value": ",".join(map(str, values)), "first": first}))
    return faults


def read_inhabitants() -> dict[str, int]:
    """Return how many live in each municipality, by its code: 2023, rounded to thousands."""
    with _INHABITANTS.open(encoding="utf-8", newline="") as file:
        return {row["code"]: int(row["thousands_2023"]) * 1000 for row in csv.DictReader(file, delimiter=";")}
