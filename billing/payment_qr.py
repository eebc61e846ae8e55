"""The QR code on an invoice: the payment data in plain text.

There is no Danish standard for a QR code with a FIK line: the banks' apps read the printed line itself, and the European code
(EPC069-12) is for transfers in euro alone. So the code holds what a payer would else type, a line for each, and promises nothing
to any bank; whoever scans it copies instead of typing.
"""

from __future__ import annotations

import segno

from billing.payment_id import fik_line
from billing.snapshot import InvoiceSnapshot


def qr_text(snapshot: InvoiceSnapshot) -> str:
    """Return what the code says: how to pay, the amount, by when, and for which invoice."""
    payment = snapshot.payment
    match payment.method:
        case "fik":
            way = fik_line(payment.payment_id, payment.creditor_number)
        case "bank":
            way = f"{payment.registration_number} {payment.account_number}"
        case _:
            way = payment.iban
    due = snapshot.due_on.isoformat() if snapshot.due_on else ""
    return "\n".join([way, f"{snapshot.currency} {snapshot.total:.2f}", due, snapshot.number])


def qr_image(text: str) -> str:
    """Return the code as a picture that a page can hold: an SVG in a `data:` address."""
    code = segno.make(text, error="m", micro=False)
    image: str = code.svg_data_uri(scale=4, border=4, dark="#16211d", light="#fff")
    return image
