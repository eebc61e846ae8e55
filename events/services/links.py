"""The personal links that lead participants to their events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from events.models import Event, Invitation, Registration
from partnership.models import Person, PersonalLink
from partnership.services.links import LINK_LIFE, expiry_within, make_link, make_links


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


def opening_links(
    guests: Sequence[tuple[Person, Invitation | None]], *, event: Event, now: dt.datetime
) -> list[PersonalLink]:
    """Return a link that opens for each: that of the invitation, else a new one; a constant number of queries."""
    known = [invitation.link_id for _person, invitation in guests if invitation is not None]
    opens = PersonalLink.objects.valid_at(now).in_bulk(known)
    lacking = [person for person, invitation in guests if invitation is None or invitation.link_id not in opens]
    made = make_links(
        lacking, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=link_expiry(event, now=now), now=now
    )
    new = {link.person_id: link for link in made}
    return [
        opens[row.link_id] if row is not None and row.link_id in opens else new[person.pk] for person, row in guests
    ]
