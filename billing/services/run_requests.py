"""Runs are asked for, by a person or by the clock, and approved by somebody else where the seller settings say so."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import FeeYear, InvoiceRun
from billing.services.fee_years import IssueReport, preview_invoices
from billing.services.readiness import NotReady, ready_seller
from partnership.doorbell import ring
from partnership.models import Letter, Person
from partnership.roles import Role
from partnership.services.letters import Draft, is_writable, write_letters
from partnership.text import kroner

logger = logging.getLogger(__name__)


class RunRefused(Exception):
    """The run cannot take that step; the message says why."""


@dataclass(frozen=True)
class Seen:
    """What somebody saw in a dry run before pressing the button."""

    count: int
    total: Decimal

    @classmethod
    def of(cls, report: IssueReport) -> Seen:
        """Return what a dry run comes to."""
        return cls(report.counts["issued"], report.sum_issued)


@transaction.atomic
def request_run(
    fee_year: FeeYear, *, by: Person | None, now: dt.datetime, seen: Seen | None = None
) -> tuple[InvoiceRun, bool]:
    """Ask for a fee year to be issued by a worker; a second press returns the unfinished run, and False.

    Where the seller settings ask for a second person's approval the run waits for it, and finance is asked by letter. Raises
    NotReady when the seller settings are incomplete, RunRefused when a dry run comes to something else than was seen.
    """
    fee_year = FeeYear.objects.lock(fee_year.pk)
    standing = InvoiceRun.objects.unfinished().filter(fee_year=fee_year).first()
    if standing is not None:
        ready_seller()
        return standing, False
    _refuse_unless_seen(fee_year, seen, now)
    return _begin(fee_year, by=by, now=now), True


@transaction.atomic
def approve_run(run: InvoiceRun, *, by: Person, now: dt.datetime, seen: Seen | None = None) -> bool:
    """Let a run begin that waits for a second person; False when it has been approved already.

    Raises NotReady, and RunRefused: by whoever asked for it, of a run that is over, or of another dry run than was seen.
    """
    FeeYear.objects.lock(run.fee_year_id)
    stored = InvoiceRun.objects.select_related("fee_year__partnership").get(pk=run.pk)
    if stored.approved_at is not None or not stored.approval_needed:
        return False
    if stored.finished_at is not None:
        raise RunRefused(_("The run was declined. Ask for a new one."))
    if stored.requested_by_id == by.pk:
        raise RunRefused(_("You asked for this run yourself, so somebody else has to approve it."))
    _refuse_unless_seen(stored.fee_year, seen, now)
    InvoiceRun.objects.filter(pk=stored.pk).update(approved_by=by, approved_at=now)
    ring("invoice runs")
    return True


@transaction.atomic
def decline_run(run: InvoiceRun, *, by: Person, now: dt.datetime) -> bool:
    """End a run that waits for approval, so that nothing is issued; False when it is declined already. Raises RunRefused."""
    FeeYear.objects.lock(run.fee_year_id)
    stored = InvoiceRun.objects.get(pk=run.pk)
    if stored.declined_by_id is not None:
        return False
    if not stored.awaits_approval:
        raise RunRefused(_("The run has begun and cannot be declined."))
    InvoiceRun.objects.filter(pk=stored.pk).update(declined_by=by, finished_at=now)
    return True


def start_due_runs(*, now: dt.datetime) -> int:
    """Begin the runs of the fee years that are to be issued by themselves and whose day has come; returns how many.

    Each fee year is begun once by the clock, and not at all where somebody has asked for a run on the day or later. What keeps
    a run from beginning is told to finance once; it begins as soon as that is mended.
    """
    today = timezone.localdate(now)
    begun = 0
    for fee_year in FeeYear.objects.automatic_on(today).select_related("partnership"):
        with transaction.atomic():
            FeeYear.objects.lock(fee_year.pk)
            if _is_begun(fee_year):
                continue
            try:
                ready_seller()
            except NotReady as reason:
                logger.warning("Fee year %s cannot be issued by itself", fee_year.pk)
                _tell_finance("invoice_run_stuck", f"invoice_run_stuck:{fee_year.pk}", fee_year, str(reason), now)
                continue
            _begin(fee_year, by=None, now=now, automatic=True)
            begun += 1
    return begun


def approvers_of(run: InvoiceRun) -> list[Person]:
    """Return who is asked to approve a run: finance, or where nobody else is in it the secretariat, but not who asked for it."""
    others = Person.objects.filter(is_active=True, is_staff=True).exclude(pk=run.requested_by_id).order_by("pk")
    for role in (Role.FINANCE, Role.SECRETARIAT):
        people = [person for person in others.filter(groups__name=role.value) if is_writable(person.email)]
        if people:
            return people
    return []


def _begin(fee_year: FeeYear, *, by: Person | None, now: dt.datetime, automatic: bool = False) -> InvoiceRun:
    run = InvoiceRun.objects.create(
        fee_year=fee_year,
        requested_by=by,
        requested_at=now,
        automatic=automatic,
        approval_needed=ready_seller().second_approval,
    )
    if run.approval_needed:
        report = preview_invoices(fee_year, now=now)
        url = settings.SITE_URL + reverse("admin:billing_invoicerun_approve", args=[run.pk])
        values = {
            "fee_year": str(fee_year),
            "by": by.name if by else "",
            "count": str(report.counts["issued"]),
            "failed": str(report.counts["failed"]),
            "url": url,
        }
        kind = "invoice_run_approval" if by else "invoice_run_prepared"
        drafts = [
            Draft(
                f"{kind}:{run.pk}:{person.pk}",
                person,
                {**values, "name": person.name, "total": kroner(report.sum_issued, person.language)},
            )
            for person in approvers_of(run)
        ]
        write_letters(kind, drafts, now=now, priority=Letter.Priority.PERSONAL)
    else:
        ring("invoice runs")
    return run


def _is_begun(fee_year: FeeYear) -> bool:
    runs = InvoiceRun.objects.filter(fee_year=fee_year)
    since = dt.datetime.combine(fee_year.issue_on, dt.time(), timezone.get_default_timezone())
    by_the_clock, asked_for = runs.filter(automatic=True), runs.filter(requested_at__gte=since)
    return by_the_clock.exists() or asked_for.exists() or runs.unfinished().exists()


def _tell_finance(kind: str, key: str, fee_year: FeeYear, reason: str, now: dt.datetime) -> None:
    people = approvers_of(InvoiceRun(fee_year=fee_year))
    values = {
        "fee_year": str(fee_year),
        "reason": reason,
        "url": settings.SITE_URL + reverse("admin:billing_seller_changelist"),
    }
    drafts = [Draft(f"{key}:{person.pk}", person, {**values, "name": person.name}) for person in people]
    write_letters(kind, drafts, now=now, priority=Letter.Priority.PERSONAL)


def _refuse_unless_seen(fee_year: FeeYear, seen: Seen | None, now: dt.datetime) -> None:
    now_it_is = Seen.of(preview_invoices(fee_year, now=now))
    if seen is not None and seen != now_it_is:
        raise RunRefused(
            _(
                "Something changed meanwhile: now %(count)d invoices of %(total)s in all would be issued. Look at it again."
            )
            % {"count": now_it_is.count, "total": kroner(now_it_is.total)}
        )
