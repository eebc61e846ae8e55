"""What the database itself refuses of credit notes, whoever asks."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceDocument
from billing.services.credit_notes import (
    credit_invoice,
)
from partnership.models import StoredDocument
from tests.billing.factories import NOW, electronically_issued
from tests.billing.test_credit_notes import broken, credit, two_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(fee_year) -> Invoice:
    return electronically_issued(fee_year, order_number="R-1")


def refused(name: str, write) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_is_issued_stays_as_it_is_whoever_asks(invoice) -> None:
    credit(invoice, "1000")
    for table in ("billing_creditnote", "billing_creditnoteline", "billing_invoicedocument"):
        refused(f"{table}_unchanged", lambda table=table: sql(f"UPDATE {table} SET id = id"))
        refused(f"{table}_kept", lambda table=table: sql(f"DELETE FROM {table}"))


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["billing_creditnote", "billing_creditnoteline", "billing_invoicedocument"])
def test_no_table_of_credit_notes_can_be_truncated(invoice, table) -> None:
    credit(invoice, "1000")
    connection.check_constraints()  # PostgreSQL refuses to truncate while foreign keys are still to be looked at
    refused("not_truncated", lambda: sql(f"TRUNCATE {table} CASCADE"))


def copy_of(note: CreditNote, **changes) -> CreditNote:
    document = StoredDocument.objects.create(path="x", media_type="x/x", size=1, sha256="0" * 64, stored_at=NOW)
    values = {name: getattr(note, name) for name in ("invoice", "reason", "net", "vat", "total", "series", "snapshot")}
    rest = {"sequence": 2, "number": "K2027-00002", "issued_on": NOW.date(), "issued_at": NOW, "document": document}
    return CreditNote(**values | rest | changes)


def test_a_credit_note_that_the_invoice_has_not_counted_is_refused_by_the_database(invoice) -> None:
    note = credit(invoice, "1000")
    refused("billing_creditnote_is_counted", lambda: copy_of(note).save())


def test_the_invoice_counts_no_more_than_it_asks_for_and_never_less_than_before(invoice) -> None:
    credit(invoice, "1000")
    rows = Invoice.objects.filter(pk=invoice.pk)
    refused("invoice_credited_at_most_once", lambda: rows.update(credited=Decimal("81250.01")))
    refused("credited_never_less", lambda: rows.update(credited=0))
    refused("exactly_when_nothing_is_left", lambda: rows.update(credited=invoice.total))


def test_no_line_is_added_and_none_credited_twice(fee_year) -> None:
    invoice = two_lines(fee_year)
    note = credit_invoice(invoice, reason="x", amounts={2: Decimal("5000.00")}, by=None, now=NOW)
    first = invoice.lines.get(number=1)
    refused("not_added", CreditNoteLine(credit_note=note, invoice_line=first, net=1, vat=0).save)
    Invoice.objects.filter(pk=invoice.pk).update(credited=Decimal("7500.00"))
    other = copy_of(note, net=Decimal(1000), vat=Decimal(250), total=Decimal(1250))
    other.save()
    second = invoice.lines.get(number=2)
    refused("within_its_line", CreditNoteLine(credit_note=other, invoice_line=second, net=1, vat=0).save)


def test_an_issued_invoice_gets_no_further_document(invoice) -> None:
    document = StoredDocument.objects.create(path="x", media_type="x/x", size=1, sha256="0" * 64, stored_at=NOW)
    more = InvoiceDocument(invoice=invoice, format="later", document=document, rule_set="x")
    refused("billing_invoicedocument_not_added", more.save)


def test_a_document_belongs_to_one_voucher(invoice) -> None:
    document = StoredDocument.objects.create(path="x", media_type="x/x", size=1, sha256="0" * 64, stored_at=NOW)
    refused("of_one_voucher", InvoiceDocument(format="x", document=document, rule_set="x").save)


def test_amounts_that_only_a_calculator_cannot_add_are_accepted(invoice) -> None:
    """0.1 + 0.2 is not 0.3 to SQLite, and 33333.41 + 8333.35 not 41666.76."""
    assert credit(invoice, "33333.41").total == Decimal("41666.76")
    assert broken() == []
