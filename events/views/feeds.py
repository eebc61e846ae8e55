"""Calendars that programs fetch again and again: nothing is sent when nothing is new."""

from __future__ import annotations

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from events.services.feeds import Feed, body_feed, body_subscription, own_feed, public_feed, public_subscription
from partnership.models import Body, Partnership, PersonalLink
from partnership.services.links import find_link
from partnership.views.public_page import public_page


@public_page
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the calendars that everybody may subscribe to, and how one does it."""
    partnership = Partnership.objects.newest_first().prefetch_related("bodies").first()
    bodies = partnership.bodies.all() if partnership else []
    context = {"everything": public_subscription(), "bodies": [body_subscription(body) for body in bodies]}
    return render(request, "public/subscribe.html", context)


@login_not_required
@require_safe
def public_calendar(request: HttpRequest) -> HttpResponseBase:
    """Give all published events."""
    return _answer(request, public_feed(now=timezone.now()), name="aktiviteter", scope="public")


@login_not_required
@require_safe
def body_calendar(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the published events of a body."""
    body = get_object_or_404(Body, pk=pk)
    return _answer(request, body_feed(body, now=timezone.now()), name=f"aktiviteter-{body.key}", scope="public")


@login_not_required
@require_safe
def own_calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give the events of whom the token belongs to; it opens nothing else."""
    now = timezone.now()
    link = find_link(token, purpose=PersonalLink.Purpose.CALENDAR, now=now)
    if link is None:
        raise Http404
    response = _answer(request, own_feed(link.person, now=now), name="mine-aktiviteter", scope="private")
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, feed: Feed, *, name: str, scope: str) -> HttpResponseBase:
    """Send the calendar, or that it is as before.

    The ETag alone tells: Last-Modified says when an event last changed, and cannot know of one that has dropped out.
    """
    headers = {
        "Content-Disposition": f'inline; filename="{name}.ics"',
        "Cache-Control": f"{scope}, max-age=900",
    }
    if feed.changed_at is not None:
        headers["Last-Modified"] = http_date(feed.changed_at.timestamp())
    response = HttpResponse(feed.content, content_type="text/calendar; charset=utf-8", headers=headers)
    response["ETag"] = quote_etag(hashlib.sha256(feed.content).hexdigest()[:32])
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
