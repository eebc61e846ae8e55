"""Drafts: what each agreement owes for a fee year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from billing.models import FeeYear, Invoice, InvoiceLine
from billing.services.fees import Fee, fee_of, vat_rate_for
from partnership.models import Agreement
from partnership.text import COPENHAGEN


@transaction.atomic
def draft_invoices(fee_year: FeeYear, *, now: dt.datetime) -> int:
    """Draft an invoice for each agreement that pays and has none standing for the fee year; returns how many are new.

    Amounts in DKK, rounded half up to the øre. Drafts that stand already are brought up to date.
    """
    fee_year = FeeYear.objects.lock(fee_year.pk)
    rate = vat_rate_for(fee_year, on=now.astimezone(COPENHAGEN).date())
    for draft in _drafts(fee_year):
        _bring_up_to_date(draft, fee_of(draft.agreement, fee_year=fee_year, vat_rate=rate), fee_year)
    agreements = undrafted(fee_year)
    for agreement in agreements:
        _draft(agreement, fee_year, fee_of(agreement, fee_year=fee_year, vat_rate=rate), now)
    return len(agreements)


@transaction.atomic
def draft_invoice(agreement: Agreement, *, fee_year: FeeYear, now: dt.datetime) -> Invoice:
    """Return the agreement's standing invoice for the fee year: drafted now, or a draft that is brought up to date."""
    fee_year = FeeYear.objects.lock(fee_year.pk)
    standing = Invoice.objects.standing().filter(fee_year=fee_year, agreement=agreement).first()
    if standing and standing.number:
        return standing
    rate = vat_rate_for(fee_year, on=now.astimezone(COPENHAGEN).date())
    fee = fee_of(agreement, fee_year=fee_year, vat_rate=rate)
    if standing is None:
        return _draft(agreement, fee_year, fee, now)
    _bring_up_to_date(standing, fee, fee_year)
    return standing


def undrafted(fee_year: FeeYear) -> list[Agreement]:
    """Return the agreements that pay, without a standing invoice for the fee year, in Danish order."""
    standing = Invoice.objects.standing().filter(fee_year=fee_year).values("agreement")
    agreements = fee_year.paying_agreements().exclude(pk__in=standing)
    return list(agreements.select_related("municipality").order_by("municipality__sort_key"))


def planned_invoice(agreement: Agreement, fee_year: FeeYear, fee: Fee) -> Invoice:
    """Return the draft that an agreement is going to get, not stored."""
    invoice = Invoice(agreement=agreement, fee_year=fee_year)
    _fill(invoice, fee)
    return invoice


def _drafts(fee_year: FeeYear) -> list[Invoice]:
    drafts = Invoice.objects.drafts().filter(fee_year=fee_year, replaces=None)
    return list(drafts.filter(agreement__in=fee_year.paying_agreements()).select_related("agreement"))


def _draft(agreement: Agreement, fee_year: FeeYear, fee: Fee, now: dt.datetime) -> Invoice:
    invoice = planned_invoice(agreement, fee_year, fee)
    invoice.created_at = now
    invoice.save()
    _line(invoice, fee, fee_year).save()
    return invoice


def _bring_up_to_date(draft: Invoice, fee: Fee, fee_year: FeeYear) -> None:
    """Let a draft ask for what the agreement, the fee and the VAT rate say today."""
    line = _line(draft, fee, fee_year)
    same = draft.lines.filter(number=1, net=line.net, vat_rate=line.vat_rate, description=line.description)
    if same.exists() and (draft.period_from, draft.period_to) == (fee.period_from, fee.period_to):
        return
    _fill(draft, fee)
    draft.save(update_fields=["net", "vat", "total", "period_from", "period_to"])
    draft.lines.all().delete()
    line.save()


def _fill(invoice: Invoice, fee: Fee) -> None:
    invoice.net, invoice.vat, invoice.total = fee.net, fee.vat, fee.total
    invoice.period_from, invoice.period_to = fee.period_from, fee.period_to


def _line(invoice: Invoice, fee: Fee, fee_year: FeeYear) -> InvoiceLine:
    return InvoiceLine(
        invoice=invoice,
        number=1,
        description=fee.text(fee_year.number),
        quantity=Decimal(1),
        unit_price=fee.net,
        net=fee.net,
        vat_rate=fee.vat_rate,
        vat=fee.vat,
    )
