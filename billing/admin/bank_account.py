"""Bank accounts and reference rates: what the secretariat keeps so that files and reminders are right."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from billing.models import BankAccount, ReferenceRate


@admin.register(BankAccount)
class BankAccountAdmin(admin.ModelAdmin):
    """An account is deleted by nobody: its files name it."""

    list_display = ("name", "registration_number", "account_number", "iban")

    def has_delete_permission(self, request: HttpRequest, obj: BankAccount | None = None) -> bool:
        return False


@admin.register(ReferenceRate)
class ReferenceRateAdmin(admin.ModelAdmin):
    """Twice a year somebody looks the rate up and enters it."""

    list_display = ("valid_from", "rate")
