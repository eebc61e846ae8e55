"""The invoice on paper."""

from pathlib import Path

from django.template.loader import render_to_string

from billing.payment_id import fik_line
from billing.snapshot import InvoiceSnapshot
from partnership.pdf import render_pdf
from partnership.text import day, kroner

STYLESHEET = Path(__file__).parent / "document.css"


def invoice_pdf(snapshot: InvoiceSnapshot) -> bytes:
    """Return the invoice as PDF/A: Danish whatever the active language, since it is a Danish voucher."""
    payment = snapshot.payment
    lines = [
        {
            "description": line.description,
            "quantity": f"{line.quantity.normalize():f}".replace(".", ","),
            "unit_price": kroner(line.unit_price, "da"),
            "net": kroner(line.net, "da"),
        }
        for line in snapshot.lines
    ]
    rates = sorted({line.vat_rate for line in snapshot.lines})
    html = render_to_string(
        "billing/documents/invoice.html",
        {
            "invoice": snapshot,
            "issued_on": day(snapshot.issued_on, "da"),
            "due_on": day(snapshot.due_on, "da"),
            "lines": lines,
            "net": kroner(snapshot.net, "da"),
            "vat": kroner(snapshot.vat, "da"),
            "vat_rates": " og ".join(f"{rate.normalize():f}".replace(".", ",") for rate in rates),
            "total": kroner(snapshot.total, "da"),
            "fik_line": fik_line(payment.payment_id, payment.creditor_number) if payment.method == "fik" else "",
        },
    )
    return render_pdf(html, stylesheet=STYLESHEET, moment=snapshot.issued_at)
