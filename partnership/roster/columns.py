"""From rows of cells to rows about people: by the header where there is one, else by what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from partnership.roster.cells import ADDRESS, clean, read_cells
from partnership.roster.names import BodyNames, PlaceNames, squash

HEADERS: dict[str, frozenset[str]] = {
    "name": frozenset({"navn", "name", "fuldenavn", "fuldtnavn", "fullname", "deltager", "deltagernavn", "person"}),
    "first_name": frozenset({"fornavn", "fornavne", "firstname", "givenname"}),
    "last_name": frozenset({"efternavn", "efternavne", "lastname", "surname", "familyname"}),
    "email": frozenset(
        {"email", "mail", "emailadresse", "mailadresse", "epost", "epostadresse", "emailaddress", "arbejdsmail"}
    ),
    "title": frozenset({"titel", "title", "stilling", "stillingsbetegnelse", "jobtitel", "jobtitle", "funktion"}),
    "workplace": frozenset(
        {"arbejdssted", "arbejdsplads", "tjenestested", "workplace", "skole", "institution", "afdeling", "school"}
    ),
    "phone": frozenset(
        {"telefon", "tlf", "tlfnr", "telefonnr", "telefonnummer", "mobil", "mobilnr", "mobilnummer", "mobiltelefon"}
        | {"phone", "phonenumber", "telephone", "mobile"}
    ),
    "body": frozenset({"gruppe", "spor", "gruppespor", "gruppeellerspor", "body", "group", "track", "forum"}),
    "municipality": frozenset(
        {"kommune", "kommunekode", "kommunenr", "kommunenummer", "kommunenavn", "municipality", "municipalitycode"}
    ),
}
#: How far down a header is looked for: people write a heading above their lists.
_HEADER_WITHIN = 5
_PHONE = re.compile(r"\+?[0-9()/. -]{8,30}")
_IN_ORDER = ("name", "title", "workplace", "phone", "body")


@dataclass(frozen=True)
class Row:
    """What is written about one person and one seat; `number` is the row of the text or spreadsheet, from 1."""

    number: int
    name: str = ""
    email: str = ""
    title: str = ""
    workplace: str = ""
    phone: str = ""
    body: str = ""
    municipality: str = ""


FIELDS = ("name", "email", "title", "workplace", "phone", "body", "municipality")


@dataclass(frozen=True)
class Sheet:
    """The rows that were read, and the headings of columns that nothing was read from."""

    rows: list[Row] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def read_text(text: str, *, bodies: BodyNames, places: PlaceNames | None = None) -> Sheet:
    """Return what a pasted text says about people; never raises. With `places` a column of municipalities is looked for."""
    return read_rows(read_cells(text), bodies=bodies, places=places)


def read_rows(cells: Sequence[Sequence[str]], *, bodies: BodyNames, places: PlaceNames | None = None) -> Sheet:
    """Return what rows of cells say about people; empty rows are left out."""
    numbered = [(number, list(map(clean, row))) for number, row in enumerate(cells, 1)]
    filled = [(number, row) for number, row in numbered if any(row)]
    for index, (_number, row) in enumerate(filled[:_HEADER_WITHIN]):
        if any("@" in cell for cell in row):
            break
        roles = _header(row)
        if roles:
            unused = [cell for place, cell in enumerate(row) if cell and place not in roles.values()]
            return Sheet([_row(number, line, roles) for number, line in filled[index + 1 :]], unused)
    common = _guess([row for _number, row in filled], bodies, places)
    rows = []
    for number, row in filled:
        fits = "@" in _cell(row, common.get("email")) or not any("@" in cell for cell in row)
        rows.append(_row(number, row, common if fits else _guess([row], bodies, places)))
    return Sheet(rows)


def _header(row: list[str]) -> dict[str, int]:
    """Return the column of each field if the row is a header: half of its cells are known words, at least two or all."""
    roles: dict[str, int] = {}
    for place, cell in enumerate(row):
        word = squash(re.sub(r"\(.*?\)", "", cell))
        name = next((name for name, words in HEADERS.items() if word in words), None)
        if name is not None:
            roles.setdefault(name, place)
    filled = sum(map(bool, row))
    return roles if roles and len(roles) * 2 >= filled and len(roles) >= min(2, filled) else {}


def _guess(rows: list[list[str]], bodies: BodyNames, places: PlaceNames | None) -> dict[str, int]:
    """Return the column of each field by what most of the cells hold; what is left over is name, title, workplace."""
    width = max(map(len, rows), default=0)
    free = list(range(width))
    roles: dict[str, int] = {}

    def take(name: str, votes: Iterable[int], *, of_filled: bool = True) -> None:
        best = max(zip(votes, free, strict=True), default=(0, 0))
        filled = sum(bool(_cell(row, best[1])) for row in rows)
        if best[0] and (not of_filled or best[0] * 2 >= filled):
            roles[name] = best[1]
            free.remove(best[1])

    # Of columns with as many votes the last: titles may look like bodies, and stand before them.
    take("email", [sum("@" in _cell(row, place) for row in rows) for place in free], of_filled=False)
    take("body", [sum(bodies.exact(_cell(row, place)) is not None for row in rows) for place in free])
    if places is not None:
        take("municipality", [sum(places.find(_cell(row, place)) is not None for row in rows) for place in free])
    take("phone", [sum(bool(_PHONE.fullmatch(_cell(row, place))) for row in rows) for place in free])
    for name in _IN_ORDER:
        if name not in roles and free:
            roles[name] = free.pop(0)
    return roles


def _row(number: int, row: list[str], roles: dict[str, int]) -> Row:
    cells = {name: _cell(row, place) for name, place in roles.items()}
    parts = [cells.pop(part, "") for part in ("first_name", "last_name")]
    cells["name"] = cells.get("name") or " ".join(filter(None, parts))
    return _apart(Row(number, **cells))


def _apart(row: Row) -> Row:
    """Take the name off an address as mail programs copy it: `Bo Holm <bo@kommune.dk>`."""
    found = ADDRESS.findall(row.email)
    if len(found) != 1 or found[0] == row.email:
        return row
    address = found[0]
    rest = re.sub(r"(?i)\bmailto\b", "", row.email.replace(address, "")).strip(" <>()\"':,;")
    if rest and row.name and f"<{address}>" not in row.email:
        return row
    return replace(row, email=address, name=row.name or rest)


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""
