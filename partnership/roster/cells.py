"""From pasted text to rows of cells: any of three separators, quoted cells, and the dirt that comes with copying."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

SEPARATORS = ("\t", ";", ",")
#: A cell that is an address and nothing else.
ADDRESS = re.compile(r"[^\s@,;:<>\"()]+@[^\s@,;:<>\"()]+")
# A quote that is never closed before a separator is a quotation mark that somebody typed.
_QUOTED = {mark: re.compile(rf' *"([^"]*+(?:""[^"]*+)*+)" *(?={mark}|\n|\Z)') for mark in SEPARATORS}
_PLAIN = {mark: re.compile(rf"[^{mark}\n]*") for mark in SEPARATORS}


def clean(text: str) -> str:
    """Return the text on one line: letters composed, blanks of any kind as single spaces, what cannot be seen left out."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}).strip()


def split_cells(text: str, separator: str) -> list[list[str]]:
    """Return the rows of a text with one separator; empty rows keep their place, so that rows can be numbered."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[list[str]] = [[]]
    position = 0
    while True:
        match = _QUOTED[separator].match(text, position)
        if match:
            cell = match[1].replace('""', '"')
        else:
            match = _PLAIN[separator].match(text, position)
            assert match is not None  # noqa: S101 -- the pattern matches nothing as well
            cell = match[0]
        rows[-1].append(clean(cell))
        position = match.end()
        if position >= len(text):
            return rows
        if text[position] == "\n":
            rows.append([])
        position += 1


def read_cells(text: str) -> list[list[str]]:
    """Return the rows of a text whose separator shows by what it takes apart."""
    text = text.removeprefix("\ufeff")
    used = [separator for separator in SEPARATORS if separator in text] or [SEPARATORS[0]]
    return max((split_cells(text, separator) for separator in used), key=_plausibility)


def _plausibility(rows: list[list[str]]) -> tuple[int, int, int]:
    """Return how well the rows fit: addresses that stand alone in a cell, rows of equal width, columns."""
    filled = [row for row in rows if any(row)]
    addresses = sum(len(row) > 1 and any(ADDRESS.fullmatch(cell) for cell in row) for row in filled)
    widths = Counter(len(row) for row in filled if len(row) > 1)
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return addresses, count, width
