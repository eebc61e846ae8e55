"""Decisions of the development group on professions: recorded once, never changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.models import Person, ProfessionDecision
from partnership.services.professions import record_professions


class DecisionForm(forms.ModelForm):
    """Refuses what the service refuses, beside the fields."""

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise ValidationError(_("A decision is recorded once it is made. Choose today or an earlier day."))
        return day

    def clean_professions(self) -> str:
        if not self.cleaned_data["professions"].strip():
            raise ValidationError(_("Name at least one profession."))
        return str(self.cleaned_data["professions"])


@admin.register(ProfessionDecision)
class ProfessionDecisionAdmin(admin.ModelAdmin):
    """A new decision replaces the one before; what was decided stays as history."""

    form = DecisionForm
    list_display = ("body", "decided_on", "listed", "minutes", "recorded_by")
    list_filter = ("body__partnership", "body")
    list_select_related = ("body", "recorded_by")
    search_fields = ("professions", "minutes")
    fields = ("body", "decided_on", "professions", "minutes")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProfessionDecision]:
        return super().get_queryset(request).select_related("body", "recorded_by")

    @admin.display(description=gettext_lazy("professions"))
    def listed(self, decision: ProfessionDecision) -> str:
        return ", ".join(decision.names())

    def get_fields(self, request: HttpRequest, obj: ProfessionDecision | None = None) -> tuple[str, ...]:
        return (*self.fields, *self.get_readonly_fields(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: ProfessionDecision | None = None) -> tuple[str, ...]:
        return ("recorded_by", "recorded_at") if obj else ()

    def save_model(self, request: HttpRequest, obj: ProfessionDecision, form: Any, change: bool) -> None:
        by = request.user if isinstance(request.user, Person) else None
        recorded = record_professions(
            obj.body,
            professions=obj.professions,
            decided_on=obj.decided_on,
            minutes=obj.minutes,
            by=by,
            now=timezone.now(),
        )
        obj.pk = recorded.pk

    def has_change_permission(self, request: HttpRequest, obj: ProfessionDecision | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ProfessionDecision | None = None) -> bool:
        return False
