"""The public pages that tell about the portal itself, and who takes part."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from municipalities.models import Municipality, RegionMembership
from partnership.models import Agreement, Partnership
from partnership.services.secretariat import current_secretariat
from partnership.tilemap import tiles_of
from partnership.views.public_page import public_page


@public_page
def municipalities(request: HttpRequest) -> HttpResponse:
    """Show who takes part, as tile map and list."""
    today = timezone.localdate()
    partnership = Partnership.objects.newest_first().first()
    active = set(Agreement.objects.to_the_end().filter(partnership=partnership).values_list("municipality", flat=True))
    memberships = RegionMembership.objects.in_force_on(today).filter(municipality__in=active)
    regions: dict[str, list[Municipality]] = {}
    for row in memberships.select_related("region", "municipality").order_by("region__name", "municipality__sort_key"):
        regions.setdefault(row.region.name, []).append(row.municipality)
    everyone = list(Municipality.objects.all())
    context = {
        "partnership": partnership,
        "tiles": tiles_of(everyone, taking_part=active),
        "regions": list(regions.items()),
        "count": len(active),
        "everyone_count": len(everyone),
    }
    return render(request, "public/municipalities.html", context)


@public_page
def contact(request: HttpRequest) -> HttpResponse:
    """Say how the secretariat is reached, and where one finds help without it."""
    return render(request, "public/contact.html", {"secretariat": current_secretariat()})


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about people, why and how long."""
    return render(request, f"public/{get_language()}/privacy.html", {"secretariat": current_secretariat()})


@public_page
def cookies(request: HttpRequest) -> HttpResponse:
    """List the cookies; all are necessary, so nobody is asked."""
    names = {
        "session": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "language": settings.LANGUAGE_COOKIE_NAME,
        "device": settings.DEVICE_COOKIE_NAME,
    }
    return render(request, f"public/{get_language()}/cookies.html", {"names": names})


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show our own accessibility page until the authorities' statement exists."""
    if settings.WAS_URL:
        return redirect(settings.WAS_URL)
    return render(request, f"public/{get_language()}/accessibility.html", {"secretariat": current_secretariat()})
