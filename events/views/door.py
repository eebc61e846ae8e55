"""Sign-in at the door: by name on a list that works without a network, and by the code that a guest shows."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Event
from events.services.door import Act, DoorClosed, check_door, door_list, record_acts
from events.services.door_codes import find_guest
from events.views.organising import is_organiser, organised_or_404
from partnership.views.own import person_of

#: The most acts that one request may bring; a page sends the rest in the next.
_MOST_ACTS = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """List who may come, and mark one by one; the page's script does the same without a network."""
    event = organised_or_404(request, pk)
    now = timezone.now()
    if request.method == "POST":
        _mark_by_form(request, event, now)
        return redirect(f"{reverse('events:door', args=[pk])}#r{request.POST.get('registration', '')}")
    sought = request.GET.get("q", "").strip().lower()
    guests = door_list(event)
    context = {
        "event": event,
        "guests": [guest for guest in guests if sought in guest.registration.person.name.lower()],
        "sought": sought,
        "all": len(guests),
        "there": sum(bool(guest.marks) for guest in guests),
        "closed": _why_closed(event, now),
    }
    return render(request, "events/door.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door_marks(request: HttpRequest, pk: int) -> JsonResponse:
    """Take in what a page kept while it was without a network, and answer with how it stands for everybody."""
    event = organised_or_404(request, pk)
    received: list[uuid.UUID] = []
    refused: list[uuid.UUID] = []
    if request.method == "POST":
        try:
            acts = [_act(said) for said in json.loads(request.body)["acts"][:_MOST_ACTS]]
        except (ValueError, KeyError, TypeError, AttributeError):
            return JsonResponse({"error": _("The marks could not be read. Load the page again.")}, status=400)
        try:
            refused = record_acts(event, acts=acts, by=person_of(request), now=timezone.now())
        except DoorClosed as refusal:
            return JsonResponse({"error": str(refusal)}, status=409)
        received = [act.id for act in acts]
    state = {
        guest.registration.pk: {"at": date_format(timezone.localtime(guest.came_at), "G.i"), "marks": guest.mark_ids}
        for guest in door_list(event)
        if guest.came_at is not None
    }
    return JsonResponse({"received": received, "refused": refused, "there": state})


@require_safe
def door_worker(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the script that keeps this one page for when there is no network; its address bounds what it may touch."""
    event = organised_or_404(request, pk)
    kept = {
        "page": reverse("events:door", args=[event.pk]),
        "assets": [staticfiles_storage.url(name) for name in ("portal.css", "favicon.svg", "door.js")],
    }
    return render(
        request, "events/door_worker.js", {"event": event, "kept": json.dumps(kept)}, content_type="text/javascript"
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """Show whom a code belongs to, to those who carry the event out; mark the person on POST."""
    registration = find_guest(token)
    if registration is None or not is_organiser(person_of(request), registration.event):
        raise Http404
    event, now = registration.event, timezone.now()
    guest = next((guest for guest in door_list(event) if guest.registration.pk == registration.pk), None)
    closed = _why_closed(event, now)
    if guest is None and not closed:
        closed = _("This person has no place any more.")
    if request.method == "POST" and guest is not None:
        _mark_by_form(request, event, now)
        return redirect("check_in", token)
    context = {"event": event, "registration": registration, "guest": guest, "closed": closed}
    return render(request, "events/check_in.html", context)


def _mark_by_form(request: HttpRequest, event: Event, now: dt.datetime) -> None:
    """Mark, or take back, one person as a form says; what a form does not say is left alone."""
    guests = {str(guest.registration.pk): guest for guest in door_list(event)}
    guest = guests.get(request.POST.get("registration", ""))
    if guest is None:
        messages.error(request, _("This person is not on the list any more."))
        return
    pk, name = guest.registration.pk, guest.registration.person.name
    if request.POST.get("act") == "come":
        acts = [Act(_uuid(request.POST.get("mark")), pk, now)]
        said = _("%(name)s is marked as here.")
    elif request.POST.get("act") == "mistake":
        acts = [Act(uuid.uuid4(), pk, now, takes_back=mark.pk) for mark in guest.marks]
        said = _("The mark of %(name)s is taken back.")
    else:
        return
    try:
        record_acts(event, acts=acts, by=person_of(request), now=now)
    except DoorClosed as refusal:
        messages.error(request, str(refusal))
        return
    messages.success(request, said % {"name": name})


def _why_closed(event: Event, now: dt.datetime) -> str:
    try:
        check_door(event, now=now)
    except DoorClosed as refusal:
        return str(refusal)
    return ""


def _act(said: dict[str, Any]) -> Act:
    """Return an act as a page sent it. Raises ValueError, KeyError, TypeError, AttributeError for anything else."""
    at = parse_datetime(said["at"])
    if at is None or at.tzinfo is None:
        raise ValueError(said["at"])
    takes_back = uuid.UUID(said["takes_back"]) if said.get("takes_back") else None
    return Act(uuid.UUID(said["id"]), int(said["registration"]), at, takes_back)


def _uuid(text: str | None) -> uuid.UUID:
    """Return the id that a form brings, so that sending it twice is one mark; a new one for a form without."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()
