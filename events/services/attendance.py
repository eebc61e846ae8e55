"""Who came and who did not: derived from the marks at the door, once an event is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from events.models import DoorMark, Event, Registration, was_there
from municipalities.models import Municipality

#: What became of a registration, in words.
CAME, STAYED_AWAY = _("attended"), _("did not come")


@dataclass
class Figures:
    """How many had a place, and how many of them came; people without a place who came all the same are counted too."""

    name: str
    registered: int = 0
    attended: int = 0
    no_shows: int = 0

    def count(self, registration: Registration, *, came: bool, over: bool) -> None:
        """Add one answer."""
        had_a_place = registration.status == Registration.Status.ATTENDING
        self.registered += had_a_place
        self.attended += came
        self.no_shows += had_a_place and over and not came


def attendance_taken(event: Event) -> bool:
    """Tell whether anybody stood at the door: without a single mark nothing is known of who stayed away."""
    return DoorMark.objects.standing().filter(registration__event=event).exists()


def with_attendance(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Return the answers with `came`, and with `taken`: whether anybody stood at the door of the event."""
    marks = DoorMark.objects.standing().filter(registration__event=OuterRef("event"))
    return registrations.annotate(came=was_there(), taken=Exists(marks))


def outcome_of(registration: Registration, *, event: Event, now: dt.datetime) -> str:
    """Return `attended`, `no_show` or nothing for an answer that `with_attendance` read."""
    if getattr(registration, "came", False):
        return "attended"
    had_a_place = registration.status == Registration.Status.ATTENDING
    over = event.ends_at <= now and event.cancelled_at is None
    return "no_show" if had_a_place and over and getattr(registration, "taken", False) else ""


def figures_of(event: Event, *, now: dt.datetime) -> tuple[Figures, list[Figures]]:
    """Return the figures of an event, in all and by municipality in Danish order; one query."""
    rows = with_attendance(Registration.objects.filter(event=event)).select_related("municipality")
    over = event.ends_at <= now
    total = Figures("")
    by_municipality: dict[tuple[str, int], Figures] = {}
    for row in rows:
        came = bool(getattr(row, "came", False))
        if row.status != Registration.Status.ATTENDING and not came:
            continue
        where = row.municipality
        key = (where.sort_key, where.pk) if where else ("\uffff", 0)
        figures = by_municipality.setdefault(key, Figures(where.name if where else ""))
        for counted in (total, figures):
            counted.count(row, came=came, over=over and bool(getattr(row, "taken", False)))
    return total, [figures for _key, figures in sorted(by_municipality.items())]


def past_events_with_figures(events: QuerySet[Event], *, now: dt.datetime) -> Iterable[Event]:
    """Return events that are over, the latest first, each with `registered_count`, `attended_count` and `absent_count`."""
    came = Q(registrations__in=Registration.objects.filter(was_there()).values("pk"))
    place = Q(registrations__status=Registration.Status.ATTENDING)
    return (
        events.filter(ends_at__lte=now, cancelled_at__isnull=True)
        .select_related("body")
        .annotate(
            registered_count=Count("registrations", filter=place, distinct=True),
            attended_count=Count("registrations", filter=came, distinct=True),
            absent_count=Count("registrations", filter=place & ~came, distinct=True),
        )
        .order_by("-starts_at", "-pk")
    )


def attendance_of(municipality: Municipality, *, now: dt.datetime) -> dict[Event, list[tuple[Registration, str]]]:
    """Return a municipality's people at each past event, with what became of them; one query."""
    rows = with_attendance(
        Registration.objects.filter(
            municipality=municipality, event__ends_at__lte=now, event__cancelled_at__isnull=True
        )
    )
    found: dict[Event, list[tuple[Registration, str]]] = {}
    related = rows.select_related("event__body", "person").order_by("-event__starts_at", "event", "person__name", "pk")
    for row in related:
        outcome = outcome_of(row, event=row.event, now=now)
        if outcome or row.status == Registration.Status.ATTENDING:
            found.setdefault(row.event, []).append((row, outcome))
    return found
