"""Invitations go out: rows first, Celery delivers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Invitation
from events.services.audience import SOURCES, Guest, Source, audience_of
from events.services.letters import calendar_attachment, event_values, reason_for, text_scope
from events.services.links import link_expiry
from events.services.places import locked_event
from partnership.letter_texts import LetterText
from partnership.models import Letter, Person, PersonalLink
from partnership.services.letter_texts import written_text
from partnership.services.letters import Draft, is_writable, write_letters
from partnership.services.links import make_links
from partnership.text import COPENHAGEN
from tracks.services.launches import NotLaunched, check_held_after_launch, check_invites


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
    try:
        check_invites(event.body, day=timezone.localdate(now))
        check_held_after_launch(event.body, day=event.day)
    except NotLaunched as early:
        raise NotInvitable(str(early)) from early
    if not event.accepts_answers(now):
        raise NotInvitable(_("The registration deadline of “%(event)s” has passed.") % {"event": event})


def plan_invitations(event: Event, *, now: dt.datetime, sources: Sequence[Source] = SOURCES) -> InvitationPlan:
    """Return what a sending would do, in a constant number of queries. Raises NotInvitable."""
    check_invitable(event, now=now)
    audience = audience_of(event, on=now.astimezone(COPENHAGEN).date(), sources=sources)
    may_come_again = Q(withdrawal__in=Invitation.PASSING)
    invited = set(Invitation.objects.filter(event=event).exclude(may_come_again).values_list("person", flat=True))
    left = [guest for guest in audience if guest.person.pk not in invited]
    new = tuple(guest for guest in left if is_writable(guest.person.email))
    unreachable = tuple(guest for guest in left if not is_writable(guest.person.email))
    return InvitationPlan(new, unreachable, len(audience) - len(left))


@transaction.atomic
def send_invitations(event: Event, *, now: dt.datetime, sources: Sequence[Source] = SOURCES) -> InvitationsSent:
    """Invite everybody of the audience who is not invited yet: a personal link, an invitation and a letter each.

    A second sending finds only who is new, and who has a seat again after leaving one. All in one transaction and a constant
    number of queries; somebody whose address cannot be written to is named and left for the next sending. Raises NotInvitable.
    """
    event = locked_event(event.pk)
    plan = plan_invitations(event, now=now, sources=sources)
    invitations = store_invitations(event, plan.new, now=now)
    common = {language: event_values(event, language) for language in Person.Language.values}
    drafts = [
        Draft(
            key=invitation_key(event.pk, guest.person.pk, invitation.revision),
            person=guest.person,
            link=invitation.link,
            values=common[guest.person.language] | _own_values(guest, event),
        )
        for guest, invitation in zip(plan.new, invitations, strict=True)
    ]
    attachments = [calendar_attachment(event, now=now)]
    write_letters(
        "invitation", drafts, now=now, attachments=attachments, priority=Letter.Priority.BULK, scope=text_scope(event)
    )
    return InvitationsSent(
        sent=len(plan.new),
        already=plan.already,
        unreachable=tuple(str(guest.person) for guest in plan.unreachable),
    )


def store_invitations(event: Event, guests: Sequence[Guest], *, now: dt.datetime) -> list[Invitation]:
    """Store an invitation with a link for each guest, in their order; a withdrawn one stands again, as a new revision.

    Called inside the transaction that has locked the event; the caller writes the letters.
    """
    people = [guest.person for guest in guests]
    purpose, expires_at = PersonalLink.Purpose.PARTICIPANT, link_expiry(event, now=now)
    links = make_links(people, purpose=purpose, expires_at=expires_at, now=now)
    known = {row.person_id: row for row in Invitation.objects.filter(event=event, person__in=people)}
    invitations = []
    for guest, link in zip(guests, links, strict=True):
        invitation = known.get(guest.person.pk) or Invitation(event=event, person=guest.person, revision=0)
        invitation.municipality, invitation.link = guest.municipality, link
        invitation.seat_id = guest.seat.pk if guest.seat else None
        invitation.organisation_id = guest.organisation.pk if guest.organisation else None
        invitation.revision, invitation.invited_at = invitation.revision + 1, now
        invitation.withdrawn_at, invitation.withdrawal = None, ""
        invitations.append(invitation)
    Invitation.objects.bulk_create([row for row in invitations if row.pk is None], batch_size=500)
    again = [row for row in invitations if row.person_id in known]
    fields = ["municipality", "seat", "organisation", "link", "revision", "invited_at", "withdrawn_at", "withdrawal"]
    Invitation.objects.bulk_update(again, fields, batch_size=500)
    return invitations


def preview_invitation(event: Event, *, guest: Guest) -> LetterText:
    """Return the letter that a guest would get, with the marker where the personal link will stand."""
    language = guest.person.language
    values = event_values(event, language) | _own_values(guest, event)
    return written_text("invitation", language=language, values=values, scope=text_scope(event))


def invitation_key(event_pk: int, person_pk: int, revision: int) -> str:
    """Return the key that makes a person's letter about one revision of an invitation the only one."""
    return f"invitation:{event_pk}:{person_pk}:{revision}"


def _own_values(guest: Guest, event: Event) -> dict[str, str]:
    return {"name": guest.person.name, "reason": reason_for(guest, event)}
