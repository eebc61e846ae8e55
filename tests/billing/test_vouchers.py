"""The documents of an issued invoice: stored whole, carrying each other, and saying the same."""

import hashlib
import io
import re

import pytest
from pypdf import PdfReader

from billing.documents.markup import parse, texts
from billing.models import Invoice, InvoiceDocument
from billing.services.fee_years import issue_invoices, preview_invoices
from partnership.models import Agreement, Letter, StoredDocument
from partnership.text import day, kroner
from tests.billing.factories import NOW, coordinator_of, electronically_issued, issued, joined, profile_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(fee_year) -> Invoice:
    return electronically_issued(fee_year, order_number="R-1", account_string="7560-3015")


def test_both_formats_are_stored_with_hash_and_rules(invoice) -> None:
    for row in InvoiceDocument.objects.select_related("document"):
        content = row.document.file.read_bytes()
        assert row.document.path == f"invoices/2027/{invoice.number}.{row.format}.xml"
        assert row.document.sha256 == hashlib.sha256(content).hexdigest()
        assert (row.invoice, row.rule_set) == (invoice, "portal 1")
    assert StoredDocument.objects.count() == 3


def test_pdf_and_xml_have_the_same_number_dates_amounts_and_references(invoice) -> None:
    Agreement.objects.update(municipality_case_no="27/4411")
    text = PdfReader(io.BytesIO(invoice.document.file.read_bytes())).pages[0].extract_text().replace("\xa0", " ")
    said = invoice.said()
    for written in (
        said.number,
        day(said.issued_on, "da"),
        day(said.due_on, "da"),
        kroner(said.net, "da"),
        kroner(said.vat, "da"),
        kroner(said.total, "da"),
        said.buyer.ean,
        said.buyer.person_reference,
        "R-1",
        "7560-3015",
        f"+71<{said.payment.payment_id}+81234567<",
    ):
        assert written.replace("\xa0", " ") in text
    peppol, oioubl = (
        parse(row.document.file.read_bytes())
        for row in invoice.e_documents.order_by("-format").select_related("document")
    )
    for root in (peppol, oioubl):
        assert texts(root, "cbc:ID") == [said.number]
        assert texts(root, "cbc:IssueDate") == [said.issued_on.isoformat()]
        assert texts(root, "cbc:AccountingCost") == ["7560-3015"]
        assert texts(root, "cac:OrderReference/cbc:ID") == ["R-1"]
        assert texts(root, "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID") == [said.buyer.ean]
        assert texts(root, "cac:TaxTotal/cbc:TaxAmount") == ["16250.00"]
        assert texts(root, "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount") == ["81250.00"]
    assert texts(peppol, "cbc:DueDate") == texts(oioubl, "cac:PaymentMeans/cbc:PaymentDueDate") == ["2027-10-31"]
    assert texts(peppol, "cbc:BuyerReference") == ["BRNUN"]
    assert texts(oioubl, "cac:AccountingCustomerParty/cac:Party/cac:Contact/cbc:ID") == ["BRNUN"]
    assert texts(peppol, "cac:PaymentMeans/cbc:PaymentID") == [f"71#{said.payment.payment_id}"]
    assert texts(oioubl, "cac:PaymentMeans/cbc:InstructionID") == [said.payment.payment_id]
    assert texts(peppol, "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount") == ["65000.00"]
    assert texts(oioubl, "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount") == ["16250.00"], "OIOUBL means the VAT"


def test_the_pdf_is_archival_and_carries_the_xml(invoice) -> None:
    reader = PdfReader(io.BytesIO(invoice.document.file.read_bytes()))
    (content,) = reader.attachments[f"{invoice.number}.xml"]
    assert texts(parse(content), "cbc:ID") == [invoice.number]
    assert re.search(rb'pdfaid:part(="3"|>3<)', reader.trailer["/Root"]["/Metadata"].get_object().get_data())
    assert {entry.get_object()["/AFRelationship"] for entry in reader.trailer["/Root"]["/AF"]} == {"/Alternative"}


def test_the_letter_carries_the_same_pdf(invoice) -> None:
    attached = Letter.objects.get(kind="invoice").attachments.get()
    assert bytes(attached.content) == invoice.document.file.read_bytes()


def test_without_billing_information_the_invoice_is_a_pdf_and_the_row_says_what_is_missing(
    fee_year, in_english
) -> None:
    complete, bare = joined(fee_year.partnership), joined(fee_year.partnership)
    profile_for(complete.municipality)
    expected = {complete.municipality.code: (), bare.municipality.code: (MISSING,)}
    for report in (preview_invoices(fee_year, now=NOW), issue_invoices(fee_year, now=NOW)):
        assert report.counts == {"issued": 2, "skipped": 0, "failed": 0}
        assert {row.code: row.e_invoice_missing for row in report.rows} == expected
        assert [row.code for row in report.on_paper] == [bare.municipality.code]
    assert Invoice.objects.get(agreement=bare).e_documents.count() == 0


MISSING = "The municipality has not stated its EAN number and person reference."


@pytest.mark.parametrize("format_", ["peppol_bis3", "oioubl_21"])
def test_the_coordinator_fetches_the_xml(invoice, format_) -> None:
    client = coordinator_of(invoice)
    address = f"/fakturaer/{invoice.pk}/xml/{format_}/"
    assert address in client.get(f"/fakturaer/{invoice.pk}/").content.decode()
    assert address in client.get("/fakturaer/").content.decode()
    response = client.get(address)
    stored = invoice.e_documents.get(format=format_).document.file.read_bytes()
    assert b"".join(response.streaming_content) == stored
    assert response["Content-Type"] == "application/xml"
    assert response["Content-Disposition"] == f'attachment; filename="{invoice.number}.{format_}.xml"'
    assert "sandbox" in response["Content-Security-Policy"]


def test_another_municipalitys_xml_and_an_unknown_format_are_not_found(fee_year, invoice) -> None:
    other = electronically_issued(fee_year)
    client = coordinator_of(invoice)
    assert client.get(f"/fakturaer/{other.pk}/xml/peppol_bis3/").status_code == 404
    assert client.get(f"/fakturaer/{invoice.pk}/xml/zugferd/").status_code == 404


def test_the_page_of_an_invoice_on_paper_leads_to_the_billing_information(fee_year) -> None:
    (invoice,) = issued(fee_year)
    content = coordinator_of(invoice).get(f"/fakturaer/{invoice.pk}/").content.decode()
    assert f"/kommune/{invoice.agreement.municipality.code}/faktureringsoplysninger/" in content
