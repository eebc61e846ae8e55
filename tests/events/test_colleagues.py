"""A participant sends a colleague, this time or from now on."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Invitation, Registration
from events.services.registrations import accept_invitation
from municipalities.models import Coordinatorship
from partnership.models import Letter, PersonalLink
from partnership.services.links import token_of
from tests.events.factories import EventFactory, invitation_to
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
WHO = {"answer": "send", "name": "Kim Kollega", "email": "kim@kommune.example", "lasting": "once"}


@pytest.fixture
def invitation() -> Invitation:
    starts_at = timezone.now() + dt.timedelta(days=40)
    event = EventFactory(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=6), answer_by=None, capacity=1)
    invitation = invitation_to(event)
    PersonalLink.objects.update(created_at=timezone.now(), expires_at=timezone.now() + dt.timedelta(days=90))
    return invitation


@pytest.fixture
def page(invitation) -> tuple[Client, str]:
    client = Client()
    client.get(f"/i/{token_of(invitation.link)}/")
    return client, f"/min-side/aktiviteter/{invitation.event_id}/kollega/"


def test_the_place_passes_to_the_colleague_who_gets_a_link_of_their_own(invitation, page) -> None:
    accept_invitation(invitation, now=timezone.now())
    client, address = page
    client.post(address, WHO)
    own = Invitation.objects.get(person__email="kim@kommune.example")
    assert Registration.objects.get(person=own.person).status == Registration.Status.ATTENDING
    assert Letter.objects.get(kind="substitute").link == own.link != invitation.link
    assert not Letter.objects.filter(kind="seat_asked").exists()
    assert client.get(address).status_code == 404  # somebody comes already


def test_from_now_on_asks_the_coordinator_for_the_seat(invitation, page) -> None:
    coordinator = PersonFactory()
    Coordinatorship.objects.create(
        person=coordinator, municipality=invitation.municipality, from_on=dt.date(2020, 1, 1)
    )
    client, address = page
    client.post(address, {**WHO, "lasting": "seat"})
    letter = Letter.objects.get(kind="seat_asked")
    assert letter.person == coordinator
    assert "kim@kommune.example" in letter.text


def test_nothing_happens_without_the_button_or_with_a_wrong_address(page) -> None:
    client, address = page
    assert client.post(address, {**WHO, "answer": ""}).status_code == 422
    refused = client.post(address, {**WHO, "email": "kim"})
    assert refused.status_code == 422
    assert "Kim Kollega" in refused.content.decode()
    assert Invitation.objects.count() == 1
