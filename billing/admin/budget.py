"""Budgets of the fee years: how they stand, changing them, and the report to the steering group."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.admin.budget_forms import BudgetForm
from billing.charts import along, longest
from billing.documents.report_pdf import report_pdf
from billing.models import Budget, Expense, FeeYear
from billing.services.budgets import budget_standing, current_fee_year
from municipalities.history_page import HistoryMixin
from municipalities.readonly import ReadOnly
from partnership.spreadsheet import file_name
from partnership.views.documents import made_file

#: How many of the latest entries stand on the budget's page; all are in the list of expenses.
SHOWN = 10


@admin.register(Budget)
class BudgetAdmin(HistoryMixin, ReadOnly, admin.ModelAdmin):
    """One page per fee year instead of a list."""

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        return [
            path("year/<int:pk>/", site(self.year), name="billing_budget_year"),
            path("year/<int:pk>/set/", site(self.set), name="billing_budget_set"),
            path("year/<int:pk>/report/", site(self.report), name="billing_budget_report"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Go to the budget of the year that runs, or tell that there is none."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        fee_year = current_fee_year(timezone.localdate())
        if fee_year is None:
            return self._page(request, "none", {"title": _("Budget")})
        return redirect("admin:billing_budget_year", fee_year.pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        budget = self.get_object(request, object_id)
        if budget is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect("admin:billing_budget_year", budget.fee_year_id)

    def year(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the budget against what was spent and what the fee brings in."""
        fee_year = self._fee_year(request, pk)
        standing = budget_standing(fee_year, on=timezone.localdate())
        whole = longest([amount for row in standing.rows for amount in (row.budget, row.spent, row.forecast)])
        entries = Expense.objects.filter(fee_year=fee_year).latest_first().prefetch_related("receipts")
        context = {
            "title": _("Budget"),
            "standing": standing,
            "rows": [
                (row, along(row.budget, whole), along(row.spent, whole), along(row.forecast, whole))
                for row in standing.rows
            ],
            "entries": entries.select_related("reversed_by")[:SHOWN],
            "fee_years": FeeYear.objects.select_related("partnership").order_by("-starts_on", "partnership"),
            "may_change": request.user.has_perm("billing.change_budget"),
            "budget": Budget.objects.filter(fee_year=fee_year).first(),
        }
        return self._page(request, "year", context)

    @transaction.atomic
    def set(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the amounts and write them."""
        fee_year = self._fee_year(request, pk, permission="billing.change_budget")
        if request.method == "POST":
            FeeYear.objects.lock(fee_year.pk)
        budget = Budget.objects.filter(fee_year=fee_year).first() or Budget(fee_year=fee_year)
        form = BudgetForm(request.POST or None, instance=budget)
        if request.method == "POST" and form.is_valid():
            form.save()
            self.message_user(request, _("The budget is saved."), messages.SUCCESS)
            return redirect("admin:billing_budget_year", fee_year.pk)
        return self._page(request, "form", form_context(form, fee_year, _("Change the budget"), _("Save the budget")))

    def report(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out the report of today; it is Danish, and so are its labels."""
        fee_year = self._fee_year(request, pk)
        today = timezone.localdate()
        with override("da"):
            pdf = report_pdf(budget_standing(fee_year, on=today))
        name = f"oekonomirapport-{fee_year.partnership.slug}-{fee_year.number}"
        return made_file(pdf, filename=file_name(name, on=today, suffix="pdf"))

    def _fee_year(self, request: HttpRequest, pk: int, *, permission: str = "billing.view_budget") -> FeeYear:
        if not request.user.has_perm(permission):
            raise PermissionDenied
        return get_object_or_404(FeeYear.objects.select_related("partnership"), pk=pk)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.model._meta, **context}
        return render(request, f"admin/billing/budget/{template}.html", whole)


def form_context(form: Any, fee_year: FeeYear, title: str, button: str, **more: Any) -> dict[str, Any]:
    """Return what the page of a form about a fee year's money needs."""
    back = reverse("admin:billing_budget_year", args=[fee_year.pk])
    return {"form": form, "fee_year": fee_year, "title": title, "button": button, "back": back, **more}
