"""Invitations go out: rows first, Celery delivers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Invitation
from events.services.audience import Guest, audience_of
from events.services.letters import calendar_attachment, event_values
from partnership.models import Letter, Person, PersonalLink
from partnership.services.letters import Draft, is_writable, write_letters
from partnership.services.links import make_links
from partnership.text import COPENHAGEN

#: How long after an event a participant's link still opens: for materials, corrections and the next events.
LINK_LIFE_AFTER_EVENT = dt.timedelta(days=30)


class NotInvitable(Exception):
    """Nobody can be invited to the event as it is; the message says why."""


@dataclass(frozen=True)
class InvitationsSent:
    """How many letters were written now, how many people had theirs before, and whose address cannot be written to."""

    sent: int
    already: int
    unreachable: tuple[str, ...] = ()


def check_invitable(event: Event, *, now: dt.datetime) -> None:
    """Raise NotInvitable unless people can be asked to the event and still answer."""
    if event.cancelled_at is not None:
        raise NotInvitable(_("“%(event)s” is cancelled.") % {"event": event})
    if event.date_is_tentative:
        raise NotInvitable(_("The date of “%(event)s” is not fixed yet.") % {"event": event})
    if event.published_at is None:
        raise NotInvitable(_("“%(event)s” is not published yet. Publish it first.") % {"event": event})
    if event.ends_at <= now:
        raise NotInvitable(_("“%(event)s” is over.") % {"event": event})
    if not event.accepts_answers(now):
        raise NotInvitable(_("The registration deadline of “%(event)s” has passed.") % {"event": event})


def not_yet_invited(event: Event, *, on: dt.date) -> tuple[list[Guest], int]:
    """Return whom a sending would reach now, and how many of the audience already have an invitation."""
    audience = audience_of(event, on=on)
    invited = set(Invitation.objects.filter(event=event).values_list("person", flat=True))
    new = [guest for guest in audience if guest.person.pk not in invited]
    return new, len(audience) - len(new)


@transaction.atomic
def send_invitations(event: Event, *, now: dt.datetime) -> InvitationsSent:
    """Invite everybody of the event's audience who is not invited yet; a second sending finds only who is new.

    Writes invitation, personal link and letter for each in one transaction and a constant number of queries; somebody whose
    address cannot be written to is named and left for the next sending. Raises NotInvitable.
    """
    event = Event.objects.select_for_update(of=("self",)).select_related("partnership", "body").get(pk=event.pk)
    check_invitable(event, now=now)
    asked, already = not_yet_invited(event, on=now.astimezone(COPENHAGEN).date())
    new = [guest for guest in asked if is_writable(guest.person.email)]
    unreachable = tuple(str(guest.person) for guest in asked if guest not in new)
    expires_at = max(event.ends_at, _end_of(event)) + LINK_LIFE_AFTER_EVENT
    links = make_links(
        [guest.person for guest in new], purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=expires_at, now=now
    )
    Invitation.objects.bulk_create(
        Invitation(event=event, person=guest.person, municipality=guest.municipality, link=link, invited_at=now)
        for guest, link in zip(new, links, strict=True)
    )
    attachment = calendar_attachment(event)
    values = {language: event_values(event, language) for language in Person.Language.values}
    write_letters(
        "invitation",
        [
            Draft(
                key=invitation_key(event, guest.person),
                person=guest.person,
                link=link,
                values=values[guest.person.language]
                | {"name": guest.person.name, "municipality": guest.municipality.official_name},
            )
            for guest, link in zip(new, links, strict=True)
        ],
        now=now,
        attachments=[attachment],
        priority=Letter.Priority.BULK,
    )
    return InvitationsSent(sent=len(new), already=already, unreachable=unreachable)


def invitation_key(event: Event, person: Person) -> str:
    """Return the key that makes a person's invitation letter the only one."""
    return f"invitation:{event.pk}:{person.pk}"


def _end_of(event: Event) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(event.partnership.ends_on, dt.time()), COPENHAGEN)
