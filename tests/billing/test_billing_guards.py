"""What the database refuses once an invoice is issued, whoever asks: ORM, bulk statements and plain SQL."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from billing.models import Invoice, InvoiceLine, InvoiceSeries
from partnership.models import StoredDocument
from tests.billing.factories import drafted, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(fee_year) -> Invoice:
    (invoice,) = issued(fee_year)
    return invoice


def refused(name: str, write: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "F2027-00002"},
        {"sequence": 2},
        {"payment_id": "000002027000021"},
        {"issued_on": dt.date(2027, 10, 2)},
        {"due_on": dt.date(2027, 12, 1)},
        {"issued_at": dt.datetime(2027, 10, 2, tzinfo=dt.UTC)},
        {"currency": "EUR"},
        {"net": 1, "vat": 0, "total": 1},
        {"snapshot": {}},
        {"created_at": dt.datetime(2027, 10, 2, tzinfo=dt.UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nothing_but_the_status_of_an_issued_invoice_changes(invoice, change) -> None:
    refused("billing_invoice_unchanged", lambda: Invoice.objects.filter(pk=invoice.pk).update(**change))


def test_an_issued_invoice_that_is_saved_with_a_change_is_refused(invoice) -> None:
    invoice.due_on = dt.date(2028, 1, 1)
    refused("billing_invoice_unchanged", invoice.save)


def test_an_issued_invoice_moves_to_no_other_agreement_or_year(invoice, fee_year) -> None:
    other = drafted(fee_year)
    refused(
        "billing_invoice_unchanged", lambda: Invoice.objects.filter(pk=invoice.pk).update(agreement=other.agreement)
    )


def test_plain_sql_is_refused_as_well(invoice) -> None:
    refused("billing_invoice_unchanged", lambda: sql("UPDATE billing_invoice SET due_on = '2030-01-01'"))
    refused("billing_invoiceline_kept", lambda: sql("DELETE FROM billing_invoiceline"))
    refused("billing_invoice_kept", lambda: sql("DELETE FROM billing_invoice"))


def test_an_issued_invoice_is_not_deleted(invoice) -> None:
    refused("billing_invoiceline_kept", invoice.delete)
    rows = Invoice.objects.filter(pk=invoice.pk)
    refused("billing_invoice_kept", lambda: rows._raw_delete(rows.db))
    assert rows.exists()


def test_lines_of_an_issued_invoice_stay_as_they_are(invoice) -> None:
    refused("billing_invoiceline_unchanged", lambda: InvoiceLine.objects.update(net=1))
    refused("billing_invoiceline_kept", lambda: InvoiceLine.objects.all().delete())
    more = InvoiceLine(invoice=invoice, number=2, description="x", unit_price=1, net=1, vat_rate=25, vat=0)
    refused("billing_invoiceline_not_added", more.save)


def test_a_drafts_line_does_not_move_to_an_issued_invoice(invoice, fee_year) -> None:
    line = drafted(fee_year).lines.get()
    refused(
        "billing_invoiceline_unchanged",
        lambda: InvoiceLine.objects.filter(pk=line.pk).update(invoice=invoice, number=2),
    )


def test_a_status_never_goes_back(invoice) -> None:
    rows = Invoice.objects.filter(pk=invoice.pk)
    refused(r"status_never_back|numbered_exactly|invoice_unchanged", lambda: rows.update(status="draft"))
    assert rows.update(status="credited", credited=invoice.total) == 1
    refused("billing_invoice_status_never_back", lambda: rows.update(status="issued"))


def test_a_draft_has_no_number_and_an_issued_invoice_all_that_belongs_to_it(fee_year) -> None:
    rows = Invoice.objects.filter(pk=drafted(fee_year).pk)
    refused("invoice_is_numbered_exactly_when_issued", lambda: rows.update(number="F2027-00009"))
    refused("invoice_is_numbered_exactly_when_issued", lambda: rows.update(status="issued"))


def test_a_draft_can_still_be_changed_and_deleted(fee_year) -> None:
    draft = drafted(fee_year)
    assert draft.lines.update(description="Rettet") == 1
    draft.delete()
    assert not InvoiceLine.objects.exists()


@pytest.mark.parametrize("last_number", [0, 3, 10])
def test_a_series_only_ever_moves_on_by_one(invoice, last_number) -> None:
    refused("steps_by_one", lambda: InvoiceSeries.objects.update(last_number=last_number))


def test_a_series_keeps_its_name_and_its_row(invoice) -> None:
    refused("steps_by_one", lambda: InvoiceSeries.objects.update(prefix="X-"))
    rows = InvoiceSeries.objects.all()
    refused("billing_invoiceseries_kept", lambda: rows._raw_delete(rows.db))


def test_the_stored_document_stays_as_it_is(invoice) -> None:
    refused("storeddocument_unchanged", lambda: StoredDocument.objects.update(sha256="0" * 64))
    rows = StoredDocument.objects.all()
    refused("storeddocument_kept", lambda: rows._raw_delete(rows.db))


@pytest.mark.postgres
@pytest.mark.parametrize(
    "table", ["billing_invoice", "billing_invoiceline", "billing_invoiceseries", "partnership_storeddocument"]
)
def test_no_table_of_issued_invoices_can_be_truncated(invoice, table) -> None:
    connection.check_constraints()  # PostgreSQL refuses to truncate while foreign keys are still to be looked at
    refused("not_truncated", lambda: sql(f"TRUNCATE {table} CASCADE"))
