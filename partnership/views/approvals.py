"""The approver's page: nominations of the own municipality, approved or refused by a pressed button."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from partnership.forms.seats import RefusalForm
from partnership.machine import WrongStatus
from partnership.models import Nomination, Person, PersonalLink
from partnership.personal import person_behind_link, remember_link
from partnership.services.links import find_link
from partnership.services.nominations import approve_nomination, refuse_nomination
from partnership.services.seats import SeatError

_PURPOSE = PersonalLink.Purpose.APPROVER


@login_not_required
@never_cache
@require_safe
def open_approval(request: HttpRequest, token: str) -> HttpResponse:
    """Remember who came, and go on to an address without the token; decides nothing."""
    link = find_link(token, purpose=_PURPOSE, now=timezone.now())
    if link is None:
        response = render(request, "partnership/approval_link_invalid.html", status=404)
    else:
        if request.method == "GET":
            remember_link(request, link)
        response = redirect("approvals")
        response.status_code = 303
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def approvals(request: HttpRequest) -> HttpResponse:
    """Show what awaits the person's approval; on POST carry out the button that was pressed."""
    person = person_behind_link(request, purpose=_PURPOSE)
    if person is None and isinstance(request.user, Person):
        person = request.user
    if person is None:
        return redirect_to_login(request.path)
    response = _decide(request, person) if request.method == "POST" else _page(request, person)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _decide(request: HttpRequest, person: Person) -> HttpResponse:
    pk = request.POST.get("nomination", "")
    if not pk.isdecimal():
        raise Http404
    nomination = get_object_or_404(Nomination.objects.approved_by(person).select_related("person"), pk=pk)
    form = RefusalForm(request.POST)
    try:
        match request.POST.get("answer"):
            case "approve":
                approve_nomination(nomination, now=timezone.now())
                said = _("You have approved %(person)s, who now gets a mail about the seat.")
            case "refuse" if form.is_valid():
                refuse_nomination(nomination, reason=form.cleaned_data["reason"], now=timezone.now())
                said = _("You have refused %(person)s. Your coordinators get a mail with the reason.")
            case "refuse":
                return _page(request, person, refused=nomination, form=form, status=422)
            case _:  # mail scanners submit forms without pressing a button
                return _page(request, person, fault=_("Press one of the buttons to answer."), status=422)
    except (SeatError, WrongStatus) as refusal:
        return _page(request, person, fault=str(refusal), status=409)
    messages.success(request, said % {"person": nomination.person.name})
    return redirect("approvals")


def _page(
    request: HttpRequest,
    person: Person,
    *,
    refused: Nomination | None = None,
    form: RefusalForm | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    own = Nomination.objects.approved_by(person).select_related(
        "person", "proposed_by", "replaces__person", "seat__body", "seat__municipality"
    )
    context = {
        "person": person,
        "awaiting": [
            (row, form if form and refused and row.pk == refused.pk else RefusalForm(auto_id=f"id_{row.pk}_%s"))
            for row in own.awaiting().order_by("asked_at", "pk")
        ],
        "decided": own.exclude(pk__in=own.awaiting().values("pk")).order_by("-decided_at")[:20],
        "fault": fault,
    }
    return render(request, "partnership/approvals.html", context, status=status)
