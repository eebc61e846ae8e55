"""The minutes and the decisions of an event, written by its organisers."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.forms.sharing import DecisionForm, MinutesForm
from events.models import Audience, Decision, Event, Minutes
from events.services.minutes import (
    MinutesRefused,
    change_decision,
    record_decision,
    strike_decision,
    write_minutes,
)
from events.services.places import locked_event
from events.views.organising import organised_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the minutes in a form with the decisions beneath, and store the minutes."""
    event = organised_or_404(request, pk)
    with transaction.atomic():
        if request.method == "POST":
            locked_event(pk)
        stored = Minutes.objects.filter(event=event).select_related("document").first() or Minutes(event=event)
        initial = {
            "text": stored.text,
            "audience": stored.audience,
            "published": stored.published_at is not None,
        }
        form = MinutesForm(request.POST or None, request.FILES or None, instance=stored, initial=initial)
        if request.method == "POST" and form.is_valid() and _store(request, form, event):
            return redirect("events:minutes", pk)
    decisions = Decision.objects.filter(event=event).select_related("guiding_question")
    context = {"event": event, "form": form, "minutes": stored, "decisions": decisions}
    return render(request, "events/minutes.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, pk: int, decision_pk: int | None = None) -> HttpResponse:
    """Record a decision, correct one, or strike one that was recorded by mistake."""
    event = organised_or_404(request, pk)
    known = get_object_or_404(Decision, event=event, pk=decision_pk) if decision_pk is not None else None
    if known is not None and request.POST.get("step") == "strike":
        strike_decision(known)
        messages.success(request, _("Decision %(number)d is struck out.") % {"number": known.number})
        return redirect("events:minutes", pk)
    form = DecisionForm(request.POST or None, partnership=event.partnership, instance=known)
    if request.method == "POST" and form.is_valid() and _record(request, form, event, known):
        return redirect("events:minutes", pk)
    context = {"event": event, "form": form, "decision": known}
    return render(request, "events/decision.html", context, status=422 if form.errors else 200)


def _store(request: HttpRequest, form: MinutesForm, event: Event) -> bool:
    values = form.cleaned_data
    upload = values["file"]
    try:
        stored = write_minutes(
            event,
            text=values["text"],
            audience=Audience(values["audience"]),
            published=values["published"],
            file=(upload.content, upload.kind) if upload else None,
            now=timezone.now(),
        )
    except MinutesRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    said = (
        _("The minutes are shown.") if stored.published_at else _("The minutes are saved, and nobody else sees them.")
    )
    messages.success(request, said)
    return True


def _record(request: HttpRequest, form: DecisionForm, event: Event, known: Decision | None) -> bool:
    values = form.cleaned_data
    said = {
        "text": values["text"],
        "audience": Audience(values["audience"]),
        "guiding_question": values["guiding_question"],
    }
    try:
        stored = change_decision(known, **said) if known else record_decision(event, **said, now=timezone.now())
    except MinutesRefused as refusal:
        form.add_error("guiding_question", str(refusal))
        return False
    messages.success(request, _("Decision %(number)d is recorded.") % {"number": stored.number})
    return True
