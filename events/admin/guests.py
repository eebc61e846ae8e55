"""The register of guest organisations and their contact people."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from events.forms.audience import AudienceSourceForm, AudienceSourceFormSet, network_choices
from events.models import AudienceSource, Event, GuestContact, GuestOrganisation
from municipalities.inlines import LabelledTabularInline


class GuestContactInline(LabelledTabularInline):
    model = GuestContact
    autocomplete_fields = ("person",)
    extra = 1


@admin.register(GuestOrganisation)
class GuestOrganisationAdmin(admin.ModelAdmin):
    """Stakeholders and partners that are asked to events."""

    list_display = ("name", "kind", "is_public", "contributes_to", "contacts", "note")
    list_filter = ("kind", "is_public")
    list_select_related = ("contributes_to",)
    autocomplete_fields = ("contributes_to",)
    search_fields = ("name", "contacts__person__name", "contacts__person__email")
    inlines = (GuestContactInline,)
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuestOrganisation]:
        invited = Count("contacts", filter=Q(contacts__is_invited=True))
        return super().get_queryset(request).annotate(contact_count=invited)

    @admin.display(description=gettext_lazy("invited contact people"))
    def contacts(self, organisation: GuestOrganisation) -> int:
        return int(getattr(organisation, "contact_count", 0))


class AudienceSourceInline(LabelledTabularInline):
    """Guests of an event beyond the seats: one choice a line."""

    model = AudienceSource
    form = AudienceSourceForm
    formset = AudienceSourceFormSet
    fields = ("municipality", "network", "person", "organisation")
    autocomplete_fields = ("municipality", "person", "organisation")

    def get_formset(self, request: HttpRequest, obj: Event | None = None, **kwargs: Any) -> Any:
        """Offer the networks of the event's partnership, asked for once for all lines."""
        formset = super().get_formset(request, obj, **kwargs)
        field: Any = formset.form.base_fields.get("network")  # none for who may only look
        if field is not None:
            field.choices = [("", "–"), *network_choices(obj)]
        return formset
