"""Keep the documents of a voucher, with hash, format and the rules that they were held to, and put the XML on its way."""

from __future__ import annotations

import datetime as dt
from typing import Any

from billing.documents.ubl import PDF
from billing.documents.vouchers import ElectronicDocument, Voucher
from billing.formats import Format
from billing.models import CreditNote, Invoice, InvoiceDocument, PaymentReminder
from billing.reminder_snapshot import ReminderSnapshot
from billing.services.transmissions import queue_transmission
from billing.snapshot import InvoiceSnapshot
from partnership.models import StoredDocument
from partnership.services.documents import store_document

XML = "application/xml"


def store_pdf(voucher: Voucher, *, folder: str, number: str, now: dt.datetime) -> StoredDocument:
    """Store the PDF and return it; called inside the transaction that issues the voucher. Raises OSError."""
    return store_document(f"{folder}/{number}.pdf", content=voucher.pdf, media_type=PDF, now=now)


def store_electronic(
    voucher: Voucher, *, folder: str, snapshot: InvoiceSnapshot, of: Invoice | CreditNote, now: dt.datetime
) -> list[InvoiceDocument]:
    """Store each XML, note its format and rules, and put the one that the municipality prefers on its way. Raises OSError."""
    owner: dict[str, Invoice | CreditNote] = {"invoice": of} if isinstance(of, Invoice) else {"credit_note": of}
    documents = [
        InvoiceDocument.objects.create(**owner, **_kept(document, folder, snapshot.number, now))
        for document in voucher.electronic
    ]
    preferred = snapshot.buyer.preferred_format or Format.PEPPOL_BIS3
    for row in documents:
        if row.format == preferred:
            queue_transmission(row, snapshot, now=now)
    return documents


def store_reminder_xml(
    xml: ElectronicDocument, *, folder: str, snapshot: ReminderSnapshot, of: PaymentReminder, now: dt.datetime
) -> InvoiceDocument:
    """Store a reminder's XML, and put it on its way where the municipality receives its format. Raises OSError."""
    row = InvoiceDocument.objects.create(reminder=of, **_kept(xml, folder, snapshot.number, now))
    if snapshot.is_received_electronically:
        queue_transmission(row, snapshot, now=now)
    return row


def _kept(document: ElectronicDocument, folder: str, number: str, now: dt.datetime) -> dict[str, Any]:
    path = f"{folder}/{number}.{document.format.value}.xml"
    return {
        "format": document.format,
        "rule_set": document.rule_set,
        "document": store_document(path, content=document.content, media_type=XML, now=now),
    }
