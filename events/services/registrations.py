"""Answers to an event: who comes, who waits, who does not come.

Order of locks: event, invitation, registration. After each of these services nobody waits while a place is free.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event, Invitation, Registration
from events.services.answers import record_answer
from events.services.audience import municipality_of
from events.services.places import give_place_back, locked_event, take_place
from events.services.waiting_list import promote_while_locked
from municipalities.models import Municipality
from partnership.models import Person
from partnership.text import COPENHAGEN

Status = Registration.Status


class AnswerRefused(Exception):
    """The answer cannot be taken; the message says why."""


@transaction.atomic
def accept_invitation(invitation: Invitation, *, now: dt.datetime) -> Registration:
    """Give the invited person a place, or the next place on the waiting list; repeating it changes nothing.

    Raises AnswerRefused when the event is cancelled or the deadline has passed.
    """
    event = locked_event(invitation.event_id)
    _check_open(event, now)
    _check_standing(invitation.pk)
    return _register(_stored_or_new(event, invitation), event, now=now)


@transaction.atomic
def renew_registration(registration: Registration, *, now: dt.datetime) -> Registration:
    """Register again somebody who had changed their mind; repeating it changes nothing. Raises AnswerRefused."""
    event = locked_event(registration.event_id)
    _check_open(event, now)
    registration = _stored(registration)
    if registration.invitation_id is not None:
        _check_standing(registration.invitation_id)
    return _register(registration, event, now=now)


@transaction.atomic
def register_person(
    event: Event, *, person: Person, municipality: Municipality | None = None, now: dt.datetime
) -> Registration:
    """Register somebody on the secretariat's word, invited or not; the deadline does not bind the secretariat.

    Without a municipality it is that of the invitation, else of a seat. There may be no place but on the waiting list.
    Repeating it changes nothing. Raises AnswerRefused unless the event is published, has a date and has not begun.
    """
    event = locked_event(event.pk)
    registration = registration_on_word(event, person=person, municipality=municipality, now=now)
    return _register(registration, event, now=now)


def registration_on_word(
    event: Event, *, person: Person, municipality: Municipality | None, now: dt.datetime
) -> Registration:
    """Return the person's registration, locked, or a new one that is not stored yet; see `register_person`.

    Called inside the transaction that has locked the event.
    """
    _check_not_begun(event, now)
    if event.published_at is None:
        raise AnswerRefused(_("“%(event)s” is not published yet. Publish it first.") % {"event": event})
    if event.date_is_tentative:
        raise AnswerRefused(_("The date of “%(event)s” is not fixed yet.") % {"event": event})
    invitation = Invitation.objects.filter(event=event, person=person).first()
    registration = Registration.objects.select_for_update().filter(event=event, person=person).first()
    if registration is None:
        asked_for = invitation.municipality if invitation else None
        today = now.astimezone(COPENHAGEN).date()
        municipality = municipality or asked_for or municipality_of(person, event=event, on=today)
        registration = Registration(event=event, person=person, municipality=municipality, invitation=invitation)
    return registration


@transaction.atomic
def decline_invitation(invitation: Invitation, *, reason: str = "", now: dt.datetime) -> Registration:
    """Record that the invited person does not come; a place that was held goes to the waiting list.

    Possible after the deadline too: it is still good to know. Repeating it changes nothing. Raises AnswerRefused once the
    event has begun or is cancelled.
    """
    event = locked_event(invitation.event_id)
    _check_not_begun(event, now)
    _check_standing(invitation.pk)
    registration = _stored_or_new(event, invitation)
    match registration.status:
        case Status.ATTENDING:
            return _give_up_place(registration, event, reason=reason, now=now)
        case Status.DECLINED | Status.CANCELLED:
            return registration
    return record_answer(registration, event=event, status=Status.DECLINED, reason=reason, now=now)


@transaction.atomic
def cancel_registration(registration: Registration, *, reason: str = "", now: dt.datetime) -> Registration:
    """Take back a registration; the place goes to the first on the waiting list in the same transaction.

    Somebody on the waiting list leaves it. Repeating it changes nothing. Raises AnswerRefused once the event has begun or is
    cancelled.
    """
    event = locked_event(registration.event_id)
    _check_not_begun(event, now)
    registration = _stored(registration)
    match registration.status:
        case Status.ATTENDING:
            return _give_up_place(registration, event, reason=reason, now=now)
        case Status.WAITING:
            return record_answer(registration, event=event, status=Status.CANCELLED, reason=reason, now=now)
    return registration


def _check_open(event: Event, now: dt.datetime) -> None:
    _check_not_begun(event, now)
    if not event.accepts_answers(now):
        raise AnswerRefused(_("The registration deadline has passed. Write to the secretariat if you want to come."))


def _check_not_begun(event: Event, now: dt.datetime) -> None:
    if event.cancelled_at is not None:
        raise AnswerRefused(_("“%(event)s” is cancelled.") % {"event": event})
    if event.starts_at <= now:
        raise AnswerRefused(_("“%(event)s” has already begun.") % {"event": event})


def _check_standing(invitation_pk: int) -> None:
    # Read after the event is locked: whoever withdrew it meanwhile is seen.
    if not Invitation.objects.standing().filter(pk=invitation_pk).exists():
        raise AnswerRefused(_("Your invitation is withdrawn, since somebody else comes for your municipality."))


def _stored(registration: Registration) -> Registration:
    registrations = Registration.objects.select_for_update(of=("self",)).select_related("person", "invitation")
    return registrations.get(pk=registration.pk)


def _stored_or_new(event: Event, invitation: Invitation) -> Registration:
    """Return the person's one registration, which may have been made before the invitation."""
    person, municipality = invitation.person, invitation.municipality
    stored = Registration.objects.select_for_update().filter(event=event, person=person).first()
    if stored is None:
        return Registration(event=event, person=person, municipality=municipality, invitation=invitation)
    stored.invitation = invitation
    return stored


def _register(registration: Registration, event: Event, *, now: dt.datetime) -> Registration:
    """Give a place, or the next place on the waiting list: those who wait come first, even if a place is free already."""
    if registration.status in {Status.ATTENDING, Status.WAITING}:
        return registration
    promote_while_locked(event, now=now)
    status = Status.ATTENDING if take_place(event) else Status.WAITING
    return record_answer(registration, event=event, status=status, now=now)


def _give_up_place(registration: Registration, event: Event, *, reason: str, now: dt.datetime) -> Registration:
    give_place_back(event)
    record_answer(registration, event=event, status=Status.CANCELLED, reason=reason, now=now)
    promote_while_locked(event, now=now)
    return registration
