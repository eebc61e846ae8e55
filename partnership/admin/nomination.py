"""Nominations that are, or were, approved at home: read by the secretariat, written by services alone."""

from __future__ import annotations

from django.contrib import admin

from municipalities.readonly import ReadOnly
from partnership.models import Nomination


@admin.register(Nomination)
class NominationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("person", "seat", "from_on", "status", "approver_name", "asked_at", "decided_at")
    list_filter = ("status", "seat__body")
    list_select_related = ("person", "seat__body", "seat__municipality")
    search_fields = ("person__name", "person__email", "approver_name", "seat__municipality__name")
    fields = (
        "seat",
        "person",
        "from_on",
        "replaces",
        "status",
        "proposed_by",
        "proposed_at",
        "approver",
        "approver_name",
        "asked_at",
        "reminded_at",
        "decided_at",
        "reason",
    )
