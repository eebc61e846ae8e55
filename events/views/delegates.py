"""A coordinator names who of the development group comes to a steering conference."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.forms import DelegatesForm
from events.models import Delegate
from events.services.delegates import NotDelegable, candidates, delegable_events, name_delegates
from municipalities.models import Municipality
from partnership.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
def delegates(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show who can come for the municipality, and store who does."""
    coordinator = request.user
    assert isinstance(coordinator, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    now = timezone.now()
    own = Municipality.objects.coordinated_by(coordinator, on=timezone.localdate(now))
    municipality = get_object_or_404(own, code=code)
    event = get_object_or_404(delegable_events(municipality, now=now).select_related("delegate_body"), pk=pk)
    people = candidates(event, municipality=municipality)
    named = Delegate.objects.filter(event=event, municipality=municipality).values_list("person", flat=True)
    form = DelegatesForm(request.POST or None, people=people, initial={"people": list(named)})
    if request.method == "POST" and form.is_valid():
        try:
            name_delegates(
                event, municipality=municipality, people=form.cleaned_data["people"], by=coordinator, now=now
            )
        except NotDelegable as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your choice for “%(event)s” is stored.") % {"event": event})
            return redirect("events:answers", code)
    context = {"municipality": municipality, "event": event, "form": form, "people": people}
    return render(request, "events/delegates.html", context, status=422 if form.errors else 200)
