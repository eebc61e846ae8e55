"""The periods of the rounds of visits, as the secretariat sets them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership import text
from partnership.models import Body
from tracks.models import VisitRound
from tracks.services.launches import starts_on


class VisitRoundForm(forms.ModelForm):
    """Refuses a period in which no visit can be held, and rounds in the wrong order."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        body, first, last = (values.get(name) for name in ("body", "first_on", "last_on"))
        if body is None or first is None or last is None:
            return values
        if body.kind == Body.Kind.STEERING_GROUP:
            self.add_error("body", _("The steering group makes no visits. Choose a track or the development group."))
        start, end = starts_on(body), body.partnership.ends_on
        if first < start or last >= end:
            message = _(
                "The visits lie between %(start)s, when the body starts, and %(end)s, when the partnership ends."
            )
            self.add_error(None, message % {"start": text.day(start), "end": text.day(end)})
        for other in VisitRound.objects.filter(body=body).exclude(pk=self.instance.pk):
            earlier = other.number < (values.get("number") or 0)
            if (earlier and first <= other.last_on) or (not earlier and last >= other.first_on):
                message = _("Round 1 ends before round 2 begins. Round %(number)d lies from %(first)s to %(last)s.")
                days = {"first": text.day(other.first_on), "last": text.day(other.last_on)}
                self.add_error(None, message % (days | {"number": other.number}))
        return values


@admin.register(VisitRound)
class VisitRoundAdmin(admin.ModelAdmin):
    """Within a round's period hosts offer dates; without one, whenever they want."""

    form = VisitRoundForm
    list_display = ("body", "number", "first_on", "last_on", "partnership")
    list_filter = ("body__partnership",)
    list_select_related = ("body__partnership",)
    search_fields = ("body__name",)
    autocomplete_fields = ("body",)

    @admin.display(description=gettext_lazy("partnership"), ordering="body__partnership__starts_on")
    def partnership(self, held: VisitRound) -> str:
        return str(held.body.partnership)
