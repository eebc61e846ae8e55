"""Objections of people who were entered by somebody else, until somebody has dealt with them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from municipalities.readonly import ReadOnly
from partnership.models import Objection, Person
from partnership.services.own_details import settle_objections


class OpenFilter(admin.SimpleListFilter):
    """Objections that somebody still has to deal with, or that are dealt with."""

    title = gettext_lazy("dealt with")
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("no", _("not yet")), ("yes", _("dealt with"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Objection]) -> QuerySet[Objection]:
        match self.value():
            case "no":
                return queryset.filter(settled_at__isnull=True)
            case "yes":
                return queryset.filter(settled_at__isnull=False)
        return queryset


@admin.register(Objection)
class ObjectionAdmin(ReadOnly, admin.ModelAdmin):
    """What is still to be dealt with stands first; the person keeps the seat until somebody hands it over or vacates it."""

    list_display = ("person_name", "made_at", "reason", "settled_at", "settled_by")
    list_filter = (OpenFilter,)
    list_select_related = ("person", "settled_by")
    search_fields = ("person__name", "person__email")
    ordering = (F("settled_at").asc(nulls_first=True), "made_at")  # type: ignore[assignment]  # the stubs forget expressions
    fields = ("person_link", "made_at", "reason", "settled_at", "settled_by")
    actions = ("settle",)

    @admin.display(description=gettext_lazy("person"))
    def person_name(self, objection: Objection) -> str:
        return objection.person.name

    @admin.display(description=gettext_lazy("person"))
    def person_link(self, objection: Objection) -> SafeString:
        url = reverse("admin:partnership_person_change", args=[objection.person_id])
        return format_html('<a href="{}">{}</a>', url, objection.person)

    @admin.action(description=gettext_lazy("Record as dealt with"), permissions=["settle"])
    def settle(self, request: HttpRequest, queryset: QuerySet[Objection]) -> None:
        by = Person.objects.get(pk=request.user.pk)
        count = settle_objections(queryset, by=by, now=timezone.now())
        text = ngettext(
            "%(count)d objection is recorded as dealt with.", "%(count)d objections are recorded as dealt with.", count
        )
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    def has_settle_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the person may record that somebody acted; nobody may change what was objected."""
        return request.user.has_perm("partnership.change_objection")
