"""Invitations go out: rows first, Celery delivers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event, Invitation
from events.services.audience import Guest, audience_of
from events.services.letters import calendar_attachment, event_values, reason_for
from events.services.links import link_expiry
from events.services.places import locked_event
from partnership.letter_texts import LetterText, render_letter
from partnership.models import Letter, Person, PersonalLink
from partnership.services.letters import Draft, is_writable, write_letters
from partnership.services.links import make_links
from partnership.text import COPENHAGEN


class NotInvitable(Exception):
    """Nobody can be invited to the event as it is; the message says why."""


@dataclass(frozen=True)
class InvitationPlan:
    """Whom a sending reaches, whose address cannot be written to, and how many of the audience have their invitation."""

    new: tuple[Guest, ...]
    unreachable: tuple[Guest, ...]
    already: int


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


def plan_invitations(event: Event, *, now: dt.datetime) -> InvitationPlan:
    """Return what a sending would do, in a constant number of queries. Raises NotInvitable."""
    check_invitable(event, now=now)
    audience = audience_of(event, on=now.astimezone(COPENHAGEN).date())
    invited = set(Invitation.objects.filter(event=event).values_list("person", flat=True))
    left = [guest for guest in audience if guest.person.pk not in invited]
    new = tuple(guest for guest in left if is_writable(guest.person.email))
    unreachable = tuple(guest for guest in left if not is_writable(guest.person.email))
    return InvitationPlan(new, unreachable, len(audience) - len(left))


@transaction.atomic
def send_invitations(event: Event, *, now: dt.datetime) -> InvitationsSent:
    """Invite everybody of the audience who is not invited yet: a personal link, an invitation and a letter each.

    A second sending finds only who is new. All in one transaction and a constant number of queries; somebody whose
    address cannot be written to is named and left for the next sending. Raises NotInvitable.
    """
    event = locked_event(event.pk)
    plan = plan_invitations(event, now=now)
    links = make_links(
        [guest.person for guest in plan.new],
        purpose=PersonalLink.Purpose.PARTICIPANT,
        expires_at=link_expiry(event, now=now),
        now=now,
    )
    Invitation.objects.bulk_create(
        [
            Invitation(event=event, person=guest.person, municipality=guest.municipality, link=link, invited_at=now)
            for guest, link in zip(plan.new, links, strict=True)
        ],
        batch_size=500,
    )
    common = {language: event_values(event, language) for language in Person.Language.values}
    drafts = [
        Draft(
            key=invitation_key(event.pk, guest.person.pk),
            person=guest.person,
            link=link,
            values=common[guest.person.language] | _own_values(guest, event),
        )
        for guest, link in zip(plan.new, links, strict=True)
    ]
    attachments = [calendar_attachment(event, now=now)]
    write_letters("invitation", drafts, now=now, attachments=attachments, priority=Letter.Priority.BULK)
    return InvitationsSent(
        sent=len(plan.new),
        already=plan.already,
        unreachable=tuple(str(guest.person) for guest in plan.unreachable),
    )


def preview_invitation(event: Event, *, guest: Guest) -> LetterText:
    """Return the letter that a guest would get, with the marker where the personal link will stand."""
    language = guest.person.language
    return render_letter(
        "invitation", language=language, values=event_values(event, language) | _own_values(guest, event)
    )


def invitation_key(event_pk: int, person_pk: int) -> str:
    """Return the key that makes a person's first invitation letter to an event the only one."""
    return f"invitation:{event_pk}:{person_pk}:1"


def _own_values(guest: Guest, event: Event) -> dict[str, str]:
    return {"name": guest.person.name, "reason": reason_for(guest, event)}
