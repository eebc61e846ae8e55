"""Billing profiles of all municipalities: read here, changed on the municipality's own page, which keeps the versions."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import BillingProfile
from municipalities.readonly import ReadOnly


@admin.register(BillingProfile)
class BillingProfileAdmin(ReadOnly, admin.ModelAdmin):
    """Who is billed how, and since when."""

    list_display = ("municipality", "unit", "gln", "person_reference", "is_default", "valid_from", "valid_to")
    list_filter = ("is_default", "preferred_format")
    list_select_related = ("municipality",)
    search_fields = ("municipality__name", "gln", "unit", "person_reference")
    search_help_text = gettext_lazy("Search for municipality, EAN number, unit or person reference.")
    fields = (
        "municipality",
        "page",
        "unit",
        "gln",
        "person_reference",
        "order_number",
        "account_string",
        "street",
        "building_number",
        "postal_code",
        "city",
        "contact_name",
        "contact_email",
        "preferred_format",
        "is_default",
        "valid_from",
        "valid_to",
        "supersedes",
        "changed_by",
        "changed_at",
    )

    @admin.display(description=gettext_lazy("change"))
    def page(self, profile: BillingProfile) -> SafeString:
        url = reverse("billing:profiles", args=[profile.municipality.code])
        return format_html('<a href="{}">{}</a>', url, _("Billing information"))
