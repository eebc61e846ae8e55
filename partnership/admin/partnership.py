"""The partnership with what it works on, and its bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import DecimalField, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.inlines import LabelledTabularInline
from municipalities.readonly import ReadOnly
from partnership import text
from partnership.fields import MoneyField
from partnership.models import AssessmentRound, Body, FocusArea, GuidingQuestion, Partnership, SuccessCriterion
from partnership.services.seats import held_above, resize_body
from partnership.text import kroner, percent


class BodyInline(ReadOnly, admin.TabularInline):
    """The bodies at a glance; their seats follow from their size, so they have a page of their own."""

    model = Body
    fields = ("name", "kind", "seats_min", "seats_max", "seeks")
    show_change_link = True


class NumberedTextInline(LabelledTabularInline):
    fields = ("number", "text")


class FocusAreaInline(NumberedTextInline):
    model = FocusArea


class GuidingQuestionInline(NumberedTextInline):
    model = GuidingQuestion


class SuccessCriterionInline(NumberedTextInline):
    model = SuccessCriterion


class AssessmentRoundInline(LabelledTabularInline):
    """When the municipalities assess the success criteria."""

    model = AssessmentRound
    fields = ("kind", "opens_on", "due_on")


@admin.register(Partnership)
class PartnershipAdmin(admin.ModelAdmin):
    list_display = ("name", "starts_on", "ends_on", "fee", "vat", "case_id")
    search_fields = ("name", "slug", "case_id")
    prepopulated_fields = {"slug": ["name"]}
    inlines = (BodyInline, FocusAreaInline, GuidingQuestionInline, SuccessCriterionInline, AssessmentRoundInline)
    formfield_overrides = {DecimalField: {"form_class": MoneyField}}

    @admin.display(description=gettext_lazy("yearly fee per municipality, excl. VAT"), ordering="yearly_fee")
    def fee(self, partnership: Partnership) -> str:
        return kroner(partnership.yearly_fee)

    @admin.display(description=gettext_lazy("VAT"), ordering="vat_rate")
    def vat(self, partnership: Partnership) -> str:
        return percent(partnership.vat_rate)


class BodyForm(forms.ModelForm):
    """Refuses a size that would take a held seat away."""

    def clean_seats_max(self) -> int:
        seats_max: int = self.cleaned_data["seats_max"]
        if self.instance.pk and held_above(self.instance, seats_max=seats_max):
            raise forms.ValidationError(_("Seats above number %(number)d are or were held.") % {"number": seats_max})
        return seats_max


@admin.register(Body)
class BodyAdmin(admin.ModelAdmin):
    """Bodies; a change of size makes or removes the seats of all municipalities that take part."""

    form = BodyForm
    list_display = ("name", "partnership", "kind", "seats_min", "seats_max", "approval_required", "seeks")
    list_filter = ("partnership", "kind", "approval_required")
    list_select_related = ("partnership",)
    search_fields = ("name", "key")
    ordering = ("-partnership__starts_on", "position")
    autocomplete_fields = ("partnership",)

    def get_readonly_fields(self, request: HttpRequest, obj: Body | None = None) -> tuple[str, ...]:
        return ("partnership", "kind", "key", "decided") if obj else ()

    @admin.display(description=gettext_lazy("decisions on professions"))
    def decided(self, body: Body) -> SafeString | str:
        """Every decision, the one that counts first."""
        rows = [
            (text.day(row.decided_on), ", ".join(row.names()), row.minutes) for row in body.profession_decisions.all()
        ]
        return format_html_join("", "<p>{}: {}<br>{}</p>", rows) or "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Body]:
        return super().get_queryset(request).select_related("partnership")

    def save_model(self, request: HttpRequest, obj: Body, form: Any, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
        resize_body(obj, seats_min=obj.seats_min, seats_max=obj.seats_max)
        if change:
            super().save_model(request, obj, form, change)
