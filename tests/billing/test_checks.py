"""Each of our own checks has a document that fails it, and a sentence that says what to do."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from billing.documents.checks import document_faults, missing_for_e_invoice, snapshot_faults
from billing.documents.invoice_pdf import invoice_pdf
from billing.documents.markup import Unreadable, parse
from billing.documents.oioubl import oioubl_xml
from billing.documents.peppol import peppol_xml
from billing.documents.vouchers import NotValid, make_voucher
from billing.formats import Format
from billing.snapshot import PrecedingInvoice
from tests.billing.test_snapshot import electronic, electronic_credit, snapshot

pytestmark = pytest.mark.usefixtures("in_english")
PDF = b"%PDF-1.7 a stand-in"


def buyer(**changes: str):
    return {"buyer": dataclasses.replace(electronic().buyer, **changes)}


def seller(**changes: str):
    return {"seller": dataclasses.replace(electronic().seller, **changes)}


def payment(**changes: str):
    return {"payment": dataclasses.replace(electronic().payment, **changes)}


def line(**changes: object):
    return {"lines": (dataclasses.replace(electronic().lines[0], **changes),)}


FAULTS = [
    (buyer(ean="5799990007567"), "The last digit of the EAN number does not fit the others"),
    (buyer(ean="57999900075681"), "An EAN number has 13 digits; this one has 14."),
    (buyer(ean=""), "The municipality has not stated its EAN number."),
    (buyer(person_reference=""), "The municipality has not stated its person reference."),
    (buyer(ean="", person_reference=""), "The municipality has not stated its EAN number and person reference."),
    (buyer(street=""), "The municipality has not stated its whole address."),
    (buyer(cvr="29189618"), "The municipality's CVR number 29189618 is wrong"),
    (buyer(name=" "), "The municipality has no name."),
    (buyer(postal_code="74300"), "The municipality's postal code must have four digits."),
    (buyer(unit="B\x0brn"), "contains a character that cannot be written"),
    (seller(cvr="DK62547413"), "The seller's CVR number DK62547413 is wrong"),
    (seller(name=""), "The seller has no name."),
    (seller(building_number=""), "The seller's address is not complete"),
    (payment(payment_id="000002027000014"), "The check digit of the payment id 000002027000014 is wrong."),
    (payment(payment_id="0000002027000013"), "The payment id under +71 must have 15 digits; this one has 16."),
    (payment(creditor_number="1234567"), "The creditor number must have eight digits."),
    (payment(method="bank", registration_number="40", account_number="1"), "The registration number must have four"),
    (payment(method="bank", registration_number="4001", account_number="12345678901"), "The account number must have"),
    (payment(method="iban", iban="DK5000400440116244"), "The IBAN is wrong"),
    (payment(method=""), "The invoice must name exactly one way of payment."),
    ({"due_on": dt.date(2027, 11, 1)}, "The due date must lie between the invoice date and 30 days later."),
    ({"due_on": dt.date(2027, 9, 30)}, "The due date must lie between the invoice date and 30 days later."),
    ({"due_on": None}, "The invoice has no due date."),
    ({"period_to": dt.date(2027, 10, 1)}, "The period of the fee ends before it starts."),
    ({"currency": "EUR"}, "The currency is EUR"),
    ({"number": ""}, "The document has no number."),
    ({"lines": ()}, "The document has no lines."),
    (line(vat_rate=Decimal(12)), "Line 1 has another VAT rate than 25"),
    (line(net=Decimal("-65000.00"), unit_price=Decimal(-65000)), "Line 1 has an amount that is not above 0."),
    (line(description=" "), "Line 1 has no text."),
    ({"vat": Decimal("16000.00")}, "The amounts do not add up"),
    ({"total": Decimal("-1.00")}, "The amounts must be above 0."),
]
OF_CREDIT_NOTES = [
    ({"preceding": None}, "A credit note must name the invoice that it is about, with number and date."),
    ({"preceding": PrecedingInvoice("F2027-00001", dt.date(2028, 1, 1))}, "must not be older than its invoice"),
    ({"reason": " "}, "A credit note must say why it is issued."),
    ({"due_on": dt.date(2027, 10, 31)}, "A credit note has no due date."),
]


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert snapshot_faults(electronic()) == []
    assert snapshot_faults(electronic_credit()) == []


@pytest.mark.parametrize(("wrong", "sentence"), FAULTS, ids=lambda value: value if isinstance(value, str) else "")
def test_each_fault_of_an_invoice_is_said(wrong, sentence) -> None:
    assert any(sentence in fault for fault in snapshot_faults(electronic(**wrong)))


@pytest.mark.parametrize(
    ("wrong", "sentence"), OF_CREDIT_NOTES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_fault_of_a_credit_note_is_said(wrong, sentence) -> None:
    assert any(sentence in fault for fault in snapshot_faults(electronic_credit(**wrong)))


def test_a_voucher_with_a_fault_is_not_made_and_all_faults_are_said_once() -> None:
    with pytest.raises(NotValid) as refusal:
        make_voucher(electronic(due_on=None, **buyer(cvr="29189618")))
    assert len(refusal.value.faults) == 2


def test_what_is_missing_for_an_e_invoice_makes_it_a_pdf_alone() -> None:
    assert missing_for_e_invoice(snapshot().buyer) == [
        "The municipality has not stated its EAN number and person reference."
    ]
    assert make_voucher(snapshot()).electronic == ()


def peppol_document() -> bytes:
    return peppol_xml(electronic(), pdf=PDF)


def faults(content: bytes, format_: Format = Format.PEPPOL_BIS3) -> list[str]:
    return document_faults(content, format_=format_, snapshot=electronic(), pdf=PDF)


@pytest.mark.parametrize("kind", [electronic(), electronic_credit()], ids=lambda kind: kind.number)
def test_our_own_documents_have_the_right_shape(kind) -> None:
    for format_, write in ((Format.PEPPOL_BIS3, peppol_xml), (Format.OIOUBL_21, oioubl_xml)):
        content = write(kind, pdf=PDF)
        assert document_faults(content, format_=format_, snapshot=kind, pdf=PDF) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b"<cbc:ID>F2027-00001</cbc:ID>", b"<cbc:ID>F2027-00002</cbc:ID>", "cbc:ID does not say"),
        (b"<cbc:DueDate>2027-10-31</cbc:DueDate>", b"", "cbc:DueDate is missing."),
        (b"<cbc:DueDate>2027-10-31<", b"<cbc:DueDate>2027-11-30<", "cbc:DueDate does not say"),
        (b">BRNUN<", b">ANDEN<", "cbc:BuyerReference does not say"),
        (b">BRNUN<", b"><", "cbc:BuyerReference is empty."),
        (
            b'currencyID="DKK">81250.00</cbc:Pay',
            b'currencyID="EUR">81250.00</cbc:Pay',
            "cbc:PayableAmount has no currency",
        ),
        (b">81250.00</cbc:Pay", b">81250.01</cbc:Pay", "cac:LegalMonetaryTotal/cbc:PayableAmount does not say"),
        (b"<cac:PaymentTerms>", b"<cac:PaymentMeans/><cac:PaymentTerms>", "exactly one way of payment"),
        (b"<cbc:DocumentCurrencyCode>", b"<cbc:Note>x</cbc:Note><cbc:DocumentCurrencyCode>", "one note at most"),
        (
            b"<cbc:DocumentCurrencyCode>",
            b"<cbc:TaxPointDate>2027-10-01</cbc:TaxPointDate><cbc:DocumentCurrencyCode>",
            "does not belong",
        ),
        (
            b"</cac:AccountingSupplierParty>",
            b"</cac:AccountingSupplierParty><cbc:AccountingCost>1</cbc:AccountingCost>",
            "wrong order",
        ),
        (b"mimeCode", b"mimecode", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_that_was_bent_is_found(old, new, sentence) -> None:
    content = peppol_document()
    assert old in content
    found = faults(content.replace(old, new, 1))
    assert any(sentence in fault for fault in found) or not sentence


def test_the_wrong_root_another_pdf_and_no_xml_are_found() -> None:
    assert faults(peppol_xml(electronic_credit(), pdf=PDF)) == ["The document is a CreditNote and not a Invoice."]
    assert "The document does not hold the PDF." in faults(peppol_xml(electronic(), pdf=b"%PDF another"))
    assert "The document does not hold the PDF." in faults(peppol_xml(electronic()))
    assert faults(b"<Invoice>")[0].startswith("The document is not readable XML")


def test_an_oioubl_document_without_its_own_elements_is_found() -> None:
    content = oioubl_xml(electronic(), pdf=PDF).replace(b"<cbc:BuildingNumber>6</cbc:BuildingNumber>", b"")
    assert any("BuildingNumber is missing" in fault for fault in faults(content, Format.OIOUBL_21))


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
        b"",
        b"\x00\x01",
        b"PK\x03\x04",
    ],
    ids=["entities", "file", "server", "nothing", "binary", "zip"],
)
def test_the_parser_opens_nothing_and_fills_in_nothing(content) -> None:
    with pytest.raises(Unreadable):
        parse(content)


def test_pdf_and_xml_carry_each_other() -> None:
    voucher = make_voucher(electronic())
    assert voucher.pdf != invoice_pdf(electronic())
    for document in voucher.electronic:
        assert document_faults(document.content, format_=document.format, snapshot=electronic(), pdf=voucher.pdf) == []
