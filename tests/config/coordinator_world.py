"""A municipality with everything that its home shows, as large as asked."""

from __future__ import annotations

import datetime as dt

from events.models import Event, Invitation
from events.services.registrations import accept_invitation
from municipalities.models import Coordinatorship
from partnership.models import Agreement, Partnership, Person, PersonalLink
from partnership.services.links import make_link
from partnership.services.seats import create_seats, nominate
from tests.events.factories import EventFactory
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory

#: A Tuesday at 10 in Copenhagen, in ISO week 48.
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


def taking_part(partnership: Partnership, *, coordinators: int = 1) -> Agreement:
    """Return the agreement of a new municipality with its seats and coordinators."""
    agreement = AgreementFactory(partnership=partnership)
    create_seats(agreement)
    for _ in range(coordinators):
        Coordinatorship.objects.create(
            municipality=agreement.municipality, person=PersonFactory(), from_on=partnership.starts_on
        )
    return agreement


def coordinator_of(agreement: Agreement) -> Person:
    """Return the municipality's first coordinator."""
    return Coordinatorship.objects.filter(municipality=agreement.municipality).order_by("pk")[0].person


def invite(event: Event, agreement: Agreement, *, count: int = 1, **person: object) -> list[Invitation]:
    """Invite new people of the municipality to the event."""
    invitations = []
    for _ in range(count):
        guest = PersonFactory(**person)
        purpose = PersonalLink.Purpose.PARTICIPANT
        link = make_link(guest, purpose=purpose, expires_at=NOW + dt.timedelta(days=200), now=NOW)
        invitations.append(
            Invitation.objects.create(
                event=event, person=guest, municipality=agreement.municipality, link=link, invited_at=NOW
            )
        )
    return invitations


def event_in(partnership: Partnership, *, days: int = 30, **values: object) -> Event:
    """Return a published event of the partnership so many days ahead, with its deadline a week before."""
    starts_at = NOW + dt.timedelta(days=days)
    body = partnership.bodies.first() or BodyFactory(partnership=partnership)
    fields = {"answer_by": starts_at - dt.timedelta(days=7), "ends_at": starts_at + dt.timedelta(hours=6)}
    return EventFactory(body=body, starts_at=starts_at, **(fields | values))


def fill(agreement: Agreement, *, size: int) -> None:
    """Give the municipality so many holders, events with people who come and who are silent."""
    for body in agreement.partnership.bodies.all():
        for _ in range(size):
            nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=TODAY)
    for number in range(size):
        event = event_in(agreement.partnership, days=20 + number)
        for invitation in invite(event, agreement, count=size):
            accept_invitation(invitation, now=NOW)
        invite(event, agreement, count=size)
