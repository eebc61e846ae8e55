"""Seats: who holds them, and their next holder."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.history import Change, changes_in
from municipalities.history_page import HistoryMixin
from municipalities.readonly import ReadOnly
from partnership.admin.agreement import DayForm
from partnership.admin.matrix import matrix_urls
from partnership.admin.steps import Step, StepsMixin
from partnership.models import Person, Seat, SeatHolding
from partnership.services.nominations import Proposal, propose_holder, propose_successor
from partnership.services.seats import SeatError, vacate_seat


class HolderForm(forms.Form):
    """A person and the day from which the person holds the seat."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        queryset=Person.objects.filter(is_active=True),
        widget=AutocompleteSelect(SeatHolding._meta.get_field("person"), admin.site),
    )
    on = DayForm.base_fields["on"]


class VacancyFilter(admin.SimpleListFilter):
    """Seats that nobody holds today, or that somebody does."""

    title = gettext_lazy("holder today")
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("no", _("vacant")), ("yes", _("held"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Seat]) -> QuerySet[Seat]:
        today = timezone.localdate()
        match self.value():
            case "no":
                return queryset.exclude(pk__in=SeatHolding.objects.held_on(today).values("seat"))
            case "yes":
                return queryset.filter(pk__in=SeatHolding.objects.held_on(today).values("seat"))
        return queryset


class SeatHoldingInline(ReadOnly, admin.TabularInline):
    model = SeatHolding
    fields = readonly_fields = ("person", "from_on", "to_on", "entered_by", "entered_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SeatHolding]:
        return super().get_queryset(request).select_related("person", "seat__body", "seat__municipality", "entered_by")


def _nominate(seat: Seat, *, person: Person, on: dt.date, by: Person) -> Proposal:
    return propose_holder(seat.municipality, body=seat.body, person=person, from_on=on, by=by, now=timezone.now())


def _hand_over(seat: Seat, *, person: Person, on: dt.date, by: Person) -> Proposal:
    return propose_successor(seat, person=person, on=on, by=by, now=timezone.now())


@admin.register(Seat)
class SeatAdmin(HistoryMixin, StepsMixin, admin.ModelAdmin):
    """Seats come with the agreement; people are nominated, succeed each other and leave.

    Where a body asks for an approval at home, the secretariat's word does not replace it.
    """

    tells_others = True
    steps = {
        "nominate": Step(gettext_lazy("Nominate a person"), HolderForm, _nominate, (SeatError,), names_actor=True),
        "hand-over": Step(
            gettext_lazy("Hand over to a successor"), HolderForm, _hand_over, (SeatError,), names_actor=True
        ),
        "vacate": Step(gettext_lazy("Vacate the seat"), DayForm, vacate_seat, (SeatError,)),
    }
    list_display = ("body", "municipality", "number", "holder")
    list_display_links = ("body", "number")
    list_filter = (VacancyFilter, "body")
    list_select_related = ("body", "municipality")
    search_fields = ("municipality__name", "municipality__code", "holdings__person__name", "holdings__person__email")
    fields = readonly_fields = ("body", "municipality", "number")
    ordering = ("body__partnership", "body__position", "municipality__sort_key", "number")
    inlines = (SeatHoldingInline,)

    def get_urls(self) -> list[URLPattern]:
        return [*matrix_urls(), *super().get_urls()]

    def steps_of(self, row: Seat) -> list[str]:
        return ["hand-over", "vacate"] if row.holdings.open().exists() else ["nominate"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Seat]:
        held = SeatHolding.objects.held_on(timezone.localdate()).select_related("person")
        return (
            super()
            .get_queryset(request)
            .select_related("body", "municipality")
            .prefetch_related(Prefetch("holdings", held, to_attr="holdings_today"))
        )

    def changes(self, row: Seat) -> list[Change]:
        """Who got the seat and who gave it up."""
        return changes_in(SeatHolding.history.filter(seat=row.pk))

    @admin.display(description=gettext_lazy("holder today"))
    def holder(self, seat: Seat) -> str:
        return next((holding.person.name for holding in getattr(seat, "holdings_today", [])), "–")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
