"""Events and invitations for tests; every date is fixed."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from events.models import Event, Invitation
from partnership.models import PersonalLink
from partnership.services.links import make_link
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import BodyFactory, PersonFactory

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
START = dt.datetime(2027, 1, 12, 8, 30, tzinfo=dt.UTC)


class EventFactory(DjangoModelFactory[Event]):
    """A published workshop in January 2027 without a limit; a place that falls free is given at once."""

    class Meta:
        model = Event

    body = factory.SubFactory(BodyFactory)
    partnership = factory.SelfAttribute("body.partnership")
    kind = Event.Kind.TRACK_WORKSHOP
    title = factory.Sequence(lambda n: f"Workshop {n}")
    starts_at = START
    ends_at = START + dt.timedelta(hours=6)
    offer_hours = None
    answer_by = START - dt.timedelta(days=14)
    venue = "Kolding Congress Center"
    address = "Skovbrynet 1, 6000 Kolding"
    published_at = NOW - dt.timedelta(days=30)
    created_at = NOW - dt.timedelta(days=60)


def invitation_to(event: Event, **person: object) -> Invitation:
    """Return an invitation of a new person on behalf of a new municipality."""
    guest = PersonFactory(**person)
    link = make_link(guest, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=START + dt.timedelta(days=90), now=NOW)
    return Invitation.objects.create(
        event=event, person=guest, municipality=MunicipalityFactory(), link=link, invited_at=NOW
    )
