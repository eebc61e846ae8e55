"""The accounts of the finance system, for the postings."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from billing.models import LedgerAccount


@admin.register(LedgerAccount)
class LedgerAccountAdmin(admin.ModelAdmin):
    """A row that is in force stays: what was exported with it would change. A new number is a new row, from a day on.

    A row that is still to come can be changed.
    """

    list_display = ("role", "number", "vat_code", "valid_from")
    list_filter = ("role",)
    ordering = ("role", "-valid_from")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _in_force(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _in_force(row: LedgerAccount | None) -> bool:
    return row is not None and row.valid_from <= timezone.localdate()
