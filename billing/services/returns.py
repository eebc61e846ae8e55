"""A municipality sends an invoice back: one action takes it back and issues it anew, with the right references."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from billing.documents.checks import missing_for_e_invoice
from billing.models import CreditNote, FeeYear, Invoice, InvoiceLine
from billing.services.credit_notes import (
    CreditRefused,
    Left,
    credit_invoice,
    line_of_portion,
    portions_of,
    proof_of_credit,
)
from billing.services.issuing import TROUBLE, Proof, issue_invoice, print_ahead
from billing.services.profiles import profile_of
from billing.services.snapshots import buyer_of
from billing.snapshot import BuyerParty, Line, rounded, sum_of
from partnership.models import Person
from partnership.text import COPENHAGEN

#: What the credit note says: Danish, as the voucher is.
REASONS = {
    CreditNote.Cause.EAN: "Faktura returneret: forkert EAN-nummer",
    CreditNote.Cause.ORDER_NUMBER: "Faktura returneret: manglende ordre-/rekvisitionsnummer",
    CreditNote.Cause.PERSON_REFERENCE: "Faktura returneret: forkert eller manglende personreference",
}
#: What the municipality must have corrected since, by the field of the buyer.
_CORRECTED = {
    CreditNote.Cause.EAN: "ean",
    CreditNote.Cause.ORDER_NUMBER: "order_number",
    CreditNote.Cause.PERSON_REFERENCE: "person_reference",
}


@dataclass(frozen=True)
class Returned:
    """What came of a return."""

    credit_note: CreditNote
    invoice: Invoice


@dataclass(frozen=True)
class ReturnPlan:
    """What a return is going to do, printed ahead: the credit note and the new invoice as they will read."""

    credit: Proof
    invoice: Proof
    left: Decimal


def plan_return(invoice: Invoice, *, cause: str, now: dt.datetime) -> ReturnPlan:
    """Print both documents ahead of the locks, and for the preview. Raises CreditRefused, and what issuing raises."""
    _refuse_unless_corrected(invoice, cause, now)
    credit = proof_of_credit(invoice, reason=reason_of(cause), now=now)
    draft, lines = _successor(invoice, portions_of(invoice, amounts=None), now)
    return ReturnPlan(credit, print_ahead(draft, now=now, lines=lines), invoice.left)


@transaction.atomic
def return_invoice(
    invoice: Invoice, *, cause: str, by: Person | None, now: dt.datetime, plan: ReturnPlan | None = None
) -> Returned:
    """Credit what is left of an invoice and issue it anew with the references of today: both, or nothing at all.

    The new invoice has its own number and dates, names the one that it replaces, and keeps its payment id, so that a payment
    under way is found. Raises CreditRefused (nothing left, nothing corrected), NotReady, NotValid, OSError.
    """
    FeeYear.objects.lock(invoice.fee_year_id)
    locked = Invoice.objects.lock(invoice.pk)
    _refuse_unless_corrected(locked, cause, now)
    portions = portions_of(locked, amounts=None)
    credit_note = credit_invoice(
        locked,
        reason=reason_of(cause),
        cause=cause,
        by=by,
        now=now,
        left_before=plan.left if plan else None,
        proof=plan.credit if plan else None,
    )
    draft, lines = _successor(locked, portions, now)
    draft.save()
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=draft,
            number=line.number,
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            net=line.net,
            vat_rate=line.vat_rate,
            vat=line.vat,
        )
        for line in lines
    )
    issue_invoice(draft, now=now, proof=plan.invoice if plan else None)
    invoice.refresh_from_db()
    return Returned(credit_note, draft)


def reason_of(cause: str) -> str:
    """Return what the credit note says. Raises CreditRefused for what is no return."""
    if cause not in REASONS:
        raise CreditRefused(_("Say why the invoice was returned."))
    return REASONS[CreditNote.Cause(cause)]


def _successor(invoice: Invoice, portions: list[Left], now: dt.datetime) -> tuple[Invoice, tuple[Line, ...]]:
    """Return a draft, not stored yet, that asks for what the credit note takes back, with VAT rounded anew."""
    taken = (line_of_portion(portion, number) for number, portion in enumerate(portions, 1))
    lines = tuple(replace(line, vat=rounded(line.net * line.vat_rate / 100)) for line in taken)
    net, vat = sum_of(line.net for line in lines), sum_of(line.vat for line in lines)
    draft = Invoice(
        agreement=invoice.agreement,
        fee_year=invoice.fee_year,
        net=net,
        vat=vat,
        total=net + vat,
        created_at=now,
        replaces=invoice,
        period_from=invoice.period_from,
        period_to=invoice.period_to,
    )
    return draft, lines


def _refuse_unless_corrected(invoice: Invoice, cause: str, now: dt.datetime) -> None:
    """Refuse to send the same references out again, or none."""
    reason_of(cause)
    if invoice.status != Invoice.Status.ISSUED:
        raise CreditRefused(_("Only an issued invoice of which something is left can be returned."))
    then, today = invoice.said().buyer, _buyer_today(invoice, now)
    if missing := missing_for_e_invoice(today):
        raise CreditRefused(" ".join(missing))
    name = _CORRECTED[CreditNote.Cause(cause)]
    if not getattr(today, name) or getattr(today, name) == getattr(then, name):
        raise CreditRefused(
            _(
                "The municipality's billing information is still the one on the invoice. "
                "Correct it first, then the new invoice is right."
            )
        )


def _buyer_today(invoice: Invoice, now: dt.datetime) -> BuyerParty:
    municipality = invoice.agreement.municipality
    profile = profile_of(municipality.pk, on=now.astimezone(COPENHAGEN).date())
    return buyer_of(municipality, contact_name="", profile=profile)


#: What a person is told as a refusal rather than as a fault of the program.
REFUSALS = (CreditRefused, *TROUBLE)
