"""The QR code on an invoice: the payment data in plain text.

There is no Danish standard for a QR code with a FIK line: the banks' apps read the printed line itself, and the European code
(EPC069-12) is for transfers in euro alone. So the code holds what a payer would else type, a line for each, and promises nothing
to any bank; whoever scans it copies instead of typing.
"""

from __future__ import annotations

import base64
from io import BytesIO

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

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
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, image_factory=SvgPathImage)
    code.add_data(text)
    file = BytesIO()
    code.make_image().save(file)
    return f"data:image/svg+xml;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"
