"""Networks of the demonstration: proposed for two bodies, published, and their visits as far as they have come."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from events.models import Event
from events.services.visits import fix_visit
from municipalities.models import Coordinatorship
from partnership.config.demonstration.words import AGENDA, SHOWN
from partnership.models import Body, Partnership
from tracks.models import Visit
from tracks.networks.problem import SMALLEST
from tracks.services.network_changes import publish_networks
from tracks.services.networks import propose
from tracks.services.visits import Offer, answer_dates, guests_of, offer_dates

#: The second repeats no pair of the first while that can be avoided.
BODIES = ("development", "leadership")


def make_networks(partnership: Partnership, *, count: int, now: dt.datetime) -> None:
    """Publish networks of about four for two bodies; nothing where fewer than three municipalities take part."""
    if count < SMALLEST:
        return
    for key in BODIES:
        body = Body.objects.select_related("partnership").get(partnership=partnership, key=key)
        publish_networks(propose(body, size=4, seed=1, mix_sizes=False, now=now), now=now)
        forget_placeholders(body)
    first = Visit.objects.filter(network__plan__body__partnership=partnership, round=1).order_by("pk")
    for index, visit in enumerate(first.select_related("network", "host")[:4]):
        _offer(visit, weeks=10 + index, now=now)
        if index:
            _tick(visit, all_guests=index != 1, now=now)
        else:
            fix_visit(visit, date=visit.dates.all()[0], now=now)


def forget_placeholders(body: Body) -> None:
    """Take the programme's visits of a body out of the calendar: its networks have visits of their own."""
    placeholders = Event.objects.filter(body=body, kind=Event.Kind.NETWORK_VISIT, visit=None)
    placeholders.exclude(key="").exclude(invitations__isnull=False).delete()


def _offer(visit: Visit, *, weeks: int, now: dt.datetime) -> None:
    """Offer two Wednesdays."""
    today = timezone.localdate(now)
    wednesday = today + dt.timedelta(days=(2 - today.weekday()) % 7, weeks=weeks)
    days = [wednesday, wednesday + dt.timedelta(weeks=1)]
    hours = [tuple(timezone.make_aware(dt.datetime.combine(day, dt.time(hour))) for hour in (9, 14)) for day in days]
    offer = Offer(
        dates=[(start, end) for start, end in hours],
        shows=SHOWN,
        agenda=AGENDA,
        venue=f"Rådhuset, {visit.host.name}",
        capacity=20,
    )
    offer_dates(visit, offer=offer, now=now)


def _tick(visit: Visit, *, all_guests: bool, now: dt.datetime) -> None:
    """Let the guests' coordinators tick, or all of them but one."""
    guests = guests_of(visit.network, host=visit.host)
    coordinators = Coordinatorship.objects.open_on(timezone.localdate(now)).filter(municipality__in=guests)
    by_municipality = {row.municipality_id: row.person for row in coordinators.select_related("person").order_by("-pk")}
    dates = list(visit.dates.values_list("pk", flat=True))
    for number, guest in enumerate(guests if all_guests else guests[1:]):
        person = by_municipality[guest.pk]
        answer_dates(visit, person=person, municipality=guest, dates=dates[number % 2 :], now=now)
