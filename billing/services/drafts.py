"""Drafts: what each agreement owes for a fee year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from billing.models import FeeYear, Invoice, InvoiceLine
from billing.snapshot import rounded
from partnership.models import Agreement
from partnership.text import day


@transaction.atomic
def draft_invoices(fee_year: FeeYear, *, now: dt.datetime) -> int:
    """Draft an invoice for each active agreement that has none standing for the fee year; returns how many are new.

    Amounts in DKK from the partnership's yearly fee and VAT rate, rounded half up to the øre.
    """
    fee_year = FeeYear.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=fee_year.pk)
    return sum(draft_invoice(agreement, fee_year=fee_year, now=now) is not None for agreement in undrafted(fee_year))


def undrafted(fee_year: FeeYear) -> list[Agreement]:
    """Return the active agreements without a standing invoice for the fee year, in Danish order."""
    standing = Invoice.objects.standing().filter(fee_year=fee_year).values("agreement")
    agreements = Agreement.objects.active().filter(partnership=fee_year.partnership_id).exclude(pk__in=standing)
    return list(agreements.select_related("municipality").order_by("municipality__sort_key"))


def draft_invoice(agreement: Agreement, *, fee_year: FeeYear, now: dt.datetime) -> Invoice:
    """Draft one agreement's invoice; the caller holds the fee year's lock."""
    partnership = fee_year.partnership
    net = rounded(partnership.yearly_fee)
    vat = rounded(net * partnership.vat_rate / 100)
    invoice = Invoice.objects.create(
        agreement=agreement, fee_year=fee_year, net=net, vat=vat, total=net + vat, created_at=now
    )
    InvoiceLine.objects.create(
        invoice=invoice,
        number=1,
        description=line_text(fee_year),
        quantity=Decimal(1),
        unit_price=net,
        net=net,
        vat_rate=partnership.vat_rate,
        vat=vat,
    )
    return invoice


def line_text(fee_year: FeeYear) -> str:
    """Return the text of the fee's line: Danish, as the voucher is."""
    period = f"{day(fee_year.starts_on, 'da')} – {day(fee_year.last_day, 'da')}"
    return f"Deltagerbetaling år {fee_year.number}: {period}"
