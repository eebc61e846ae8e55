"""The CSV files of Danish banks: semicolons, Danish amounts, and headings that each bank words in its own way."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.bank.entries import (
    BankFileRefused,
    Identities,
    ReadEntry,
    ReadFile,
    checked_amount,
    identified,
    known_currency,
    period_of,
)
from billing.bank.references import payment_id_in

#: What a column may mean; the first two must be there.
ROLES = ("booked_on", "amount", "text", "payer", "currency", "reference", "status")
REQUIRED = ("booked_on", "amount")
#: What the banks call it, the most telling first.
_WORDS: dict[str, tuple[str, ...]] = {
    "booked_on": ("bogføringsdato", "bogføringsdag", "bogført dato", "bogført", "posteringsdato", "dato"),
    "amount": ("beløb", "beløb i dkk", "beløb (dkk)", "beløb dkk", "bevægelse"),
    "text": ("tekst", "beskrivelse", "posteringstekst", "tekst til modtager", "meddelelse", "specifikation"),
    "payer": ("navn", "afsender", "indbetaler", "betaler", "modpart"),
    "currency": ("valuta", "møntsort"),
    "reference": ("reference", "arkivreference", "bilagsnummer", "transaktionsid", "bankreference"),
    "status": ("status",),
}
_NOT_BOOKED = {"venter", "reserveret", "kommende", "afvist", "slettet", "ikke bogført"}
_AMOUNT = re.compile(r"(?P<sign>[+-]?)(?P<kroner>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<oere>[0-9]{1,2}))?")
_DAYS = ("%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d.%m.%y", "%d-%m-%y")
#: UTF-8 that was read as something else and written again: the marks that ø and å leave.
_TWICE_ENCODED = re.compile("Ã[¦¸¥\x86\x98\x85]|�")


@dataclass(frozen=True)
class Table:
    """The rows of a file under their headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def signature(self) -> str:
        """What tells files of the same make apart from others."""
        return ";".join(self.headings)[:1000]


def read_table(content: bytes) -> Table:
    """Return the table in a file. Raises BankFileRefused."""
    text = _decoded(content)
    delimiter = ";" if text.partition("\n")[0].count(";") else "\t"
    try:
        rows = [tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise BankFileRefused(_unknown()) from error
    rows = [row for row in rows if any(row)]
    if not rows or len(rows[0]) < 3:
        raise BankFileRefused(_unknown())
    if len(set(rows[0])) < len(rows[0]) - rows[0].count(""):
        raise BankFileRefused(_("Two columns have the same heading. Fetch the file again from the bank."))
    return Table(rows[0], tuple(rows[1:]))


def guessed_columns(headings: Sequence[str]) -> dict[str, str]:
    """Return which heading plays which role, as far as the words of the banks tell."""
    found: dict[str, str] = {}
    for role, words in _WORDS.items():
        known = {heading.casefold(): heading for heading in headings if heading not in found.values()}
        if heading := next((known[word] for word in words if word in known), None):
            found[role] = heading
    return found


def read_csv(table: Table, columns: Mapping[str, str], *, account: str) -> ReadFile:
    """Return the booked entries of a table whose columns mean what `columns` says (role -> heading). Raises BankFileRefused."""
    places = {role: table.headings.index(heading) for role, heading in columns.items() if heading in table.headings}
    if any(role not in places for role in REQUIRED):
        raise BankFileRefused(_("Say which column is the date and which is the amount."))
    identities = Identities()
    entries, left_out = [], 0
    for number, row in enumerate(table.rows, 2):
        cells = {role: row[place] if place < len(row) else "" for role, place in places.items()}
        if len(row) != len(table.headings) and len(row) != len(table.headings) + 1:
            raise BankFileRefused(
                _("Line %(line)d has %(found)d columns and not %(wanted)d. Fetch the file again, and do not edit it.")
                % {"line": number, "found": len(row), "wanted": len(table.headings)}
            )
        if cells.get("status", "").casefold() in _NOT_BOOKED:
            left_out += 1
            continue
        entry = _entry(cells, number)
        if entry.amount:
            entries.append(identified(entry, identities))
    first, last = period_of(entries)
    return ReadFile("csv", account, tuple(entries), first, last, left_out)


def danish_amount(text: str) -> Decimal | None:
    """Return an amount with Danish separators: `81.250,00`, `-1.000,5`, `81250`; None for what is none."""
    bare = text.replace("\u00a0", "").replace(" ", "").replace("\u2212", "-").removesuffix("kr.").removesuffix("DKK")
    if bare.endswith("-"):
        bare = f"-{bare[:-1]}"
    found = _AMOUNT.fullmatch(bare)
    if found is None:
        return None
    return Decimal(f"{found['sign']}{found['kroner'].replace('.', '')}.{found['oere'] or '0'}")


def _entry(cells: Mapping[str, str], number: int) -> ReadEntry:
    amount = danish_amount(cells["amount"])
    if amount is None:
        raise BankFileRefused(
            _("Line %(line)d: “%(text)s” is no amount. Write it as 81.250,00, or fetch the file again from the bank.")
            % {"line": number, "text": cells["amount"][:40]}
        )
    text, payer = cells.get("text", ""), cells.get("payer", "")
    reference = cells.get("reference", "")
    return ReadEntry(
        booked_on=_day(cells["booked_on"], number),
        amount=checked_amount(amount, cells["amount"]),
        currency=known_currency(cells.get("currency", "").upper() or "DKK"),
        is_reversal=amount < 0 and "tilbagef" in text.casefold(),
        payment_id=payment_id_in(f"{text} | {reference}"),
        payer=payer[:140],
        text=" ".join(text.split())[:500],
        reference=reference[:80],
    )


def _day(text: str, number: int) -> dt.date:
    for form in _DAYS:
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 -- a date has no time zone
        except ValueError:
            continue
    raise BankFileRefused(
        _("Line %(line)d: “%(text)s” is no date. Fetch the file again from the bank, and do not edit it.")
        % {"line": number, "text": text[:40]}
    )


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in content:
        raise BankFileRefused(_unknown())
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            raise BankFileRefused(_unknown()) from error
    if _TWICE_ENCODED.search(text):
        raise BankFileRefused(
            _(
                "The letters æ, ø and å are damaged: the file was saved by another program. Fetch it again from the bank."
            )
        )
    return text


def _unknown() -> str:
    return _("The file is no CAMT file and no CSV with semicolons. Choose one of them in the bank's export.")
