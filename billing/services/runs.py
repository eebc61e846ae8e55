"""Issue a whole fee year: each municipality for itself, so that one's trouble stops no other."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from billing.models import FeeYear, Invoice, InvoiceRun, InvoiceRunResult
from billing.services.drafts import draft_invoice, draft_invoices, undrafted
from billing.services.issuing import issue_invoice
from billing.services.readiness import NotReady, missing_for, ready_seller, recipients_of
from billing.snapshot import TotalsDiffer, rounded
from partnership.doorbell import ring
from partnership.models import Agreement, Person

logger = logging.getLogger(__name__)

#: A sweep stops after this much work, well below Celery's time limit, and leaves the rest to the next.
SWEEP_TIME = dt.timedelta(seconds=60)

Outcome = InvoiceRunResult.Outcome


@dataclass(frozen=True)
class Row:
    """What happened, or would happen, to one municipality."""

    code: str
    name: str
    outcome: str
    number: str
    net: Decimal
    vat: Decimal
    total: Decimal
    due_on: dt.date | None
    detail: str


@dataclass
class IssueReport:
    """What an issuing of a fee year did."""

    rows: list[Row] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """Count the rows with an outcome."""
        return sum(row.outcome == outcome for row in self.rows)


def issue_invoices(fee_year: FeeYear, *, now: dt.datetime) -> IssueReport:
    """Draft and issue all invoices of a fee year, each in its own transaction; a second call issues nothing.

    Raises NotReady, before any number is drawn, when the seller settings are incomplete.
    """
    ready_seller()
    draft_invoices(fee_year, now=now)
    report = IssueReport()
    for invoice in _standing(fee_year):
        outcome, detail = _issue_one(invoice, now=now)
        report.rows.append(_row(invoice, outcome, detail))
    return report


def preview_invoices(fee_year: FeeYear, *, now: dt.datetime) -> IssueReport:
    """Return what an issuing would do, without writing anything. Raises NotReady as issuing does."""
    ready_seller()
    today = timezone.localdate(now)
    net = rounded(fee_year.partnership.yearly_fee)
    vat = rounded(net * fee_year.partnership.vat_rate / 100)
    planned = [
        Invoice(agreement=agreement, fee_year=fee_year, net=net, vat=vat, total=net + vat)
        for agreement in undrafted(fee_year)
    ]
    invoices = sorted([*_standing(fee_year), *planned], key=lambda row: row.agreement.municipality.sort_key)
    return IssueReport([_preview_row(invoice, today) for invoice in invoices])


@transaction.atomic
def request_run(fee_year: FeeYear, *, by: Person | None, now: dt.datetime) -> tuple[InvoiceRun, bool]:
    """Ask for a fee year to be issued by a worker; a second press returns the unfinished run, and False.

    Raises NotReady when the seller settings are incomplete.
    """
    ready_seller()
    fee_year = FeeYear.objects.select_for_update().get(pk=fee_year.pk)
    run, created = InvoiceRun.objects.get_or_create(
        fee_year=fee_year, finished_at=None, defaults={"requested_by": by, "requested_at": now}
    )
    if created:
        ring("invoice runs")
    return run, created


def carry_out_runs(*, clock: Callable[[], dt.datetime] = timezone.now) -> int:
    """Work on every unfinished run; returns how many invoices were issued. A killed worker's run is taken up again."""
    deadline = clock() + SWEEP_TIME
    issued = 0
    for run in InvoiceRun.objects.filter(finished_at=None).select_related("fee_year__partnership"):
        issued += _carry_out(run, deadline, clock)
    return issued


def _carry_out(run: InvoiceRun, deadline: dt.datetime, clock: Callable[[], dt.datetime]) -> int:
    issued = 0
    for agreement in _agreements_left(run):
        if clock() >= deadline:
            ring("invoice runs")
            return issued
        issued += _issue_for_run(run, agreement, now=clock())
    with transaction.atomic():
        if not _agreements_left(run):
            InvoiceRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=clock())
    return issued


def _agreements_left(run: InvoiceRun) -> list[Agreement]:
    done = InvoiceRunResult.objects.filter(run=run).values("agreement")
    active = Agreement.objects.active().filter(partnership=run.fee_year.partnership_id).exclude(pk__in=done)
    return list(active.select_related("municipality").order_by("municipality__sort_key"))


def _issue_for_run(run: InvoiceRun, agreement: Agreement, *, now: dt.datetime) -> bool:
    """Issue one agreement's invoice and note the result in the same transaction, unless another worker just did."""
    with transaction.atomic():
        fee_year = FeeYear.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=run.fee_year_id)
        if InvoiceRunResult.objects.filter(run=run, agreement=agreement).exists():
            return False
        standing = Invoice.objects.standing().filter(fee_year=fee_year, agreement=agreement).first()
        invoice = standing or draft_invoice(agreement, fee_year=fee_year, now=now)
        outcome, detail = _issue_one(invoice, now=now)
        InvoiceRunResult.objects.create(run=run, agreement=agreement, invoice=invoice, outcome=outcome, detail=detail)
    return outcome == Outcome.ISSUED


def _issue_one(invoice: Invoice, *, now: dt.datetime) -> tuple[str, str]:
    """Issue one invoice and return what happened; what can go wrong for one municipality is caught here."""
    try:
        issued = issue_invoice(invoice, now=now)
    except (NotReady, TotalsDiffer) as refusal:
        return Outcome.FAILED, str(refusal)
    except OSError as error:
        logger.exception("Invoice %s could not be stored", invoice.pk)
        return Outcome.FAILED, error.strerror or str(error)
    invoice.refresh_from_db()
    return (Outcome.ISSUED if issued else Outcome.SKIPPED), ""


def _standing(fee_year: FeeYear) -> Iterator[Invoice]:
    invoices = Invoice.objects.standing().filter(fee_year=fee_year)
    yield from invoices.select_related("agreement__municipality").order_by("agreement__municipality__sort_key")


def _preview_row(invoice: Invoice, today: dt.date) -> Row:
    if invoice.status != Invoice.Status.DRAFT:
        return _row(invoice, Outcome.SKIPPED, "")
    missing = missing_for(invoice.agreement, recipients_of(invoice.agreement, on=today))
    return _row(invoice, Outcome.FAILED if missing else Outcome.ISSUED, " ".join(missing))


def _row(invoice: Invoice, outcome: str, detail: str) -> Row:
    municipality = invoice.agreement.municipality
    return Row(
        code=municipality.code,
        name=municipality.name,
        outcome=str(outcome),
        number=invoice.number,
        net=invoice.net,
        vat=invoice.vat,
        total=invoice.total,
        due_on=invoice.due_on,
        detail=detail,
    )
