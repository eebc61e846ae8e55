"""Lists as files for a spreadsheet: rows in, bytes out. What people typed is text in every cell, never a formula."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from partnership.text import COPENHAGEN

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
#: What a cell may hold; anything lazy or styled is made a `str` by the caller.
Value = str | int | Decimal | dt.date | dt.datetime | None

#: A spreadsheet takes a text that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767
_WIDEST, _NARROWEST = 48, 8
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Sheet:
    """One list: its name, the headings of its columns and its rows. `total` marks the last row as a sum."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    total: bool = False


class CsvVariant(Enum):
    """How a CSV file is written: as Danish Excel opens it by a double click, or as machines read it."""

    DANISH_EXCEL = "danish"
    PLAIN = "plain"


def xlsx_bytes(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook. Dates and amounts are real ones, shown as Danes write them; all else is text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(_NOT_IN_A_TITLE.sub(" ", clean_text(sheet.title)).strip("' ")[:31] or "1"), sheet)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv_bytes(sheet: Sheet, *, variant: CsvVariant) -> bytes:
    """Return a list as CSV.

    Danish Excel: UTF-8 with its mark, semicolons, decimal commas, `23.11.2026`. Plain: UTF-8, commas, points, ISO dates.
    """
    danish = variant is CsvVariant.DANISH_EXCEL
    write: Callable[[Value], str] = _danish if danish else _plain
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";" if danish else ",", lineterminator="\r\n")
    writer.writerow([write(column) for column in sheet.columns])
    writer.writerows([write(value) for value in row] for row in sheet.rows)
    return file.getvalue().encode("utf-8-sig" if danish else "utf-8")


def file_name(subject: str, *, on: dt.date, suffix: str = "xlsx") -> str:
    """Return a file's name with its ISO date: `pladser-2026-11-23.xlsx`."""
    return f"{subject}-{on.isoformat()}.{suffix}"


def clean_text(value: str) -> str:
    """Return a text without what no cell can hold: control characters, halves of characters, and more than fits."""
    return _NOT_IN_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", value))[:_LONGEST]


def _fill(page: Worksheet, sheet: Sheet) -> None:
    bold = Font(bold=True)
    for number, row in enumerate(_all_rows(sheet), 1):
        stands_out = number == 1 or (sheet.total and number == len(sheet.rows) + 1)
        for column, value in enumerate(row, 1):
            cell = page.cell(number, column)
            _write(cell, value)
            if stands_out:
                cell.font = bold
            cell.alignment = Alignment(vertical="top", wrap_text=number == 1 or None)
    page.freeze_panes = "B2"
    if sheet.columns:
        end = len(sheet.rows) + (0 if sheet.total else 1)
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{max(1, end)}"
    for column, heading in enumerate(sheet.columns, 1):
        longest = max([len(str(row[column - 1] or "")) for row in sheet.rows] or [0])
        longest_word = max([len(word) for word in str(heading).split()] or [0])
        width = min(_WIDEST, max(_NARROWEST, longest, longest_word) + 3)
        page.column_dimensions[get_column_letter(column)].width = width
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _all_rows(sheet: Sheet) -> Iterator[Sequence[Value]]:
    yield sheet.columns
    yield from sheet.rows


def _write(cell: Cell, value: Value) -> None:
    match value:
        case None:
            return
        case str():
            text = clean_text(value)
            if not text:
                return
            cell.value = text
            cell.data_type = "s"  # whatever openpyxl took it for
            cell.quotePrefix = text.startswith(_FORMULA)  # so that it stays text when somebody edits it
        case dt.datetime():
            cell.value = value.astimezone(COPENHAGEN).replace(tzinfo=None)
            cell.number_format = "dd.mm.yyyy hh:mm"
        case dt.date():
            cell.value = value
            cell.number_format = "dd.mm.yyyy"
        case Decimal():
            cell.value = value
            cell.number_format = "#,##0.00"  # in Danish Excel 65.000,00
        case _:
            cell.value = value


def _danish(value: Value) -> str:
    match value:
        case dt.datetime():
            return f"{value.astimezone(COPENHAGEN):%d.%m.%Y %H:%M}"
        case dt.date():
            return f"{value:%d.%m.%Y}"
        case Decimal():
            return f"{value:f}".replace(".", ",")
    return _plain(value)


def _plain(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            text = clean_text(value)
            return f"'{text}" if text.startswith(_FORMULA) else text
        case dt.datetime():
            return value.astimezone(COPENHAGEN).isoformat(timespec="seconds")
        case dt.date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return str(value)
