"""The page on which the secretariat registers somebody, if need be beyond the limit of places."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from events.admin.pages import EventPages
from events.forms import RegisterPersonForm
from events.models import Event, Registration
from events.services.overbooking import overbook
from events.services.registrations import AnswerRefused, register_person
from municipalities.models import Municipality
from partnership.models import Person
from partnership.services.known_people import people_found

#: How many people the search shows at once; whoever is not among them is sought more closely.
MOST_FOUND = 20


class RegisteringPage(EventPages):
    """Whom to register, and why beyond the limit."""

    def registering_urls(self) -> list[URLPattern]:
        return [path("<int:pk>/register/", self.admin_site.admin_view(self.register_one), name="events_event_register")]

    def register_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Register somebody who answered on the phone, or was not invited."""
        event = self.changeable(request, pk)
        sought = request.GET.get("q", "").strip()[:100]
        found = people_found(sought, limit=MOST_FOUND + 1)
        form = RegisterPersonForm(request.POST or None, found=found[:MOST_FOUND])
        if request.method == "POST" and form.is_valid():
            try:
                registration = self._register(request, event, **form.cleaned_data)
            except AnswerRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                values = {"person": registration.person.name, "status": registration.get_status_display()}
                messages.success(request, _("%(person)s: %(status)s.") % values)
                return redirect("admin:events_event_change", pk)
        context = {"form": form, "sought": sought, "found": found[:MOST_FOUND], "more": len(found) > MOST_FOUND}
        return self.page(request, "admin/events/event/register.html", event, _("Register a person"), context)

    def _register(
        self,
        request: HttpRequest,
        event: Event,
        *,
        person: Person,
        municipality: Municipality | None,
        beyond_limit: str,
    ) -> Registration:
        who: dict[str, Any] = {"person": person, "municipality": municipality, "now": timezone.now()}
        if not beyond_limit:
            return register_person(event, **who)
        assert isinstance(request.user, Person)  # noqa: S101 -- the admin site let the request through
        return overbook(event, **who, reason=beyond_limit, by=request.user)
