"""Expenses: entered, taken back and proved with receipts here, and never changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.budget import form_context
from billing.admin.budget_forms import ExpenseForm, ReceiptForm, TakeBackForm
from billing.admin.invoice import FeeYearFilter
from billing.models import Expense, FeeYear, Receipt
from billing.services.expenses import ExpenseRefused, add_receipt, enter_expense, take_back_expense
from municipalities.readonly import ReadOnly
from partnership.models import Person
from partnership.text import kroner
from partnership.views.documents import stored_file


@admin.register(Expense)
class ExpenseAdmin(ReadOnly, admin.ModelAdmin):
    """All entries; the steps that make more of them have pages of their own."""

    list_display = ("voucher_number", "spent_on", "kind", "text", "supplier", "money", "taken_back")
    list_filter = ("kind", FeeYearFilter)
    list_select_related = ("reversed_by", "reverses")
    search_fields = ("voucher_number", "text", "supplier")
    search_help_text = gettext_lazy("Search for voucher number, text or supplier.")
    date_hierarchy = "spent_on"
    fields = (
        "fee_year",
        "kind",
        "spent_on",
        "text",
        "supplier",
        "voucher_number",
        "money",
        "taken_back",
        "files",
        "entered_by",
        "entered_at",
    )
    change_form_template = "admin/partnership/change_form_with_steps.html"

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        return [
            path("enter/<int:pk>/", site(self.enter), name="billing_expense_enter"),
            path("<int:pk>/take-back/", site(self.take_back), name="billing_expense_take_back"),
            path("<int:pk>/receipt/", site(self.receipt), name="billing_expense_receipt"),
            path("receipt/<int:pk>/file/", site(self.receipt_file), name="billing_expense_file"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("amount excl. VAT"), ordering="amount")
    def money(self, expense: Expense) -> str:
        return kroner(expense.amount)

    @admin.display(description=gettext_lazy("taken back"))
    def taken_back(self, expense: Expense) -> str | SafeString:
        if expense.reverses_id is not None:
            other, text = expense.reverses_id, _("takes another entry back")
        elif hasattr(expense, "reversed_by"):
            other, text = expense.reversed_by.pk, _("is taken back")
        else:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("admin:billing_expense_change", args=[other]), text)

    @admin.display(description=gettext_lazy("receipts"))
    def files(self, expense: Expense) -> str | SafeString:
        links = [
            (reverse("admin:billing_expense_file", args=[row.pk]), _("receipt"), number, row.document.in_history)
            for number, row in enumerate(expense.receipts.select_related("document"), 1)
        ]
        return format_html_join(", ", '<a href="{}">{} {} ({})</a>', links) or "–"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        steps = []
        expense = Expense.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        if expense is not None and request.user.has_perm("billing.add_expense"):
            steps.append((reverse("admin:billing_expense_receipt", args=[expense.pk]), _("Add a receipt")))
            if expense.reverses_id is None and not hasattr(expense, "reversed_by"):
                steps.append((reverse("admin:billing_expense_take_back", args=[expense.pk]), _("Take back")))
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "steps": steps})

    def enter(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for an entry of a fee year, and make it."""
        by = self._allowed(request)
        fee_year = get_object_or_404(FeeYear.objects.select_related("partnership"), pk=pk)
        now = timezone.now()
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ExpenseForm(*sent, today=timezone.localdate(now))
        if sent and form.is_valid():
            try:
                expense = enter_expense(fee_year, **form.cleaned_data, by=by, now=now)
            except ExpenseRefused as refusal:
                form.add_error("spent_on", str(refusal))
            else:
                text = _("%(amount)s is entered.") % {"amount": kroner(expense.amount)}
                self.message_user(request, text, messages.SUCCESS)
                return redirect("admin:billing_budget_year", fee_year.pk)
        return self._page(request, form_context(form, fee_year, _("Enter an expense"), _("Enter the expense")))

    def take_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why an entry is taken back, and make the entry that does it."""
        by = self._allowed(request)
        expense = self._expense(pk)
        form = TakeBackForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                take_back_expense(expense, reason=form.cleaned_data["reason"], by=by, now=timezone.now())
            except ExpenseRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                self.message_user(request, _("The entry is taken back."), messages.SUCCESS)
                return redirect("admin:billing_budget_year", expense.fee_year_id)
        title, button = _("Take back an expense"), _("Take the expense back")
        return self._page(request, form_context(form, expense.fee_year, title, button, expense=expense))

    def receipt(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for one more receipt, and keep it."""
        by = self._allowed(request)
        expense = self._expense(pk)
        form = ReceiptForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if form.is_bound and form.is_valid():
            add_receipt(expense, content=form.cleaned_data["receipt"], by=by, now=timezone.now())
            self.message_user(request, _("The receipt is kept."), messages.SUCCESS)
            return redirect("admin:billing_expense_change", expense.pk)
        title, button = _("Add a receipt"), _("Keep the receipt")
        return self._page(request, form_context(form, expense.fee_year, title, button, expense=expense))

    def receipt_file(self, request: HttpRequest, pk: int) -> FileResponse:
        """Hand out a receipt, apart from our pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        receipt = get_object_or_404(Receipt.objects.select_related("document", "expense"), pk=pk)
        suffix = receipt.document.path.rpartition(".")[2]
        return stored_file(receipt.document, filename=f"{receipt.expense.spent_on.isoformat()}-{receipt.pk}.{suffix}")

    def _allowed(self, request: HttpRequest) -> Person:
        if not request.user.has_perm("billing.add_expense") or not isinstance(request.user, Person):
            raise PermissionDenied
        return request.user

    def _expense(self, pk: int) -> Expense:
        return get_object_or_404(Expense.objects.select_related("fee_year__partnership"), pk=pk)

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.model._meta, **context}
        return render(request, "admin/billing/budget/form.html", whole)
