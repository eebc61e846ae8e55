"""Find in a bank's words which invoice a payment is for: payment ids and invoice numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import luhn

#: Fifteen digits under 71, as they are typed, scanned or told by the bank: with signs, blanks or none.
_LINE = re.compile(r"(?<![0-9])\+?71\s*[<:#]?\s*(?P<id>[0-9]{15})(?![0-9])")
_BARE = re.compile(r"(?<![0-9])(?P<id>[0-9]{10,16})(?![0-9])")
_INVOICE = re.compile(r"(?<![A-Z0-9])F\s?-?(?P<year>20[0-9]{2})\s?-?\s?(?P<number>[0-9]{1,5})(?![0-9])", re.IGNORECASE)


def payment_id_in(text: str) -> str:
    """Return the payment id in a text, 15 digits with a right check digit; empty when there is none."""
    for found in [*_LINE.finditer(text), *_BARE.finditer(text)]:
        digits = found["id"].zfill(15)
        if len(digits) == 15 and luhn.is_valid(digits):
            return digits
    return ""


def invoice_numbers_in(text: str) -> Iterator[str]:
    """Give the invoice numbers that a text names, however they are spaced: `F2027-00001`."""
    for found in _INVOICE.finditer(text):
        yield f"F{found['year']}-{int(found['number']):05d}"
