"""The invoice and the credit note on paper."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from django.template.loader import render_to_string

from billing.payment_id import fik_line
from billing.payment_qr import qr_image, qr_text
from billing.snapshot import InvoiceSnapshot
from partnership.pdf import EmbeddedFile, render_pdf
from partnership.text import day, kroner, percent

STYLESHEET = Path(__file__).parent / "document.css"


def invoice_pdf(snapshot: InvoiceSnapshot, *, attachments: Sequence[EmbeddedFile] = ()) -> bytes:
    """Return the voucher as PDF/A: Danish whatever the active language, since it is a Danish voucher."""
    payment = snapshot.payment
    lines = [
        {
            "description": line.description,
            "quantity": f"{_plain(line.quantity)} {line.unit}",
            "unit_price": kroner(line.unit_price, "da"),
            "vat_rate": percent(line.vat_rate, "da"),
            "net": kroner(line.net, "da"),
        }
        for line in snapshot.lines
    ]
    vat = [
        {"rate": percent(part.rate, "da"), "net": kroner(part.net, "da"), "vat": kroner(part.vat, "da")}
        for part in snapshot.vat_by_rate()
    ]
    html = render_to_string(
        "billing/documents/invoice.html",
        {
            "invoice": snapshot,
            "issued_on": day(snapshot.issued_on, "da"),
            "due_on": _day(snapshot.due_on),
            "preceding_on": _day(snapshot.preceding.issued_on if snapshot.preceding else None),
            "period": f"{day(snapshot.period_from, 'da')} – {day(snapshot.last_day, 'da')}",
            "lines": lines,
            "net": kroner(snapshot.net, "da"),
            "vat": vat,
            "total": kroner(snapshot.total, "da"),
            "qr": "" if snapshot.is_credit_note else qr_image(qr_text(snapshot)),
            "fik_line": fik_line(payment.payment_id, payment.creditor_number) if payment.method == "fik" else "",
        },
    )
    return render_pdf(html, stylesheet=STYLESHEET, moment=snapshot.issued_at, attachments=attachments)


def _day(date: dt.date | None) -> str:
    return day(date, "da") if date else ""


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}".replace(".", ",")
