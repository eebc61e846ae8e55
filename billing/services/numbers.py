"""Voucher numbers: for each kind one series a year of issue, drawn from a counter that is locked meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from billing.models import InvoiceSeries
from billing.payment_id import fik_payment_id

INVOICES, CREDIT_NOTES, REMINDERS = "F", "K", "R"


@dataclass(frozen=True)
class InvoiceNumber:
    """A place in the series of a year: `F2027-00001`, of credit notes `K2027-00001`, of payment reminders `R2027-00001`."""

    year: int
    sequence: int
    letter: str = INVOICES

    def __str__(self) -> str:
        return f"{_prefix(self.letter, self.year)}{self.sequence:05d}"

    @property
    def payment_id(self) -> str:
        """The FIK payment id of the invoice with this number, 15 digits; never used twice."""
        return fik_payment_id(self.year, self.sequence)


def draw_number(year: int, letter: str = INVOICES) -> tuple[InvoiceSeries, InvoiceNumber]:
    """Take the next number of a year, and keep others waiting until the transaction ends.

    Called inside the transaction that issues the voucher: whatever undoes it gives the number back.
    """
    InvoiceSeries.objects.get_or_create(prefix=_prefix(letter, year))
    series = InvoiceSeries.objects.select_for_update().get(prefix=_prefix(letter, year))
    series.last_number += 1
    series.save(update_fields=["last_number"])
    return series, InvoiceNumber(year, series.last_number, letter)


def expected_number(year: int, letter: str = INVOICES) -> InvoiceNumber:
    """Return the number that is drawn next unless somebody else draws first."""
    series = InvoiceSeries.objects.filter(prefix=_prefix(letter, year)).first()
    return InvoiceNumber(year, series.last_number + 1 if series else 1, letter)


def _prefix(letter: str, year: int) -> str:
    return f"{letter}{year}-"
