"""An invoice that came back: one action credits it and issues it anew, with the right references, or does nothing."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from billing.documents.markup import parse, texts
from billing.invariants import INVARIANTS
from billing.models import BillingProfile, CreditNote, Invoice, InvoiceSeries
from billing.services.credit_notes import CreditRefused, credit_invoice
from billing.services.profiles import change_profile
from billing.services.readiness import NotReady
from billing.services.returns import plan_return, return_invoice
from partnership.models import Agreement, Letter
from tests.billing.factories import NOW, electronically_issued, issued, profile_for, stated

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=10)
Cause = CreditNote.Cause


@pytest.fixture
def invoice(fee_year) -> Invoice:
    return electronically_issued(fee_year)


def correct(invoice: Invoice, **changes: str) -> BillingProfile:
    municipality = invoice.agreement.municipality
    profile = BillingProfile.objects.get(municipality=municipality)
    return change_profile(profile, stated=stated(municipality, **changes), valid_from=LATER.date(), by=None, now=LATER)


def numbers_drawn() -> dict[str, int]:
    return dict(InvoiceSeries.objects.values_list("prefix", "last_number"))


def test_credit_note_and_new_invoice_come_together(invoice) -> None:
    correct(invoice, order_number="R-7")
    returned = return_invoice(invoice, cause=Cause.ORDER_NUMBER, by=None, now=LATER)
    note, new = returned.credit_note, Invoice.objects.get(pk=returned.invoice.pk)
    assert (invoice.status, note.number, note.total, note.cause) == (
        "credited",
        "K2027-00001",
        Decimal("81250.00"),
        "order_number",
    )
    assert (new.status, new.number, new.total, new.replaces) == ("issued", "F2027-00002", note.total, invoice)
    assert new.due_on == LATER.date() + dt.timedelta(days=30)
    assert (new.said().buyer.order_number, note.said().buyer.order_number) == ("R-7", "")
    assert [verdict for check in INVARIANTS if not (verdict := check()).ok] == []


def test_the_new_invoice_keeps_the_payment_id_and_names_the_old_one(invoice) -> None:
    correct(invoice, order_number="R-7")
    new = return_invoice(invoice, cause=Cause.ORDER_NUMBER, by=None, now=LATER).invoice
    assert new.payment_id == invoice.payment_id
    text = PdfReader(io.BytesIO(new.document.file.read_bytes())).pages[0].extract_text().replace("\xa0", " ")
    assert f"Faktura {invoice.number} af 1. oktober 2027" in text
    assert f"+71<{invoice.payment_id}+81234567<" in text
    for row in new.e_documents.all():
        root = parse(row.document.file.read_bytes())
        assert texts(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID") == [invoice.number]
        assert texts(root, "cac:OrderReference/cbc:ID") == ["R-7"]


def test_it_can_come_back_twice(invoice) -> None:
    correct(invoice, order_number="R-7")
    second = return_invoice(invoice, cause=Cause.ORDER_NUMBER, by=None, now=LATER).invoice
    profile = BillingProfile.objects.open().get()
    again = stated(invoice.agreement.municipality, order_number="R-7", person_reference="NYREF")
    change_profile(profile, stated=again, valid_from=LATER.date(), by=None, now=LATER)
    third = return_invoice(second, cause=Cause.PERSON_REFERENCE, by=None, now=LATER).invoice
    assert (third.number, third.payment_id, third.replaces) == ("F2027-00003", invoice.payment_id, second)


def test_only_what_is_left_is_asked_for_anew(invoice) -> None:
    credit_invoice(invoice, reason="Nedslag", amounts={1: Decimal("1000.10")}, by=None, now=NOW)
    correct(invoice, order_number="R-7")
    returned = return_invoice(invoice, cause=Cause.ORDER_NUMBER, by=None, now=LATER)
    assert returned.credit_note.net == returned.invoice.net == Decimal("63999.90")
    assert [verdict for check in INVARIANTS if not (verdict := check()).ok] == []


def test_an_invoice_on_paper_becomes_an_e_invoice(fee_year) -> None:
    (invoice,) = issued(fee_year)
    profile_for(invoice.agreement.municipality, now=LATER)
    returned = return_invoice(invoice, cause=Cause.EAN, by=None, now=LATER)
    assert returned.invoice.e_documents.count() == 2
    assert returned.credit_note.e_documents.count() == 0


@pytest.mark.parametrize(
    ("cause", "changes"),
    [
        (Cause.ORDER_NUMBER, {}),
        (Cause.ORDER_NUMBER, {"person_reference": "NYREF"}),
        (Cause.PERSON_REFERENCE, {"order_number": "R-7"}),
        (Cause.EAN, {"order_number": "R-7"}),
        (Cause.OTHER, {"order_number": "R-7"}),
    ],
)
def test_the_same_fault_is_not_sent_again(invoice, cause, changes) -> None:
    if changes:
        correct(invoice, **changes)
    with pytest.raises(CreditRefused):
        return_invoice(invoice, cause=cause, by=None, now=LATER)
    assert numbers_drawn() == {"F2027-": 1}
    assert not CreditNote.objects.exists()


def test_without_complete_information_nothing_happens(fee_year) -> None:
    (invoice,) = issued(fee_year)
    with pytest.raises(CreditRefused):
        return_invoice(invoice, cause=Cause.EAN, by=None, now=LATER)
    assert numbers_drawn() == {"F2027-": 1}


def test_when_the_new_invoice_cannot_be_issued_the_credit_note_is_taken_back(invoice) -> None:
    correct(invoice, order_number="R-7")
    Agreement.objects.update(status="withdrawn", withdrawn_from=invoice.fee_year.starts_on)
    with pytest.raises(NotReady):
        return_invoice(invoice, cause=Cause.ORDER_NUMBER, by=None, now=LATER)
    invoice.refresh_from_db()
    assert (invoice.status, invoice.credited) == ("issued", 0)
    assert numbers_drawn() == {"F2027-": 1}
    assert not Letter.objects.filter(kind="credit_note").exists()


def test_a_second_press_is_refused(invoice) -> None:
    correct(invoice, order_number="R-7")
    plan = plan_return(invoice, cause=Cause.ORDER_NUMBER, now=LATER)
    return_invoice(invoice, cause=Cause.ORDER_NUMBER, by=None, now=LATER, plan=plan)
    with pytest.raises(CreditRefused):
        return_invoice(invoice, cause=Cause.ORDER_NUMBER, by=None, now=LATER, plan=plan)
    assert numbers_drawn() == {"F2027-": 2, "K2027-": 1}


def test_a_plan_made_ahead_is_what_is_stored(invoice) -> None:
    correct(invoice, order_number="R-7")
    plan = plan_return(invoice, cause=Cause.ORDER_NUMBER, now=LATER)
    assert numbers_drawn() == {"F2027-": 1}
    returned = return_invoice(invoice, cause=Cause.ORDER_NUMBER, by=None, now=LATER, plan=plan)
    assert returned.credit_note.document.file.read_bytes() == plan.credit.voucher.pdf
    assert returned.invoice.document.file.read_bytes() == plan.invoice.voucher.pdf
