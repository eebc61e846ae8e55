"""An event that is under way, and one that is over and can be evaluated. Runs inside the portal's own process."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from events.models import Event, Registration
from events.services.evaluations import open_evaluation
from events.services.registrations import register_person
from municipalities.models import Municipality
from partnership.models import Person, PersonalLink, SeatHolding
from partnership.services.links import make_link, url_of


def stage_the_day(host: Municipality, over: Event, *, now: dt.datetime) -> dict[str, Any]:
    """Let an event be under way at the host's, and let somebody be asked about the one that is over."""
    event = Event.objects.create(
        partnership=over.partnership,
        body=over.body,
        kind=Event.Kind.NETWORK_VISIT,
        title="Netværksbesøg i dag",
        starts_at=now - dt.timedelta(hours=1),
        ends_at=now + dt.timedelta(hours=11),
        host=host,
        published_at=now,
    )
    people = [holding.person for holding in SeatHolding.objects.open().filter(seat__body=over.body)[:6]]
    before = now - dt.timedelta(days=20)
    for person in people:
        register_person(event, person=person, now=before)
    register_person(over, person=people[0], now=before)
    with transaction.atomic():
        open_evaluation(over, now=now)
    return {"door": event.pk, "evaluator": _link(people[0], now), "over_event": over.pk, "guests": _tokens(event)}


def _link(person: Person, now: dt.datetime) -> str:
    expires_at = now + dt.timedelta(days=2)
    return url_of(make_link(person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=expires_at, now=now))


def _tokens(event: Event) -> list[dict[str, Any]]:
    rows = Registration.objects.filter(event=event).select_related("person").order_by("person__name")
    return [{"pk": row.pk, "name": row.person.name} for row in rows]
