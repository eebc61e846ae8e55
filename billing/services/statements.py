"""Statements of account: everything between KL and a municipality, with the balance after each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import CreditNote, Invoice, Payment, PaymentReminder
from billing.reminder_snapshot import ChargeKind
from billing.snapshot import rounded
from municipalities.models import Municipality
from partnership.text import kroner


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
    invoice: int = 0
    is_charge: bool = False


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
    def owed_back(self) -> Decimal:
        """What KL owes the municipality."""
        return max(Decimal(), -self.balance)

    @property
    def asked(self) -> Decimal:
        """What all invoices come to, less what was credited."""
        return sum((entry.amount for entry in self.entries if entry.reference and not entry.is_charge), Decimal())

    @property
    def charged(self) -> Decimal:
        """What reminders added: fees, compensation and interest."""
        return sum((entry.amount for entry in self.entries if entry.is_charge), Decimal())

    @property
    def paid(self) -> Decimal:
        """What all payments come to."""
        return -sum((entry.amount for entry in self.entries if not entry.reference), Decimal())


def statement_of(municipality: Municipality, *, on: dt.date) -> Statement:
    """Return the municipality's statement up to the day, oldest first; four queries, however much there is."""
    entries = [
        *_invoices(municipality, on),
        *_credit_notes(municipality, on),
        *_charges(municipality, on),
        *_payments(municipality, on),
    ]
    # What was asked for on a day stands before what was paid that day.
    entries.sort(key=lambda entry: (entry.on, entry.reference == "", entry.reference))
    balance, told = Decimal(), []
    debts: dict[int, Decimal] = defaultdict(Decimal)
    charges: dict[int, Decimal] = defaultdict(Decimal)
    for entry in entries:
        balance += entry.amount
        told.append(replace(entry, text=_with_charges(entry, debts, charges), balance=rounded(balance)))
    return Statement(municipality, on, tuple(told))


def _with_charges(entry: Entry, debts: dict[int, Decimal], charges: dict[int, Decimal]) -> str:
    """Count the entry in its invoice's debt or charges; return its text, with what of a payment is for charges.

    A payment goes to the debt first, as the invoice's own state has it.
    """
    left = charges[entry.invoice]
    if entry.is_charge:
        charges[entry.invoice] += entry.amount
        return entry.text
    over = min(max(-entry.amount - max(debts[entry.invoice], Decimal()), Decimal()), left)
    debts[entry.invoice] += entry.amount
    if entry.reference or not over:
        return entry.text
    charges[entry.invoice] -= over
    debts[entry.invoice] += over
    words = {"text": entry.text, "amount": kroner(over)}
    if over == -entry.amount:
        return _("%(text)s, for the charges") % words
    return _("%(text)s, of which %(amount)s for charges") % words


def _invoices(municipality: Municipality, on: dt.date) -> Iterator[Entry]:
    invoices = Invoice.objects.issued().filter(agreement__municipality=municipality, issued_on__lte=on)
    for invoice in invoices.select_related("fee_year"):
        if invoice.issued_on:
            text = _("Invoice, year %(year)d") % {"year": invoice.fee_year.number}
            url = reverse("billing:invoice", args=[invoice.pk])
            yield Entry(invoice.issued_on, text, invoice.number, invoice.total, url, invoice.due_on, invoice=invoice.pk)


def _credit_notes(municipality: Municipality, on: dt.date) -> Iterator[Entry]:
    credit_notes = CreditNote.objects.filter(invoice__agreement__municipality=municipality, issued_on__lte=on)
    for credit_note in credit_notes.select_related("invoice"):
        text = _("Credit note on %(number)s") % {"number": credit_note.invoice.number}
        url = reverse("billing:credit-note", args=[credit_note.pk])
        yield Entry(
            credit_note.issued_on, text, credit_note.number, -credit_note.total, url, invoice=credit_note.invoice_id
        )


def _charges(municipality: Municipality, on: dt.date) -> Iterator[Entry]:
    reminders = PaymentReminder.objects.filter(invoice__agreement__municipality=municipality, issued_on__lte=on)
    for reminder in reminders.select_related("invoice").order_by("pk"):
        words = {"n": reminder.sequence, "number": reminder.invoice.number}
        url = reverse("billing:invoice", args=[reminder.invoice_id])
        texts = {
            ChargeKind.FEE: _("Fee of reminder no. %(n)d on %(number)s"),
            ChargeKind.COMPENSATION: _("Compensation, reminder no. %(n)d on %(number)s"),
            ChargeKind.INTEREST: _("Interest, reminder no. %(n)d on %(number)s"),
        }
        for kind, text in texts.items():
            if amount := getattr(reminder, kind.value):
                yield Entry(
                    reminder.issued_on,
                    text % words,
                    reminder.number,
                    amount,
                    url,
                    reminder.due_on,
                    invoice=reminder.invoice_id,
                    is_charge=True,
                )


def _payments(municipality: Municipality, on: dt.date) -> Iterator[Entry]:
    payments = Payment.objects.standing().filter(invoice__agreement__municipality=municipality, paid_on__lte=on)
    for payment in payments.select_related("invoice"):
        number = {"number": payment.invoice.number}
        text = _("Payment of %(number)s") if payment.amount > 0 else _("Paid back on %(number)s")
        yield Entry(payment.paid_on, text % number, "", -payment.amount, invoice=payment.invoice_id)
