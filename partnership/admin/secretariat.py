"""The secretariat's contact details: one row, edited where a list would be."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from partnership.models import Secretariat


@admin.register(Secretariat)
class SecretariatAdmin(admin.ModelAdmin):
    fields = ("name", "street", "postal_code", "city", "email", "phone", "phone_hours")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Go to the details themselves, or to the form with the defaults for those who may fill it in."""
        secretariat = Secretariat.objects.first()
        if secretariat is not None and self.has_view_permission(request, secretariat):
            return redirect("admin:partnership_secretariat_change", secretariat.pk)
        if self.has_add_permission(request):
            return redirect("admin:partnership_secretariat_add")
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Secretariat.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Secretariat | None = None) -> bool:
        return False
