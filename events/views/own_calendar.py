"""A person's own calendar: one event as a file, and the address at which a calendar program finds them all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.models import Event
from events.services.feeds import own_file, own_subscription, renew_own_calendar, stop_own_calendar
from partnership.models import Person
from partnership.personal import personal_page


@personal_page
@require_safe
def calendar(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the address of the person's calendar and how to subscribe to it."""
    return _page(request, person)


@personal_page
@require_POST
def change_address(request: HttpRequest, person: Person) -> HttpResponse:
    """Make, renew or take back the address."""
    now = timezone.now()
    match request.POST.get("answer"):
        case "make" | "renew":
            renew_own_calendar(person, now=now)
            messages.success(request, _("Your calendar has a new address. Only who knows it can read your calendar."))
        case "stop":
            stop_own_calendar(person, now=now)
            messages.success(request, _("Your calendar has no address any more. Calendars that used it get no news."))
        case _:
            return _page(request, person, fault=_("Press one of the buttons."), status=422)
    return redirect("personal:calendar")


@personal_page
@require_safe
def calendar_file(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Give one of the person's events as a calendar file."""
    event = get_object_or_404(Event.objects.belonging_to(person), pk=pk, date_is_tentative=False)
    headers = {"Content-Disposition": f'attachment; filename="aktivitet-{event.pk}.ics"'}
    return HttpResponse(own_file(event, person=person), content_type="text/calendar; charset=utf-8", headers=headers)


def _page(request: HttpRequest, person: Person, *, fault: str = "", status: int = 200) -> HttpResponse:
    context = {"person": person, "subscription": own_subscription(person, now=timezone.now()), "fault": fault}
    return render(request, "events/own_calendar.html", context, status=status)
