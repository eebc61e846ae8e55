"""All visits of a partnership on one page: who hosts, how far each has come, who is awaited, how evenly hosting falls."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership.models import Partnership
from tracks.models import NetworkPlan, Visit
from tracks.services.visit_board import visit_rows
from tracks.services.visits import VisitRefused, change_host, hosting_shares, unevenness


def visits_view(request: HttpRequest) -> HttpResponse:
    """Show the visits of the newest partnership; a host can be changed while no date is fixed."""
    if not request.user.has_perm("tracks.view_networkplan"):
        raise PermissionDenied
    may_change = request.user.has_perm("tracks.change_networkplan")
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        _change(request)
        return redirect("admin:tracks_networkplan_visits")
    partnership = Partnership.objects.newest_first().first()
    visits = Visit.objects.filter(network__plan__body__partnership=partnership)
    shares = hosting_shares(partnership) if partnership else []
    context = {
        **admin.site.each_context(request),
        "opts": NetworkPlan._meta,
        "title": _("Visits"),
        "rows": visit_rows(visits),
        "shares": shares,
        "uneven": unevenness(shares),
        "may_change": may_change,
    }
    return TemplateResponse(request, "admin/tracks/networkplan/visits.html", context)


def _change(request: HttpRequest) -> None:
    chosen = request.POST.get("visit", "")
    visit = get_object_or_404(Visit, pk=int(chosen) if chosen.isdecimal() else 0)
    host = get_object_or_404(Municipality, code=request.POST.get("host", ""))
    try:
        change_host(visit, host=host)
    except VisitRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(host)s hosts this visit.") % {"host": host})
