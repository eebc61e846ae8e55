"""A new event from the last one, in two screens: this page, then the event's own form."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from events.admin.pages import EventPages
from events.forms.planning import CopyEventForm
from events.models import Event
from events.services.copying import copy_event


class CopyingPage(EventPages):
    """Choose an event and a new day; the copy opens in its form."""

    def copying_urls(self) -> list[URLPattern]:
        return [path("copy/", self.admin_site.admin_view(self.copy), name="events_event_copy")]

    def copy(self, request: HttpRequest) -> HttpResponse:
        """Copy the chosen event to the new day, and go on to its form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        chosen = request.GET.get("event", "")
        latest = Event.objects.order_by("-starts_at").first()
        initial = {"event": chosen if chosen.isdecimal() else latest}
        form = CopyEventForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid():
            copied = copy_event(form.cleaned_data["event"], starts_at=form.starts_at(), now=timezone.now())
            if copied.created:
                said = _("“%(event)s” is copied. Look it through, then publish it.")
                messages.success(request, said % {"event": copied.event})
            else:
                messages.warning(
                    request, _("“%(event)s” exists on that day already: here it is.") % {"event": copied.event}
                )
            return redirect("admin:events_event_change", copied.event.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("New event from the last one"),
            "opts": self.model._meta,
            "form": form,
        }
        return TemplateResponse(request, "admin/events/event/copy.html", context)
