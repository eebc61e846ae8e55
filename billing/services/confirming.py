"""Count what a person has ticked among the proposals: one entry's refusal stops no other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from billing.models import BankEntry, BankFile, Payment
from billing.services.payments import PaymentRefused, Portion, match_entry
from partnership.models import Person


@dataclass
class Confirmed:
    """How many entries were matched, and why others were not."""

    matched: int = 0
    refusals: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReceiptRow:
    """What became of an entry: the payments that stand, or that it is set aside, or neither yet."""

    entry: BankEntry
    payments: list[Payment]
    is_aside: bool

    @property
    def is_unmatched(self) -> bool:
        """Whether a part of it is for no invoice yet."""
        return bool(self.entry.unallocated) and not self.is_aside


def receipt_of(file: BankFile) -> list[ReceiptRow]:
    """Return what became of each payment of a file; three queries."""
    entries = list(BankEntry.objects.of_file(file.pk).payable().order_by("booked_on", "pk"))
    aside = set(BankEntry.objects.of_file(file.pk).set_aside().values_list("pk", flat=True))
    payments: dict[int | None, list[Payment]] = defaultdict(list)
    for payment in (
        Payment.objects.standing().filter(entry__bank_file=file).select_related("invoice__agreement__municipality")
    ):
        payments[payment.entry_id].append(payment)
    return [ReceiptRow(entry, payments[entry.pk], entry.pk in aside) for entry in entries]


def confirm_proposals(
    tokens: Sequence[str], *, by: Person | None, now: dt.datetime, way: str = Payment.Way.CHOSEN
) -> Confirmed:
    """Match each ticked proposal as it was shown; what somebody else has matched meanwhile is told, and not matched twice."""
    outcome = Confirmed()
    for token in tokens:
        ticked = _ticked(token)
        entry = BankEntry.objects.filter(pk=ticked[0]).first() if ticked else None
        if ticked is None or entry is None:
            continue
        _pk, allocated_before, portions, certain = ticked
        try:
            match_entry(
                entry,
                portions=portions,
                by=by,
                now=now,
                way=Payment.Way.CERTAIN if certain else way,
                allocated_before=allocated_before,
            )
        except PaymentRefused as refusal:
            outcome.refusals.append(f"{entry}: {refusal}")
        else:
            outcome.matched += 1
    return outcome


def _ticked(token: str) -> tuple[int, Decimal, list[Portion], bool] | None:
    """Read what `Proposal.token` wrote; None for anything else."""
    words = token.split()
    try:
        certain, pk, allocated, *parts = words
        pairs = [part.split("=") for part in parts]
        portions = [Portion(int(invoice), Decimal(amount)) for invoice, amount in pairs]
        return int(pk), Decimal(allocated), portions, certain == "certain"
    except (ValueError, InvalidOperation):
        return None
