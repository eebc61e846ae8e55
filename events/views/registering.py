"""A coordinator answers for several colleagues on one screen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.forms.colleagues import ColleaguesForm
from events.models import Event, Registration
from events.services.organisers import contact_of
from events.services.registering import Receipt, colleagues_of, register_colleagues
from events.services.registrations import AnswerRefused
from municipalities.models import Municipality
from partnership.text import join_names
from partnership.views.own import person_of

Status = Registration.Status


@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show whom of the municipality the event is for, and store who comes and who does not."""
    now, coordinator = timezone.now(), person_of(request)
    own = Municipality.objects.coordinated_by(coordinator, on=timezone.localdate(now))
    municipality = get_object_or_404(own, code=code)
    events = Event.objects.visible_to(coordinator).published().filter(date_is_tentative=False)
    event = get_object_or_404(events.select_related("partnership", "body"), pk=pk)
    people = colleagues_of(event, municipality=municipality)
    form = ColleaguesForm(request.POST or None, colleagues=people)
    if request.method == "POST" and form.is_valid():
        together = form.cleaned_data.get("together", False)
        try:
            receipt = register_colleagues(
                event, municipality=municipality, answers=form.answers(), together=together, now=now
            )
        except AnswerRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            for line in _said(receipt):
                messages.success(request, line)
            if not receipt.faults:
                return redirect("events:colleagues", code, pk)
            event.refresh_from_db(fields=["places_taken"])
            people = colleagues_of(event, municipality=municipality)
            form = ColleaguesForm(request.POST, colleagues=people)
            form.add_faults(receipt.faults)
    answers = [one.registration.status if one.registration else "" for one in people]
    context = {
        "municipality": municipality,
        "event": event,
        "people": people,
        "form": form,
        "comes": answers.count(Status.ATTENDING),
        "waits": answers.count(Status.WAITING),
        "silent": answers.count(""),
        "open": event.accepts_answers(now),
        "over": event.starts_at <= now or event.cancelled_at is not None,
        "contact": contact_of(event),
    }
    return render(request, "events/colleagues.html", context, status=422 if form.errors else 200)


def _said(receipt: Receipt) -> list[str]:
    """Return the receipt as sentences, one for each outcome."""
    parts = [
        (_("A place: %(names)s."), receipt.attending),
        (_("On the waiting list: %(names)s."), receipt.waiting),
        (_("Do not come: %(names)s."), receipt.declined),
    ]
    return [text % {"names": join_names(names)} for text, names in parts if names]
