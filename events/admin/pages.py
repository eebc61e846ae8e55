"""What the pages about one event in the admin site have in common."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from events.models import Event


class EventPages(admin.ModelAdmin):
    """Base of the classes that each add pages to the admin of events."""

    def changeable(self, request: HttpRequest, pk: int) -> Event:
        """Return the event for somebody who may change it. Raises Http404 and PermissionDenied."""
        event = get_object_or_404(Event.objects.select_related("body", "partnership"), pk=pk)
        if not self.has_change_permission(request, event):
            raise PermissionDenied
        return event

    def page(
        self, request: HttpRequest, template: str, event: Event, title: str, context: dict[str, Any]
    ) -> TemplateResponse:
        """Return a page of the admin about the event."""
        common = {**self.admin_site.each_context(request), "title": title, "event": event, "opts": self.model._meta}
        return TemplateResponse(request, template, common | context)
