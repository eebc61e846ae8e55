"""Stop letters that are not necessary: by a button, or by the mail program's own (RFC 8058). GET only shows."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from partnership.services.subscriptions import DIGEST, choose_letters, is_wanted, read_stop_token


@csrf_exempt  # a mail program posts without our cookie: the token in the address is what is needed
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Show whether letters of a kind come; a press on the button, or on the mail program's, changes it."""
    found = read_stop_token(token)
    if found is None:
        return _page(request, {}, status=404)
    person, what = found
    context: dict[str, object] = {"is_digest": what == DIGEST}
    status = 200
    if request.method == "POST":
        if request.POST.get("List-Unsubscribe") == "One-Click" or request.POST.get("choice") == "stop":
            choose_letters(person, what, wanted=False, now=timezone.now())
            context["changed"] = True
        elif request.POST.get("choice") == "get":
            choose_letters(person, what, wanted=True, now=timezone.now())
            context["changed"] = True
        else:  # a mail scanner sends the form without pressing a button
            context["fault"], status = _("Press the button to choose."), 422
    return _page(request, context | {"known": True, "wanted": is_wanted(person, what)}, status=status)


def _page(request: HttpRequest, context: dict[str, object], *, status: int) -> HttpResponse:
    response = render(request, "partnership/stop_letters.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
