"""VAT rates with the days from which they count."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from billing.models import Invoice, VatRate


@admin.register(VatRate)
class VatRateAdmin(admin.ModelAdmin):
    """A rate that invoices bear already stands; the next one is added, and corrected until its day has come."""

    list_display = ("rate", "valid_from")
    fields = ("rate", "valid_from")

    def has_change_permission(self, request: HttpRequest, obj: VatRate | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_used(obj)

    def has_delete_permission(self, request: HttpRequest, obj: VatRate | None = None) -> bool:
        return False


def _is_used(rate: VatRate | None) -> bool:
    return rate is not None and Invoice.objects.issued().filter(issued_on__gte=rate.valid_from).exists()
