"""The invariants hold after real work, and each notices its own breach."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from billing import invariants
from billing.guards import GUARDS
from billing.invariants import INVARIANTS
from billing.models import CreditNote, Invoice, InvoiceDocument, InvoiceLine, InvoiceSeries
from billing.services.credit_notes import credit_invoice
from partnership.guards import GUARDS as PARTNERSHIP_GUARDS
from partnership.guards import install_guards, remove_guards
from partnership.models import Letter, StoredDocument
from tests.billing.factories import NOW, drafted, electronically_issued, issued

pytestmark = pytest.mark.django_db


def broken() -> list[str]:
    return [verdict.invariant for check in INVARIANTS if not (verdict := check()).ok]


def test_all_hold_without_any_invoice(db) -> None:
    assert broken() == []


def test_all_hold_after_issuing_and_with_drafts(fee_year) -> None:
    issued(fee_year, 3)
    drafted(fee_year)
    assert broken() == []


def break_series() -> None:
    InvoiceSeries.objects.update(last_number=3)


def break_amounts() -> None:
    Invoice.objects.update(net=1, vat=0, total=1)


def break_due_date() -> None:
    Invoice.objects.update(due_on="2030-01-01")


def break_line() -> None:
    InvoiceLine.objects.update(description="Noget andet")


def break_payment_id() -> None:
    Invoice.objects.update(payment_id="1")


def break_letter() -> None:
    Letter.objects.filter(kind="invoice").delete()


@pytest.mark.parametrize(
    ("breach", "name"),
    [
        (break_series, "series without gaps"),
        (break_amounts, "issued invoices say what they hold"),
        (break_due_date, "issued invoices say what they hold"),
        (break_line, "issued invoices say what they hold"),
        (break_payment_id, "issued invoices say what they hold"),
        (break_letter, "every issued invoice has its letter"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_breach_is_noticed_by_name(fee_year, breach: Callable[[], Any], name: str) -> None:
    issued(fee_year)
    remove_guards(connection, GUARDS)
    try:
        breach()
    finally:
        install_guards(connection, GUARDS)
    assert broken() == [name]


def test_a_snapshot_that_does_not_add_up_is_noticed(fee_year) -> None:
    (invoice,) = issued(fee_year)
    remove_guards(connection, GUARDS)
    try:
        Invoice.objects.update(snapshot={**invoice.snapshot, "total": "81251.00"})
    finally:
        install_guards(connection, GUARDS)
    verdict = invariants.invoices_say_what_they_hold()
    assert not verdict.ok
    assert invoice.number in verdict.detail


def test_a_document_of_another_number_is_noticed(fee_year) -> None:
    issued(fee_year)
    guards = [guard for guard in PARTNERSHIP_GUARDS if guard.table == "partnership_storeddocument"]
    remove_guards(connection, guards)
    try:
        StoredDocument.objects.update(path="invoices/2027/F2027-00009.pdf")
    finally:
        install_guards(connection, guards)
    assert broken() == ["every issued invoice has its PDF"]


def break_credited() -> None:
    Invoice.objects.update(credited=Decimal("1.00"))


def break_credit_note() -> None:
    CreditNote.objects.update(reason="Noget andet")


def break_credit_series() -> None:
    CreditNote.objects.update(sequence=2)


def break_credit_letter() -> None:
    Letter.objects.filter(kind="credit_note").delete()


def break_xml() -> None:
    InvoiceDocument.objects.filter(credit_note=None, format="oioubl_21").delete()


@pytest.mark.parametrize(
    ("breach", "name"),
    [
        (break_credited, "no more credited than asked for"),
        (break_credit_note, "credit notes say what they hold"),
        (break_credit_series, "series without gaps"),
        (break_credit_letter, "every issued invoice has its letter"),
        (break_xml, "every e-invoice has its XML"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_breach_of_a_credit_note_is_noticed_by_name(fee_year, breach: Callable[[], Any], name: str) -> None:
    invoice = electronically_issued(fee_year)
    credit_invoice(invoice, reason="Nedslag", amounts={1: Decimal(1000)}, by=None, now=NOW)
    assert broken() == []
    remove_guards(connection, GUARDS)
    try:
        breach()
    finally:
        install_guards(connection, GUARDS)
    assert broken() == [name]


@pytest.mark.parametrize("count", [1, 3])
def test_they_ask_a_constant_number_of_questions(fee_year, count, django_assert_num_queries) -> None:
    for _ in range(count):
        invoice = electronically_issued(fee_year)
        credit_invoice(invoice, reason="Nedslag", amounts={1: Decimal(1000)}, by=None, now=NOW)
    with django_assert_num_queries(29):
        assert broken() == []
