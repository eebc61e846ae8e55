"""The public pages of what is known: by guiding question, by body, by theme."""

from __future__ import annotations

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from events.services.knowledge import (
    came_of,
    overview_of,
    shares_of_question,
    shares_of_theme,
    summaries_of,
)
from events.services.knowledge_feed import write_knowledge_feed
from events.views.materials import visitor_of
from partnership.models import Body, FocusArea, GuidingQuestion, Partnership
from partnership.views.documents import stored_file
from partnership.views.public_page import public_page
from tracks.models import Output, Practice, Track
from tracks.models.practice import PracticeQuerySet

#: How many practices stand on a page before it leads to the library.
MOST_PRACTICES = 12


@public_page
def home(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Show where the knowledge of a partnership stands: the newest one's unless another is named."""
    partnerships = list(Partnership.objects.newest_first())
    partnership = partnerships[0] if partnerships else None
    if slug:
        partnership = get_object_or_404(Partnership, slug=slug)
        if partnership == partnerships[0]:
            return redirect("knowledge:home")
    visitor = visitor_of(request)
    context = {
        "partnership": partnership,
        "overview": overview_of(partnership, visitor, now=timezone.now()) if partnership else None,
        "others": [other for other in partnerships if other != partnership],
        "stranger": not any(visitor.values()),
    }
    return render(request, "knowledge/home.html", context)


@public_page
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the bodies have decided and learnt about a guiding question."""
    row = get_object_or_404(GuidingQuestion.objects.select_related("partnership"), pk=pk)
    others = list(GuidingQuestion.objects.filter(partnership=row.partnership_id).order_by("number"))
    here, visitor = others.index(row), visitor_of(request)
    context = {
        "question": row,
        "shares": shares_of_question(row, visitor),
        "before": others[here - 1] if here else None,
        "after": others[here + 1] if here + 1 < len(others) else None,
        "stranger": not any(visitor.values()),
    }
    return render(request, "knowledge/question.html", context)


@public_page
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a body has decided, learnt and made."""
    row = get_object_or_404(Body.objects.select_related("partnership"), pk=pk)
    visitor = visitor_of(request)
    came = came_of(Q(event__body=row), visitor)
    track = Track.objects.filter(body=row).first()
    context = {
        "body": row,
        "summaries": summaries_of(Q(body=row), visitor),
        "decided": [one for one in came if one.decisions],
        "papers": [one for one in came if one.minutes or one.materials],
        "track": track,
        "practices": _practices(Q(track=track)) if track else [],
        "stranger": not any(visitor.values()),
    }
    return render(request, "knowledge/body.html", context)


@public_page
def theme(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the bodies have decided, learnt and made about a focus area, and the practices about it."""
    area = get_object_or_404(FocusArea.objects.select_related("partnership"), pk=pk)
    visitor = visitor_of(request)
    context = {
        "area": area,
        "shares": shares_of_theme(area, visitor),
        "practices": _practices(Q(focus_area=area)),
        "stranger": not any(visitor.values()),
    }
    return render(request, "knowledge/theme.html", context)


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """Give what everybody may read as an Atom feed, or say that it is as before."""
    content = write_knowledge_feed(now=timezone.now())
    headers = {
        "Cache-Control": "public, max-age=900",
        "Content-Language": "da",
        "ETag": quote_etag(hashlib.sha256(content).hexdigest()[:32]),
    }
    response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=headers["ETag"], response=response) or response


@login_not_required
@require_safe
def output_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the file of an output to whoever reads its summary."""
    rows = Output.objects.standing().filter(document__isnull=False).open_to(**visitor_of(request))
    output = get_object_or_404(rows.select_related("document"), pk=pk)
    assert output.document is not None  # noqa: S101 -- asked for above
    return stored_file(output.document, filename=output.file_name)


def _practices(rows: Q) -> PracticeQuerySet:
    listed = Practice.objects.listed(timezone.now()).filter(rows).with_use()
    return listed.select_related("municipality", "track__body")[:MOST_PRACTICES]
