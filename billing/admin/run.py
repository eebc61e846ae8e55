"""Invoice runs: how far they are, what they did row by row, their files, and a second person's yes or no."""

from __future__ import annotations

import tempfile
import zipfile
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from billing.admin.fee_year import seen_in
from billing.models import InvoiceRun, InvoiceRunResult
from billing.services.fee_years import preview_invoices
from billing.services.readiness import NotReady
from billing.services.run_requests import RunRefused, approve_run, approvers_of, decline_run
from billing.services.runs import documents_of
from municipalities.readonly import ReadOnly
from partnership.authentication import fresh_log_in_required
from partnership.models import Person

#: Seconds after which a page about a run under way is loaded again.
RELOAD = 3
#: A zip of this size is built in memory; a larger one in a file.
IN_MEMORY = 8 * 1024 * 1024


@admin.register(InvoiceRun)
class InvoiceRunAdmin(ReadOnly, admin.ModelAdmin):
    """Rows that a worker writes; while it does, the page loads itself again to show more of them."""

    list_display = ("fee_year", "requested_at", "requested_by", "state", "finished_at", "progress", "outcomes")
    list_select_related = ("fee_year__partnership", "requested_by")
    fields = ("fee_year", "requested_by", "requested_at", "approved_by", "approved_at", "declined_by", "finished_at")
    change_form_template = "admin/billing/invoicerun/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[InvoiceRun]:
        return InvoiceRun.objects.with_progress().order_by("-requested_at", "-pk")

    def get_urls(self) -> list[URLPattern]:
        approve = self.admin_site.admin_view(fresh_log_in_required(self.approve))
        files = self.admin_site.admin_view(self.files)
        return [
            path("<int:pk>/approve/", approve, name="billing_invoicerun_approve"),
            path("<int:pk>/files.zip", files, name="billing_invoicerun_files"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        run = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdecimal() else None
        results = InvoiceRunResult.objects.filter(run=run) if run else InvoiceRunResult.objects.none()
        related = ("agreement__municipality", "invoice")
        rows = list(results.select_related(*related).order_by("agreement__municipality__sort_key"))
        under_way = bool(run and not run.finished_at and not run.awaits_approval)
        reloads = under_way and "still" not in request.GET
        context = {
            **(extra_context or {}),
            "results": rows,
            "under_way": under_way,
            "reloads": reloads,
            "done": run and _done(run),
            "all": run and _done(run) + getattr(run, "left_count", 0),
            "outcomes": run and self.outcomes(run),
            "may_approve": self._may_approve(request),
        }
        response = super().change_view(request, object_id, form_url, context)
        if reloads:
            response.headers["Refresh"] = str(RELOAD)
        return response

    def approve(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what the run is going to do; let it begin or decline it on POST. Takes a fresh log-in of somebody else."""
        run = get_object_or_404(
            self.get_queryset(request).select_related("fee_year__partnership", "requested_by"), pk=pk
        )
        person = request.user
        if not self._may_approve(request) or not isinstance(person, Person):
            raise PermissionDenied
        if not run.awaits_approval:
            return redirect("admin:billing_invoicerun_change", run.pk)
        now = timezone.now()
        try:
            if "decline" in request.POST:
                decline_run(run, by=person, now=now)
                return self._told(request, run, _("The run is declined. Nothing is issued."))
            if request.method == "POST":
                approve_run(run, by=person, now=now, seen=seen_in(request))
                return self._told(request, run, _("The run is approved, and the invoices are being issued."))
            report = preview_invoices(run.fee_year, now=now)
        except RunRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:billing_invoicerun_approve", run.pk)
        except NotReady as refusal:
            self.message_user(request, f"{refusal} " + _("No number was drawn."), messages.ERROR)
            return redirect("admin:billing_seller_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Approve the invoice run"),
            "opts": self.model._meta,
            "run": run,
            "fee_year": run.fee_year,
            "report": report,
            "is_own": run.requested_by_id == person.pk,
            "others": approvers_of(run),
        }
        return render(request, "admin/billing/invoicerun/approve.html", context)

    def files(self, request: HttpRequest, pk: int) -> FileResponse:
        """Give all documents of the invoices that the run issued, in one zip."""
        run = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        packed = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the response closes it
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for document in documents_of(run):
                archive.write(document.file, arcname=document.file.name)
        packed.seek(0)
        return FileResponse(packed, as_attachment=True, filename=f"{run.requested_at:%Y-%m-%d}-{run.pk}.zip")

    @admin.display(description=gettext_lazy("state"))
    def state(self, run: InvoiceRun) -> str:
        if run.declined_by_id:
            return pgettext("run", "declined")
        if run.finished_at:
            return _("finished")
        return _("awaits approval") if run.awaits_approval else _("under way")

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, run: InvoiceRun) -> str:
        return _("%(done)d of %(all)d") % {"done": _done(run), "all": _done(run) + getattr(run, "left_count", 0)}

    @admin.display(description=gettext_lazy("outcome"))
    def outcomes(self, run: InvoiceRun) -> str:
        counts = {outcome: getattr(run, f"{outcome}_count", 0) for outcome in InvoiceRunResult.Outcome.values}
        return _("%(issued)d issued, %(skipped)d already issued, %(failed)d not issued.") % counts

    def _told(self, request: HttpRequest, run: InvoiceRun, text: str) -> HttpResponse:
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:billing_invoicerun_change", run.pk)

    def _may_approve(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("billing.add_invoicerun"))


def _done(run: InvoiceRun) -> int:
    return sum(getattr(run, f"{outcome}_count", 0) for outcome in InvoiceRunResult.Outcome.values)
