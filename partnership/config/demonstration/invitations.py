"""Invitations of the demonstration that are out, and what people answered."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.utils import timezone

from events.models import Delegate, Event, Invitation
from events.services.audience import audience_of
from events.services.feeds import renew_own_calendar
from events.services.invitations import send_invitations
from events.services.registrations import accept_invitation, decline_invitation
from partnership.config.demonstration.correspondence import INVITED_BEFORE
from partnership.config.demonstration.words import REASONS
from partnership.models import Partnership, SeatHolding

#: Events whose invitations are sent; the first fills up.
FULL, CONFERENCE = "development-1", "steering-1"
#: Published, with nobody invited yet, and with fewer places than people.
NEXT_WORKSHOP = "leadership-1"


def limit_places(partnership: Partnership, *, now: dt.datetime) -> None:
    for key, share in ((FULL, 0.4), (NEXT_WORKSHOP, 0.8)):
        event = Event.objects.get(partnership=partnership, key=key)
        event.capacity = max(1, int(len(audience_of(event, on=timezone.localdate(now))) * share))
        event.save(update_fields=["capacity"])


def invite_and_answer(partnership: Partnership, people: set[int], *, now: dt.datetime) -> None:
    """Send the invitations of two events and let the new people answer: most accept, some decline, some say nothing."""
    events = {event.key: event for event in Event.objects.filter(partnership=partnership, key__in=[FULL, CONFERENCE])}
    _name_delegates(events[CONFERENCE], people)
    for event in events.values():
        if not event.accepts_answers(now):
            continue
        send_invitations(event, now=now - INVITED_BEFORE if event.key == CONFERENCE else now)
        _answer(event, people, now=now)


def _name_delegates(conference: Event, people: set[int]) -> None:
    holdings = SeatHolding.objects.open().filter(
        seat__body=conference.delegate_body_id, seat__number__lte=2, person__in=people
    )
    Delegate.objects.bulk_create(
        Delegate(
            event=conference,
            municipality_id=holding.seat.municipality_id,
            number=holding.seat.number,
            person_id=holding.person_id,
        )
        for holding in holdings.select_related("seat").order_by("seat")
    )


def _answer(event: Event, people: set[int], *, now: dt.datetime) -> None:
    rng = Random(f"answers to {event.key}")
    invitations = list(
        Invitation.objects.filter(event=event, person__in=people)
        .select_related("event", "person", "municipality", "link")
        .order_by("person__email")
    )
    rng.shuffle(invitations)
    if invitations:
        renew_own_calendar(invitations[0].person, now=now)
    for invitation in invitations:
        mood = rng.random()
        if mood < 0.65:
            accept_invitation(invitation, now=now)
        elif mood < 0.77:
            decline_invitation(invitation, reason=rng.choice(REASONS), now=now)
