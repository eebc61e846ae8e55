"""The public page of a body: what it works with, when it starts, its networks and its events."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.models import Contribution, Event
from municipalities.models import Municipality
from partnership.models import Body, Partnership
from partnership.services.professions import sought_by
from tracks.models import Track
from tracks.services.network_changes import setting_for
from tracks.services.network_effects import effect_of, split_of
from tracks.services.network_map import network_tiles
from tracks.services.own_networks import published_plan


@login_not_required
@require_safe
def body_page(request: HttpRequest, key: str) -> HttpResponse:
    """Show a body of the newest partnership."""
    now = timezone.now()
    partnership = Partnership.objects.newest_first().first()
    body = get_object_or_404(Body.objects.select_related("partnership"), partnership=partnership, key=key)
    track = Track.objects.filter(body=body).first()
    events = Event.objects.published().filter(body=body).select_related("body")
    plan = published_plan(body)
    split = split_of(plan) if plan else {}
    context = {
        "body": body,
        "track": track,
        "starts_later": track is not None and track.launches_on > timezone.localdate(now),
        "sought": sought_by([body], on=timezone.localdate(now))[0],
        "plan": plan,
        "networks": effect_of(split, setting_for(plan)).networks if plan else (),
        "tiles": network_tiles(Municipality.objects.all(), split) if plan else [],
        "contributions": Contribution.objects.public().filter(body=body).select_related("organisation"),
        "projects": track.related_projects.all() if track else (),
        "upcoming": events.upcoming(now),
        "past": events.past(now).going_ahead(),
    }
    return render(request, "tracks/body.html", context)
