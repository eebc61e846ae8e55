"""Accounts are kept five years after the financial year by the database's own clock, and deleted whole after that."""

import datetime as dt
import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from billing.invariants import INVARIANTS
from billing.models import CreditNote, Expense, Invoice, InvoiceSeries, Payment
from billing.services.credit_notes import credit_invoice
from billing.services.fee_years import issue_invoices
from billing.services.purging import purge_accounts
from municipalities.models import Coordinatorship
from partnership.models import LogbookEntry, StoredDocument
from partnership.retention import financial_year, first_kept, kept_sql, kept_until
from tests.billing.factories import joined, profile_for
from tests.billing.test_expenses import PDF, entered

pytestmark = pytest.mark.django_db
TODAY = dt.datetime.now(dt.UTC)
#: The last day of accounts that may be deleted, and the first of those that may not.
PAST = dt.datetime(TODAY.year - 6, 12, 30, 9, 0, tzinfo=dt.UTC)
KEPT = dt.datetime(TODAY.year - 5, 1, 2, 9, 0, tzinfo=dt.UTC)


def case(fee_year, at: dt.datetime) -> Invoice:
    """Return an e-invoice of the day that was credited in part and paid, with an expense that has a receipt."""
    agreement = joined(fee_year.partnership)
    Coordinatorship.objects.update(from_on=dt.date(2010, 1, 1))
    profile_for(agreement.municipality, now=at)
    issue_invoices(fee_year, now=at)
    invoice = Invoice.objects.get(agreement=agreement)
    credit_invoice(invoice, reason="Aftalt", amounts={1: Decimal(1000)}, by=None, now=at)
    Payment.objects.create(
        invoice=invoice, amount=Decimal(500), paid_on=at.date(), way="manual", note="Kontoudtog", made_at=at
    )
    entered(fee_year, spent_on=at.date(), now=at, receipt=PDF)
    return invoice


def refused(name: str, statement: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


TABLES = ("invoiceline", "creditnoteline", "creditnote", "invoicedocument", "invoice", "payment", "expense", "receipt")


def test_nothing_is_deleted_while_it_must_be_kept(fee_year) -> None:
    case(fee_year, KEPT)
    for table in TABLES:
        refused(f"billing_{table}_kept", f"DELETE FROM billing_{table}")
    refused("partnership_storeddocument_kept", "DELETE FROM partnership_storeddocument")
    assert purge_accounts(now=TODAY).is_nothing


def test_what_is_past_still_does_not_change(fee_year) -> None:
    case(fee_year, PAST)
    for table, column in (("invoice", "due_on"), ("creditnote", "reason"), ("payment", "note"), ("expense", "text")):
        refused(f"billing_{table}_unchanged", f"UPDATE billing_{table} SET {column} = '2000-01-01'")


def test_what_is_past_goes_with_its_files_and_no_number_comes_again(fee_year) -> None:
    case(fee_year, PAST)
    kept = StoredDocument.objects.exclude(path__contains=str(PAST.year)).count()
    files = [document.file for document in StoredDocument.objects.all()]
    told = purge_accounts(now=TODAY, dry_run=True)
    assert Invoice.objects.exists()
    assert all(file.exists() for file in files)
    assert purge_accounts(now=TODAY) == told
    assert (told.invoices, told.credit_notes, told.payments, told.expenses, told.files) == (1, 1, 1, 1, 7)
    for model in (Invoice, CreditNote, Payment, Expense):
        assert not model.objects.exists()
    assert StoredDocument.objects.count() == kept == sum(file.exists() for file in files)
    assert set(InvoiceSeries.objects.values_list("last_number", flat=True)) == {1}
    entry = LogbookEntry.objects.get(kind=LogbookEntry.Kind.ACCOUNTS_PURGED)
    assert (entry.data["invoices"], entry.data["files"], entry.actor) == (1, 7, None)
    assert [rule().detail for rule in INVARIANTS if not rule().ok] == []
    assert purge_accounts(now=TODAY).is_nothing
    assert LogbookEntry.objects.filter(kind=LogbookEntry.Kind.ACCOUNTS_PURGED).count() == 1


def test_a_case_is_kept_until_the_last_of_it_is_past(fee_year) -> None:
    invoice = case(fee_year, PAST)
    credit_invoice(invoice, reason="Aftalt", amounts={1: Decimal(1)}, by=None, now=KEPT)
    assert (purge_accounts(now=TODAY).invoices, CreditNote.objects.count()) == (0, 2)


def test_the_application_cannot_pass_another_day(fee_year) -> None:
    case(fee_year, KEPT)
    with pytest.raises(IntegrityError, match="_kept"), transaction.atomic():
        purge_accounts(now=TODAY.replace(year=TODAY.year + 3, day=1))
    assert Invoice.objects.exists()


@pytest.mark.parametrize(
    ("month", "day", "until"),
    [
        (1, dt.date(2027, 1, 1), dt.date(2032, 12, 31)),
        (1, dt.date(2027, 12, 31), dt.date(2032, 12, 31)),
        (7, dt.date(2027, 6, 30), dt.date(2032, 6, 30)),
        (7, dt.date(2027, 7, 1), dt.date(2033, 6, 30)),
    ],
)
def test_the_financial_year_and_its_end(settings, month, day, until) -> None:
    settings.FINANCIAL_YEAR_MONTH = month
    assert kept_until(day) == until
    assert first_kept(until) <= day < first_kept(until + dt.timedelta(days=1))
    with connection.cursor() as cursor:
        for today, kept in ((until, True), (until + dt.timedelta(days=1), False)):
            sql = kept_sql(f"'{day}'").replace("CURRENT_DATE", f"'{today}'")
            cursor.execute(f"SELECT CASE WHEN {sql} THEN 1 ELSE 0 END")
            assert bool(cursor.fetchone()[0]) is kept
    assert financial_year(day) in {2026, 2027}


def test_the_command_tells_and_deletes_nothing_in_a_dry_run(fee_year) -> None:
    case(fee_year, PAST)
    output = StringIO()
    call_command("purge_accounts", "--dry-run", "--json", stdout=output)
    assert json.loads(output.getvalue())["invoices"] == 1
    assert Invoice.objects.exists()
