"""The payment reminder on paper."""

from __future__ import annotations

from django.template.loader import render_to_string

from billing.documents.invoice_pdf import STYLESHEET
from billing.payment_id import fik_line
from billing.reminder_snapshot import ReminderSnapshot
from partnership.pdf import render_pdf
from partnership.text import day, kroner


def reminder_pdf(snapshot: ReminderSnapshot) -> bytes:
    """Return the reminder as PDF/A: Danish whatever the active language, as the invoice is."""
    payment = snapshot.payment
    html = render_to_string(
        "billing/documents/reminder.html",
        {
            "reminder": snapshot,
            "issued_on": day(snapshot.issued_on, "da"),
            "due_on": day(snapshot.due_on, "da"),
            "invoice_issued_on": day(snapshot.invoice_issued_on, "da"),
            "invoice_due_on": day(snapshot.invoice_due_on, "da"),
            "total": kroner(snapshot.total, "da"),
            "credited": kroner(snapshot.credited, "da") if snapshot.credited else "",
            "paid": kroner(snapshot.paid, "da") if snapshot.paid else "",
            "debt": kroner(snapshot.debt, "da"),
            "charges": [{"text": charge.text, "amount": kroner(charge.amount, "da")} for charge in snapshot.charges],
            "payable": kroner(snapshot.payable, "da"),
            "fik_line": fik_line(payment.payment_id, payment.creditor_number) if payment.method == "fik" else "",
            "charges_interest": any(charge.kind == "interest" for charge in snapshot.charges),
        },
    )
    return render_pdf(html, stylesheet=STYLESHEET, moment=snapshot.issued_at)
