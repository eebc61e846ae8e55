"""The secretariat's view of municipalities, regions and coordinators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.history import Change, changes_in
from municipalities.history_page import HistoryMixin
from municipalities.inlines import LabelledTabularInline
from municipalities.models import Coordinatorship, Municipality, Region, RegionMembership


class RegionFilter(admin.SimpleListFilter):
    """Municipalities of a region as it is today."""

    title = gettext_lazy("region")
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        today = RegionMembership.objects.in_force_on(timezone.localdate()).values("region")
        return [(region.slug, region.name) for region in Region.objects.filter(pk__in=today)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Municipality]) -> QuerySet[Municipality]:
        if not self.value():
            return queryset
        members = RegionMembership.objects.in_force_on(timezone.localdate()).filter(region__slug=self.value())
        return queryset.filter(pk__in=members.values("municipality"))


class OpenFilter(admin.SimpleListFilter):
    """Those who coordinate today, unless asked for all."""

    title = gettext_lazy("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("all", _("all"))]

    def choices(self, changelist: object) -> list[dict[str, object]]:  # type: ignore[override]
        found = list(super().choices(changelist))  # type: ignore[arg-type]
        found[0]["display"] = _("today")
        return found  # type: ignore[return-value]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Coordinatorship]) -> QuerySet[Coordinatorship]:
        if self.value() == "all":
            return queryset
        return queryset.filter(pk__in=Coordinatorship.objects.open_on(timezone.localdate()).values("pk"))


class RegionMembershipInline(LabelledTabularInline):
    model = RegionMembership


class CoordinatorshipInline(LabelledTabularInline):
    model = Coordinatorship
    autocomplete_fields = ("person",)


@admin.register(Municipality)
class MunicipalityAdmin(HistoryMixin, admin.ModelAdmin):
    tells_others = True
    list_display = ("name", "code", "official_name", "mailbox", "inhabitants", "region_today")
    list_filter = (RegionFilter,)
    search_fields = ("name", "official_name", "code", "cvr")
    inlines = (CoordinatorshipInline, RegionMembershipInline)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer those who may to look at the portal as one of the municipality's coordinators."""
        people = []
        if object_id.isdecimal() and request.user.has_perm("partnership.look_as_coordinator"):
            open_today = Coordinatorship.objects.open_on(timezone.localdate()).filter(municipality=object_id)
            people = [row.person for row in open_today.select_related("person")]
        return super().change_view(request, object_id, form_url, {"coordinators": people, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Municipality]:
        return Municipality.objects.with_region_on(timezone.localdate())

    def changes(self, row: Municipality) -> list[Change]:
        """The municipality's coordinators, come and gone."""
        return changes_in(Coordinatorship.history.filter(municipality=row.pk))

    @admin.display(description=gettext_lazy("region"), ordering="region_name")
    def region_today(self, municipality: Municipality) -> str:
        return getattr(municipality, "region_name", None) or "–"


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    list_display = ("name", "code")
    search_fields = ("name", "code")


@admin.register(Coordinatorship)
class CoordinatorshipAdmin(HistoryMixin, admin.ModelAdmin):
    list_display = ("municipality", "person", "from_on", "to_on")
    list_filter = (OpenFilter,)
    list_select_related = ("municipality", "person")
    search_fields = ("municipality__name", "person__name", "person__email")
    autocomplete_fields = ("municipality", "person")
