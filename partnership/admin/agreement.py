"""Agreements: who is on the way into the partnership, who takes part, who left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.history_page import HistoryMixin
from partnership.admin.steps import Step, StepsMixin
from partnership.fields import DateField
from partnership.machine import WrongStatus
from partnership.models import Agreement
from partnership.services.agreements import (
    DateOutOfOrder,
    activate_agreement,
    confirm_agreement,
    decide_agreement,
    withdraw_agreement,
)


class DayForm(forms.Form):
    """The day of a step."""

    on = DateField(label=gettext_lazy("Date"))


class DecisionForm(DayForm):
    """The day of the municipal council's decision, and where the municipality keeps it."""

    case_no = forms.CharField(
        label=gettext_lazy("The municipality's case number"), max_length=40, required=False, initial=""
    )


_REFUSALS = (WrongStatus, DateOutOfOrder)
Status = Agreement.Status
_FROM = {
    "decide": {Status.INVITED},
    "confirm": {Status.DECIDED},
    "activate": {Status.CONFIRMED},
    "withdraw": {Status.INVITED, Status.DECIDED, Status.CONFIRMED, Status.ACTIVE},
}


class AgreementForm(forms.ModelForm):
    """Holds what SQL says about the status, which is no field of the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in AgreementAdmin.step_dates:
            if name in self.fields:  # only a date that a step has set can be corrected, not taken away
                self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        partnership, municipality = values.get("partnership"), values.get("municipality")
        if partnership and municipality:
            standing = Agreement.objects.standing().filter(partnership=partnership, municipality=municipality)
            if standing.exclude(pk=self.instance.pk).exists():
                self.add_error("municipality", _("The municipality already has an agreement in this partnership."))
        return values


def _bulk_action(step: str, label: Any) -> Callable[..., HttpResponse]:
    @admin.action(description=label, permissions=["change"])
    def act(model_admin: AgreementAdmin, request: HttpRequest, queryset: QuerySet[Agreement]) -> HttpResponse:
        return HttpResponseRedirect(model_admin.step_url(step, list(queryset.order_by().values_list("pk", flat=True))))

    act.__name__ = step
    return act


@admin.register(Agreement)
class AgreementAdmin(HistoryMixin, StepsMixin, admin.ModelAdmin):
    """Agreements go step by step; a date that a step has set can be corrected."""

    step_dates = ("decided_on", "confirmed_on", "active_from", "withdrawn_from")
    steps = {
        "decide": Step(gettext_lazy("Record the council's decision"), DecisionForm, decide_agreement, _REFUSALS),
        "confirm": Step(gettext_lazy("Record KL's confirmation"), DayForm, confirm_agreement, _REFUSALS),
        "activate": Step(gettext_lazy("Let the municipality take part"), DayForm, activate_agreement, _REFUSALS),
        "withdraw": Step(gettext_lazy("Record the withdrawal"), DayForm, withdraw_agreement, _REFUSALS),
    }
    actions = [_bulk_action(name, step.label) for name, step in steps.items()]
    form = AgreementForm
    list_display = ("municipality", "status", "decided_on", "confirmed_on", "active_from", "case_id", "partnership")
    list_filter = ("status", "partnership")
    list_select_related = ("municipality", "partnership")
    search_fields = ("municipality__name", "municipality__code", "case_id", "document_id", "municipality_case_no")
    ordering = ("-partnership__starts_on", "municipality__sort_key")
    autocomplete_fields = ("municipality", "partnership")
    fields = (
        "partnership",
        "municipality",
        "status",
        "invited_on",
        "decided_on",
        "confirmed_on",
        "active_from",
        "withdrawn_from",
        "case_id",
        "document_id",
        "municipality_case_no",
    )

    def steps_of(self, row: Agreement) -> list[str]:
        return [name for name in self.steps if row.status in _FROM[name]]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        return super().get_queryset(request).select_related("municipality", "partnership")

    def get_readonly_fields(self, request: HttpRequest, obj: Agreement | None = None) -> tuple[str, ...]:
        unset = tuple(name for name in self.step_dates if obj is None or getattr(obj, name) is None)
        return ("status", *unset, *(("partnership", "municipality") if obj else ()))

    def has_delete_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        """Only an invitation that nothing came of can be deleted; everything else is withdrawn."""
        return super().has_delete_permission(request, obj) and obj is not None and obj.status == Status.INVITED
