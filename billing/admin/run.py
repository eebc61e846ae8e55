"""Invoice runs: how far they are, and what they did row by row."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import InvoiceRun, InvoiceRunResult
from municipalities.readonly import ReadOnly


@admin.register(InvoiceRun)
class InvoiceRunAdmin(ReadOnly, admin.ModelAdmin):
    """Rows that a worker writes; the page is loaded again to see more of them."""

    list_display = ("fee_year", "requested_at", "requested_by", "finished_at", "progress", "outcomes")
    list_select_related = ("fee_year__partnership", "requested_by")
    fields = ("fee_year", "requested_by", "requested_at", "finished_at", "progress", "outcomes")
    change_form_template = "admin/billing/invoicerun/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[InvoiceRun]:
        return InvoiceRun.objects.with_progress().order_by("-requested_at", "-pk")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        results = (
            InvoiceRunResult.objects.filter(run=object_id) if object_id.isdecimal() else InvoiceRunResult.objects.none()
        )
        rows = results.select_related("agreement__municipality", "invoice").order_by(
            "agreement__municipality__sort_key"
        )
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "results": rows})

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, run: InvoiceRun) -> str:
        done = sum(getattr(run, f"{outcome}_count", 0) for outcome in InvoiceRunResult.Outcome.values)
        return _("%(done)d of %(all)d") % {"done": done, "all": done + getattr(run, "left_count", 0)}

    @admin.display(description=gettext_lazy("outcome"))
    def outcomes(self, run: InvoiceRun) -> str:
        counts = {outcome: getattr(run, f"{outcome}_count", 0) for outcome in InvoiceRunResult.Outcome.values}
        return _("%(issued)d issued, %(skipped)d already issued, %(failed)d not issued.") % counts
