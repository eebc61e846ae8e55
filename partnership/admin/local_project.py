"""What the municipalities work on at home: read here, written by their coordinators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.models import Municipality, Region, RegionMembership
from municipalities.readonly import ReadOnly
from partnership.models import LocalProject, Partnership


class RegionFilter(admin.SimpleListFilter):
    """Municipalities of a region as it is today."""

    title = gettext_lazy("region")
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        today = RegionMembership.objects.in_force_on(timezone.localdate()).values("region")
        return list(Region.objects.filter(pk__in=today).values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[LocalProject]) -> QuerySet[LocalProject]:
        if not self.value():
            return queryset
        members = RegionMembership.objects.in_force_on(timezone.localdate()).filter(region__slug=self.value())
        return queryset.filter(organisation__agreement__municipality__in=members.values("municipality"))


class FocusAreaFilter(admin.SimpleListFilter):
    """One focus area of the newest partnership."""

    title = gettext_lazy("focus area")
    parameter_name = "area"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        partnership = Partnership.objects.newest_first().first()
        return [(str(area.pk), area.heading) for area in partnership.focus_areas.all()] if partnership else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[LocalProject]) -> QuerySet[LocalProject]:
        value = self.value()
        return queryset.filter(focus_area=int(value)) if value and value.isdecimal() else queryset


class MunicipalityFilter(admin.SimpleListFilter):
    """One municipality that has described its local organisation."""

    title = gettext_lazy("municipality")
    parameter_name = "municipality"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        described = Municipality.objects.filter(agreements__local_organisation__projects__isnull=False)
        return list(described.distinct().values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[LocalProject]) -> QuerySet[LocalProject]:
        return queryset.filter(organisation__agreement__municipality__code=self.value()) if self.value() else queryset


@admin.register(LocalProject)
class LocalProjectAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("municipality", "area", "owner", "contact", "works_on", "is_shown", "changed_at")
    list_filter = (
        RegionFilter,
        FocusAreaFilter,
        ("organisation__is_shown", admin.BooleanFieldListFilter),
        ("organisation__agreement__partnership", admin.RelatedOnlyFieldListFilter),
        MunicipalityFilter,
    )
    list_select_related = ("organisation__agreement__municipality", "focus_area")
    search_fields = ("organisation__agreement__municipality__name", "owner", "contact", "works_on")
    ordering = (
        "-organisation__agreement__partnership__starts_on",
        "organisation__agreement__municipality__sort_key",
        "focus_area__number",
    )
    fields = (
        "municipality",
        "focus_area",
        "owner",
        "contact",
        "contact_email",
        "works_on",
        "is_shown",
        "changed_at",
        "changed_by",
    )

    @admin.display(description=gettext_lazy("municipality"), ordering="organisation__agreement__municipality__sort_key")
    def municipality(self, project: LocalProject) -> str:
        return project.organisation.agreement.municipality.name

    @admin.display(description=gettext_lazy("focus area"), ordering="focus_area__number")
    def area(self, project: LocalProject) -> str:
        return project.focus_area.heading

    @admin.display(description=gettext_lazy("shown to others"), boolean=True, ordering="organisation__is_shown")
    def is_shown(self, project: LocalProject) -> bool:
        return project.organisation.is_shown

    @admin.display(description=gettext_lazy("changed"), ordering="organisation__changed_at")
    def changed_at(self, project: LocalProject) -> Any:
        return project.organisation.changed_at

    @admin.display(description=gettext_lazy("changed by"))
    def changed_by(self, project: LocalProject) -> str:
        person = project.organisation.changed_by
        return person.name if person else _("nobody")
