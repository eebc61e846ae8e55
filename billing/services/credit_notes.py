"""Credit an issued invoice, wholly or by line; or answer a returned one with a credit note and a new invoice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import CreditNote, CreditNoteLine, FeeYear, Invoice, InvoiceLine
from billing.services.issuing import Proof, voucher_of
from billing.services.numbers import CREDIT_NOTES, InvoiceNumber, draw_number, expected_number
from billing.services.readiness import recipients_of
from billing.services.snapshots import preceding_of
from billing.services.vouchers import store_electronic, store_pdf
from billing.snapshot import InvoiceSnapshot, Kind, Line, check_totals, rounded, sum_of
from partnership.models import Letter, Person
from partnership.services.letters import Attachment, write_letter
from partnership.text import COPENHAGEN, kroner


class CreditRefused(Exception):
    """The invoice cannot be credited that way; the message says why. No number was drawn."""


@dataclass(frozen=True)
class Left:
    """What credit notes have left of one line of an invoice, or are about to take of it; amounts in DKK."""

    line: InvoiceLine
    net: Decimal
    vat: Decimal

    @property
    def total(self) -> Decimal:
        return self.net + self.vat


def left_of(invoice: Invoice) -> list[Left]:
    """Return what is left of each line of an invoice, those of which nothing is left included."""
    lines = invoice.lines.order_by("number").annotate(
        credited_net=Sum("credit_lines__net"), credited_vat=Sum("credit_lines__vat")
    )
    return [
        Left(
            line,
            line.net - rounded(Decimal(line.credited_net or 0)),
            line.vat - rounded(Decimal(line.credited_vat or 0)),
        )
        for line in lines
    ]


def portions_of(invoice: Invoice, *, amounts: Mapping[int, Decimal] | None) -> list[Left]:
    """Return what a credit note takes of each line: `amounts` excl. VAT by the line's number, or without them all that is left.

    The VAT follows the sum credited so far, so that several credit notes give back exactly what was charged. Raises CreditRefused
    (nothing left or asked for, more than is left, an amount that is not above 0, a line that is not there).
    """
    left = left_of(invoice)
    if not any(row.net for row in left):
        raise CreditRefused(_("Nothing is left to credit of %(number)s.") % {"number": invoice.number})
    if amounts is None:
        return [row for row in left if row.net]
    if strangers := set(amounts) - {row.line.number for row in left}:
        raise CreditRefused(_("The invoice has no line %(number)d.") % {"number": min(strangers)})
    portions = [portion_of(row, amounts[row.line.number]) for row in left if amounts.get(row.line.number)]
    if not portions:
        raise CreditRefused(_("Write what is to be credited on one line at least."))
    return portions


def portion_of(left: Left, net: Decimal) -> Left:
    """Return what a credit note takes of what is left of a line, with the VAT that belongs to it. Raises CreditRefused."""
    if net < 0 or net != rounded(net):
        raise CreditRefused(
            _("Line %(number)d: write an amount above 0, with øre at most.") % {"number": left.line.number}
        )
    if net > left.net:
        raise CreditRefused(
            _("Line %(number)d: only %(left)s excl. VAT is left to credit.")
            % {"number": left.line.number, "left": kroner(left.net)}
        )
    if net == left.net:
        return left
    credited_before = left.line.net - left.net
    vat_before = left.line.vat - left.vat
    return Left(left.line, net, rounded((credited_before + net) * left.line.vat_rate / 100) - vat_before)


@transaction.atomic
def credit_invoice(
    invoice: Invoice,
    *,
    reason: str,
    by: Person | None,
    now: dt.datetime,
    amounts: Mapping[int, Decimal] | None = None,
    cause: str = CreditNote.Cause.OTHER,
    left_before: Decimal | None = None,
    proof: Proof | None = None,
) -> CreditNote:
    """Issue a credit note for the rest of an invoice, or for `amounts` excl. VAT by line number.

    Number, documents and letters come together or not at all. `left_before` is what the person saw as left: if it is another
    now, somebody was quicker, and a second press takes nothing twice. Raises CreditRefused, NotValid, OSError.
    """
    FeeYear.objects.lock(invoice.fee_year_id)
    locked = Invoice.objects.lock(invoice.pk)
    _refuse_unless_creditable(locked, left_before)
    portions = portions_of(locked, amounts=amounts)
    recipients = _recipients(locked, now)
    series, number = draw_number(now.astimezone(COPENHAGEN).year, CREDIT_NOTES)
    snapshot = credit_snapshot(locked, portions=portions, number=number, reason=reason, now=now)
    check_totals(snapshot)
    voucher = voucher_of(snapshot, proof)
    folder = f"credit-notes/{number.year}"
    locked.credit(snapshot.total)
    credit_note = CreditNote.objects.create(
        invoice=locked,
        cause=cause,
        reason=snapshot.reason,
        net=snapshot.net,
        vat=snapshot.vat,
        total=snapshot.total,
        series=series,
        sequence=number.sequence,
        number=snapshot.number,
        issued_on=snapshot.issued_on,
        issued_at=now,
        issued_by=by,
        snapshot=snapshot.to_json(),
        document=store_pdf(voucher, folder=folder, number=snapshot.number, now=now),
    )
    for portion in portions:
        CreditNoteLine.objects.create(
            credit_note=credit_note, invoice_line=portion.line, net=portion.net, vat=portion.vat
        )
    store_electronic(voucher, folder=folder, snapshot=snapshot, of=credit_note, now=now)
    for person in recipients:
        _write_letter(credit_note, snapshot, person, voucher.pdf, now)
    invoice.refresh_from_db()
    return credit_note


def proof_of_credit(
    invoice: Invoice, *, reason: str, now: dt.datetime, amounts: Mapping[int, Decimal] | None = None
) -> Proof:
    """Print a credit note ahead of the locks, and for the preview. Raises CreditRefused, NotValid."""
    _refuse_unless_creditable(invoice, None)
    number = expected_number(now.astimezone(COPENHAGEN).year, CREDIT_NOTES)
    portions = portions_of(invoice, amounts=amounts)
    return Proof.printed(credit_snapshot(invoice, portions=portions, number=number, reason=reason, now=now))


def credit_snapshot(
    invoice: Invoice, *, portions: list[Left], number: InvoiceNumber, reason: str, now: dt.datetime
) -> InvoiceSnapshot:
    """Return what a credit note says: the parties, references and payment data of its invoice, and a part of its lines."""
    said = invoice.said()
    return replace(
        said,
        kind=Kind.CREDIT_NOTE,
        number=str(number),
        issued_on=now.astimezone(COPENHAGEN).date(),
        due_on=None,
        issued_at=now,
        lines=tuple(line_of_portion(portion, number) for number, portion in enumerate(portions, 1)),
        net=sum_of(portion.net for portion in portions),
        vat=sum_of(portion.vat for portion in portions),
        total=sum_of(portion.total for portion in portions),
        preceding=preceding_of(invoice),
        reason=reason.strip(),
    )


def line_of_portion(portion: Left, number: int) -> Line:
    """Return a line for what is taken of an invoice's line: the line itself when it is taken whole."""
    row = portion.line
    if portion.net == row.net:
        return Line(number, row.description, row.quantity, row.unit_price, row.net, row.vat_rate, row.vat)
    return Line(number, row.description, Decimal(1), portion.net, portion.net, row.vat_rate, portion.vat)


def credit_letter_key(credit_note_id: int, person_id: int) -> str:
    """Return the key that makes a credit note's letter to a person the only one."""
    return f"credit_note:{credit_note_id}:{person_id}"


def _refuse_unless_creditable(invoice: Invoice, left_before: Decimal | None) -> None:
    if invoice.status == Invoice.Status.DRAFT:
        raise CreditRefused(_("A draft is not credited; it has not been issued yet."))
    if invoice.status == Invoice.Status.CREDITED:
        raise CreditRefused(_("Nothing is left to credit of %(number)s.") % {"number": invoice.number})
    if left_before is not None and left_before != invoice.left:
        raise CreditRefused(
            _("%(number)s was credited meanwhile; now %(left)s is left. Look at it again.")
            % {"number": invoice.number, "left": kroner(invoice.left)}
        )


def _recipients(invoice: Invoice, now: dt.datetime) -> list[Person]:
    recipients = recipients_of(invoice.agreement, on=now.astimezone(COPENHAGEN).date())
    if not recipients:
        raise CreditRefused(_("The municipality has no coordinator to send the credit note to."))
    return recipients


def _write_letter(
    credit_note: CreditNote, snapshot: InvoiceSnapshot, person: Person, pdf: bytes, now: dt.datetime
) -> None:
    language = person.language
    write_letter(
        "credit_note",
        key=credit_letter_key(credit_note.pk, person.pk),
        person=person,
        values={
            "name": person.name,
            "number": snapshot.number,
            "invoice": credit_note.invoice.number,
            "municipality": snapshot.buyer.name,
            "partnership": snapshot.references.partnership,
            "reason": snapshot.reason,
            "net": kroner(snapshot.net, language),
            "total": kroner(snapshot.total, language),
            "left": kroner(credit_note.invoice.left, language),
            "contact": snapshot.seller.email,
            "url": settings.SITE_URL + reverse("billing:credit-note", args=[credit_note.pk]),
        },
        attachments=[Attachment(f"{snapshot.number}.pdf", "application/pdf", pdf)],
        priority=Letter.Priority.PERSONAL,
        now=now,
    )
