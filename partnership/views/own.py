"""Who asks, and for which municipality the person acts."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Municipality
from partnership.models import Agreement, Person


def person_of(request: HttpRequest) -> Person:
    """Return who is logged in; LoginRequiredMiddleware let the request through."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 -- see above
    return person


def coordinated_or_404(request: HttpRequest, code: str) -> Municipality:
    """Return the municipality if the person coordinates for it today: only coordinators write on its pages."""
    own = Municipality.objects.coordinated_by(person_of(request), on=timezone.localdate())
    return get_object_or_404(own, code=code)


def visible_or_404(request: HttpRequest, code: str) -> Municipality:
    """Return the municipality if the person coordinates for it, or works in the secretariat."""
    person = person_of(request)
    if person.is_staff:
        return get_object_or_404(Municipality, code=code)
    return coordinated_or_404(request, code)


def home_of(municipality: Municipality) -> str:
    """Return where a municipality's coordinators begin: at its seats, or at its agreement while it is on its way."""
    agreements = Agreement.objects.filter(municipality=municipality)
    if agreements.active().exists():
        return reverse("municipality_home", args=[municipality.code])
    return reverse("agreement" if agreements.exists() else "coordinators", args=[municipality.code])


def coordinates(person: Person, municipality: Municipality) -> bool:
    """Tell whether the person coordinates for the municipality today."""
    return Municipality.objects.coordinated_by(person, on=timezone.localdate()).filter(pk=municipality.pk).exists()


def home_for(person: Person, municipality: Municipality) -> str:
    """Return where the person begins on a municipality's pages: colleagues of the coordinators at their own page."""
    known = person.is_staff or coordinates(person, municipality)
    return home_of(municipality) if known else reverse("personal:home")


def agreement_or_404(request: HttpRequest, municipality: Municipality) -> Agreement:
    """Return the municipality's agreement: the newest that stands, else the newest that is over."""
    agreements = Agreement.objects.visible_to(person_of(request)).filter(municipality=municipality)
    related = agreements.select_related("partnership", "municipality", "invitation", "signed_document")
    return get_object_or_404(related.standing_first()[:1])
