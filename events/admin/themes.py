"""The focus areas that an event is about, so that what it came to stands under them."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from events.models import Event
from municipalities.inlines import LabelledTabularInline
from partnership.models import FocusArea


class ThemeInline(LabelledTabularInline):
    """The event's themes, of its own partnership; they are chosen once the event is there."""

    model = Event.focus_areas.through
    verbose_name = gettext_lazy("theme")
    verbose_name_plural = gettext_lazy("themes, under which its decisions, minutes and materials stand")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return isinstance(obj, Event) and super().has_add_permission(request, obj)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer the focus areas of the event's partnership."""
        resolved = request.resolver_match
        if db_field.name == "focusarea" and resolved is not None and "object_id" in resolved.kwargs:
            own = Event.objects.filter(pk=resolved.kwargs["object_id"]).values("partnership")
            kwargs["label"] = FocusArea._meta.verbose_name
            kwargs["queryset"] = FocusArea.objects.filter(partnership__in=own)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
