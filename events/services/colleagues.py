"""A participant sends a colleague; whether the seat follows is for the coordinator to decide."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from events.models import Invitation
from events.services.letters import event_values
from events.services.substitutes import send_substitute
from municipalities.models import Coordinatorship
from partnership.models import Person, SeatHolding
from partnership.services.known_people import Particulars
from partnership.services.letters import Draft, is_writable, write_letters


@transaction.atomic
def send_colleague(invitation: Invitation, *, who: Particulars, lasting: bool, now: dt.datetime) -> Invitation:
    """Let a colleague come instead of the invited person, who asks for it; returns the colleague's invitation.

    With `lasting` the municipality's coordinators are asked by letter to give the colleague the seat: only they can. Raises as
    `send_substitute` does.
    """
    person = invitation.person
    own = send_substitute(invitation, who=who, by=person, now=now)
    if lasting:
        _ask_for_the_seat(own, person, now=now)
    return own


def _ask_for_the_seat(own: Invitation, person: Person, *, now: dt.datetime) -> None:
    today = timezone.localdate(now)
    holdings = SeatHolding.objects.lasting_beyond(today).filter(
        person=person, seat__municipality=own.municipality, seat__body=own.event.body_id
    )
    holding = holdings.select_related("seat").order_by("from_on").first()
    rows = Coordinatorship.objects.open_on(today).filter(municipality=own.municipality, person__is_active=True)
    drafts = []
    for row in rows.select_related("person", "municipality").order_by("pk"):
        code = row.municipality.code
        path = reverse("seat_swap", args=[code, holding.seat_id]) if holding else reverse("seats", args=[code])
        values = event_values(own.event, row.person.language) | {
            "name": row.person.name,
            "person": person.name,
            "colleague": own.person.name,
            "email": own.person.email,
            "body": own.event.body.name,
            "page": settings.SITE_URL + path,
        }
        key = f"seat_asked:{own.pk}:{own.revision}:{row.person_id}"
        drafts.append(Draft(key=key, person=row.person, values=values))
    write_letters("seat_asked", [draft for draft in drafts if is_writable(draft.person.email)], now=now)
