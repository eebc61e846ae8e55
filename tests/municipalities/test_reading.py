"""Every fault of a file is found, named with its line and column, before anything is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override

from municipalities.models import Municipality, Region
from municipalities.services.loading import load_municipalities
from municipalities.services.reading import COLUMNS, SHIPPED, FileRefused, read_municipalities, read_regions
from tests.municipalities.factories import MunicipalityFactory

REGIONS = read_regions()
ROWS = [
    "101,København,Københavns Kommune,1084,Region Hovedstaden,64942212,kk.dk,55.6710,12.5536,15,8",
    "400,Bornholm,Bornholms Regionskommune,1084,Region Hovedstaden,26696348,,55.1242,14.9105,15,12",
    "492,Ærø,Ærø Kommune,1083,Region Syddanmark,28856075,aeroekommune.dk,54.8789,10.3776,5,13",
]
HEADER = ",".join(COLUMNS)


def content(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def changed(row: int = 0, **cells: str) -> list[str]:
    """Return the rows with some cells of one of them replaced."""
    table = [dict(zip(COLUMNS, line.split(","), strict=True)) for line in ROWS]
    table[row] |= cells
    return [",".join(line.values()) for line in table]


def faults_of(data: bytes) -> list[tuple[int, str, str]]:
    with override("en"), pytest.raises(FileRefused) as refused:
        read_municipalities(data, regions=REGIONS)
    return [(fault.line, fault.column, fault.message) for fault in refused.value.faults]


def names_in(data: bytes) -> list[str]:
    return [row.municipality.name for row in read_municipalities(data, regions=REGIONS)]


def test_the_shipped_file_is_as_it_should_be() -> None:
    assert len(read_municipalities(SHIPPED.read_bytes(), regions=REGIONS)) == 98


def test_a_row_is_read_into_a_municipality() -> None:
    row = read_municipalities(content(*ROWS), regions=REGIONS)[2]
    assert (row.line, row.region.slug) == (4, "syddanmark")
    municipality = row.municipality
    assert [municipality.code, municipality.name, municipality.cvr] == ["492", "Ærø", "28856075"]
    assert [municipality.latitude, municipality.longitude] == [Decimal("54.8789"), Decimal("10.3776")]
    assert [municipality.tile_col, municipality.tile_row] == [5, 13]


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"code": "10"}, "code", "Write three digits."),
        ({"code": "1O1"}, "code", "Write three digits."),
        ({"code": ""}, "code", "This field cannot be blank."),
        ({"name": ""}, "name", "This field cannot be blank."),
        ({"cvr": "64942213"}, "cvr", "64942213 is not a CVR number: check the eight digits."),
        ({"cvr": "6494221２"}, "cvr", "6494221２ is not a CVR number: check the eight digits."),
        ({"region_code": "1086"}, "region_code", "There is no region “1086”."),
        ({"region_code": ""}, "region_code", "There is no region “”."),
        ({"region": "Region Sjælland"}, "region", "Region 1084 is called “Region Hovedstaden”."),
        ({"lat": "48.8"}, "lat", "The point does not lie in Denmark."),
        ({"lon": "2.35"}, "lon", "The point does not lie in Denmark."),
        ({"lat": "55.67105"}, "lat", "Ensure that there are no more than 4 decimal places."),
        ({"lat": "nan"}, "lat", "“nan” is not a number."),
        ({"lon": ""}, "lon", "“” is not a number."),
        ({"tile_col": "16"}, "tile_col", "The tile map has columns 0 to 15 and rows 0 to 13."),
        ({"tile_row": "-1"}, "tile_row", "The tile map has columns 0 to 15 and rows 0 to 13."),
        ({"tile_row": "1_0"}, "tile_row", "“1_0” is not a number."),
        ({"tile_row": "8.5"}, "tile_row", "“8.5” is not a number."),
        ({"name": "Køben\u200bhavn"}, "name", "There is an invisible character here. Write the cell again."),
        ({"official_name": "K\0"}, "official_name", "There is an invisible character here. Write the cell again."),
        ({"official_name": "K" * 81}, "official_name", "Ensure this value has at most 80 characters (it has 81)."),
    ],
)
def test_a_bad_cell_is_named_with_its_line_and_column(cells: dict[str, str], column: str, message: str) -> None:
    assert faults_of(content(*changed(1, **cells))) == [(3, column, message)]


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"code": "101"}, "code", "101"),
        ({"name": "København"}, "name", "København"),
        ({"cvr": "64942212"}, "cvr", "64942212"),
        ({"tile_row": "8"}, "tile_col", "15,8"),
        ({"tile_row": "08"}, "tile_col", "15,8"),
    ],
)
def test_what_stands_twice_is_named_with_both_lines(cells: dict[str, str], column: str, value: str) -> None:
    assert faults_of(content(*changed(2, **{"tile_col": "15", "tile_row": "9"} | cells))) == [
        (4, column, f"“{value}” already stands in line 2.")
    ]


def test_a_name_that_is_composed_in_another_way_is_the_same_name() -> None:
    one, other = changed(0, name="Tårnby")[0], changed(2, name="Ta\u030arnby")[2]
    assert faults_of(content(one, other)) == [(3, "name", "“Tårnby” already stands in line 2.")]


def test_every_fault_of_a_file_is_named_at_once_in_the_order_of_the_lines() -> None:
    first, second, third = changed(0, cvr="1", lat="0", region_code="1")[0], "101,x", changed(2, code="101")[2]
    assert [fault[:2] for fault in faults_of(content(first, second, third))] == [
        (2, "cvr"),
        (2, "lat"),
        (2, "region_code"),
        (3, ""),
        (4, "code"),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", (1, "", "The file is empty.")),
        (b"\n\n", (1, "", "The file is empty.")),
        (content(), (2, "", "The file holds no municipality.")),
        (content(ROWS[0] + ",more"), (2, "", "12 cells instead of 11.")),
        (content("101,København"), (2, "", "2 cells instead of 11.")),
        (content(ROWS[0]).replace(b",", b";"), (1, "", f"The columns must be {HEADER}, with commas between them.")),
        (content(ROWS[0]).replace(b"cvr", b"CVR"), (1, "cvr", "The column is missing.")),
        (content(ROWS[0], header=HEADER + ",ean"), (1, "ean", "The column is unknown, or stands there twice.")),
        (content(ROWS[0], header=HEADER + ",cvr"), (1, "cvr", "The column is unknown, or stands there twice.")),
        (content(*ROWS).decode().encode("latin-1"), (2, "", "The file is not UTF-8. Save it as CSV UTF-8.")),
        (content(*ROWS).decode().encode("utf-16"), (1, "", "The file is not UTF-8. Save it as CSV UTF-8.")),
        (
            content(ROWS[0], '"492,Ærø'),
            (3, "", "The line cannot be read as CSV. Look at its quotation marks."),
        ),
        (
            content(ROWS[0], "x" * 140_000),
            (3, "", "The line cannot be read as CSV. Look at its quotation marks."),
        ),
    ],
)
def test_a_file_of_another_form_is_refused(data: bytes, expected: tuple[int, str, str]) -> None:
    assert faults_of(data)[0] == expected


def columns_turned(rows: Iterable[str]) -> bytes:
    return content(*(",".join(reversed(row.split(","))) for row in rows), header=",".join(reversed(COLUMNS)))


def quoted(rows: Iterable[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *(row.split(",") for row in rows)])
    return text.getvalue().encode()


@pytest.mark.parametrize(
    "write",
    [
        lambda rows: b"\xef\xbb\xbf" + content(*rows),
        lambda rows: content(*rows).replace(b"\n", b"\r\n"),
        lambda rows: content(*rows).replace(b"\n", b"\n\n"),
        lambda rows: content(*rows).replace(b",", b" , "),
        lambda rows: content(*rows).rstrip(),
        columns_turned,
        quoted,
    ],
    ids=["byte order mark", "Windows", "blank lines", "spaces", "no last newline", "columns turned", "quoted"],
)
def test_what_a_spreadsheet_may_write_is_read(write: Callable[[list[str]], bytes]) -> None:
    assert names_in(write(ROWS)) == ["København", "Bornholm", "Ærø"]


def test_a_fault_says_where_it_is_in_danish() -> None:
    with override("da"), pytest.raises(FileRefused) as refused:
        read_municipalities(content(*changed(0, cvr="64942213")), regions=REGIONS)
    assert str(refused.value).startswith("Linje 2, kolonne cvr: ")


@pytest.mark.django_db
def test_a_refused_file_leaves_everything_as_it_was(tmp_path: Path) -> None:
    before = MunicipalityFactory(code="101", name="Kjøbenhavn")
    path = tmp_path / "municipalities.csv"
    path.write_bytes(content(*changed(2, cvr="64942212")))
    with pytest.raises(FileRefused):
        load_municipalities(path)
    assert list(Municipality.objects.values_list("name", flat=True)) == [before.name]
    assert not Region.objects.exists()
