"""Reading pasted text and files: what was written is read back, and nothing that people paste breaks it."""

from __future__ import annotations

import contextlib
import csv
import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from partnership.roster.cells import clean, read_cells
from partnership.roster.columns import FIELDS, Row, read_rows, read_text
from partnership.roster.files import UnreadableFile, read_file, write_workbook
from partnership.roster.names import BodyNames, Named, PlaceNames

BODIES = BodyNames(
    [
        Named(1, ("Politisk styregruppe", "steering")),
        Named(2, ("Udviklingsgruppe", "development")),
        Named(3, ("Ledelsesspor", "leadership")),
        Named(4, ("Medarbejderspor", "staff")),
        Named(5, ("Kommunikationsspor", "communication")),
    ]
)
PLACES = PlaceNames(
    [
        Named(101, ("101", "København", "Københavns Kommune")),
        Named(400, ("400", "Bornholm", "Bornholms Regionskommune")),
        Named(751, ("751", "Aarhus", "Aarhus Kommune")),
    ]
)
HEADINGS = {
    "name": "Navn",
    "email": "E-mail",
    "title": "Stilling",
    "workplace": "Arbejdssted",
    "phone": "Telefon",
    "body": "Gruppe",
}


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("styregruppe", 1),
        ("Politisk Styregruppe", 1),
        ("den politiske styregruppe", 1),
        ("STEERING", 1),
        ("Udviklingsgruppen", 2),
        ("udvikling", 2),
        ("Ledelse", 3),
        ("ledelsessporet", 3),
        ("Lederspor", 3),
        ("leadership track", 3),
        ("medarbejdere", 4),
        ("Medarbejder-spor", 4),
        ("SPOR FOR MEDARBEJDERE", 4),
        ("Kommunikation", 5),
        ("kommunikationsspor\u00a0", 5),
        ("communic.", 5),
        ("", None),
        ("spor", None),
        ("kantinen", None),
        ("ledelse og medarbejdere", None),
    ],
)
def test_a_body_is_known_by_name_short_name_and_common_words(words, body) -> None:
    assert BODIES.find(words) == body


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("101", 101),
        ("Københavns Kommune", 101),
        ("københavn kommune", 101),
        ("Århus", 751),
        ("Bornholm", 400),
        ("7", None),
    ],
)
def test_a_municipality_is_known_by_code_and_names(words, place) -> None:
    assert PLACES.find(words) == place


def test_rows_as_excel_copies_them() -> None:
    text = (
        "Navn\tE-mail\tStilling\tArbejdssted\tTelefon\tGruppe\r\n"
        "Åse Ærø\tase@aero.example\tSkoleleder\tØster Skole\t12 34 56 78\tLedelsesspor\r\n"
        '"Bo ""Bob"" Holm"\tbo@aero.example\t"Pædagog\nog vejleder"\tMyretuen\t\tMedarbejderspor\r\n'
    )
    sheet = read_text(text, bodies=BODIES)
    assert sheet.rows == [
        Row(2, "Åse Ærø", "ase@aero.example", "Skoleleder", "Øster Skole", "12 34 56 78", "Ledelsesspor"),
        Row(3, 'Bo "Bob" Holm', "bo@aero.example", "Pædagog og vejleder", "Myretuen", "", "Medarbejderspor"),
    ]
    assert sheet.unused == []


def test_columns_come_in_any_order_with_danish_or_english_headings_and_strangers_are_named() -> None:
    text = "Group;Surname;First name;Ønsker kost;E-mail address;Phone\nstaff;Holm;Bo;ja;bo@aero.example;12345678"
    sheet = read_text(text, bodies=BODIES)
    assert sheet.rows == [Row(2, name="Bo Holm", email="bo@aero.example", phone="12345678", body="staff")]
    assert sheet.unused == ["Ønsker kost"]


def test_a_heading_above_the_header_is_passed_over() -> None:
    sheet = read_text("Deltagere fra Ærø\n\nNavn;Mail\nBo Holm;bo@aero.example", bodies=BODIES)
    assert sheet.rows == [Row(4, name="Bo Holm", email="bo@aero.example")]


def test_without_a_header_the_cells_say_what_they_are() -> None:
    text = "medarbejdere,bo@aero.example,Bo Holm,Leder,Myretuen,+45 12 34 56 78\nledelse,li@aero.example,Li Ø,Leder,,"
    assert read_text(text, bodies=BODIES).rows == [
        Row(1, "Bo Holm", "bo@aero.example", "Leder", "Myretuen", "+45 12 34 56 78", "medarbejdere"),
        Row(2, "Li Ø", "li@aero.example", "Leder", "", "", "ledelse"),
    ]


def test_a_title_that_sounds_like_a_body_is_no_body() -> None:
    text = "Bo Holm;bo@aero.example;Udviklingskonsulent;Myretuen\nLi Ø;li@aero.example;Kommunikationskonsulent;Skolen"
    rows = read_text(text, bodies=BODIES).rows
    assert [(row.title, row.body) for row in rows] == [("Udviklingskonsulent", ""), ("Kommunikationskonsulent", "")]


def test_a_missing_address_moves_no_other_cell() -> None:
    text = "Bo Holm\tbo@aero.example\tLærer\tMyretuen\nLi Ø\t\tPædagog\tSkolen\nJo Å\tjo@aero.example\tLærer\tSkolen"
    assert read_text(text, bodies=BODIES).rows[1] == Row(2, name="Li Ø", title="Pædagog", workplace="Skolen")


def test_a_row_that_is_shifted_is_read_by_itself() -> None:
    text = "Bo Holm\tbo@aero.example\tLærer\nLi Ø\tli@aero.example\tLærer\nTitel\tJo Å\tjo@aero.example"
    assert read_text(text, bodies=BODIES).rows[2].email == "jo@aero.example"


@pytest.mark.parametrize(
    "cell", ["Bo Holm <bo@aero.example>", "Bo Holm bo@aero.example", "Bo Holm (mailto:bo@aero.example)"]
)
def test_an_address_as_mail_programs_copy_it_is_taken_apart(cell) -> None:
    assert read_text(cell, bodies=BODIES).rows == [Row(1, name="Bo Holm", email="bo@aero.example")]


def test_dirt_of_copying_is_taken_off() -> None:
    text = "\ufeffBo\u00a0Holm \t\u200bbo@aero.example\t A\u030ase Skole\t\t\t\n\n \t\t\n"
    assert read_text(text, bodies=BODIES).rows == [Row(1, name="Bo Holm", email="bo@aero.example", title="Åse Skole")]


def test_a_quotation_mark_that_is_not_closed_swallows_nothing() -> None:
    rows = read_text('"Bo Holm;bo@aero.example\nLi "Lis" Ø;li@aero.example', bodies=BODIES).rows
    assert [row.email for row in rows] == ["bo@aero.example", "li@aero.example"]
    assert rows[1].name == 'Li "Lis" Ø'


def test_in_a_file_of_many_municipalities_the_column_is_found_by_its_cells() -> None:
    text = "101;Bo Holm;bo@kk.example;ledelse\nAarhus;Li Ø;li@aa.example;udvikling"
    rows = read_text(text, bodies=BODIES, places=PLACES).rows
    assert [(row.municipality, row.name, row.body) for row in rows] == [
        ("101", "Bo Holm", "ledelse"),
        ("Aarhus", "Li Ø", "udvikling"),
    ]


# What people write: no control characters, but quotation marks, separators, line breaks and Danish letters.
_SIGNS = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"], exclude_characters="@<>")
CELLS = st.text(_SIGNS | st.sampled_from(' \t\n;,"æøåÆØÅé'), max_size=25)
ADDRESSES = st.from_regex(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,5})?@[a-z]{1,8}\.example", fullmatch=True)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "name": CELLS,
            "email": ADDRESSES,
            "title": CELLS,
            "workplace": CELLS,
            "phone": CELLS,
            "body": st.sampled_from(["Ledelsesspor", "staff", "Udviklingsgruppen", ""]),
        }
    ),
    min_size=1,
    max_size=6,
)


def written(rows, *, separator: str, end: str, quoting: int) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return file.getvalue()


@given(
    people=PEOPLE,
    separator=st.sampled_from("\t;,"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    order=st.permutations(list(HEADINGS)),
)
def test_what_was_written_under_headings_is_read_back(people, separator, end, quoting, order) -> None:
    rows = [[HEADINGS[name] for name in order], *([person[name] for name in order] for person in people)]
    read = read_text(written(rows, separator=separator, end=end, quoting=quoting), bodies=BODIES).rows
    expected = [{name: clean(person[name]) for name in HEADINGS} for person in people]
    assert [{name: getattr(row, name) for name in HEADINGS} for row in read] == expected
    assert [row.number for row in read] == list(range(2, len(people) + 2))


NAMES = st.from_regex(r"[A-ZÆØÅ][a-zæøå]{1,8}( [A-ZÆØÅ][a-zæøå]{1,8}){1,2}", fullmatch=True)


@given(
    people=st.lists(st.tuples(NAMES, ADDRESSES, NAMES, NAMES), min_size=1, max_size=8),
    separator=st.sampled_from("\t;,"),
    place=st.integers(0, 3),
)
def test_what_was_written_without_headings_is_read_back(people, separator, place) -> None:
    rows = []
    for name, email, title, workplace in people:
        row = [name, title, workplace]
        row.insert(place, email)
        rows.append(row)
    read = read_text(written(rows, separator=separator, end="\n", quoting=csv.QUOTE_MINIMAL), bodies=BODIES).rows
    assert [(row.name, row.email, row.title, row.workplace) for row in read] == people


@given(st.text() | st.text(alphabet='"\t;,\n\r @.aÅ<>'))
@example('"' * 50)
@example("\ufeff")
@example("Navn;E-mail")
def test_nothing_that_is_pasted_breaks_the_reading(text) -> None:
    for row in read_text(text, bodies=BODIES, places=PLACES).rows:
        for name in FIELDS:
            value = getattr(row, name)
            assert value == clean(value)


def test_a_long_text_of_quotation_marks_is_read_at_once() -> None:
    assert read_cells('"""x;' * 20_000)
    assert read_cells('"' * 99_999)


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_with_its_numbers_as_people_see_them() -> None:
    content = workbook(["Kommune", "Navn", "Mail", "Tlf"], [101, "Åse Ærø", "ase@kk.example", 12345678.0], [None] * 4)
    assert read_rows(read_file(content), bodies=BODIES, places=PLACES).rows == [
        Row(2, name="Åse Ærø", email="ase@kk.example", phone="12345678", municipality="101")
    ]


def test_a_formula_is_never_worked_out() -> None:
    content = workbook(["Navn", "Mail"], ['=HYPERLINK("http://x.example")', "bo@kk.example"])
    assert read_rows(read_file(content), bodies=BODIES).rows == [Row(2, name="", email="bo@kk.example")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
def test_a_csv_file_is_read_in_the_encodings_that_spreadsheets_write(encoding) -> None:
    content = "Navn;Mail\r\nÅse Ærø;ase@kk.example\r\n".encode(encoding)
    assert read_rows(read_file(content), bodies=BODIES).rows == [Row(2, name="Åse Ærø", email="ase@kk.example")]


def test_what_we_write_is_read_back_and_holds_no_formula() -> None:
    content = write_workbook({"Personer": [["Navn", "E-mail"], ["=1+1", "bo@kk.example"]], "Andet": [["x"]]})
    assert read_rows(read_file(content), bodies=BODIES).rows == [Row(2, name="=1+1", email="bo@kk.example")]


def with_part(name: str, content: bytes) -> bytes:
    """Return a workbook in which one part is replaced or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["Navn"]))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return file.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet>&a;</worksheet>'


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 and nothing more",
        b"\xd0\xcf\x11\xe0" + b"old Excel",
        b"\x89PNG\r\n\0\0\0",
        b"x" * (2 * 1024 * 1024 + 1),
        with_part("xl/worksheets/sheet1.xml", BOMB),
        with_part("xl/worksheets/sheet1.xml", BOMB.decode().encode("utf-16")),
        with_part("xl/worksheets/sheet1.xml", b"<worksheet"),
        with_part("xl/workbook.xml", b"<workbook/>"),
        with_part("xl/media/big.bin", b"\0" * (41 * 1024 * 1024)),
        workbook(["Navn"])[:700],
    ],
    ids=["cut", "xls", "picture", "large", "entity", "entity in utf-16", "broken xml", "no sheets", "zip bomb", "half"],
)
def test_a_file_that_is_no_list_is_refused_in_words(content) -> None:
    with pytest.raises(UnreadableFile):
        read_file(content)


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_read_or_refused(place, damage) -> None:
    content = bytearray(workbook(["Navn", "Mail"], ["Bo", "bo@kk.example"]))
    content[place : place + len(damage)] = damage
    with contextlib.suppress(UnreadableFile):
        read_file(bytes(content))
