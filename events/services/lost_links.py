"""A new personal link for whoever lost the old one."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from events.models import Event, Invitation, Registration
from events.services.links import link_expiry
from partnership.models import Letter, Person, PersonalLink, SeatHolding
from partnership.services.letters import write_letter
from partnership.services.links import expiry_within, make_link

#: One new link per person in this time, however often somebody asks.
PAUSE = dt.timedelta(minutes=10)


@transaction.atomic
def send_link_again(email: str, *, now: dt.datetime) -> bool:
    """Write a letter with a new link if the address belongs to a participant who got none lately.

    The caller must not let the asker see the answer. An unknown address, one that takes part in nothing and one that asks
    again cost the same single query.
    """
    own = {"person": OuterRef("pk")}
    lately = Letter.objects.filter(kind="link_again", created_at__gt=now - PAUSE)
    takes_part = (
        Q(Exists(Invitation.objects.filter(**own)))
        | Q(Exists(Registration.objects.filter(**own)))
        | Q(Exists(SeatHolding.objects.filter(**own)))
    )
    candidates = Person.objects.with_email(email).filter(takes_part, ~Exists(lately.filter(**own)), is_active=True)
    candidate = candidates.first()
    if candidate is None:
        return False
    person = Person.objects.select_for_update(no_key=True).get(pk=candidate.pk)
    if lately.filter(person=person).exists():  # two requests at the same moment
        return False
    link = make_link(person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=_expiry(person, now=now), now=now)
    write_letter(
        "link_again", key=f"link_again:{link.pk}", person=person, values={"name": person.name}, link=link, now=now
    )
    return True


def _expiry(person: Person, *, now: dt.datetime) -> dt.datetime:
    """Return until when the new link opens: as long as the person's last event, or the last partnership, asks for."""
    last_event = Event.objects.belonging_to(person).select_related("partnership").order_by("ends_at").last()
    holdings = SeatHolding.objects.filter(person=person).select_related("seat__body__partnership")
    ends = [expiry_within(holding.seat.body.partnership, now=now) for holding in holdings]
    return max([*ends, *([link_expiry(last_event, now=now)] if last_event else [])])
