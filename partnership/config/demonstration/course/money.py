"""The money of two fee years: budgets, invoices to everybody, payments by bank file, and what was spent."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from functools import partial

from billing.models import BankAccount, BankEntry, Budget, FeeYear, Invoice, Transmission
from billing.services.bank_import import import_bank_file
from billing.services.confirming import confirm_proposals
from billing.services.expenses import enter_expense
from billing.services.matching import propose
from billing.services.payments import set_entry_aside
from billing.services.run_requests import request_run
from billing.services.runs import carry_out_runs
from billing.services.transmissions import receive, send_e_invoices
from billing.snapshot import rounded
from billing.transports.parcel import Receipt
from partnership.config.demonstration.accounts import ENTRIES, SHARES, keep_ledger
from partnership.config.demonstration.bank_file import bank_file_of
from partnership.config.demonstration.course.course import Course
from partnership.config.demonstration.course.days import at, working

#: How many days after the invoices the bank tells of payments, with how many invoices still unpaid.
PAID = ((20, 5), (34, 0))
#: How much of each kind's budget a year's entries use, in per cent, over how many of them.
USED, PARTS = (22, 19, 25, 17, 14), 5


def plan_money(course: Course, *, with_documents: bool) -> None:
    """Note down budgets, invoices, payments and expenses."""
    keep_ledger()
    for year in FeeYear.objects.filter(partnership=course.partnership).order_by("number"):
        course.diary.note(at(working(year.starts_on), 15), partial(_set_budget, course, year))
        if with_documents:
            issued = working(year.issue_on)
            course.diary.note(at(issued, 11), partial(_issue, course, year))
            for days, unpaid in PAID:
                moment = at(working(issued + dt.timedelta(days=days)), 18)
                course.diary.note(moment, partial(_take_in_bank_file, course, unpaid))


def _set_budget(course: Course, year: FeeYear, now: dt.datetime) -> None:
    expected = course.partnership.yearly_fee * len(course.agreements())
    amounts = {kind.value: rounded(expected * share / 100) for kind, share in SHARES.items()}
    Budget.objects.create(fee_year=year, **amounts)
    for part in range(PARTS):
        day = working(year.starts_on + dt.timedelta(days=40 + 70 * part))
        course.diary.note(at(day, 14), partial(_spend, course, year, amounts, part))


def _spend(course: Course, year: FeeYear, amounts: dict[str, Decimal], part: int, now: dt.datetime) -> None:
    for number, (kind, text, supplier, _share, _days) in enumerate(ENTRIES, 1):
        enter_expense(
            year,
            kind=kind.value,
            spent_on=now.date(),
            text=text,
            supplier=supplier,
            voucher_number=f"B{now.year}-{part * len(ENTRIES) + number:04d}",
            amount=rounded(amounts[kind.value] * USED[(part + number) % PARTS] / 100),
            key=uuid.uuid4(),
            by=course.accountant,
            now=now,
        )


def _issue(course: Course, year: FeeYear, now: dt.datetime) -> None:
    request_run(year, by=course.accountant, now=now)
    carry_out_runs(clock=lambda: now)
    send_e_invoices(clock=lambda: now)
    for key in Transmission.objects.filter(status=Transmission.Status.SUBMITTED).values_list("key", flat=True):
        delivered = now + dt.timedelta(hours=2)
        receive(Receipt(f"demo:{key}", str(key), "delivered", delivered, "", ""), now=delivered)


def _take_in_bank_file(course: Course, unpaid: int, now: dt.datetime) -> None:
    """Take in what the bank tells, match what is certain, and set the interest aside."""
    account = BankAccount.objects.earliest("pk")
    invoices = list(Invoice.objects.unpaid().select_related("agreement__municipality").order_by("sequence"))
    content = bank_file_of(account, invoices[: len(invoices) - unpaid] if unpaid else invoices, today=now.date())
    name = f"kontoudtog-{now.date()}.xml"
    file, _new = import_bank_file(content, name=name, account=account, by=course.accountant, now=now)
    entries = list(BankEntry.objects.filter(bank_file=file))
    certain = [row.token for row in propose(entries) if row.is_certain]
    confirm_proposals(certain, by=course.accountant, now=now)
    for entry in BankEntry.objects.filter(bank_file=file, allocated=0):
        set_entry_aside(entry, note="Renter af indeståendet", by=course.accountant, now=now)
