"""The register of guest organisations and their contact people."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Prefetch, Q, QuerySet, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from events.forms.audience import AudienceSourceForm, AudienceSourceFormSet, network_choices
from events.models import AudienceSource, Contribution, Event, GuestContact, GuestOrganisation
from municipalities.inlines import LabelledTabularInline
from partnership import text


class GuestContactInline(LabelledTabularInline):
    model = GuestContact
    autocomplete_fields = ("person",)
    extra = 1


class ContributionInline(admin.StackedInline):
    model = Contribution
    extra = 0
    autocomplete_fields = ("body",)
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(GuestOrganisation)
class GuestOrganisationAdmin(admin.ModelAdmin):
    """Stakeholders and partners that are asked to events."""

    list_display = ("name", "kind", "is_public", "contributes_to", "contacts", "note")
    list_filter = ("kind", "is_public", "contributions__body")
    search_fields = ("name", "contacts__person__name", "contacts__person__email")
    inlines = (ContributionInline, GuestContactInline)
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuestOrganisation]:
        invited = Count("contacts", filter=Q(contacts__is_invited=True))
        found = super().get_queryset(request).annotate(contact_count=invited)
        return found.prefetch_related(Prefetch("contributions", Contribution.objects.select_related("body")))

    @admin.display(description=gettext_lazy("contributes to"))
    def contributes_to(self, organisation: GuestOrganisation) -> str:
        return text.join_names([row.body.name for row in organisation.contributions.all()]) or "–"

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
