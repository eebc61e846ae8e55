"""Who stands behind the personal link that this browser came through; never a logged-in person's rights."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from partnership.models import Person, PersonalLink

#: What the link's purpose is remembered under: one link gives nothing that another is for.
_KEYS = {PersonalLink.Purpose.PARTICIPANT: "personal_link", PersonalLink.Purpose.APPROVER: "approval_link"}
P = ParamSpec("P")


def remember_link(request: HttpRequest, link: PersonalLink) -> None:
    """Let this browser act for the link's person for a short while, in a session of a new key."""
    until = timezone.now().timestamp() + settings.PERSONAL_LINK_SESSION_SECONDS
    former = request.session.session_key
    request.session.cycle_key()
    # Somebody who is logged in goes on being so under the new key: "log out of all the others" must still find it.
    UserSession.objects.filter(session_key=former).update(session_key=request.session.session_key)
    request.session[_KEYS[PersonalLink.Purpose(link.purpose)]] = {"id": link.pk, "until": until}


def person_behind_link(
    request: HttpRequest, *, purpose: PersonalLink.Purpose = PersonalLink.Purpose.PARTICIPANT
) -> Person | None:
    """Return the person of the remembered link, if it is still valid and the short while is not over."""
    remembered = request.session.get(_KEYS[purpose])
    now = timezone.now()
    if not remembered or remembered["until"] < now.timestamp():
        return None
    links = PersonalLink.objects.valid_at(now).filter(pk=remembered["id"], purpose=purpose)
    link = links.select_related("person").first()
    return link.person if link else None


def personal_page(
    view: Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give the view the person behind the link, or the logged-in person; send everybody else to ask for a link."""

    @login_not_required
    @functools.wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = person_behind_link(request)
        if person is None and isinstance(request.user, Person):
            person = request.user
        if person is None:
            return redirect("link_request")
        response = view(request, person, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped
