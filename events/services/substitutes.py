"""A substitute comes to one event; the seat stays with whom it belongs to."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event, Invitation, Registration
from events.services.audience import Guest
from events.services.invitations import invitation_key, store_invitations
from events.services.letters import calendar_attachment, event_values
from events.services.places import locked_event
from events.services.registrations import AnswerRefused
from events.services.withdrawing import pass_on, release_while_locked, withdraw_while_locked
from partnership.models import Person
from partnership.services.known_people import Particulars, person_behind
from partnership.services.letters import is_writable, write_letter
from partnership.text import day_time

Status = Registration.Status


class SubstituteRefused(AnswerRefused):
    """The substitute cannot come instead; the message says why."""


@transaction.atomic
def send_substitute(invitation: Invitation, *, who: Person | Particulars, by: Person, now: dt.datetime) -> Invitation:
    """Let a substitute come to one event instead of the invited person; returns the substitute's invitation.

    A place or a turn on the waiting list that the invited person has passes to the substitute: a municipality does not lose it by
    sending somebody else. Where nothing has been answered the substitute is asked to. Both get a letter. Repeating it is refused.
    Raises AnswerRefused (SubstituteRefused among them), and PersonIsInactive for an address whose access is closed.
    """
    event = locked_event(invitation.event_id)
    stored = Invitation.objects.select_for_update(of=("self",)).select_related("person", "municipality")
    invitation = stored.get(pk=invitation.pk)
    _check(invitation, event, now=now)
    substitute = person_behind(who)
    _check_substitute(substitute, invitation)
    held = Registration.objects.filter(event=event, person=invitation.person_id).first()
    if not event.accepts_answers(now) and (held is None or held.status not in {Status.ATTENDING, Status.WAITING}):
        raise SubstituteRefused(
            _("The registration deadline has passed, and there is no place to pass on. Write to the secretariat.")
        )
    before = release_while_locked(invitation.person_id, event=event, now=now)
    withdraw_while_locked(invitation, event=event, why=Invitation.Withdrawal.SUBSTITUTED, now=now)
    own = _invite(substitute, invitation, event=event, now=now)
    passed_on = None
    if before is not None and held is not None:
        turn = {"queued_at": held.queued_at, "offered_until": held.offered_until}
        passed_on = pass_on(before, own, event=event, **turn, now=now)
    _tell_substitute(own, invitation, event=event, by=by, passed_on=passed_on, now=now)
    _tell_substituted(invitation, substitute, event=event, by=by, had_place=before == Status.ATTENDING, now=now)
    return own


def _check(invitation: Invitation, event: Event, *, now: dt.datetime) -> None:
    if event.cancelled_at is not None:
        raise SubstituteRefused(_("“%(event)s” is cancelled.") % {"event": event})
    if event.starts_at <= now:
        raise SubstituteRefused(_("“%(event)s” has already begun.") % {"event": event})
    if invitation.withdrawn_at is not None:
        message = _("%(person)s does not come to “%(event)s” any more: somebody else comes already.")
        raise SubstituteRefused(message % {"person": invitation.person.name, "event": event})


def _check_substitute(substitute: Person, invitation: Invitation) -> None:
    invited = Invitation.objects.standing().filter(event=invitation.event_id, person=substitute)
    registered = Registration.objects.filter(
        event=invitation.event_id, person=substitute, status__in=[Status.ATTENDING, Status.WAITING]
    )
    if invited.exists() or registered.exists():
        message = _("%(person)s is already invited to “%(event)s”. Choose somebody else.")
        raise SubstituteRefused(message % {"person": substitute.name, "event": invitation.event})
    if not is_writable(substitute.email):
        message = _("No mail can be sent to %(email)s. Write another address.")
        raise SubstituteRefused(message % {"email": substitute.email})


def _invite(substitute: Person, invitation: Invitation, *, event: Event, now: dt.datetime) -> Invitation:
    if invitation.municipality is None:
        raise SubstituteRefused(_("The invitation is not for a municipality, so nobody can come instead."))
    (own,) = store_invitations(event, [Guest(substitute, invitation.municipality)], now=now)
    # Of several substitutes, one after the other, the last is the one.
    Invitation.objects.filter(substitute_for=invitation).update(substitute_for=None)
    own.substitute_for = invitation
    own.save(update_fields=["substitute_for"])
    return own


def _tell_substitute(
    own: Invitation,
    invitation: Invitation,
    *,
    event: Event,
    by: Person,
    passed_on: Registration | None,
    now: dt.datetime,
) -> None:
    person, municipality = own.person, own.municipality
    status = Status(passed_on.status) if passed_on is not None else None
    file = (
        calendar_attachment(event, person=person, registration=passed_on, method="REQUEST", now=now)
        if status == Status.ATTENDING
        else calendar_attachment(event, now=now)
    )
    write_letter(
        "substitute",
        key=invitation_key(event.pk, person.pk, own.revision),
        person=person,
        values=event_values(event, person.language)
        | {
            "name": person.name,
            "by": by.name,
            "instead_of": invitation.person.name,
            "municipality": municipality.official_name if municipality else "",
            "state": _state(event, passed_on, person.language),
        },
        link=own.link,
        attachments=[file],
        now=now,
    )


def _tell_substituted(
    invitation: Invitation, substitute: Person, *, event: Event, by: Person, had_place: bool, now: dt.datetime
) -> None:
    person = invitation.person
    if not is_writable(person.email):
        return
    write_letter(
        "substituted",
        key=f"substituted:{invitation.pk}:{invitation.revision}",
        person=person,
        values=event_values(event, person.language)
        | {"name": person.name, "by": by.name, "substitute": substitute.name},
        attachments=[calendar_attachment(event, person=person, method="CANCEL", now=now)] if had_place else [],
        now=now,
    )


def _state(event: Event, passed_on: Registration | None, language: str) -> str:
    """Return what the substitute has, or has to do."""
    danish = language == Person.Language.DANISH
    if passed_on is not None and passed_on.offered_until is not None:
        until = day_time(passed_on.offered_until, language)
        return (
            f"En plads er holdt til dig til {until}. Tag imod den på din side."
            if danish
            else f"A place is held for you until {until}. Take it on your page."
        )
    match passed_on and passed_on.status:
        case Status.ATTENDING:
            return (
                "Du er tilmeldt. Kan du ikke komme, så meld afbud på din side."
                if danish
                else "You are registered. If you cannot come, cancel on your page."
            )
        case Status.WAITING:
            return (
                "Du står på ventelisten på samme plads. Vi skriver, når der er en plads til dig."
                if danish
                else "You are on the waiting list, in the same turn. We write when there is a place for you."
            )
    deadline = day_time(event.answer_by or event.starts_at, language)
    return f"Svar senest {deadline}." if danish else f"Please answer by {deadline}."
