"""Lists for spreadsheets: whatever people typed comes back as text, and never as a formula."""

import csv
import datetime as dt
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from partnership.spreadsheet import CsvVariant, Sheet, clean_text, csv_bytes, file_name, xlsx_bytes

anything = st.text(alphabet=st.characters(codec=None), max_size=60)
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def reopened(*sheets: Sheet) -> Workbook:
    return load_workbook(BytesIO(xlsx_bytes(sheets)))


@given(title=anything, heading=anything, cells=st.lists(anything, min_size=1, max_size=5))
@example(title="=1", heading="=HYPERLINK(1)", cells=["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "#N/A", "{=1}"])
@example(title="'", heading="", cells=["\x00=1", "\ud800", "_x0041_", "\ufffe"])
def test_no_text_becomes_a_formula(title: str, heading: str, cells: list[str]) -> None:
    page = reopened(Sheet(title, [heading], [[cell] for cell in cells])).worksheets[0]
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    assert [cell.value for (cell,) in page.iter_rows() if cell.data_type == "n" and cell.value is not None] == []


@given(cells=st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=0xD7FF)), min_size=1, max_size=5))
def test_a_text_comes_back_as_it_was_typed(cells: list[str]) -> None:
    page = reopened(Sheet("Liste", ["Navn"], [[cell] for cell in cells])).worksheets[0]
    assert [page.cell(number, 1).value or "" for number in range(2, len(cells) + 2)] == [clean_text(c) for c in cells]


@pytest.mark.parametrize("variant", CsvVariant)
@given(cells=st.lists(anything, min_size=1, max_size=5))
@example(cells=["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\x00=1"])
def test_no_cell_of_a_csv_file_begins_like_a_formula(variant: CsvVariant, cells: list[str]) -> None:
    text = csv_bytes(Sheet("Liste", cells, [cells]), variant=variant).decode("utf-8-sig")
    delimiter = ";" if variant is CsvVariant.DANISH_EXCEL else ","
    rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    assert [cell for row in rows for cell in row if cell.startswith(SIGNS)] == []


def test_dates_and_amounts_are_real_ones() -> None:
    moment = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)
    page = reopened(Sheet("Tal", list("abcd"), [[Decimal("-65000.50"), dt.date(2026, 11, 23), moment, 3]])).worksheets[
        0
    ]
    amount, day, time, count = page[2]
    assert (amount.value, amount.number_format) == (-65000.5, "#,##0.00")
    assert (day.value, day.number_format) == (dt.datetime(2026, 11, 23), "dd.mm.yyyy")
    assert time.value == dt.datetime(2026, 11, 23, 9, 30)  # as the clock in Copenhagen shows it
    assert count.value == 3


def test_danish_excel_and_machines_get_what_they_expect() -> None:
    moment = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)
    sheet = Sheet("Tal", ["Beløb", "Dag"], [[Decimal("-65000.50"), dt.date(2026, 11, 23)], [None, moment], ["a;b", 7]])
    assert csv_bytes(sheet, variant=CsvVariant.DANISH_EXCEL) == (
        b'\xef\xbb\xbfBel\xc3\xb8b;Dag\r\n-65000,50;23.11.2026\r\n;23.11.2026 09:30\r\n"a;b";7\r\n'
    )
    assert csv_bytes(sheet, variant=CsvVariant.PLAIN) == (
        b"Bel\xc3\xb8b,Dag\r\n-65000.50,2026-11-23\r\n,2026-11-23T09:30:00+01:00\r\na;b,7\r\n"
    )


def test_headings_stay_in_sight_and_on_every_printed_page() -> None:
    page = reopened(Sheet("Liste: [1/2]", ["Kommune", "Pladser"], [["Ærø", 3], ["I alt", 3]], total=True)).worksheets[0]
    assert page.title == "Liste   1 2"
    assert (page.freeze_panes, page.print_title_rows, page.auto_filter.ref) == ("B2", "$1:$1", "A1:B2")
    assert [cell.font.b for cell in page["A"]] == [True, False, True]


def test_a_list_without_rows_is_a_file_with_headings() -> None:
    page = reopened(Sheet("Liste", ["Kommune"], [])).worksheets[0]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [["Kommune"]]


def test_a_file_is_named_with_its_iso_date() -> None:
    assert file_name("pladser", on=dt.date(2026, 11, 3)) == "pladser-2026-11-03.xlsx"
