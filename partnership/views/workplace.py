"""Where people land after log-in, and the coordinator's page of a municipality."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from municipalities.models import Coordinatorship, Municipality
from partnership.models import Agreement, Person
from partnership.services.seats import seat_overview
from partnership.views.own import home_of


@require_safe
def workplace(request: HttpRequest) -> HttpResponse:
    """Send people on to where they work: the admin site, their municipality, or their own page."""
    person = request.user
    if isinstance(person, Person) and person.is_staff:
        return redirect("admin:index")
    own = Municipality.objects.coordinated_by(person, on=timezone.localdate()).first()
    return redirect(home_of(own) if own else "personal:home")


@require_safe
def municipality_home(request: HttpRequest, code: str) -> HttpResponse:
    """Show a municipality's coordinator all seats of all bodies and what is missing."""
    today = timezone.localdate()
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    agreements = Agreement.objects.visible_to(person).active().select_related("partnership", "municipality")
    agreement = get_object_or_404(agreements.order_by("-partnership__starts_on"), municipality__code=code)
    context = {
        "agreement": agreement,
        "municipality": agreement.municipality,
        "bodies": seat_overview(agreement, on=today),
        "coordinators": Coordinatorship.objects.open_on(today)
        .filter(municipality=agreement.municipality)
        .select_related("person"),
    }
    return render(request, "partnership/municipality_home.html", context)
