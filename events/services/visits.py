"""A network's visit becomes an event: the host fixes a date, changes what is to be seen, and invites."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import AudienceSource, Event
from tracks.models import OfferedDate, Visit
from tracks.services.visits import fix_while_locked, locked_visit

#: How long before the visit people have answered, where there is so much time left.
ANSWER_BEFORE = dt.timedelta(days=7)


@transaction.atomic
def fix_visit(visit: Visit, *, date: OfferedDate, now: dt.datetime) -> Event:
    """Fix one of the offered dates, and make the visit an event with the host as organiser.

    It is published, and for the holders of the body's seats from the network's municipalities; nobody is invited yet.
    Repeating it returns the event there is. Raises VisitRefused, also when another date was fixed meanwhile.
    """
    visit = locked_visit(visit.pk)
    if not fix_while_locked(visit, date=date, now=now):
        return Event.objects.get(visit=visit)
    body = visit.network.plan.body
    values = {"host": visit.host.name, "body": body.name, "number": visit.network.number}
    deadline = date.starts_at - ANSWER_BEFORE
    event = Event.objects.create(
        partnership=body.partnership,
        body=body,
        kind=Event.Kind.NETWORK_VISIT,
        title=_("Visit to %(host)s: %(body)s, network %(number)d") % values,
        description=described(shows=visit.shows, agenda=visit.agenda),
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        venue=visit.venue,
        address=visit.address,
        host=visit.host,
        capacity=visit.capacity,
        answer_by=deadline if deadline > now else None,
        published_at=now,
        created_at=now,
        visit=visit,
    )
    AudienceSource.objects.create(event=event, network=visit.network)
    return event


def described(*, shows: str, agenda: str) -> str:
    """Return what stands on the event's page: what is shown, then the agenda."""
    return "\n\n".join(part.strip() for part in (shows, agenda) if part.strip())


def event_of(visit: Visit) -> Event | None:
    """Return the event that the visit has become."""
    return Event.objects.filter(visit=visit).select_related("body", "partnership", "host").first()
