"""The seller settings: one row, edited where a list would be."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import Seller
from partnership.text import join_names


@admin.register(Seller)
class SellerAdmin(admin.ModelAdmin):
    """Says what still has to be filled in before an invoice can be issued."""

    fieldsets = (
        (None, {"fields": ("lacks", "name", "cvr", "street", "building_number", "postal_code", "city")}),
        (gettext_lazy("Contact"), {"fields": ("contact_name", "email", "phone")}),
        (
            gettext_lazy("Payment"),
            {
                "fields": (
                    "payment_method",
                    "creditor_number",
                    "registration_number",
                    "account_number",
                    "iban",
                    "payment_term_days",
                )
            },
        ),
        (
            gettext_lazy("Payment reminders"),
            {
                "fields": ("reminder_term_days", "reminder_fee", "reminder_compensation", "reminder_interest"),
                "description": gettext_lazy("A reminder costs nothing unless something is switched on here."),
            },
        ),
        (gettext_lazy("Invoice runs"), {"fields": ("second_approval", "references_required")}),
    )
    readonly_fields = ("lacks",)

    @admin.display(description=gettext_lazy("still missing"))
    def lacks(self, seller: Seller) -> str:
        return join_names(seller.missing()) or _("nothing")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Go to the settings themselves, or to the empty form for those who may fill it in."""
        seller = Seller.objects.first()
        if seller is not None and self.has_view_permission(request, seller):
            return redirect("admin:billing_seller_change", seller.pk)
        if self.has_add_permission(request):
            return redirect("admin:billing_seller_add")
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: Seller, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if missing := obj.missing():
            text = _("Invoices cannot be issued yet. Still missing: %(fields)s.") % {"fields": join_names(missing)}
            self.message_user(request, text, messages.WARNING)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Seller.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Seller | None = None) -> bool:
        return False
