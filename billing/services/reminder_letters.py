"""The letter that brings a payment reminder to the municipality's coordinators."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse

from billing.documents.ubl import PDF
from billing.models import PaymentReminder
from billing.reminder_snapshot import ReminderSnapshot
from partnership.models import Letter, Person
from partnership.services.letters import Attachment, write_letter
from partnership.text import day, kroner


def reminder_letter_key(reminder_id: int, person_id: int) -> str:
    """Return the key that makes a reminder's letter to a person the only one."""
    return f"payment_reminder:{reminder_id}:{person_id}"


def write_reminder_letter(
    reminder: PaymentReminder, snapshot: ReminderSnapshot, *, person: Person, pdf: bytes, now: dt.datetime
) -> None:
    """Write one coordinator the reminder, with the PDF; called inside the transaction that sends it."""
    language = person.language
    write_letter(
        "payment_reminder",
        key=reminder_letter_key(reminder.pk, person.pk),
        person=person,
        values={
            "name": person.name,
            "number": snapshot.number,
            "sequence": str(snapshot.sequence),
            "invoice": snapshot.invoice_number,
            "municipality": snapshot.buyer.name,
            "partnership": snapshot.references.partnership,
            "was_due": day(snapshot.invoice_due_on, language),
            "due": day(snapshot.due_on, language),
            "debt": kroner(snapshot.debt, language),
            "charges": kroner(snapshot.charged, language),
            "payable": kroner(snapshot.payable, language),
            "contact": snapshot.seller.email,
            "url": settings.SITE_URL + reverse("billing:invoice", args=[reminder.invoice_id]),
        },
        attachments=[Attachment(f"{snapshot.number}.pdf", PDF, pdf)],
        priority=Letter.Priority.PERSONAL,
        now=now,
    )
