"""Invoice runs: somebody asks, a worker issues, the rows tell what happened."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from billing.models.fee_year import FeeYear
from billing.models.invoice import Invoice
from partnership.models import Agreement, Person
from partnership.text import day_time


class InvoiceRunQuerySet(models.QuerySet["InvoiceRun"]):
    def unfinished(self) -> InvoiceRunQuerySet:
        """Runs that still have something to do."""
        return self.filter(finished_at=None)

    def awaiting_approval(self) -> InvoiceRunQuerySet:
        """Runs of which nothing is done before a second person has said yes."""
        return self.unfinished().filter(approval_needed=True, approved_at=None)

    def under_way(self) -> InvoiceRunQuerySet:
        """Unfinished runs that wait for nobody's approval."""
        return self.unfinished().filter(Q(approval_needed=False) | Q(approved_at__isnull=False))

    def free(self, now: dt.datetime) -> InvoiceRunQuerySet:
        """Runs under way that no worker is at."""
        return self.under_way().filter(Q(lease_until=None) | Q(lease_until__lte=now))

    def with_progress(self) -> InvoiceRunQuerySet:
        """Add `issued_count`, `skipped_count` and `failed_count`, and `left_count`: agreements that pay, without a result."""
        counts = {
            f"{outcome}_count": Count("results", filter=Q(results__outcome=outcome))
            for outcome in InvoiceRunResult.Outcome.values
        }
        done = InvoiceRunResult.objects.filter(run=OuterRef(OuterRef("pk")), agreement=OuterRef("pk"))
        paying = Agreement.objects.taking_part_between(OuterRef("fee_year__starts_on"), OuterRef("fee_year__ends_on"))
        left = paying.filter(~Exists(done), partnership=OuterRef("fee_year__partnership")).order_by()
        counted = left.values("partnership").annotate(n=Count("pk")).values("n")
        return self.annotate(**counts, left_count=Coalesce(Subquery(counted), 0))


class InvoiceRun(models.Model):
    """A request to issue all invoices of a fee year, by a person or by the clock. Runs under way are what the worker sweeps.

    requested -> (approved by a second person, where the seller settings ask for it | declined) -> finished. Whether an
    approval is needed is settled when the run is asked for; the database takes none from whoever asked, and no result before.
    """

    fee_year = models.ForeignKey(FeeYear, models.PROTECT, verbose_name=_("fee year"), related_name="runs")
    requested_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("requested by"), related_name="+", null=True, blank=True
    )
    requested_at = models.DateTimeField(_("requested"))
    automatic = models.BooleanField(_("begun by the clock"), default=False, editable=False)
    approval_needed = models.BooleanField(_("takes a second person's approval"), default=False, editable=False)
    approved_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("approved by"), related_name="+", null=True, blank=True, editable=False
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    declined_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("declined by"), related_name="+", null=True, blank=True, editable=False
    )
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
            ),
            models.UniqueConstraint(
                fields=["fee_year"],
                condition=Q(automatic=True),
                name="invoice_run_by_the_clock_once",
                violation_error_message=_("The clock has begun this fee year's invoices already."),
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("requested_by")),
                name="invoice_run_approved_by_another",
                violation_error_message=_("Whoever asks for a run cannot approve it."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(
                    approved_by__isnull=False, approved_at__isnull=False, approval_needed=True, declined_by__isnull=True
                ),
                name="invoice_run_approval_has_a_name_and_a_time",
                violation_error_message=_("An approval has a name and a time, and no refusal beside it."),
            ),
            models.CheckConstraint(
                condition=Q(declined_by__isnull=True) | Q(finished_at__isnull=False),
                name="invoice_run_declined_is_finished",
                violation_error_message=_("A run that was declined is over."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fee_year} ({day_time(self.requested_at)})"

    @property
    def awaits_approval(self) -> bool:
        """Whether nothing is issued before a second person has said yes."""
        return self.approval_needed and self.approved_at is None and self.finished_at is None


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
