"""The programme as a year wheel and month by month: everybody's, one body's, a municipality's, one's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Event
from events.models.event import EventQuerySet
from events.services.month_grid import month_bounds, month_grid
from events.services.year_wheel import year_after, year_wheel
from municipalities.models import Municipality
from partnership.models import Agreement, Body, Person
from partnership.personal import personal_page
from partnership.text import COPENHAGEN
from partnership.views.public_page import public_page

#: Years of which a page is made: what lies outside is a slip or a robot.
_YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Scope:
    """Whose events a page shows, what they are called, and where their other views are."""

    heading: str
    events: EventQuerySet
    prefix: str
    list_url: str
    args: tuple[str, ...] = ()
    query: str = ""
    page_of: str = "events:event"
    body: Body | None = None
    bodies: list[Body] = field(default_factory=list)
    crumb: str = ""

    @property
    def wheel_url(self) -> str:
        """The address of the year wheel."""
        return reverse(f"{self.prefix}wheel", args=self.args) + self.query

    @property
    def months_url(self) -> str:
        """The address that leads to the month of the next event."""
        return reverse(f"{self.prefix}months", args=self.args) + self.query

    def month_url(self, first: dt.date) -> str:
        """Return the address of a month."""
        return reverse(f"{self.prefix}month", args=[*self.args, first]) + self.query


def public_scope(request: HttpRequest) -> Scope:
    """Return the published events, of one body where `gruppe` names it. Raises Http404 for one that has none."""
    published = Event.objects.published()
    bodies = list(Body.objects.filter(pk__in=published.order_by().values("body")))
    key = request.GET.get("gruppe", "")
    body = next((body for body in reversed(bodies) if body.key == key), None)
    if key and body is None:
        raise Http404
    events = published.filter(Q(body__key=key) | Q(delegate_body__key=key)) if key else published
    query = f"?gruppe={key}" if key else ""
    shown = {other.key: other for other in bodies}
    return Scope(
        heading=_("Events"),
        events=events,
        prefix="events:",
        list_url=reverse("events:list") + query,
        query=query,
        body=body,
        bodies=list(shown.values()),
    )


def own_scope(person: Person) -> Scope:
    """Return the events that the person is invited to or has answered."""
    return Scope(
        heading=_("My events"),
        events=Event.objects.expecting(person),
        prefix="personal:",
        list_url=reverse("personal:home"),
        page_of="personal:event",
        crumb=_("My page"),
    )


def municipality_scope(person: Person, municipality: Municipality) -> Scope:
    """Return the events to which a municipality's people are invited, and those that it hosts, as the person sees them."""
    theirs = Event.objects.filter(
        Q(invitations__municipality=municipality, invitations__withdrawn_at__isnull=True)
        | Q(registrations__municipality=municipality)
        | Q(host=municipality)
    )
    return Scope(
        heading=_("Events of %(municipality)s") % {"municipality": municipality.name},
        events=Event.objects.visible_to(person).filter(pk__in=theirs.values("pk")),
        prefix="events:municipality-",
        list_url=reverse("events:answers", args=[municipality.code]),
        args=(municipality.code,),
        crumb=_("Events and answers"),
    )


def _scope_of_code(request: HttpRequest, code: str) -> Scope:
    """Return a municipality's events for those who see its agreement. Raises Http404."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    own = Agreement.objects.visible_to(person).values("municipality")
    return municipality_scope(person, get_object_or_404(Municipality.objects.filter(pk__in=own), code=code))


@public_page
def wheel(request: HttpRequest) -> HttpResponse:
    """Show twelve months of the published events as a wheel, the next twelve unless a year is asked for."""
    return _wheel_page(request, public_scope(request))


@public_page
def months(request: HttpRequest) -> HttpResponse:
    """Lead to the month of the next published event."""
    return _to_month(public_scope(request))


@public_page
def month(request: HttpRequest, first: dt.date) -> HttpResponse:
    """Show a month of the published events."""
    return _month_page(request, public_scope(request), first)


@personal_page
@require_safe
def own_wheel(request: HttpRequest, person: Person) -> HttpResponse:
    """Show a year of the person's events as a wheel."""
    return _wheel_page(request, own_scope(person))


@personal_page
@require_safe
def own_months(request: HttpRequest, person: Person) -> HttpResponse:
    """Lead to the month of the person's next event."""
    return _to_month(own_scope(person))


@personal_page
@require_safe
def own_month(request: HttpRequest, person: Person, first: dt.date) -> HttpResponse:
    """Show a month of the person's events."""
    return _month_page(request, own_scope(person), first)


@require_safe
def municipality_wheel(request: HttpRequest, code: str) -> HttpResponse:
    """Show a year of a municipality's events as a wheel."""
    return _wheel_page(request, _scope_of_code(request, code))


@require_safe
def municipality_months(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the month of a municipality's next event."""
    return _to_month(_scope_of_code(request, code))


@require_safe
def municipality_month(request: HttpRequest, code: str, first: dt.date) -> HttpResponse:
    """Show a month of a municipality's events."""
    return _month_page(request, _scope_of_code(request, code), first)


def _wheel_page(request: HttpRequest, scope: Scope) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    months = [day.date() for day in scope.events.datetimes("starts_at", "month", tzinfo=COPENHAGEN)]
    asked = request.GET.get("aar", "")
    if asked and (not asked.isdecimal() or int(asked) not in _YEARS):
        raise Http404
    coming = _coming(months, today=today)
    years = sorted({month.year for month in months})
    first = dt.date(int(asked), 1, 1) if asked else coming or dt.date((years or [today.year])[-1], 1, 1)
    start, end = (dt.datetime.combine(day, dt.time(), COPENHAGEN) for day in (first, year_after(first)))
    events = list(scope.events.filter(starts_at__gte=start, starts_at__lt=end).select_related("body"))
    context = {
        "scope": scope,
        "view": "wheel",
        "wheel": year_wheel(events, first=first, today=today),
        "years": years,
        "coming": coming is not None,
        "shows_coming": not asked and coming is not None,
        "now": now,
    }
    return render(request, "events/wheel.html", context)


def _coming(months: Sequence[dt.date], *, today: dt.date) -> dt.date | None:
    """Return from which month on twelve are shown where none are asked for: this one, or that of the next event. None: none."""
    this = today.replace(day=1)
    later = [month for month in months if month >= this]
    if not later:
        return None
    return this if later[0] < year_after(this) else later[0]


def _to_month(scope: Scope) -> HttpResponse:
    now = timezone.now()
    coming = scope.events.upcoming(now).first()
    return redirect(scope.month_url(max(coming.day, timezone.localdate(now)) if coming else timezone.localdate(now)))


def _month_page(request: HttpRequest, scope: Scope, first: dt.date) -> HttpResponse:
    if first.year not in _YEARS:
        raise Http404
    start, end = month_bounds(first)
    events = scope.events.filter(starts_at__lt=end, ends_at__gt=start).select_related("body")
    grid = month_grid(first, events)
    dated = any(day.events for week in grid.weeks for day in week.days)
    context = {
        "scope": scope,
        "view": "month",
        "grid": grid,
        "previous_url": scope.month_url(grid.previous),
        "next_url": scope.month_url(grid.next),
        "today": timezone.localdate(),
        "dated": dated,
        "empty": not dated and not grid.undated,
    }
    return render(request, "events/month.html", context)
