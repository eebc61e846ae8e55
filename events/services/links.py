"""The personal links that lead participants to their events."""

from __future__ import annotations

import datetime as dt

from events.models import Event, Registration
from partnership.models import PersonalLink
from partnership.services.links import LINK_LIFE, expiry_within, make_link


def link_expiry(event: Event, *, now: dt.datetime) -> dt.datetime:
    """Return until when a link that is made now for a guest of the event opens."""
    return max(event.ends_at + LINK_LIFE, expiry_within(event.partnership, now=now))


def link_of(registration: Registration, *, event: Event, now: dt.datetime) -> PersonalLink:
    """Return the link for a letter about a registration: that of the invitation while it opens, else a new one."""
    if registration.invitation is not None:
        link = PersonalLink.objects.valid_at(now).filter(pk=registration.invitation.link_id).first()
        if link is not None:
            return link
    return make_link(
        registration.person,
        purpose=PersonalLink.Purpose.PARTICIPANT,
        expires_at=link_expiry(event, now=now),
        now=now,
    )
