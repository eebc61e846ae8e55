"""What the finance system books: each voucher's lines, which balance; the same lines however often a period is asked for.

A line is dated by the day on which the portal recorded it, so nothing is ever added to a period that is over. Texts are Danish
and come from what was frozen at issue. Amounts in DKK: debit above 0, credit below.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.models import CreditNote, Invoice, LedgerAccount, Payment, PaymentReminder
from billing.snapshot import sum_of
from partnership.spreadsheet import Sheet
from partnership.text import COPENHAGEN, join_names

Role = LedgerAccount.Role
#: The columns as finance systems in Denmark read them; the same in every language.
COLUMNS = (
    "Linje-id",
    "Bilag",
    "Bogføringsdato",
    "Valørdato",
    "Konto",
    "Momskode",
    "Beløb",
    "Tekst",
    "Kommunekode",
    "Sags ID",
)


class AccountsLacking(Exception):
    """Accounts are not stated for the period; the message names them."""


@dataclass(frozen=True)
class Posting:
    """One line; `id` is the voucher's number and the line's place in it."""

    id: str
    voucher: str
    on: dt.date
    value_on: dt.date
    account: str
    vat_code: str
    amount: Decimal
    text: str
    municipality: str
    case_id: str


@dataclass(frozen=True)
class _Voucher:
    number: str
    on: dt.date
    value_on: dt.date
    text: str
    municipality: str
    case_id: str
    parts: tuple[tuple[LedgerAccount.Role, Decimal], ...]


def postings(*, first: dt.date, last: dt.date) -> list[Posting]:
    """Return the lines of a period, both days included, in a constant number of queries. Raises AccountsLacking."""
    accounts = _Accounts(last)
    vouchers = [*_invoices(first, last), *_credit_notes(first, last), *_payments(first, last), *_charges(first, last)]
    vouchers.sort(key=lambda voucher: (voucher.on, voucher.number))
    lacking = sorted(
        {
            str(role.label)
            for voucher in vouchers
            for role, _amount in voucher.parts
            if not accounts.at(role, voucher.on)
        }
    )
    if lacking:
        raise AccountsLacking(_("State the accounts for: %(accounts)s.") % {"accounts": join_names(lacking)})
    return [line for voucher in vouchers for line in _lines(voucher, accounts)]


def imbalance(lines: list[Posting]) -> dict[str, Decimal]:
    """Return by voucher what debit and credit differ by; nothing when all is well."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.voucher] += line.amount
    return {voucher: amount for voucher, amount in sums.items() if amount}


def postings_sheet(lines: list[Posting]) -> Sheet:
    """Return the lines as a list for a spreadsheet."""
    rows = [
        (
            line.id,
            line.voucher,
            line.on,
            line.value_on,
            line.account,
            line.vat_code,
            line.amount,
            line.text,
            line.municipality,
            line.case_id,
        )
        for line in lines
    ]
    return Sheet("Posteringer", COLUMNS, rows)


class _Accounts:
    """Which account was in force for what on a day; one query."""

    def __init__(self, until: dt.date) -> None:
        self._rows: dict[str, list[LedgerAccount]] = defaultdict(list)
        for row in LedgerAccount.objects.begun_by(until):
            self._rows[row.role].append(row)

    def at(self, role: LedgerAccount.Role, day: dt.date) -> LedgerAccount | None:
        begun = [row for row in self._rows[role.value] if row.valid_from <= day]
        return begun[-1] if begun else None


def _lines(voucher: _Voucher, accounts: _Accounts) -> Iterator[Posting]:
    parts = [(role, amount) for role, amount in voucher.parts if amount]
    for number, (role, amount) in enumerate(parts, 1):
        account = accounts.at(role, voucher.on)
        assert account is not None  # noqa: S101 -- looked for above
        yield Posting(
            id=f"{voucher.number}/{number}",
            voucher=voucher.number,
            on=voucher.on,
            value_on=voucher.value_on,
            account=account.number,
            vat_code=account.vat_code,
            amount=amount,
            text=voucher.text,
            municipality=voucher.municipality,
            case_id=voucher.case_id,
        )


def _invoices(first: dt.date, last: dt.date) -> Iterator[_Voucher]:
    invoices = Invoice.objects.issued().filter(issued_on__range=(first, last)).order_by("pk")
    for invoice in invoices:
        said = invoice.said()
        parts = ((Role.DEBTORS, invoice.total), (Role.REVENUE, -invoice.net), (Role.OUTPUT_VAT, -invoice.vat))
        yield _Voucher(
            number=invoice.number,
            on=said.issued_on,
            value_on=said.issued_on,
            text=f"Faktura {invoice.number}, {said.buyer.name}, år {said.fee_year}",
            municipality=said.buyer.code,
            case_id=said.references.case_id,
            parts=parts,
        )


def _credit_notes(first: dt.date, last: dt.date) -> Iterator[_Voucher]:
    notes = CreditNote.objects.filter(issued_on__range=(first, last)).order_by("pk")
    for note in notes:
        said = note.said()
        about = said.preceding.number if said.preceding else ""
        yield _Voucher(
            number=note.number,
            on=said.issued_on,
            value_on=said.issued_on,
            text=f"Kreditnota {note.number} til {about}, {said.buyer.name}",
            municipality=said.buyer.code,
            case_id=said.references.case_id,
            parts=((Role.DEBTORS, -note.total), (Role.REVENUE, note.net), (Role.OUTPUT_VAT, note.vat)),
        )


def _payments(first: dt.date, last: dt.date) -> Iterator[_Voucher]:
    start, end = _midnight(first), _midnight(last + dt.timedelta(days=1))
    payments = Payment.objects.filter(made_at__gte=start, made_at__lt=end).select_related("invoice").order_by("pk")
    for payment in payments:
        said = payment.invoice.said()
        what = "Indbetaling" if payment.reverses_id is None else "Tilbageført indbetaling"
        yield _Voucher(
            number=f"P{payment.pk:06d}",
            on=payment.made_at.astimezone(COPENHAGEN).date(),
            value_on=payment.paid_on,
            text=f"{what} {said.number}, {said.buyer.name}",
            municipality=said.buyer.code,
            case_id=said.references.case_id,
            parts=((Role.BANK, payment.amount), (Role.DEBTORS, -payment.amount)),
        )


def _charges(first: dt.date, last: dt.date) -> Iterator[_Voucher]:
    reminders = PaymentReminder.objects.filter(issued_on__range=(first, last)).select_related("invoice")
    for reminder in reminders.order_by("pk"):
        said = reminder.invoice.said()
        yield _Voucher(
            number=reminder.number,
            on=reminder.issued_on,
            value_on=reminder.issued_on,
            text=f"Rykker {reminder.number} til {said.number}, {said.buyer.name}",
            municipality=said.buyer.code,
            case_id=said.references.case_id,
            parts=((Role.DEBTORS, reminder.charges), (Role.CHARGES, -reminder.charges)),
        )


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=COPENHAGEN)


def total_debit(lines: list[Posting]) -> Decimal:
    """Return what is debited in all, which is what is credited."""
    return sum_of(line.amount for line in lines if line.amount > 0)
