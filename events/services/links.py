"""The personal links that lead participants to their events."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from events.models import Event, Registration
from partnership.models import PersonalLink
from partnership.services.links import make_link
from partnership.text import COPENHAGEN

#: How long after the partnership, or a later event, a participant's link still opens: for materials and corrections.
LINK_LIFE = dt.timedelta(days=30)


def link_expiry(event: Event, *, now: dt.datetime) -> dt.datetime:
    """Return until when a link that is made now for a guest of the event opens."""
    end = timezone.make_aware(dt.datetime.combine(event.partnership.ends_on, dt.time()), COPENHAGEN)
    return max(event.ends_at, end, now) + LINK_LIFE


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
