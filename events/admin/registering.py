"""The page on which the secretariat registers people, if need be beyond the limit of places."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from events.admin.pages import EventPages
from events.forms.registering import RegisterPeopleForm, search
from events.models import Event
from events.services.registering import Receipt
from events.services.registering_people import register_people
from partnership.models import Person
from partnership.text import join_names


class RegisteringPage(EventPages):
    """Whom to register, and why beyond the limit."""

    def registering_urls(self) -> list[URLPattern]:
        return [path("<int:pk>/register/", self.admin_site.admin_view(self.register), name="events_event_register")]

    def register(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Find people and register those who are ticked: who answered on the phone, was not invited, or stands on a list."""
        event = self.changeable(request, pk)
        sent = request.POST if request.method == "POST" else request.GET
        sought = search(sent.get("q", ""))
        chosen = Person.objects.filter(is_active=True, pk__in=[x for x in sent.getlist("people") if x.isdecimal()])
        shown = list({person.pk: person for person in [*chosen.order_by("name", "pk"), *sought.people]}.values())
        ticked = [person.pk for person in [*chosen, *sought.certain]]
        registers = request.method == "POST" and "find" not in request.POST
        form = RegisterPeopleForm(request.POST if registers else None, event=event, shown=shown, ticked=ticked)
        if registers and form.is_valid():
            receipt = self._register(request, event, **form.cleaned_data)
            for line in _said(receipt):
                messages.success(request, line)
            if not receipt.faults:
                return redirect("admin:events_event_change", pk)
            event.refresh_from_db(fields=["places_taken", "overbooked"])
            names = {person.pk: person.name for person in shown}
            for person_pk, fault in receipt.faults.items():
                form.add_error("people", f"{names[person_pk]}: {fault}")
        context: dict[str, Any] = {"form": form, "sought": sent.get("q", ""), "found": sought, "shown": shown}
        return self.page(request, "admin/events/event/register.html", event, _("Register people"), context)

    def _register(self, request: HttpRequest, event: Event, *, people: Any, **how: Any) -> Receipt:
        assert isinstance(request.user, Person)  # noqa: S101 -- the admin site let the request through
        rows = list(people.order_by("name", "pk"))
        return register_people(event, people=rows, **how, by=request.user, now=timezone.now())


def _said(receipt: Receipt) -> list[str]:
    parts = [
        (_("A place: %(names)s."), receipt.attending),
        (_("On the waiting list: %(names)s."), receipt.waiting),
    ]
    return [text % {"names": join_names(names)} for text, names in parts if names]
