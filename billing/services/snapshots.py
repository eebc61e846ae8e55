"""Freeze what an invoice says, from the rows as they are at the moment of issue."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from billing.models import BillingProfile, Invoice, InvoiceLine, Seller
from billing.services.fees import lawful_vat_rate
from billing.services.numbers import InvoiceNumber
from billing.snapshot import (
    BuyerParty,
    InvoiceSnapshot,
    Line,
    PaymentDetails,
    PrecedingInvoice,
    References,
    SellerParty,
)
from municipalities.models import Municipality
from partnership.models import Person
from partnership.text import COPENHAGEN


def snapshot_of(
    invoice: Invoice,
    *,
    number: InvoiceNumber,
    seller: Seller,
    contact: Person,
    profile: BillingProfile | None,
    now: dt.datetime,
    lines: tuple[Line, ...] | None = None,
) -> InvoiceSnapshot:
    """Return what the invoice says if it gets this number now; the dates are those of Copenhagen.

    `lines` stand in for those of an invoice that is not stored yet. An invoice that replaces another names it and keeps its
    payment id, so that a payment under way finds the debt.
    """
    agreement, fee_year = invoice.agreement, invoice.fee_year
    partnership, municipality = fee_year.partnership, agreement.municipality
    issued_on = now.astimezone(COPENHAGEN).date()
    replaced = invoice.replaces
    return InvoiceSnapshot(
        number=str(number),
        issued_on=issued_on,
        due_on=issued_on + dt.timedelta(days=seller.payment_term_days),
        issued_at=now,
        currency=invoice.currency,
        seller=_seller_party(seller),
        buyer=buyer_of(municipality, contact_name=contact.name, profile=profile),
        references=References(
            partnership=partnership.name,
            case_id=agreement.case_id or partnership.case_id,
            document_id=agreement.document_id or partnership.document_id,
            municipality_case_no=agreement.municipality_case_no,
        ),
        fee_year=fee_year.number,
        period_from=invoice.period_from or fee_year.starts_on,
        period_to=invoice.period_to or fee_year.ends_on,
        lines=lines if lines is not None else tuple(line_of(row) for row in invoice.lines.order_by("number")),
        net=invoice.net,
        vat=invoice.vat,
        total=invoice.total,
        payment=PaymentDetails(
            method=seller.payment_method,
            payment_id=replaced.payment_id if replaced else number.payment_id,
            creditor_number=seller.creditor_number,
            registration_number=seller.registration_number,
            account_number=seller.account_number,
            iban=seller.iban,
        ),
        preceding=preceding_of(replaced) if replaced else None,
        vat_rate=lawful_vat_rate(on=issued_on),
    )


def preceding_of(invoice: Invoice) -> PrecedingInvoice:
    """Return an issued invoice as those documents name it that correct it. Raises ValueError for a draft."""
    if invoice.issued_on is None:
        raise ValueError("a draft has no date to be named with")
    return PrecedingInvoice(invoice.number, invoice.issued_on)


def buyer_of(municipality: Municipality, *, contact_name: str, profile: BillingProfile | None) -> BuyerParty:
    """Return the municipality as its invoices name it, with what its billing profile states."""
    party = BuyerParty(
        name=municipality.official_name, code=municipality.code, cvr=municipality.cvr, contact_name=contact_name
    )
    if profile is None:
        return party
    return replace(
        party,
        contact_name=profile.contact_name or contact_name,
        contact_email=profile.contact_email,
        unit=profile.unit,
        street=profile.street,
        building_number=profile.building_number,
        postal_code=profile.postal_code,
        city=profile.city,
        ean=profile.gln,
        person_reference=profile.person_reference,
        order_number=profile.order_number,
        account_string=profile.account_string,
        preferred_format=profile.preferred_format,
    )


def line_of(row: InvoiceLine) -> Line:
    """Return what a line's row says."""
    return Line(row.number, row.description, row.quantity, row.unit_price, row.net, row.vat_rate, row.vat)


def _seller_party(seller: Seller) -> SellerParty:
    return SellerParty(
        name=seller.name,
        street=seller.street,
        building_number=seller.building_number,
        postal_code=seller.postal_code,
        city=seller.city,
        cvr=seller.cvr,
        contact_name=seller.contact_name,
        email=seller.email,
        phone=seller.phone,
    )
