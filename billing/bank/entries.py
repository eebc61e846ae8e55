"""What a bank file says, whatever its format, and the sentences with which one is refused."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from babel import Locale
from django.utils.translation import gettext as _

#: More bytes than a year of postings of an account; a file above it is none of ours.
FILE_LIMIT = 10 * 1024 * 1024
_LARGEST = Decimal(10) ** 11
_CURRENCIES = frozenset(Locale("en").currencies)


class BankFileRefused(Exception):
    """The file cannot be read or is not ours; the message says what to do. Nothing was imported."""


@dataclass(frozen=True)
class ReadEntry:
    """One amount as the bank booked it: above 0 in, below 0 out. `parts` are the payments that it was made of, if told."""

    booked_on: dt.date
    amount: Decimal
    currency: str
    sent_as: str = ""
    is_reversal: bool = False
    payment_id: str = ""
    payer: str = ""
    text: str = ""
    reference: str = ""
    identity: str = ""
    parts: tuple[ReadEntry, ...] = ()


@dataclass(frozen=True)
class ReadFile:
    """The entries of a file and whose they are: `account` has 14 digits, or is empty where the format does not tell."""

    format: str
    account: str
    entries: tuple[ReadEntry, ...]
    period_from: dt.date
    period_to: dt.date
    left_out: int = 0


@dataclass
class Identities:
    """Gives each entry its identity: its key, and a running number among those of the file with the same key."""

    _seen: Counter[str] = field(default_factory=Counter)

    def of(self, entry: ReadEntry) -> str:
        """Return a hash of day, amount, currency and the bank's reference.

        Without a reference the words must do: to meet an entry twice is seen and told, to lose one is not.
        """
        told = (entry.reference,) if entry.reference else ("", entry.payment_id, entry.payer, entry.text)
        parts = (entry.booked_on.isoformat(), f"{entry.amount:.2f}", entry.currency, *told)
        key = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]
        self._seen[key] += 1
        return f"{key}:{self._seen[key]}"


def identified(entry: ReadEntry, identities: Identities) -> ReadEntry:
    """Return the entry with its identity, and its parts with theirs."""
    identity = identities.of(entry)
    parts = tuple(replace(part, identity=f"{identity}/{number}") for number, part in enumerate(entry.parts, 1))
    return replace(entry, identity=identity, parts=parts)


def period_of(entries: Iterable[ReadEntry]) -> tuple[dt.date, dt.date]:
    """Return the first and the last day on which something was booked. Raises BankFileRefused for none."""
    days = sorted(entry.booked_on for entry in entries)
    if not days:
        raise BankFileRefused(_("The file has no booked entries. Fetch it again from the bank for a longer period."))
    return days[0], days[-1]


def plain_amount(text: str) -> Decimal:
    """Return an amount as ISO 20022 writes it: digits, a point and two decimals at most. Raises BankFileRefused."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        amount = Decimal("NaN")
    return checked_amount(amount, text)


def checked_amount(amount: Decimal, text: str) -> Decimal:
    """Return the amount unless it is none that a bank books. Raises BankFileRefused, showing the text."""
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or abs(amount) >= _LARGEST or amount != amount.quantize(Decimal("0.01")):
        raise BankFileRefused(
            _("“%(text)s” is no amount. Fetch the file again from the bank, and do not edit it.") % {"text": text[:40]}
        )
    return amount.quantize(Decimal("0.01"))


def known_currency(code: str) -> str:
    """Return a currency's code. Raises BankFileRefused for one that does not exist."""
    if code not in _CURRENCIES:
        raise BankFileRefused(
            _("“%(code)s” is no currency. Fetch the file again from the bank, and do not edit it.")
            % {"code": code[:10]}
        )
    return code
