"""From an uploaded file to rows of cells: XLSX and CSV, within limits; formulas are never worked out."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from partnership.roster.cells import clean, read_cells

LARGEST_FILE = 2 * 1024 * 1024
LARGEST_CONTENT = 40 * 1024 * 1024
MOST_PARTS, MOST_COLUMNS = 500, 40
#: Rows of the sheet that are looked at, empty ones included.
MOST_LINES = 5000
_XLS, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
# What openpyxl and the parsers under it raise on a damaged workbook.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    SyntaxError,  # of XML
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    NotImplementedError,
    OverflowError,
)


class UnreadableFile(Exception):
    """The file is no spreadsheet that can be read; the message says what to do."""


def read_file(content: bytes) -> list[list[str]]:
    """Return the cells of the first sheet of an XLSX file, or of a CSV file. Raises UnreadableFile."""
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(_("The file is larger than 2 MB. Split it, or leave out sheets and pictures."))
    if content.startswith(_XLS):
        raise UnreadableFile(_("This is an old Excel file. Save it as “Excel workbook (.xlsx)” and upload that."))
    return _workbook_cells(content) if content.startswith(_ZIP) else read_cells(_decoded(content))


def write_workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    """Return an XLSX file with a sheet for each name; every cell is text, whatever it begins with."""
    book = Workbook(write_only=False)
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(number, column)
                cell.value, cell.data_type, cell.number_format = value, "s", "@"
                cell.font = Font(bold=number == 1)
        for column in sheet.columns:
            widest = max(len(str(cell.value or "")) for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = min(60, widest + 4)
        sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("windows-1252", "replace")
    if "\0" in text:
        raise UnreadableFile(_("The file is neither an Excel workbook (.xlsx) nor a CSV file."))
    return text


def _workbook_cells(content: bytes) -> list[list[str]]:
    try:
        _refuse_traps(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            lines = sheet.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS, values_only=True)
            return [[_written(value) for value in line] for line in lines]
        finally:
            book.close()
    except _DAMAGED as error:
        message = _("The workbook cannot be read. Open it in Excel, save it as “Excel workbook (.xlsx)” and try again.")
        raise UnreadableFile(message) from error


def _refuse_traps(content: bytes) -> None:
    """Refuse what unpacks to much more than it weighs, and declarations by which XML grows or reads other files."""
    too_large = _("The workbook holds more than can be read. Leave out other sheets, pictures and empty rows.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_CONTENT:
            raise UnreadableFile(too_large)
        for part in parts:
            if not part.filename.lower().endswith((".xml", ".rels")):
                continue
            xml = archive.read(part)
            # A NUL byte: another encoding, in which the declaration would look different.
            if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"\0" in xml:
                raise UnreadableFile(
                    _("The workbook holds declarations that are not read here. Save it anew in Excel.")
                )


def _written(value: object) -> str:
    """Return a cell as people see it; a number without its idle decimals, for telephone numbers and codes."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return clean(str(value))
