"""What the caterer and the venue must know, in numbers: for the secretariat alone, and never with a name."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.documents.catering import catering_pdf
from events.models import Event, Registration
from events.services.needs import count_needs
from events.views.organising import organised_or_404
from partnership.spreadsheet import file_name
from partnership.views.documents import made_file
from partnership.views.own import person_of


@never_cache
@require_safe
def catering(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how many come, and how many need what."""
    event = _event(request, pk)
    coming = Registration.objects.attending().filter(event=event).count()
    return render(request, "events/catering.html", {"event": event, "coming": coming, "needs": count_needs(event)})


@never_cache
@require_safe
def catering_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the same on paper, to hand on to the caterer."""
    event, now = _event(request, pk), timezone.now()
    name = file_name(f"forplejning-{event.pk}", on=timezone.localdate(now), suffix="pdf")
    return made_file(catering_pdf(event, needs=count_needs(event), now=now), filename=name)


def _event(request: HttpRequest, pk: int) -> Event:
    """Return an event if the person works with it in the secretariat: a host sees names, and never needs."""
    event = organised_or_404(request, pk)
    if not person_of(request).is_staff:
        raise Http404
    return event
