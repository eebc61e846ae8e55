"""The code that a registered person gets for the door: in the mail and on the own page, and only with a place."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from events.services.registrations import accept_invitation, cancel_registration
from partnership.models import Letter
from partnership.services.links import token_of
from tests.events.factories import NOW, EventFactory, invitation_to

pytestmark = pytest.mark.django_db


def test_the_confirmation_carries_the_code_and_the_cancellation_does_not(client) -> None:
    later = timezone.now() + dt.timedelta(days=40)
    event = EventFactory(starts_at=later, ends_at=later + dt.timedelta(hours=5), answer_by=None, capacity=1)
    invitation, waiting = invitation_to(event), invitation_to(event)
    registration = accept_invitation(invitation, now=NOW)
    accept_invitation(waiting, now=NOW)

    def pictures(letter: Letter) -> list[bytes]:
        return [bytes(file.content) for file in letter.attachments.filter(media_type="image/png")]

    confirmation = Letter.objects.get(kind="answer_attending")
    [picture] = pictures(confirmation)
    assert picture.startswith(b"\x89PNG")
    assert "ved indgangen" in confirmation.text.lower()
    assert pictures(Letter.objects.get(kind="answer_waiting")) == []
    client.get(f"/i/{token_of(invitation.link)}/")
    assert 'src="data:image/png;base64,' in client.get(f"/min-side/aktiviteter/{event.pk}/").content.decode()
    cancel_registration(registration, now=NOW)
    assert "data:image/png" not in client.get(f"/min-side/aktiviteter/{event.pk}/").content.decode()
    assert pictures(Letter.objects.get(kind="answer_cancelled")) == []
    assert len(pictures(Letter.objects.get(kind="promoted"))) == 1
