"""The browser of staff who look at the portal as a coordinator: what it remembers, and that nothing can be changed.

The session stays that of the staff member; only the view of a page meets the coordinator as `request.user`. So log-in, second
factor and list of sessions never see anybody but who is really there, and stopping has nothing to restore.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.models import LogbookEntry, Person
from partnership.services.viewing import refusal_to_look_as, stop_viewing

_KEY = "viewing"
#: Pages that are somebody's own and not the coordinator's work: log-in and its factors, own page, links, the admin site.
CLOSED = ("/admin/", "/konto/", "/min-side/", "/i/", "/kalender/", "/send-link/")


@dataclass(frozen=True)
class Viewing:
    """A look that lasts: who looks, as whom, until when, and the logbook entry of its start."""

    staff: Person
    person: Person
    until: dt.datetime
    started: int


def remember_viewing(request: HttpRequest, entry: LogbookEntry) -> None:
    """Let this browser look as the entry's person until the entry's time, in a session of a new key."""
    request.session.cycle_key()
    request.session[_KEY] = {
        "by": entry.actor_id,
        "person": entry.person_id,
        "until": entry.data["until"],
        "started": entry.pk,
    }


def viewing_of(request: HttpRequest) -> Viewing | None:
    """Return the look that this browser has under way, if it still may: the time, both people and the permission count."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or _KEY not in request.session:
        return None
    remembered = request.session[_KEY]
    staff, now = request.user, timezone.now()
    until = dt.datetime.fromisoformat(remembered["until"])
    person = Person.objects.filter(pk=remembered["person"]).first()
    if (
        person is None
        or not isinstance(staff, Person)
        or staff.pk != remembered["by"]
        or until <= now
        or refusal_to_look_as(person, by=staff, now=now)
    ):
        return None
    return Viewing(staff, person, until, remembered["started"])


def end_viewing(request: HttpRequest, viewing: Viewing) -> None:
    """Log the end and forget the look, in a session of a new key."""
    stop_viewing(viewing.person, by=viewing.staff, started=viewing.started, now=timezone.now())
    del request.session[_KEY]
    request.session.cycle_key()


class ViewingMiddleware:
    """While staff look as a coordinator: pages are shown as to the coordinator, and everything but a look is refused.

    It must stand last, so that every other middleware meets who is really there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewing = viewing_of(request)
        request.viewing = viewing  # type: ignore[attr-defined]
        if viewing is None:
            _forget_what_is_over(request)
            return self.get_response(request)
        if request.path_info == reverse("stop_viewing"):
            return self.get_response(request)
        if request.path_info == reverse("account_logout"):
            if request.method == "POST":
                end_viewing(request, viewing)
            return self.get_response(request)
        request.user = viewing.person
        try:
            response = self._look(request)
        finally:
            request.user = viewing.staff
        response["Cache-Control"] = "no-store"
        return response

    def _look(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return render(request, "partnership/viewing_refused.html", {"changes": True}, status=403)
        if request.path_info.startswith(CLOSED):
            return render(request, "partnership/viewing_refused.html", {"changes": False}, status=403)
        return self.get_response(request)


def _forget_what_is_over(request: HttpRequest) -> None:
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.pop(_KEY, None) is not None:
        request.session.cycle_key()
        messages.info(request, _("You no longer look at the portal as somebody else. Start again if you need to."))
