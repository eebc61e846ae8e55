"""Stop looking at the portal as a coordinator."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from partnership.viewing import Viewing, end_viewing


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """End the look, if there is one, and go back to the person in the admin site."""
    viewing: Viewing | None = getattr(request, "viewing", None)
    if viewing is None:
        return redirect("workplace")
    end_viewing(request, viewing)
    return redirect("admin:partnership_person_change", viewing.person.pk)
