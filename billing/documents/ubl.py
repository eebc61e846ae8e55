"""What Peppol BIS Billing 3.0 and OIOUBL 2.1 share: both are UBL 2.1 with other codes."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from lxml import etree

from billing.documents.markup import document, group, write
from billing.snapshot import InvoiceSnapshot

#: Codes of UN/CEFACT: 380 is a commercial invoice, 381 a credit note.
INVOICE_CODE, CREDIT_NOTE_CODE = "380", "381"
PDF = "application/pdf"


@dataclass(frozen=True)
class Names:
    """What the elements of a document are called that an invoice and a credit note name differently."""

    document: str
    line: str
    quantity: str


INVOICE = Names("Invoice", "cac:InvoiceLine", "cbc:InvoicedQuantity")
CREDIT_NOTE = Names("CreditNote", "cac:CreditNoteLine", "cbc:CreditedQuantity")


def names_of(snapshot: InvoiceSnapshot) -> Names:
    """Return the names for the snapshot's kind."""
    return CREDIT_NOTE if snapshot.is_credit_note else INVOICE


def new_document(snapshot: InvoiceSnapshot) -> etree._Element:
    """Return the empty root of the snapshot's kind."""
    return document(names_of(snapshot).document)


def vat_number(cvr: str) -> str:
    """Return a CVR number as VAT number; the authority's own conversion of formats needs the prefix everywhere."""
    return f"DK{cvr}"


def note_of(snapshot: InvoiceSnapshot) -> str:
    """Return the one note that a document may have: why it credits, and the case numbers of both sides."""
    references = snapshot.references
    parts = [
        snapshot.reason,
        references.case_id and f"KL's Sags ID: {references.case_id}",
        references.document_id and f"KL's Dok. ID: {references.document_id}",
        references.municipality_case_no and f"Jeres sagsnr.: {references.municipality_case_no}",
    ]
    return ". ".join(part.strip().rstrip(".") for part in parts if part and part.strip())


def write_period(root: etree._Element, snapshot: InvoiceSnapshot) -> None:
    """Add what the fee is for: the VAT order asks for the period of supply."""
    period = group(root, "cac:InvoicePeriod")
    write(period, "cbc:StartDate", snapshot.period_from.isoformat())
    write(period, "cbc:EndDate", snapshot.last_day.isoformat())


def write_references(root: etree._Element, snapshot: InvoiceSnapshot) -> None:
    """Add the order that the invoice answers, and the invoice that it corrects."""
    if snapshot.buyer.order_number:
        write(group(root, "cac:OrderReference"), "cbc:ID", snapshot.buyer.order_number)
    if snapshot.preceding:
        reference = group(group(root, "cac:BillingReference"), "cac:InvoiceDocumentReference")
        write(reference, "cbc:ID", snapshot.preceding.number)
        write(reference, "cbc:IssueDate", snapshot.preceding.issued_on.isoformat())


def write_pdf(root: etree._Element, snapshot: InvoiceSnapshot, pdf: bytes | None, description: str) -> None:
    """Add the voucher as people read it; `description` is the element in which the format says what it is."""
    if pdf is None:
        return
    reference = group(root, "cac:AdditionalDocumentReference")
    write(reference, "cbc:ID", snapshot.number)
    write(reference, description, "Kreditnota" if snapshot.is_credit_note else "Faktura")
    write(
        group(reference, "cac:Attachment"),
        "cbc:EmbeddedDocumentBinaryObject",
        base64.b64encode(pdf).decode("ascii"),
        mimeCode=PDF,
        filename=f"{snapshot.number}.pdf",
    )


def terms_of(snapshot: InvoiceSnapshot) -> str:
    """Return the terms of payment in words."""
    if snapshot.due_on is None:
        return ""
    days = (snapshot.due_on - snapshot.issued_on).days
    terms = f"Netto {days} dage" if days else "Netto kontant"
    return f"{terms}. {snapshot.payment.terms}" if snapshot.payment.terms else terms
