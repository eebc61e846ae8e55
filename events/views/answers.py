"""The coordinator's view of who has answered, and the substitute who comes instead of somebody."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.forms import SubstituteForm
from events.models import Event, Invitation
from events.services.delegates import delegable_events
from events.services.registrations import AnswerRefused
from events.services.reminders import reminder_days
from events.services.substitutes import send_substitute
from events.views.overviews import municipality_scope
from municipalities.models import Municipality
from partnership.models import Agreement, Person, SeatHolding
from partnership.services.known_people import known_people
from partnership.services.seats import SeatError


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
        .select_related("event__body", "person", "registration", "substitute__person")
        .order_by("event__starts_at", "event", "person__name")
    )
    reminded = reminder_days(invitations)
    events: dict[Event, list[Invitation]] = {}
    for invitation in invitations:
        invitation.reminded_on = reminded.get((invitation.event_id, invitation.person_id), [])
        events.setdefault(invitation.event, []).append(invitation)
    context = {
        "municipality": municipality,
        "scope": municipality_scope(person, municipality),
        "view": "list",
        "now": timezone.now(),
        "events": list(events.items()),
        "delegable": list(delegable_events(municipality, now=timezone.now())),
        "hosted": Event.objects.organised_by(person).filter(host=municipality).order_by("-starts_at"),
        "may_change": _coordinated(person).filter(pk=municipality.pk).exists(),
    }
    return render(request, "events/answers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Let a substitute come to one event instead of somebody who is invited for the municipality."""
    coordinator = request.user
    assert isinstance(coordinator, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    municipality = get_object_or_404(_coordinated(coordinator), code=code)
    person = get_object_or_404(known_people(municipality), pk=pk)
    now = timezone.now()
    invitations = Invitation.objects.coming(now).filter(municipality=municipality, person=person)
    invitations = invitations.select_related("event")
    chosen = [row for row in invitations if str(row.event_id) == request.GET.get("aktivitet")] or list(invitations)
    form = SubstituteForm(
        request.POST or None,
        municipality=municipality,
        besides=person,
        invitations=invitations,
        initial={"invitation": chosen[0].pk} if len(chosen) == 1 else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            own = send_substitute(form.cleaned_data["invitation"], who=form.who(), by=coordinator, now=now)
        except (AnswerRefused, SeatError) as refusal:
            form.add_error(None, str(refusal))
        else:
            values = {"substitute": own.person.name, "person": person.name, "event": own.event}
            said = _("%(substitute)s comes to “%(event)s” instead of %(person)s. Both get a mail.")
            messages.success(request, said % values)
            return redirect("events:answers", code)
    context = {
        "municipality": municipality,
        "person": person,
        "form": form,
        "invitations": invitations,
        "seat": SeatHolding.objects.lasting_beyond(timezone.localdate())
        .filter(person=person, seat__municipality=municipality)
        .order_by("from_on")
        .first(),
    }
    return render(request, "events/substitute.html", context, status=422 if form.errors else 200)


def _coordinated(person: Person) -> QuerySet[Municipality]:
    return Municipality.objects.coordinated_by(person, on=timezone.localdate())
