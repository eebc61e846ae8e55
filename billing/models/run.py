"""Invoice runs: somebody asks, a worker issues, the rows tell what happened."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from billing.models.fee_year import FeeYear
from billing.models.invoice import Invoice
from partnership.models import Agreement, Person


class InvoiceRunQuerySet(models.QuerySet["InvoiceRun"]):
    def unfinished(self) -> InvoiceRunQuerySet:
        """Runs that still have something to do."""
        return self.filter(finished_at=None)

    def free(self, now: dt.datetime) -> InvoiceRunQuerySet:
        """Unfinished runs that no worker is at."""
        return self.unfinished().filter(Q(lease_until=None) | Q(lease_until__lte=now))

    def with_progress(self) -> InvoiceRunQuerySet:
        """Add `issued_count`, `skipped_count` and `failed_count`, and `left_count`: active agreements without a result."""
        counts = {
            f"{outcome}_count": Count("results", filter=Q(results__outcome=outcome))
            for outcome in InvoiceRunResult.Outcome.values
        }
        done = InvoiceRunResult.objects.filter(run=OuterRef(OuterRef("pk")), agreement=OuterRef("pk"))
        left = (
            Agreement.objects.active().filter(~Exists(done), partnership=OuterRef("fee_year__partnership")).order_by()
        )
        counted = left.values("partnership").annotate(n=Count("pk")).values("n")
        return self.annotate(**counts, left_count=Coalesce(Subquery(counted), 0))


class InvoiceRun(models.Model):
    """A request to issue all invoices of a fee year. Unfinished runs are what the worker sweeps."""

    fee_year = models.ForeignKey(FeeYear, models.PROTECT, verbose_name=_("fee year"), related_name="runs")
    requested_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("requested by"), related_name="+", null=True, blank=True
    )
    requested_at = models.DateTimeField(_("requested"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    lease_until = models.DateTimeField(_("belongs to a worker until"), null=True, blank=True, editable=False)

    objects = InvoiceRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice run")
        verbose_name_plural = _("invoice runs")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fee_year"],
                condition=Q(finished_at__isnull=True),
                name="invoice_run_one_at_a_time",
                violation_error_message=_("The invoices of this fee year are already being issued."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.fee_year} ({self.requested_at:%Y-%m-%d %H:%M})"


class InvoiceRunResult(models.Model):
    """What a run did for one agreement."""

    class Outcome(models.TextChoices):
        ISSUED = "issued", _("issued")
        SKIPPED = "skipped", _("already issued")
        FAILED = "failed", _("not issued")

    run = models.ForeignKey(InvoiceRun, models.CASCADE, verbose_name=_("run"), related_name="results")
    agreement = models.ForeignKey(Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="+")
    invoice = models.ForeignKey(
        Invoice, models.SET_NULL, verbose_name=_("invoice"), related_name="+", null=True, blank=True
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    detail = models.CharField(_("detail"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["agreement__municipality__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["run", "agreement"], name="invoice_run_result_once_per_agreement")
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.get_outcome_display()}"
