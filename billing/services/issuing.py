"""Issue one invoice: number, snapshot, PDF, XML, stored bytes and letters in one transaction, or nothing at all."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.documents.vouchers import NotValid, Voucher, make_voucher
from billing.models import BillingProfile, FeeYear, Invoice, InvoiceRunResult, Seller
from billing.services.numbers import draw_number, expected_number
from billing.services.profiles import profile_of
from billing.services.readiness import NotReady, ready_seller, recipients_of, references_lacking, what_is_missing
from billing.services.snapshots import buyer_of, snapshot_of
from billing.services.vouchers import store_electronic, store_pdf
from billing.snapshot import InvoiceSnapshot, Line, TotalsDiffer, check_totals
from partnership.machine import WrongStatus
from partnership.models import Letter, Person
from partnership.services.letters import Attachment, write_letter
from partnership.text import COPENHAGEN, day, kroner

logger = logging.getLogger(__name__)

#: What data or a disk can do to one invoice; anything else is a fault of the program.
TROUBLE = (NotReady, NotValid, TotalsDiffer, WrongStatus, ValidationError, ValueError, OSError)

Outcome = InvoiceRunResult.Outcome


@dataclass(frozen=True)
class Proof:
    """A voucher printed and checked before any lock is taken, as it reads if nobody else draws a number first."""

    snapshot: InvoiceSnapshot
    voucher: Voucher

    @classmethod
    def printed(cls, snapshot: InvoiceSnapshot) -> Proof:
        """Print and check all documents of a snapshot. Raises NotValid."""
        return cls(snapshot, make_voucher(snapshot))


def proof_of(draft: Invoice, *, now: dt.datetime, lines: tuple[Line, ...] | None = None) -> Proof | None:
    """Print a draft ahead, so that issuing holds its locks for milliseconds; None when it cannot be issued now.

    On SQLite a printing inside the transaction would keep every other writer of the portal waiting. `lines` stand in for those of
    a draft that is not stored yet.
    """
    try:
        return print_ahead(draft, now=now, lines=lines)
    except TROUBLE:
        return None  # issuing meets the same trouble, and tells


def print_ahead(draft: Invoice, *, now: dt.datetime, lines: tuple[Line, ...] | None = None) -> Proof:
    """Print and check a draft with the number that is next. Raises what issuing raises."""
    seller = ready_seller()
    recipients, profile = _ready_buyer(draft, seller, now)
    number = expected_number(now.astimezone(COPENHAGEN).year)
    snapshot = snapshot_of(
        draft, number=number, seller=seller, contact=recipients[0], profile=profile, now=now, lines=lines
    )
    return Proof.printed(snapshot)


def voucher_of(snapshot: InvoiceSnapshot, proof: Proof | None) -> Voucher:
    """Return the documents of a snapshot: those of the proof if it says the same, else printed now. Raises NotValid."""
    return proof.voucher if proof and proof.snapshot == snapshot else make_voucher(snapshot)


def issue_invoice(draft: Invoice, *, now: dt.datetime, proof: Proof | None = None) -> bool:
    """Issue a draft; False when it is issued already.

    The number comes from the locked series inside one transaction with all that bears it, so a refusal or a crash gives it
    back. Raises NotReady, NotValid (a document breaks a rule), TotalsDiffer, ValidationError (an address), OSError (the disk).
    """
    proof = proof or proof_of(draft, now=now)
    with transaction.atomic():
        FeeYear.objects.lock(draft.fee_year_id)
        invoice = Invoice.objects.lock(draft.pk)
        if invoice.number:
            draft.refresh_from_db()
            return False
        seller = ready_seller()
        recipients, profile = _ready_buyer(invoice, seller, now)
        series, number = draw_number(now.astimezone(COPENHAGEN).year)
        snapshot = snapshot_of(invoice, number=number, seller=seller, contact=recipients[0], profile=profile, now=now)
        check_totals(snapshot)
        voucher = voucher_of(snapshot, proof)
        folder = f"invoices/{number.year}"
        document = store_pdf(voucher, folder=folder, number=snapshot.number, now=now)
        store_electronic(voucher, folder=folder, snapshot=snapshot, of=invoice, now=now)
        for person in recipients:
            _write_letter(invoice, snapshot, person, voucher.pdf, now)
        return draft.issue(
            series=series,
            sequence=number.sequence,
            number=snapshot.number,
            payment_id=snapshot.payment.payment_id,
            issued_on=snapshot.issued_on,
            due_on=snapshot.due_on,
            issued_at=now,
            snapshot=snapshot.to_json(),
            document=document,
        )


def attempt_issue(draft: Invoice, *, now: dt.datetime, proof: Proof | None = None) -> tuple[Outcome, str]:
    """Issue a draft and return what came of it, in words where it failed: one invoice's trouble stops no other."""
    try:
        issued = issue_invoice(draft, now=now, proof=proof)
    except (NotReady, NotValid, WrongStatus) as refusal:
        return Outcome.FAILED, str(refusal)
    except TotalsDiffer as difference:
        logger.exception("Invoice %s does not add up", draft.pk)
        return Outcome.FAILED, _("The amounts do not add up: %(where)s.") % {"where": difference}
    except OSError as error:
        logger.exception("Invoice %s could not be stored", draft.pk)
        return Outcome.FAILED, _("The documents could not be stored: %(reason)s.") % {"reason": error.strerror or error}
    except (ValidationError, ValueError) as error:
        logger.exception("Invoice %s could not be written", draft.pk)
        reason = " ".join(error.messages) if isinstance(error, ValidationError) else error
        return Outcome.FAILED, _("The invoice could not be written: %(reason)s") % {"reason": reason}
    return (Outcome.ISSUED if issued else Outcome.SKIPPED), ""


def letter_key(invoice_id: int, person_id: int) -> str:
    """Return the key that makes an invoice's letter to a person the only one."""
    return f"invoice:{invoice_id}:{person_id}"


def _ready_buyer(invoice: Invoice, seller: Seller, now: dt.datetime) -> tuple[list[Person], BillingProfile | None]:
    """Return whom the invoice is sent to and how the municipality wants to be billed today. Raises NotReady."""
    today = now.astimezone(COPENHAGEN).date()
    recipients = recipients_of(invoice.agreement, on=today)
    profile = profile_of(invoice.agreement.municipality_id, on=today)
    missing = what_is_missing(invoice.agreement, recipients, fee_year=invoice.fee_year)
    missing += references_lacking(seller, buyer_of(invoice.agreement.municipality, contact_name="", profile=profile))
    if missing:
        raise NotReady(missing)
    return recipients, profile


def _write_letter(invoice: Invoice, snapshot: InvoiceSnapshot, person: Person, pdf: bytes, now: dt.datetime) -> None:
    language = person.language
    write_letter(
        "invoice",
        key=letter_key(invoice.pk, person.pk),
        person=person,
        values={
            "name": person.name,
            "number": snapshot.number,
            "municipality": snapshot.buyer.name,
            "partnership": snapshot.references.partnership,
            "year": str(snapshot.fee_year),
            "net": kroner(snapshot.net, language),
            "total": kroner(snapshot.total, language),
            "due": day(snapshot.due_on, language) if snapshot.due_on else "",
            "contact": snapshot.seller.email,
            "url": settings.SITE_URL + reverse("billing:invoice", args=[invoice.pk]),
        },
        attachments=[Attachment(f"{snapshot.number}.pdf", "application/pdf", pdf)],
        priority=Letter.Priority.PERSONAL,
        now=now,
    )
