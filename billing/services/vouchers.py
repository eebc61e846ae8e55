"""Keep the documents of a voucher: the PDF and each XML, with hash, format and the rules that they were held to."""

from __future__ import annotations

import datetime as dt

from billing.documents.ubl import PDF
from billing.documents.vouchers import Voucher
from billing.formats import Format
from billing.models import CreditNote, Invoice, InvoiceDocument
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
    number = snapshot.number
    owner: dict[str, Invoice | CreditNote] = {"invoice": of} if isinstance(of, Invoice) else {"credit_note": of}
    documents = [
        InvoiceDocument.objects.create(
            format=document.format,
            rule_set=document.rule_set,
            document=store_document(
                f"{folder}/{number}.{document.format.value}.xml", content=document.content, media_type=XML, now=now
            ),
            **owner,
        )
        for document in voucher.electronic
    ]
    preferred = snapshot.buyer.preferred_format or Format.PEPPOL_BIS3
    for row in documents:
        if row.format == preferred:
            queue_transmission(row, snapshot, now=now)
    return documents
