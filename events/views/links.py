"""The way in through a personal link, and a new link for whoever lost it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.forms import LinkRequestForm
from events.services.lost_links import send_link_again
from partnership.models import PersonalLink
from partnership.personal import remember_link
from partnership.services.links import find_link


@login_not_required
@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember who came, and go on to an address without the token; answers nothing.

    Unknown, altered, expired and revoked links get one and the same page.
    """
    link = find_link(token, purpose=PersonalLink.Purpose.PARTICIPANT, now=timezone.now())
    if link is None:
        response = render(request, "events/link_invalid.html", {"form": LinkRequestForm()}, status=404)
    else:
        if request.method == "GET":
            remember_link(request, link)
        invitation = getattr(link, "invitation", None)
        turn = getattr(link, "evaluation_turn", None)
        where = reverse("personal:event", args=[invitation.event_id]) if invitation else reverse("personal:home")
        if turn is not None:
            where = reverse("personal:evaluation", args=[turn.registration.event_id])
        question, asked = getattr(link, "practice_question", None), getattr(link, "practice_asked_about", None)
        if question is not None:
            where = reverse("practices:own-answer", args=[question.pk])
        elif asked is not None:
            where = reverse("practices:own-practice", args=[asked.pk])
        response = redirect(where)
        response.status_code = 303
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_request(request: HttpRequest) -> HttpResponse:
    """Send a lost link again; the answer is the same whether or not the address is known."""
    form = LinkRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        send_link_again(form.cleaned_data["email"], now=timezone.now())
        return render(request, "events/link_sent.html")
    return render(request, "events/link_request.html", {"form": form}, status=422 if form.errors else 200)
