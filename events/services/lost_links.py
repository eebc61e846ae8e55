"""A new personal link for whoever lost the old one."""

import datetime as dt

from django.db import transaction

from events.models import Invitation
from events.services.invitations import LINK_LIFE_AFTER_EVENT
from partnership.models import Letter, Person, PersonalLink
from partnership.services.letters import write_letter
from partnership.services.links import make_link

#: One new link per person in this time, however often somebody asks.
PAUSE = dt.timedelta(minutes=10)


@transaction.atomic
def send_link_again(email: str, *, now: dt.datetime) -> bool:
    """Write a letter with a new link if the address belongs to an invited person who got none lately.

    The caller must not let the asker see the answer.
    """
    person = Person.objects.select_for_update().with_email(email).filter(is_active=True).first()
    if person is None:
        return False
    latest = Invitation.objects.belonging_to(person).select_related("event").order_by("-event__ends_at").first()
    lately = Letter.objects.filter(kind="link_again", person=person, created_at__gt=now - PAUSE).exists()
    if latest is None or lately:
        return False
    expires_at = max(latest.event.ends_at, now) + LINK_LIFE_AFTER_EVENT
    link = make_link(person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=expires_at, now=now)
    write_letter(
        "link_again", key=f"link_again:{link.pk}", person=person, values={"name": person.name}, link=link, now=now
    )
    return True
