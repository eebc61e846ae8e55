"""What a municipality's next invoice still lacks, and how its invoices stand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.documents.checks import missing_for_e_invoice
from billing.models import FeeYear, Invoice, Seller
from billing.services.profiles import profiles_by_municipality
from billing.services.readiness import recipients_by_municipality, what_is_missing
from billing.services.snapshots import buyer_of
from partnership.models import Agreement
from partnership.owed import Owed
from partnership.text import kroner

#: So long before its due date an unpaid invoice is something that is owed.
DUE_SOON = dt.timedelta(days=14)


@dataclass(frozen=True)
class InvoiceStanding:
    """An invoice on the municipality's home, with its balance; `is_due_over` tells that it should have been paid."""

    invoice: Invoice
    is_due_over: bool


def owed_billing_data(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement what is missing before its next invoice; six queries at most, however many agreements.

    The deadline is the day on which that fee year's invoices are issued. Nothing is owed once all invoices are issued.
    What an e-invoice refers to is owed where the seller issues none without it.
    """
    today = timezone.localdate(now)
    next_issue = _next_issues(agreements)
    waiting = [agreement for agreement in agreements if agreement.pk in next_issue]
    recipients = recipients_by_municipality({agreement.municipality_id for agreement in waiting}, on=today)
    references = _references_missing(waiting, on=today)
    owed: dict[int, list[Owed]] = {agreement.pk: [] for agreement in agreements}
    for agreement in waiting:
        deadline = next_issue[agreement.pk]
        owed[agreement.pk] = [
            Owed(text=sentence, url=reverse("billing:list"), action=_("See the invoices"), deadline=deadline)
            for sentence in what_is_missing(agreement, recipients[agreement.municipality_id])
        ] + [
            Owed(
                text=sentence,
                url=reverse("billing:profiles", args=[agreement.municipality.code]),
                action=_("Fill in the billing information"),
                deadline=deadline,
            )
            for sentence in references[agreement.pk]
        ]
    return owed


def invoice_standings(agreement: Agreement, *, now: dt.datetime) -> list[InvoiceStanding]:
    """Return the agreement's issued invoices, the latest first; one query."""
    today = timezone.localdate(now)
    invoices = Invoice.objects.issued().with_balance().filter(agreement=agreement).select_related("fee_year")
    return [
        InvoiceStanding(
            invoice,
            is_due_over=invoice.status == Invoice.Status.ISSUED
            and invoice.balance > 0
            and invoice.due_on is not None
            and invoice.due_on < today,
        )
        for invoice in invoices
    ]


def owed_payments(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement what is to be paid within two weeks or should have been; one query.

    What is disputed waits until it is settled.
    """
    soon = timezone.localdate(now) + DUE_SOON
    unpaid = Invoice.objects.unpaid().undisputed().filter(agreement__in=agreements, due_on__lte=soon)
    owed: dict[int, list[Owed]] = {agreement.pk: [] for agreement in agreements}
    for invoice in unpaid.order_by("due_on", "pk"):
        text = _("Invoice %(number)s: %(left)s is to be paid.")
        owed[invoice.agreement_id].append(
            Owed(
                text=text % {"number": invoice.number, "left": kroner(invoice.owed)},
                url=reverse("billing:invoice", args=[invoice.pk]),
                action=_("See the invoice"),
                deadline=invoice.due_on,
            )
        )
    return owed


def _references_missing(agreements: Sequence[Agreement], *, on: dt.date) -> dict[int, list[str]]:
    seller = Seller.objects.first()
    if seller is None or not seller.references_required:
        return {agreement.pk: [] for agreement in agreements}
    profiles = profiles_by_municipality({agreement.municipality_id for agreement in agreements}, on=on)
    return {
        agreement.pk: missing_for_e_invoice(
            buyer_of(agreement.municipality, contact_name="", profile=profiles.get(agreement.municipality_id))
        )
        for agreement in agreements
    }


def _next_issues(agreements: Sequence[Agreement]) -> dict[int, dt.date]:
    """Return by agreement the day on which the first fee year without an issued invoice is invoiced."""
    issued = set(
        Invoice.objects.filter(status=Invoice.Status.ISSUED, agreement__in=agreements).values_list(
            "agreement", "fee_year"
        )
    )
    years: dict[int, list[FeeYear]] = defaultdict(list)
    partnerships = {agreement.partnership_id for agreement in agreements}
    for year in FeeYear.objects.filter(partnership__in=partnerships).order_by("issue_on"):
        years[year.partnership_id].append(year)
    return {
        agreement.pk: left[0].issue_on
        for agreement in agreements
        if (left := [year for year in years[agreement.partnership_id] if (agreement.pk, year.pk) not in issued])
    }
