"""Say which invoice the money belongs to, take it back where that was wrong, and set aside what is for no invoice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import BankEntry, FeeYear, Invoice, Payment, SettingAside
from billing.snapshot import rounded
from partnership.models import Person
from partnership.text import COPENHAGEN, kroner

#: The currency of every invoice.
DKK = "DKK"


class PaymentRefused(Exception):
    """The money cannot be counted that way; the message says why. Nothing was written."""


@dataclass(frozen=True)
class Portion:
    """So much of an entry belongs to an invoice, in DKK and with the entry's sign."""

    invoice_id: int
    amount: Decimal


@transaction.atomic
def match_entry(
    entry: BankEntry,
    *,
    portions: Sequence[Portion],
    by: Person | None,
    now: dt.datetime,
    way: str = Payment.Way.CHOSEN,
    note: str = "",
    allocated_before: Decimal | None = None,
) -> list[Payment]:
    """Count parts of a bank entry as payments of invoices, all or none.

    `allocated_before` is what the person saw of it as matched: if it is another now, somebody was quicker. Locks fee years,
    invoices, then the entry. Raises PaymentRefused.
    """
    _lock_invoices([portion.invoice_id for portion in portions])
    locked = BankEntry.objects.lock(entry.pk)
    if allocated_before is not None and locked.allocated != allocated_before:
        raise PaymentRefused(_("Somebody matched this entry meanwhile. Look at it again."))
    whole = sum((portion.amount for portion in portions), Decimal())
    _refuse_unless_matchable(locked, portions, whole)
    payments = [_count(locked, portion, way=way, note=note, by=by, now=now) for portion in _joined(portions)]
    entry.refresh_from_db()
    return payments


@transaction.atomic
def take_back_payment(payment: Payment, *, note: str, by: Person | None, now: dt.datetime) -> Payment:
    """Take a wrong match back with a row of the opposite amount; a second press finds it taken back. Raises PaymentRefused."""
    if not note.strip():
        raise PaymentRefused(_("Write why the payment is taken back."))
    _lock_invoices([payment.invoice_id])
    entry = BankEntry.objects.lock(payment.entry_id) if payment.entry_id else None
    stored = Payment.objects.get(pk=payment.pk)
    if stored.reverses_id is not None or Payment.objects.filter(reverses=stored).exists():
        raise PaymentRefused(_("This payment has been taken back already."))
    if entry is not None:
        _move_allocated(entry, -stored.amount)
    return Payment.objects.create(
        invoice_id=stored.invoice_id,
        entry=entry,
        amount=-stored.amount,
        paid_on=stored.paid_on,
        way=stored.way,
        note=note.strip(),
        made_at=now,
        made_by=by,
        reverses=stored,
    )


@transaction.atomic
def enter_payment(
    invoice: Invoice,
    *,
    amount: Decimal,
    paid_on: dt.date,
    note: str,
    by: Person | None,
    now: dt.datetime,
    balance_before: Decimal | None = None,
) -> Payment:
    """Count a payment that no bank file tells of, with a note of where it is known from; below 0 when money went back.

    `balance_before` is what the person saw as left: if it is another now, a second press or somebody else was quicker. Raises
    PaymentRefused.
    """
    _lock_invoices([invoice.pk])
    balance = Invoice.objects.with_balance().get(pk=invoice.pk).balance
    if balance_before is not None and balance != balance_before:
        raise PaymentRefused(
            _("The invoice changed meanwhile; now %(left)s is left. Look at it again.") % {"left": kroner(balance)}
        )
    if not note.strip():
        raise PaymentRefused(_("Write where the payment is known from."))
    if not amount or amount != rounded(amount):
        raise PaymentRefused(_("Write an amount other than 0, with øre at most."))
    if paid_on > now.astimezone(COPENHAGEN).date():
        raise PaymentRefused(_("Choose today or an earlier day: a payment is entered once it is there."))
    return Payment.objects.create(
        invoice=invoice,
        amount=amount,
        paid_on=paid_on,
        way=Payment.Way.MANUAL,
        note=note.strip(),
        made_at=now,
        made_by=by,
    )


@transaction.atomic
def set_entry_aside(entry: BankEntry, *, note: str, by: Person | None, now: dt.datetime) -> SettingAside:
    """Mark an entry as not being for an invoice; one that is set aside already stays so. Raises PaymentRefused."""
    locked = BankEntry.objects.lock(entry.pk)
    if not note.strip():
        raise PaymentRefused(_("Write why the entry is not for an invoice."))
    if locked.allocated:
        raise PaymentRefused(_("A part of this entry belongs to an invoice. Take that back first."))
    mark, _created = SettingAside.objects.get_or_create(
        entry=locked, lifted_at=None, defaults={"note": note.strip(), "made_at": now, "made_by": by}
    )
    return mark


@transaction.atomic
def lift_setting_aside(entry: BankEntry, *, by: Person | None, now: dt.datetime) -> bool:
    """Put an entry back among those to be matched; False when it was not set aside."""
    locked = BankEntry.objects.lock(entry.pk)
    marks = SettingAside.objects.filter(entry=locked, lifted_at=None)
    return bool(marks.update(lifted_at=now, lifted_by=by))


def _lock_invoices(ids: Sequence[int]) -> None:
    """Lock fee years and then invoices, each in the order of their ids. Raises PaymentRefused for a draft."""
    rows = Invoice.objects.issued().filter(pk__in=ids).order_by("fee_year", "pk").values_list("fee_year", "pk")
    found = list(rows)
    if {pk for _year, pk in found} != set(ids):
        raise PaymentRefused(_("Choose an issued invoice."))
    for year in sorted({year for year, _pk in found}):
        FeeYear.objects.lock(year)
    for _year, pk in found:
        Invoice.objects.lock(pk)


def _count(entry: BankEntry, portion: Portion, *, way: str, note: str, by: Person | None, now: dt.datetime) -> Payment:
    """Count the portion in the entry's sum, then store it: the database lets no payment in that is not counted."""
    _move_allocated(entry, portion.amount)
    return Payment.objects.create(
        invoice_id=portion.invoice_id,
        entry=entry,
        amount=portion.amount,
        paid_on=entry.booked_on,
        way=way,
        note=note.strip(),
        made_at=now,
        made_by=by,
    )


def _move_allocated(entry: BankEntry, amount: Decimal) -> None:
    """Store the locked entry's new sum; added here, since SQLite adds as a pocket calculator: 0.01 + 90.04 is not 90.05 to it."""
    entry.allocated += amount
    BankEntry.objects.filter(pk=entry.pk).update(allocated=entry.allocated)


def _joined(portions: Sequence[Portion]) -> list[Portion]:
    sums: dict[int, Decimal] = {}
    for portion in portions:
        sums[portion.invoice_id] = sums.get(portion.invoice_id, Decimal()) + portion.amount
    return [Portion(invoice_id, amount) for invoice_id, amount in sums.items()]


def _refuse_unless_matchable(entry: BankEntry, portions: Sequence[Portion], whole: Decimal) -> None:
    sign = 1 if entry.amount > 0 else -1
    if not portions:
        raise PaymentRefused(_("Choose an invoice."))
    if entry.currency != DKK:
        raise PaymentRefused(
            _(
                "The entry is in %(currency)s and the invoices in DKK. Enter the payment by hand, with the DKK that came in."
            )
            % {"currency": entry.currency}
        )
    if any(portion.amount * sign <= 0 or portion.amount != rounded(portion.amount) for portion in portions):
        raise PaymentRefused(_("Write amounts with the entry's sign, other than 0 and with øre at most."))
    if whole * sign > entry.unallocated * sign:
        raise PaymentRefused(_("Only %(left)s of the entry is left to match.") % {"left": kroner(entry.unallocated)})
    if entry.parts.exists():
        raise PaymentRefused(_("The bank has told this entry in parts. Match the parts."))
    if entry.marks.filter(lifted_at=None).exists():
        raise PaymentRefused(_("The entry is set aside. Put it back first."))
