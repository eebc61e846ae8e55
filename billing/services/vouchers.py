"""Keep the documents of a voucher: the PDF and each XML, with hash, format and the rules that they were held to."""

from __future__ import annotations

import datetime as dt

from billing.documents.ubl import PDF
from billing.documents.vouchers import Voucher
from billing.models import CreditNote, Invoice, InvoiceDocument
from partnership.models import StoredDocument
from partnership.services.documents import store_document

XML = "application/xml"


def store_pdf(voucher: Voucher, *, folder: str, number: str, now: dt.datetime) -> StoredDocument:
    """Store the PDF and return it; called inside the transaction that issues the voucher. Raises OSError."""
    return store_document(f"{folder}/{number}.pdf", content=voucher.pdf, media_type=PDF, now=now)


def store_electronic(
    voucher: Voucher, *, folder: str, number: str, of: Invoice | CreditNote, now: dt.datetime
) -> list[InvoiceDocument]:
    """Store each XML, and note its format and rules. Raises OSError."""
    owner: dict[str, Invoice | CreditNote] = {"invoice": of} if isinstance(of, Invoice) else {"credit_note": of}
    return [
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
