"""What must always be true of bank entries, payments and reminders."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

from billing.models import BankEntry, Payment, PaymentReminder
from billing.snapshot import sum_of
from partnership.invariants import Invariant, verdict

#: The Interest Act, section 9 b: so long lies between two reminders at least.
BETWEEN_REMINDERS = dt.timedelta(days=10)


def entries_count_their_payments() -> Invariant:
    """What each entry counts as matched is the sum of its payments, and no more than its amount."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for entry_id, amount in Payment.objects.exclude(entry=None).order_by().values_list("entry", "amount"):
        sums[entry_id or 0] += amount
    entries = list(BankEntry.objects.order_by("pk"))
    wrong = [entry for entry in entries if entry.allocated != sums[entry.pk] or not _is_within(entry)]
    return verdict("no more of a bank entry is paid out than came in", wrong, checked=len(entries))


def parts_come_to_the_whole() -> Invariant:
    """Where the bank tells an entry in parts, they come to its amount, and nothing of the whole itself is matched."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for parent_id, amount in BankEntry.objects.exclude(parent=None).order_by().values_list("parent", "amount"):
        sums[parent_id or 0] += amount
    wholes = list(BankEntry.objects.filter(pk__in=sums).order_by("pk"))
    wrong = [whole for whole in wholes if sums[whole.pk] != whole.amount or whole.allocated]
    return verdict("parts of a bank entry come to the whole", wrong, checked=len(wholes))


def payments_taken_back_cancel_out() -> Invariant:
    """A row that takes a payment back is of the same invoice and entry, and of the opposite amount."""
    rows = list(Payment.objects.exclude(reverses=None).select_related("reverses").order_by("pk"))
    wrong = [
        row
        for row in rows
        if row.reverses is None
        or (row.invoice_id, row.entry_id, row.amount)
        != (row.reverses.invoice_id, row.reverses.entry_id, -row.reverses.amount)
    ]
    return verdict("payments taken back cancel out", wrong, checked=len(rows))


def reminders_keep_to_the_law() -> Invariant:
    """Reminders of an invoice are 1, 2, 3, ten days apart, compensated once, and say what their rows hold."""
    rows: dict[int, list[PaymentReminder]] = defaultdict(list)
    for reminder in PaymentReminder.objects.order_by("invoice", "sequence").select_related("invoice"):
        rows[reminder.invoice_id].append(reminder)
    wrong = []
    for reminders in rows.values():
        days = [reminder.issued_on for reminder in reminders]
        apart = all(later - earlier >= BETWEEN_REMINDERS for earlier, later in pairwise(days))
        in_turn = [reminder.sequence for reminder in reminders] == list(range(1, len(reminders) + 1))
        compensated = sum(reminder.compensation > 0 for reminder in reminders)
        if not apart or not in_turn or compensated > 1 or not all(map(_says_what_it_holds, reminders)):
            wrong.append(str(reminders[0].invoice))
    return verdict("payment reminders keep to the law", wrong, checked=sum(map(len, rows.values())))


def _is_within(entry: BankEntry) -> bool:
    return min(Decimal(), entry.amount) <= entry.allocated <= max(Decimal(), entry.amount)


def _says_what_it_holds(reminder: PaymentReminder) -> bool:
    said = reminder.said()
    new = sum_of(charge.amount for charge in said.charges if not charge.earlier)
    return (said.number, said.sequence, said.debt, said.issued_on, said.due_on, new) == (
        reminder.number,
        reminder.sequence,
        reminder.debt,
        reminder.issued_on,
        reminder.due_on,
        reminder.charges,
    )


BANK_INVARIANTS: list[Callable[[], Invariant]] = [
    entries_count_their_payments,
    parts_come_to_the_whole,
    payments_taken_back_cancel_out,
    reminders_keep_to_the_law,
]
