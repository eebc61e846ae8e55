"""A coordinator sends an invoice on to a colleague: PDF and XML by mail, within the municipality, and not without end."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import BillingProfile, Invoice
from billing.services.vouchers import XML
from partnership.letter_texts import render_letter
from partnership.models import Letter, Person
from partnership.services.letters import Attachment, store_letter
from partnership.text import day, kroner

logger = logging.getLogger(__name__)

KIND = "invoice_forwarded"
#: A person sends so many on within an hour.
LIMIT = 10
HOUR = dt.timedelta(hours=1)


class ForwardRefused(Exception):
    """The invoice is not sent to that address; the message says why and what to do."""


@transaction.atomic
def forward_invoice(invoice: Invoice, *, to_email: str, by: Person, now: dt.datetime) -> bool:
    """Send an issued invoice with its documents to a colleague; False when the same was sent there today.

    The address must share its domain with the sender, the municipality's mailbox or a billing contact: what is the municipality's
    stays in its house. Raises ForwardRefused.
    """
    email = to_email.strip().lower()
    _refuse_unless_reachable(invoice, email, by, timezone.localdate(now))
    sent = Letter.objects.filter(kind=KIND, key__startswith=f"forward:{by.pk}:", created_at__gt=now - HOUR)
    if sent.count() >= LIMIT:
        raise ForwardRefused(
            _("You have sent %(limit)d invoices on within the hour. Wait a little.") % {"limit": LIMIT}
        )
    snapshot = invoice.said()
    values = {
        "sender": by.name,
        "number": invoice.number,
        "partnership": snapshot.references.partnership,
        "total": kroner(invoice.total, by.language),
        "due": day(invoice.due_on, by.language) if invoice.due_on else "",
        "url": settings.SITE_URL + reverse("billing:invoice", args=[invoice.pk]),
    }
    _letter, new = store_letter(
        render_letter(KIND, language=by.language, values=values),
        kind=KIND,
        key=f"forward:{by.pk}:{invoice.pk}:{timezone.localdate(now)}:{email}"[:150],
        to_email=email,
        attachments=_documents_of(invoice),
        now=now,
    )
    if new:
        logger.info("Person %s sent invoice %s on", by.pk, invoice.pk)
    return new


def _refuse_unless_reachable(invoice: Invoice, email: str, by: Person, today: dt.date) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise ForwardRefused(_("Write a whole e-mail address, for example name@municipality.dk.")) from error
    municipality = invoice.agreement.municipality
    contacts = BillingProfile.objects.valid_on(today).filter(municipality=municipality).exclude(contact_email="")
    known = [by.email, municipality.mailbox, *contacts.values_list("contact_email", flat=True)]
    domains = {address.rpartition("@")[2].lower() for address in known if "@" in address}
    if email.rpartition("@")[2] not in domains:
        raise ForwardRefused(
            _("Invoices are sent on within the municipality: to addresses at %(domains)s. Download the PDF for others.")
            % {"domains": ", ".join(sorted(domains))}
        )


def _documents_of(invoice: Invoice) -> list[Attachment]:
    documents = [(f"{invoice.number}.pdf", "application/pdf", invoice.document)]
    preferred = invoice.said().buyer.preferred_format or "peppol_bis3"
    for row in invoice.e_documents.filter(format=preferred).select_related("document"):
        documents.append((f"{invoice.number}.xml", XML, row.document))
    return [Attachment(name, kind, stored.file.read_bytes()) for name, kind, stored in documents if stored]
