"""A budget with entries and receipts: what the fictional fee is spent on."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from pathlib import Path

from django.utils import timezone
from django.utils.html import format_html

from billing.models import Budget, Expense, ExpenseKind, FeeYear, LedgerAccount
from billing.services.expenses import add_receipt, enter_expense, take_back_expense
from billing.snapshot import rounded
from partnership.models import Partnership, Person
from partnership.pdf import render_pdf
from partnership.text import day, kroner

#: What share of the year's fees is set aside for each kind, in per cent.
SHARES = {
    ExpenseKind.MEETINGS: 9,
    ExpenseKind.CONFERENCES: 28,
    ExpenseKind.TRANSPORT: 7,
    ExpenseKind.CONSULTANTS: 24,
    ExpenseKind.SERVICES: 12,
    ExpenseKind.COMMUNICATION: 4,
    ExpenseKind.SECRETARIAT: 14,
}
_NOTE = (
    "Aftalen om trykning af materialer er dyrere end ventet, fordi oplaget blev sat op. Merudgiften dækkes af "
    "besparelsen på eksterne ydelser, når oplægsholderne til midtvejsseminaret er bestilt."
)
#: Kind, text, supplier, share of the kind's budget in per cent, days after the start.
ENTRIES = [
    (ExpenseKind.CONFERENCES, "Depositum, opstartsseminar", "Konferencecentret Øresund", 5, 2),
    (ExpenseKind.MEETINGS, "Mødelokaler, udviklingsgruppen", "KL-Huset", 4, 5),
    (ExpenseKind.COMMUNICATION, "Trykning af materialer", "Ærø Tryk", 104, 9),
    (ExpenseKind.CONSULTANTS, "Konsulenttimer, første runde", "Læring & Udvikling", 5, 12),
    (ExpenseKind.TRANSPORT, "Busser til netværksbesøg", "Aarhus Bustrafik", 3, 15),
    (ExpenseKind.SECRETARIAT, "Sekretariatets timer", "KL", 6, 18),
]
#: The entry that was made twice and taken back.
_TWICE = (ExpenseKind.TRANSPORT, "Busser til netværksbesøg", "Aarhus Bustrafik", 3, 16)
_STYLE = Path(__file__).parent / "receipt.css"


#: Numbers as a Danish chart of accounts may have them.
_LEDGER = {
    LedgerAccount.Role.DEBTORS: ("6110", ""),
    LedgerAccount.Role.REVENUE: ("1010", "U25"),
    LedgerAccount.Role.OUTPUT_VAT: ("7110", ""),
    LedgerAccount.Role.BANK: ("5820", ""),
    LedgerAccount.Role.CHARGES: ("1090", ""),
}


def keep_ledger() -> None:
    """Say which accounts of the ledger the postings go to."""
    for role, (number, vat_code) in _LEDGER.items():
        LedgerAccount.objects.get_or_create(role=role, defaults={"number": number, "vat_code": vat_code})


def keep_accounts(partnership: Partnership, *, expected: Decimal, by: Person, now: dt.datetime) -> None:
    """Set a budget that divides the expected fees of the first year, and enter what was spent in the first weeks."""
    fee_year = FeeYear.objects.filter(partnership=partnership).earliest("number")
    keep_ledger()
    amounts = {kind.value: rounded(expected * share / 100) for kind, share in SHARES.items()}
    Budget.objects.create(fee_year=fee_year, note=_NOTE, **amounts)
    today = timezone.localdate(now)

    def enter(entry: tuple[ExpenseKind, str, str, int, int], number: int) -> Expense:
        kind, text, supplier, share, days = entry
        return enter_expense(
            fee_year,
            kind=kind.value,
            spent_on=min(today, fee_year.starts_on + dt.timedelta(days=days)),
            text=text,
            supplier=supplier,
            voucher_number=f"B{fee_year.starts_on.year}-{number:04d}",
            amount=rounded(amounts[kind.value] * share / 100),
            key=uuid.uuid4(),
            by=by,
            now=now,
        )

    entered = [enter(entry, number) for number, entry in enumerate(ENTRIES, 1)]
    for expense in entered[:2]:
        add_receipt(expense, content=_receipt(expense, now), by=by, now=now)
    twice = enter(_TWICE, len(entered) + 1)
    take_back_expense(twice, reason="Bogført to gange", by=by, now=now)


def _receipt(expense: Expense, now: dt.datetime) -> bytes:
    html = format_html(
        '<html lang="da"><head><title>Kvittering</title></head><body><h1>{}</h1><p>{}, {}</p><p>I alt ekskl. moms: {}</p>'
        "<p>Fiktivt bilag til demonstrationen.</p></body></html>",
        expense.supplier,
        expense.text,
        day(expense.spent_on, "da"),
        kroner(expense.amount, "da"),
    )
    return render_pdf(html, stylesheet=_STYLE, moment=now)
