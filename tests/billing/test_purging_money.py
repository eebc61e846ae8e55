"""What belongs to a case that is past goes with it: reminders, disputes, bank files; a bank entry that two share keeps both."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from billing.invariants import INVARIANTS
from billing.models import (
    BankAccount,
    BankEntry,
    BankFile,
    Dispute,
    Invoice,
    InvoiceDocument,
    InvoiceSeries,
    Payment,
    PaymentReminder,
    SettingAside,
)
from billing.services.credit_notes import credit_invoice
from billing.services.disputes import dispute_invoice, lift_dispute
from billing.services.payments import Portion, match_entry, set_entry_aside
from billing.services.purging import purge_accounts
from billing.services.reminders import send_reminder
from partnership.models import StoredDocument
from tests.billing.factories import BankAccountFactory
from tests.billing.test_purging import KEPT, PAST, TODAY, case

pytestmark = pytest.mark.django_db
#: Early in the year that may be deleted, so that an invoice falls due within it.
EARLY = PAST.replace(month=5)
MONTH = dt.timedelta(days=31)


def bank_entry(amount: str, at: dt.datetime, **fields: object) -> BankEntry:
    """Return an entry of a bank file of its own that was taken in at the time."""
    number = BankFile.objects.count() + 1
    account = BankAccount.objects.first() or BankAccountFactory()
    path = f"bank/{number}.csv"
    document = StoredDocument(path=path, media_type="text/csv", size=1, sha256=f"{number:064d}", stored_at=at)
    document.file.parent.mkdir(parents=True, exist_ok=True)
    document.file.write_bytes(b"x")
    document.save()
    file = BankFile.objects.create(
        account=account, name=path, format=BankFile.Format.CSV, sha256=document.sha256, period_from=at.date(),
        period_to=at.date(), new_count=1, known_count=0, imported_at=at, document=document,
    )  # fmt: skip
    values = {"identity": str(number), "booked_on": at.date(), "bank_file": file, "account": account}
    return BankEntry.objects.create(amount=Decimal(amount), **values | fields)


def pay(entry: BankEntry, *invoices: Invoice, at: dt.datetime) -> None:
    match_entry(entry, portions=[Portion(row.pk, Decimal(100)) for row in invoices], by=None, now=at)


def all_is_well() -> bool:
    return [rule().detail for rule in INVARIANTS if not rule().ok] == []


def test_reminders_and_disputes_go_with_their_invoice_and_their_numbers_stay_used(fee_year) -> None:
    invoice = case(fee_year, EARLY)
    reminder = send_reminder(invoice, sequence=1, by=None, now=EARLY + 2 * MONTH)
    dispute_invoice(invoice, note="x", by=None, now=EARLY + 3 * MONTH)
    lift_dispute(invoice, note="x", by=None, now=EARLY + 4 * MONTH)
    electronic = InvoiceDocument.objects.filter(reminder=reminder)
    files = [reminder.document.file, *(row.document.file for row in electronic)]
    told = purge_accounts(now=TODAY, dry_run=True)
    assert all(file.exists() for file in files)
    assert purge_accounts(now=TODAY) == told
    assert (told.invoices, told.reminders) == (1, 1)
    for model in (Invoice, PaymentReminder, Dispute, InvoiceDocument):
        assert not model.objects.exists()
    assert not any(file.exists() for file in files)
    assert InvoiceSeries.objects.get(prefix__startswith="R").last_number == 1
    assert all_is_well()


@pytest.mark.parametrize("what", ["reminder", "dispute", "payment"])
def test_one_row_that_must_be_kept_keeps_the_case(fee_year, what) -> None:
    invoice = case(fee_year, EARLY)
    if what == "reminder":
        send_reminder(invoice, sequence=1, by=None, now=KEPT)
    elif what == "dispute":
        dispute_invoice(invoice, note="x", by=None, now=KEPT)
    else:
        pay(bank_entry("100", KEPT), invoice, at=KEPT)
    told = purge_accounts(now=TODAY)
    assert (told.invoices, told.reminders, told.payments, told.bank_files) == (0, 0, 0, 0)
    assert Invoice.objects.exists()


def test_a_bank_file_goes_with_the_last_invoice_that_it_pays(fee_year) -> None:
    invoice = case(fee_year, EARLY)
    entry = bank_entry("100", EARLY + MONTH)
    pay(entry, invoice, at=EARLY + MONTH)
    aside = bank_entry("7", EARLY + MONTH)
    set_entry_aside(aside, note="x", by=None, now=EARLY + MONTH)
    files = [row.document.file for row in BankFile.objects.all()]
    told = purge_accounts(now=TODAY)
    assert (told.invoices, told.payments, told.bank_files) == (1, 2, 2)
    for model in (BankFile, BankEntry, SettingAside, Payment):
        assert not model.objects.exists()
    assert not any(file.exists() for file in files)
    assert BankAccount.objects.count() == 1
    assert all_is_well()


def test_two_invoices_that_one_entry_pays_go_together_or_not_at_all(fee_year) -> None:
    first, second = case(fee_year, EARLY), case(fee_year, EARLY)
    pay(bank_entry("200", EARLY + MONTH), first, second, at=EARLY + MONTH)
    credit_invoice(second, reason="x", amounts={1: Decimal(1)}, by=None, now=KEPT)
    told = purge_accounts(now=TODAY)
    assert (told.invoices, told.payments, told.bank_files) == (0, 0, 0)
    assert Payment.objects.filter(invoice=first).count() == 2
    assert all_is_well()


def test_two_that_share_an_entry_and_are_both_past_go_with_the_file(fee_year) -> None:
    first, second = case(fee_year, EARLY), case(fee_year, EARLY)
    pay(bank_entry("200", EARLY + MONTH), first, second, at=EARLY + MONTH)
    told = purge_accounts(now=TODAY)
    assert (told.invoices, told.payments, told.bank_files) == (2, 4, 1)
    assert not BankEntry.objects.exists()
    assert all_is_well()


def test_a_file_whose_entry_a_later_file_tells_in_parts_waits_for_it(db) -> None:
    whole = bank_entry("200", EARLY)
    part = bank_entry("100", KEPT, parent=whole)
    young = bank_entry("5", KEPT)
    assert purge_accounts(now=TODAY).bank_files == 0
    assert set(BankEntry.objects.all()) == {whole, part, young}


def test_old_parts_and_their_whole_go_together(db) -> None:
    whole = bank_entry("200", EARLY)
    bank_entry("100", EARLY + MONTH, parent=whole)
    young = bank_entry("5", KEPT)
    assert purge_accounts(now=TODAY).bank_files == 2
    assert BankEntry.objects.get() == young
