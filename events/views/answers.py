"""The coordinator's view of who has answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.models import Event, Invitation
from municipalities.models import Municipality
from partnership.models import Agreement, Person


@require_safe
def answers(request: HttpRequest, code: str) -> HttpResponse:
    """Show a municipality's invited people per coming event, and who has not answered."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    own = Agreement.objects.visible_to(person).values("municipality")
    municipality = get_object_or_404(Municipality.objects.filter(pk__in=own), code=code)
    invitations = (
        Invitation.objects.visible_to(person)
        .filter(municipality=municipality, event__ends_at__gt=timezone.now())
        .select_related("event__body", "person", "registration")
        .order_by("event__starts_at", "event", "person__name")
    )
    events: dict[Event, list[Invitation]] = {}
    for invitation in invitations:
        events.setdefault(invitation.event, []).append(invitation)
    return render(request, "events/answers.html", {"municipality": municipality, "events": list(events.items())})
