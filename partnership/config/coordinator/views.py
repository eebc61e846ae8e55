"""The coordinator's home of a municipality: on the screen, and on paper for the committee."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnership.config.coordinator.overview import overview_of
from partnership.config.coordinator.status_pdf import status_pdf
from partnership.models import Agreement, Person


@require_safe
def municipality_home(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the municipality owes first, then what comes, its invoices and its seats."""
    agreement = _agreement(request, code)
    overview = overview_of(agreement, now=timezone.now())
    context = {
        "agreement": agreement,
        "municipality": agreement.municipality,
        "overview": overview,
        "is_coordinator": any(row.person_id == request.user.pk for row in overview.coordinators),
    }
    return render(request, "partnership/municipality_home.html", context)


@require_safe
def municipality_status(request: HttpRequest, code: str) -> HttpResponse:
    """Give the same as a sheet of paper."""
    now = timezone.now()
    overview = overview_of(_agreement(request, code), now=now)
    response = HttpResponse(status_pdf(overview, now=now), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="status-{code}-{overview.today.isoformat()}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _agreement(request: HttpRequest, code: str) -> Agreement:
    """Return the municipality's newest active agreement that the person may see. Raises Http404."""
    assert isinstance(request.user, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    agreements = Agreement.objects.visible_to(request.user).active().select_related("partnership", "municipality")
    return get_object_or_404(agreements.order_by("-partnership__starts_on"), municipality__code=code)
