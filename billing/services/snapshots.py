"""Freeze what an invoice says, from the rows as they are at the moment of issue."""

from __future__ import annotations

import datetime as dt

from billing.models import Invoice, InvoiceLine, Seller
from billing.services.numbers import InvoiceNumber
from billing.snapshot import BuyerParty, InvoiceSnapshot, Line, PaymentDetails, References, SellerParty
from partnership.models import Person
from partnership.text import COPENHAGEN


def snapshot_of(
    invoice: Invoice, *, number: InvoiceNumber, seller: Seller, contact: Person, now: dt.datetime
) -> InvoiceSnapshot:
    """Return what the invoice says if it gets this number now; the dates are those of Copenhagen."""
    agreement, fee_year = invoice.agreement, invoice.fee_year
    partnership, municipality = fee_year.partnership, agreement.municipality
    issued_on = now.astimezone(COPENHAGEN).date()
    return InvoiceSnapshot(
        number=str(number),
        issued_on=issued_on,
        due_on=issued_on + dt.timedelta(days=seller.payment_term_days),
        issued_at=now,
        currency=invoice.currency,
        seller=_seller_party(seller),
        buyer=BuyerParty(
            name=municipality.official_name, code=municipality.code, cvr=municipality.cvr, contact_name=contact.name
        ),
        references=References(
            partnership=partnership.name,
            case_id=agreement.case_id or partnership.case_id,
            document_id=agreement.document_id or partnership.document_id,
            municipality_case_no=agreement.municipality_case_no,
        ),
        fee_year=fee_year.number,
        period_from=fee_year.starts_on,
        period_to=fee_year.ends_on,
        lines=tuple(line_of(row) for row in invoice.lines.order_by("number")),
        net=invoice.net,
        vat=invoice.vat,
        total=invoice.total,
        payment=PaymentDetails(
            method=seller.payment_method,
            payment_id=number.payment_id,
            creditor_number=seller.creditor_number,
            registration_number=seller.registration_number,
            account_number=seller.account_number,
            iban=seller.iban,
        ),
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
