"""Answers to an event: who comes, who waits, who does not come.

Order of locks: event, invitation, registration. After each of these services nobody waits while a place is free.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event, Invitation, Party, Registration
from events.services.answers import record_answer
from events.services.audience import municipality_of
from events.services.organisers import contact_of, tell_late_cancellation
from events.services.places import give_place_back, locked_event, take_place
from events.services.waiting_list import promote_while_locked
from municipalities.models import Municipality
from partnership.models import Person
from partnership.text import COPENHAGEN, day_time

Status = Registration.Status


class AnswerRefused(Exception):
    """The answer cannot be taken; the message says why."""


@transaction.atomic
def accept_invitation(invitation: Invitation, *, now: dt.datetime) -> Registration:
    """Give the invited person a place, or the next place on the waiting list; repeating it changes nothing.

    A place that is offered is taken up, also after the deadline. Raises AnswerRefused when the event is cancelled, the deadline
    has passed, or the offer is over.
    """
    event = locked_event(invitation.event_id)
    registration = _stored_or_new(event, invitation)
    if registration.offered_until is None:
        _check_open(event, now)
    _check_standing(invitation.pk)
    return _register(registration, event, now=now)


@transaction.atomic
def accept_together(invitations: Sequence[Invitation], *, now: dt.datetime) -> list[Registration]:
    """Give people of one municipality places all at once, or let them wait and get places all together; in their order.

    Raises AnswerRefused as `accept_invitation` does, and when there are not as many places at all.
    """
    event = locked_event(invitations[0].event_id)
    _check_open(event, now)
    if event.capacity is not None and event.capacity + event.overbooked < len(invitations):
        message = _("There are only %(places)d places, so %(n)d people cannot come together.")
        raise AnswerRefused(message % {"places": event.capacity + event.overbooked, "n": len(invitations)})
    for invitation in invitations:
        _check_standing(invitation.pk)
    registrations = [_stored_or_new(event, invitation) for invitation in invitations]
    new = [row for row in registrations if row.status not in {Status.ATTENDING, Status.WAITING}]
    promote_while_locked(event, now=now)
    free = take_place(event, municipality_pk=invitations[0].municipality_id, count=len(new), now=now)
    party = None if free else Party.objects.create(event=event, created_at=now)
    for row in new:
        row.party = party
        record_answer(row, event=event, status=Status.ATTENDING if free else Status.WAITING, now=now)
    return registrations


@transaction.atomic
def renew_registration(registration: Registration, *, now: dt.datetime) -> Registration:
    """Register again somebody who had changed their mind; repeating it changes nothing. Raises AnswerRefused."""
    event = locked_event(registration.event_id)
    registration = _stored(registration)
    if registration.offered_until is None:
        _check_open(event, now)
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
def decline_invitation(
    invitation: Invitation, *, reason: str = "", self_service: bool = False, now: dt.datetime
) -> Registration:
    """Record that the invited person does not come; a place that was held goes to the waiting list.

    Possible after the deadline too: it is still good to know. Repeating it changes nothing. Raises AnswerRefused once the
    event has begun or is cancelled, and for `self_service` when participants no longer give places up by themselves.
    """
    event = locked_event(invitation.event_id)
    _check_not_begun(event, now)
    _check_standing(invitation.pk)
    registration = _stored_or_new(event, invitation)
    if registration.holds_place:
        _check_changeable(event, self_service=self_service, now=now)
        status = Status.CANCELLED if registration.status == Status.ATTENDING else Status.DECLINED
        return _give_up_place(registration, event, status=status, reason=reason, now=now)
    if registration.status in {Status.DECLINED, Status.CANCELLED}:
        return registration
    return record_answer(registration, event=event, status=Status.DECLINED, reason=reason, now=now)


@transaction.atomic
def cancel_registration(
    registration: Registration, *, reason: str = "", self_service: bool = False, now: dt.datetime
) -> Registration:
    """Take back a registration; the place goes to the first on the waiting list in the same transaction.

    Somebody on the waiting list leaves it, with or without an offer. Repeating it changes nothing. The organisers hear of a
    place that is given up after the deadline. Raises AnswerRefused once the event has begun or is cancelled, and for
    `self_service` when participants no longer cancel by themselves.
    """
    event = locked_event(registration.event_id)
    _check_not_begun(event, now)
    registration = _stored(registration)
    if registration.holds_place:
        _check_changeable(event, self_service=self_service, now=now)
        return _give_up_place(registration, event, status=Status.CANCELLED, reason=reason, now=now)
    if registration.status == Status.WAITING:
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


def _check_changeable(event: Event, *, self_service: bool, now: dt.datetime) -> None:
    if self_service and not event.accepts_changes(now):
        raise AnswerRefused(
            _("It is too late to change it here. Write to %(contact)s.") % {"contact": contact_of(event)}
        )


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
    if registration.offered_until is not None:
        return _take_up(registration, event, now=now)
    if registration.status in {Status.ATTENDING, Status.WAITING}:
        return registration
    promote_while_locked(event, now=now)
    free = take_place(event, municipality_pk=registration.municipality_id, now=now)
    return record_answer(registration, event=event, status=Status.ATTENDING if free else Status.WAITING, now=now)


def _take_up(registration: Registration, event: Event, *, now: dt.datetime) -> Registration:
    """Turn an offered place, which is held already, into a registration."""
    _check_not_begun(event, now)
    if registration.offered_until is not None and registration.offered_until <= now:
        message = _("The place was held for you until %(until)s. Now it goes to the next on the waiting list.")
        raise AnswerRefused(message % {"until": day_time(registration.offered_until)})
    return record_answer(registration, event=event, status=Status.ATTENDING, now=now)


def _give_up_place(
    registration: Registration, event: Event, *, status: Registration.Status, reason: str, now: dt.datetime
) -> Registration:
    came = registration.status == Status.ATTENDING
    give_place_back(event)
    record_answer(registration, event=event, status=status, reason=reason, now=now)
    if came and event.answer_by is not None and event.answer_by <= now:
        tell_late_cancellation(registration, event=event, now=now)
    promote_while_locked(event, now=now)
    return registration
