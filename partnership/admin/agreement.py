"""Agreements: who is on the way into the partnership, who takes part, who left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.history import changes_of
from municipalities.history_page import HistoryMixin
from municipalities.models import Coordinatorship
from partnership.admin.joining import JoiningMixin
from partnership.admin.steps import Step, StepsMixin
from partnership.fields import DateField
from partnership.forms.coordinators import InviteCoordinatorForm
from partnership.forms.uploads import PdfField
from partnership.machine import WrongStatus
from partnership.models import Agreement, Person
from partnership.services.agreements import (
    AgreementIsOver,
    DateOutOfOrder,
    activate_agreement,
    attach_signed_document,
    confirm_agreement,
    decide_agreement,
    end_agreement,
    withdraw_agreement,
)
from partnership.services.coordinators import CoordinatorError, invite_coordinator
from partnership.services.joining import JoiningRefused, renew_invitation
from partnership.views.agreement import paper_of


class DayForm(forms.Form):
    """The day of a step."""

    on = DateField(label=gettext_lazy("Date"))


class DecisionForm(DayForm):
    """The day of the municipal council's decision, and where the municipality keeps it."""

    case_no = forms.CharField(
        label=gettext_lazy("The municipality's case number"), max_length=40, required=False, initial=""
    )


class DeadlineForm(forms.Form):
    """Until when the municipality may answer."""

    answer_by = DateField(label=gettext_lazy("Answer by"))


class SignedDocumentForm(forms.Form):
    """The signed agreement as it came in."""

    content = PdfField(
        label=gettext_lazy("The signed agreement"),
        help_text=gettext_lazy("A PDF of at most 10 MB. It takes the place of an earlier one."),
    )


class CoordinatorFilter(admin.SimpleListFilter):
    """Municipalities for which nobody coordinates today."""

    title = gettext_lazy("coordinator today")
    parameter_name = "coordinated"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("no", _("none")), ("yes", _("at least one"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        if self.value() is None:
            return queryset
        today = Coordinatorship.objects.open_on(timezone.localdate()).filter(municipality=OuterRef("municipality"))
        return queryset.filter(Exists(today) if self.value() == "yes" else ~Exists(today))


def _attach(agreement: Agreement, *, content: bytes) -> bool:
    return attach_signed_document(agreement, content=content, now=timezone.now())


def _renew(agreement: Agreement, *, answer_by: dt.date) -> bool:
    return renew_invitation(agreement, answer_by=answer_by, now=timezone.now())


def _invite_coordinator(agreement: Agreement, *, name: str, email: str, by: Person) -> Coordinatorship:
    now = timezone.now()
    return invite_coordinator(
        agreement.municipality, name=name, email=email, by=by, on=timezone.localdate(now), now=now
    )


_REFUSALS = (WrongStatus, DateOutOfOrder)
Status = Agreement.Status
_FROM = {
    "decide": {Status.INVITED},
    "confirm": {Status.DECIDED},
    "activate": {Status.CONFIRMED},
    "withdraw": {Status.INVITED, Status.DECIDED, Status.CONFIRMED, Status.ACTIVE},
    "end": {Status.ACTIVE},
    "signed": {Status.INVITED, Status.DECIDED, Status.CONFIRMED, Status.ACTIVE},
    "coordinator": {Status.INVITED, Status.DECIDED, Status.CONFIRMED, Status.ACTIVE},
    "renew": {Status.INVITED},
}
#: Steps that are about one agreement alone.
_SINGLE = {"signed", "coordinator"}


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
class AgreementAdmin(HistoryMixin, JoiningMixin, StepsMixin, admin.ModelAdmin):
    """Agreements go step by step; a date that a step has set can be corrected."""

    step_dates = ("decided_on", "confirmed_on", "active_from", "withdrawn_from", "ended_on")
    steps = {
        "decide": Step(gettext_lazy("Record the council's decision"), DecisionForm, decide_agreement, _REFUSALS),
        "confirm": Step(gettext_lazy("Record KL's confirmation"), DayForm, confirm_agreement, _REFUSALS),
        "activate": Step(gettext_lazy("Let the municipality take part"), DayForm, activate_agreement, _REFUSALS),
        "withdraw": Step(gettext_lazy("Record the withdrawal"), DayForm, withdraw_agreement, _REFUSALS),
        "end": Step(gettext_lazy("End the agreement"), DayForm, end_agreement, _REFUSALS),
        "renew": Step(gettext_lazy("Send the invitation again"), DeadlineForm, _renew, (JoiningRefused,)),
        "signed": Step(gettext_lazy("Upload the signed agreement"), SignedDocumentForm, _attach, (AgreementIsOver,)),
        "coordinator": Step(
            gettext_lazy("Invite a coordinator"),
            InviteCoordinatorForm,
            _invite_coordinator,
            (CoordinatorError,),
            names_actor=True,
        ),
    }
    actions = [_bulk_action(name, step.label) for name, step in steps.items() if name not in _SINGLE]
    form = AgreementForm
    change_form_template = "admin/partnership/agreement/change_form.html"
    list_display = ("municipality", "status", "decided_on", "confirmed_on", "active_from", "case_id", "partnership")
    list_filter = ("status", CoordinatorFilter, "partnership")
    list_select_related = ("municipality", "partnership")
    search_fields = ("municipality__name", "municipality__code", "case_id", "document_id", "municipality_case_no")
    ordering = ("-partnership__starts_on", "municipality__sort_key")
    autocomplete_fields = ("municipality", "partnership")
    fields = (
        "partnership",
        "municipality",
        "status",
        "invited_on",
        "answer_by",
        "decided_on",
        "confirmed_on",
        "active_from",
        "withdrawn_from",
        "ended_on",
        "part_year_fee",
        "part_year_amount",
        "case_id",
        "document_id",
        "municipality_case_no",
        "papers",
        "history_in_words",
    )

    def steps_of(self, row: Agreement) -> list[str]:
        return [name for name in self.steps if row.status in _FROM[name]]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        related = ("municipality", "partnership", "invitation", "signed_document")
        return super().get_queryset(request).select_related(*related)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paper_view)
        return [path("<int:pk>/<slug:paper>.pdf", view, name="partnership_agreement_paper"), *super().get_urls()]

    def paper_view(self, request: HttpRequest, pk: int, paper: str) -> HttpResponseBase:
        """Hand out one of the agreement's papers."""
        agreement = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, agreement):
            raise PermissionDenied
        return paper_of(agreement, paper)

    @admin.display(description=gettext_lazy("papers"))
    def papers(self, agreement: Agreement) -> SafeString | str:
        if agreement.pk is None:
            return "–"
        links = [("aftale", _("the agreement, made from the data"))]
        if agreement.invitation:
            links.append(("invitation", _("the invitation, for the agenda")))
        if agreement.signed_document:
            links.append(("underskrevet", _("the signed agreement")))
        rows = [(reverse("admin:partnership_agreement_paper", args=[agreement.pk, key]), label) for key, label in links]
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', rows)

    @admin.display(description=gettext_lazy("history"))
    def history_in_words(self, agreement: Agreement) -> SafeString | str:
        changes = changes_of(agreement) if agreement.pk else []
        return render_to_string("admin/_changes.html", {"changes": changes}) if changes else "–"

    def get_readonly_fields(self, request: HttpRequest, obj: Agreement | None = None) -> tuple[str, ...]:
        unset = tuple(name for name in self.step_dates if obj is None or getattr(obj, name) is None)
        given = ("partnership", "municipality") if obj else ()
        return ("status", "papers", "history_in_words", *unset, *given)

    def has_delete_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        """Only an invitation that nothing came of can be deleted; everything else is withdrawn."""
        return super().has_delete_permission(request, obj) and obj is not None and obj.status == Status.INVITED
