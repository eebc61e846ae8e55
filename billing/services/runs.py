"""Runs under way: a worker issues a fee year invoice by invoice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from billing.models import FeeYear, InvoiceRun, InvoiceRunResult
from billing.services.drafts import draft_invoice
from billing.services.issuing import Outcome, attempt_issue, proof_of
from partnership.doorbell import ring
from partnership.models import Agreement, StoredDocument

#: A sweep stops after this much work, well below Celery's time limit, and leaves the rest to the next.
SWEEP_TIME = dt.timedelta(seconds=60)
#: So long does a run belong to the worker that issued its last invoice; then another takes it up.
LEASE = dt.timedelta(seconds=15)


def carry_out_runs(*, clock: Callable[[], dt.datetime] = timezone.now) -> int:
    """Work on every run under way that no other worker is at; returns how many invoices were issued.

    A killed worker's run is taken up again when its lease has passed. The lease only keeps a second worker free for letters:
    that nothing is issued twice rests on the rows and their locks.
    """
    deadline = clock() + SWEEP_TIME
    issued = 0
    for run in InvoiceRun.objects.under_way().select_related("fee_year__partnership"):
        if InvoiceRun.objects.filter(pk=run.pk).free(clock()).update(lease_until=clock() + LEASE):
            issued += _carry_out(run, deadline, clock)
    return issued


def agreements_left(run: InvoiceRun) -> list[Agreement]:
    """Return the agreements that pay and for which the run has no result yet, in Danish order."""
    done = InvoiceRunResult.objects.filter(run=run).values("agreement")
    paying = run.fee_year.paying_agreements().exclude(pk__in=done)
    return list(paying.select_related("municipality").order_by("municipality__sort_key"))


def documents_of(run: InvoiceRun) -> list[StoredDocument]:
    """Return the PDF and the XML of each invoice that the run issued, in the order of their numbers."""
    issued = run.results.filter(outcome=Outcome.ISSUED).values("invoice")
    of_run = Q(invoice__in=issued) | Q(invoice_document__invoice__in=issued)
    return list(StoredDocument.objects.filter(of_run).order_by("path"))


def _carry_out(run: InvoiceRun, deadline: dt.datetime, clock: Callable[[], dt.datetime]) -> int:
    issued = 0
    for agreement in agreements_left(run):
        if clock() >= deadline:
            InvoiceRun.objects.filter(pk=run.pk).update(lease_until=None)
            ring("invoice runs")
            return issued
        issued += _issue_for_run(run, agreement, now=clock())
    with transaction.atomic():
        FeeYear.objects.lock(run.fee_year_id)
        finished = {} if agreements_left(run) else {"finished_at": clock()}
        InvoiceRun.objects.unfinished().filter(pk=run.pk).update(lease_until=None, **finished)
    return issued


def _issue_for_run(run: InvoiceRun, agreement: Agreement, *, now: dt.datetime) -> bool:
    """Issue one agreement's invoice and note the result in the same transaction, unless another worker just did."""
    invoice = draft_invoice(agreement, fee_year=run.fee_year, now=now)
    proof = None if invoice.number else proof_of(invoice, now=now)
    with transaction.atomic():
        FeeYear.objects.lock(run.fee_year_id)
        if InvoiceRunResult.objects.filter(run=run, agreement=agreement).exists():
            return False
        outcome, detail = attempt_issue(invoice, now=now, proof=proof)
        InvoiceRunResult.objects.create(
            run=run, agreement=agreement, invoice=invoice, outcome=outcome, detail=detail[:500]
        )
        InvoiceRun.objects.filter(pk=run.pk).update(lease_until=now + LEASE)
    return outcome == Outcome.ISSUED
