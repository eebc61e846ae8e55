"""Drafts: what each agreement owes for a fee year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from billing.models import FeeYear, Invoice, InvoiceLine
from billing.services.amounts import amounts_of
from partnership.models import Agreement
from partnership.text import day


@transaction.atomic
def draft_invoices(fee_year: FeeYear, *, now: dt.datetime) -> int:
    """Draft an invoice for each active agreement that has none standing for the fee year; returns how many are new.

    Amounts in DKK from the partnership's yearly fee and VAT rate, rounded half up to the øre.
    """
    fee_year = FeeYear.objects.lock(fee_year.pk)
    agreements = undrafted(fee_year)
    for agreement in agreements:
        _draft(agreement, fee_year, now)
    return len(agreements)


@transaction.atomic
def draft_invoice(agreement: Agreement, *, fee_year: FeeYear, now: dt.datetime) -> Invoice:
    """Return the agreement's standing invoice for the fee year, drafted now if there was none."""
    fee_year = FeeYear.objects.lock(fee_year.pk)
    standing = Invoice.objects.standing().filter(fee_year=fee_year, agreement=agreement).first()
    return standing or _draft(agreement, fee_year, now)


def undrafted(fee_year: FeeYear) -> list[Agreement]:
    """Return the active agreements without a standing invoice for the fee year, in Danish order."""
    standing = Invoice.objects.standing().filter(fee_year=fee_year).values("agreement")
    agreements = Agreement.objects.active().filter(partnership=fee_year.partnership_id).exclude(pk__in=standing)
    return list(agreements.select_related("municipality").order_by("municipality__sort_key"))


def line_text(fee_year: FeeYear) -> str:
    """Return the text of the fee's line: Danish, as the voucher is."""
    period = f"{day(fee_year.starts_on, 'da')} – {day(fee_year.last_day, 'da')}"
    return f"Deltagerbetaling år {fee_year.number}: {period}"


def _draft(agreement: Agreement, fee_year: FeeYear, now: dt.datetime) -> Invoice:
    amounts = amounts_of(fee_year.partnership)
    invoice = Invoice.objects.create(
        agreement=agreement,
        fee_year=fee_year,
        net=amounts.net,
        vat=amounts.vat,
        total=amounts.total,
        created_at=now,
    )
    InvoiceLine.objects.create(
        invoice=invoice,
        number=1,
        description=line_text(fee_year),
        quantity=Decimal(1),
        unit_price=amounts.net,
        net=amounts.net,
        vat_rate=fee_year.partnership.vat_rate,
        vat=amounts.vat,
    )
    return invoice
