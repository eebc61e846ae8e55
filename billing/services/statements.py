"""Statements of account: everything between KL and a municipality, with the balance after each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import CreditNote, Invoice, Payment
from billing.snapshot import rounded
from municipalities.models import Municipality


@dataclass(frozen=True)
class Entry:
    """A voucher or a payment: what it adds to what the municipality owes, in DKK, below 0 where it takes away."""

    on: dt.date
    text: str
    reference: str
    amount: Decimal
    url: str = ""
    due_on: dt.date | None = None
    balance: Decimal = Decimal()


@dataclass(frozen=True)
class Statement:
    """What a municipality was asked for, what was credited and paid, and what is left on the day."""

    municipality: Municipality
    on: dt.date
    entries: tuple[Entry, ...]

    @property
    def balance(self) -> Decimal:
        """What the municipality owes; below 0 when KL does."""
        return self.entries[-1].balance if self.entries else Decimal()

    @property
    def asked(self) -> Decimal:
        """What all invoices come to, less what was credited."""
        return sum((entry.amount for entry in self.entries if entry.reference), Decimal())

    @property
    def paid(self) -> Decimal:
        """What all payments come to."""
        return -sum((entry.amount for entry in self.entries if not entry.reference), Decimal())


def statement_of(municipality: Municipality, *, on: dt.date) -> Statement:
    """Return the municipality's statement up to the day, oldest first; three queries, however much there is."""
    entries = [*_invoices(municipality, on), *_credit_notes(municipality, on), *_payments(municipality, on)]
    entries.sort(key=lambda entry: (entry.on, entry.reference == "", entry.reference))
    balance, told = Decimal(), []
    for entry in entries:
        balance += entry.amount
        told.append(replace(entry, balance=rounded(balance)))
    return Statement(municipality, on, tuple(told))


def _invoices(municipality: Municipality, on: dt.date) -> Iterator[Entry]:
    invoices = Invoice.objects.issued().filter(agreement__municipality=municipality, issued_on__lte=on)
    for invoice in invoices.select_related("fee_year"):
        if invoice.issued_on:
            text = _("Invoice, year %(year)d") % {"year": invoice.fee_year.number}
            url = reverse("billing:invoice", args=[invoice.pk])
            yield Entry(invoice.issued_on, text, invoice.number, invoice.total, url, invoice.due_on)


def _credit_notes(municipality: Municipality, on: dt.date) -> Iterator[Entry]:
    credit_notes = CreditNote.objects.filter(invoice__agreement__municipality=municipality, issued_on__lte=on)
    for credit_note in credit_notes.select_related("invoice"):
        text = _("Credit note on %(number)s") % {"number": credit_note.invoice.number}
        url = reverse("billing:credit-note", args=[credit_note.pk])
        yield Entry(credit_note.issued_on, text, credit_note.number, -credit_note.total, url)


def _payments(municipality: Municipality, on: dt.date) -> Iterator[Entry]:
    payments = Payment.objects.standing().filter(invoice__agreement__municipality=municipality, paid_on__lte=on)
    for payment in payments.select_related("invoice"):
        number = {"number": payment.invoice.number}
        text = _("Payment of %(number)s") if payment.amount > 0 else _("Paid back on %(number)s")
        yield Entry(payment.paid_on, text % number, "", -payment.amount)
