"""Issue a whole fee year at once, or tell what that would do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from billing.documents.checks import missing_for_e_invoice
from billing.models import FeeYear, Invoice
from billing.models.invoice import InvoiceQuerySet
from billing.services.drafts import draft_invoices, planned_invoice
from billing.services.fees import fee_of, vat_rate_for
from billing.services.issuing import Outcome, attempt_issue
from billing.services.profiles import profiles_by_municipality
from billing.services.readiness import ready_seller, recipients_by_municipality, references_lacking, what_is_missing
from billing.services.snapshots import buyer_of


@dataclass(frozen=True)
class Row:
    """What happened, or would happen, to one municipality; amounts in DKK.

    `e_invoice_missing` says what keeps an invoice that is issued all the same from being electronic.
    """

    code: str
    name: str
    outcome: str
    number: str
    net: Decimal
    vat: Decimal
    total: Decimal
    due_on: dt.date | None
    detail: str
    e_invoice_missing: tuple[str, ...] = ()


@dataclass
class IssueReport:
    """What an issuing of a fee year did."""

    rows: list[Row] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """Count the rows with an outcome."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        return {outcome.value: self.count(outcome) for outcome in Outcome}

    @property
    def failed(self) -> list[Row]:
        """The rows that need somebody's attention."""
        return [row for row in self.rows if row.outcome == Outcome.FAILED]

    @property
    def on_paper(self) -> list[Row]:
        """The rows whose invoice is a PDF alone, since the municipality has not stated what an e-invoice takes."""
        return [row for row in self.rows if row.outcome == Outcome.ISSUED and row.e_invoice_missing]

    @property
    def sum_issued(self) -> Decimal:
        """The sum that the issued invoices ask for, VAT included."""
        return sum((row.total for row in self.rows if row.outcome == Outcome.ISSUED), Decimal())


def issue_invoices(fee_year: FeeYear, *, now: dt.datetime) -> IssueReport:
    """Draft and issue all invoices of a fee year, each in its own transaction; a second call issues nothing.

    Raises NotReady, before any draft is made or number drawn, when the seller settings are incomplete.
    """
    ready_seller()
    draft_invoices(fee_year, now=now)
    report = IssueReport()
    for invoice in _invoices_of(fee_year):
        outcome, detail = attempt_issue(invoice, now=now)
        report.rows.append(_row(invoice, outcome, detail))
    return report


def preview_invoices(fee_year: FeeYear, *, now: dt.datetime) -> IssueReport:
    """Return what an issuing would do, without writing anything. Raises NotReady as issuing does."""
    today = timezone.localdate(now)
    seller = ready_seller()
    due_on = today + dt.timedelta(days=seller.payment_term_days)
    invoices = _planned(fee_year, today)
    municipalities = [invoice.agreement.municipality_id for invoice in invoices]
    recipients = recipients_by_municipality(municipalities, on=today)
    profiles = profiles_by_municipality(municipalities, on=today)
    report = IssueReport()
    for invoice in invoices:
        if invoice.number:
            report.rows.append(_row(invoice, Outcome.SKIPPED, ""))
            continue
        municipality = invoice.agreement.municipality
        buyer = buyer_of(municipality, contact_name="", profile=profiles.get(municipality.pk))
        missing = what_is_missing(invoice.agreement, recipients[municipality.pk], fee_year=fee_year)
        missing += references_lacking(seller, buyer)
        invoice.due_on = None if missing else due_on
        row = _row(invoice, Outcome.FAILED if missing else Outcome.ISSUED, " ".join(missing))
        report.rows.append(replace(row, e_invoice_missing=tuple(missing_for_e_invoice(buyer))))
    return report


def _planned(fee_year: FeeYear, today: dt.date) -> list[Invoice]:
    """The issued invoices, and what is going to be drafted or brought up to date; nothing is stored. In Danish order."""
    issued = list(_invoices_of(fee_year).issued())
    paying = fee_year.paying_agreements().exclude(pk__in=[invoice.agreement_id for invoice in issued])
    rate = vat_rate_for(fee_year, on=today)
    planned = [
        planned_invoice(agreement, fee_year, fee_of(agreement, fee_year=fee_year, vat_rate=rate))
        for agreement in paying.select_related("municipality")
    ]
    return sorted([*issued, *planned], key=lambda invoice: invoice.agreement.municipality.sort_key)


def _invoices_of(fee_year: FeeYear) -> InvoiceQuerySet:
    """The issued invoices, and the drafts of agreements that take part in the year or did."""
    of_those_who_left = Q(status=Invoice.Status.DRAFT) & ~Q(agreement__in=fee_year.paying_agreements())
    invoices = Invoice.objects.standing().filter(fee_year=fee_year).exclude(of_those_who_left)
    related = ("agreement__municipality", "agreement__partnership", "fee_year__partnership")
    return invoices.select_related(*related).order_by("agreement__municipality__sort_key")


def _row(invoice: Invoice, outcome: Outcome, detail: str) -> Row:
    municipality = invoice.agreement.municipality
    return Row(
        code=municipality.code,
        name=municipality.name,
        outcome=outcome.value,
        number=invoice.number,
        net=invoice.net,
        vat=invoice.vat,
        total=invoice.total,
        due_on=invoice.due_on,
        detail=detail,
        e_invoice_missing=tuple(missing_for_e_invoice(invoice.said().buyer)) if invoice.number else (),
    )
