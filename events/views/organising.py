"""The pages of those who carry an event out: the secretariat, and the coordinators of the municipality that hosts it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.models import Event
from partnership.models import Person
from partnership.views.own import person_of

_RELATED = ("body", "partnership", "host")


def organised_or_404(request: HttpRequest, pk: int) -> Event:
    """Return an event that the person carries out. Raises Http404 for all others."""
    return get_object_or_404(Event.objects.organised_by(person_of(request)).select_related(*_RELATED), pk=pk)


def followed_or_404(request: HttpRequest, pk: int) -> Event:
    """Return an event whose participants the person may see. Raises Http404 for all others."""
    return get_object_or_404(Event.objects.followed_by(person_of(request)).select_related(*_RELATED), pk=pk)


@require_safe
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what there is to do before, on and after the day."""
    event = followed_or_404(request, pk)
    person = person_of(request)
    context = {
        "event": event,
        "organises": Event.objects.organised_by(person).filter(pk=pk).exists(),
        "over": event.ends_at <= timezone.now(),
    }
    return render(request, "events/day.html", context)


def is_organiser(person: Person | None, event: Event) -> bool:
    """Tell whether the person carries the event out; one query."""
    return person is not None and Event.objects.organised_by(person).filter(pk=event.pk).exists()
