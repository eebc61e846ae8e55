"""Answers, places and the waiting list.

Order of locks: event, invitation, registration. A place is taken by one conditional statement on the event's counter, so two
who press at once cannot both get the last one; a CHECK on the table is the last net.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from events.models import Event, Invitation, Registration
from events.services.letters import calendar_attachment, event_values
from municipalities.models import Municipality
from partnership.models import Person
from partnership.services.letters import write_letter

Status = Registration.Status


class AnswerRefused(Exception):
    """The answer cannot be taken; the message says why."""


def accept_invitation(invitation: Invitation, *, now: dt.datetime) -> Registration:
    """Give the invited person a place, or the next place on the waiting list; repeating it changes nothing.

    Raises AnswerRefused when the event is cancelled or the deadline has passed.
    """
    return register_person(
        invitation.event, person=invitation.person, municipality=invitation.municipality, now=now, invitation=invitation
    )


@transaction.atomic
def register_person(
    event: Event,
    *,
    person: Person,
    municipality: Municipality | None,
    now: dt.datetime,
    invitation: Invitation | None = None,
) -> Registration:
    """Give a person a place at the event, or the next place on the waiting list. Raises AnswerRefused."""
    event = _locked(event)
    _check_open(event, now)
    registration = _registration(event, person, municipality, invitation)
    if registration.status in {Status.ATTENDING, Status.WAITING}:
        return registration
    if _nobody_waits(event) and _take_place(event):
        return _answer(registration, event, Status.ATTENDING, now=now)
    return _answer(registration, event, Status.WAITING, now=now, queued_at=now)


@transaction.atomic
def decline_invitation(invitation: Invitation, *, reason: str = "", now: dt.datetime) -> Registration:
    """Record that the invited person does not come; a place that was held goes to the waiting list.

    Raises AnswerRefused when the event is over or cancelled.
    """
    event = _locked(invitation.event)
    _check_not_begun(event, now)
    registration = _registration(event, invitation.person, invitation.municipality, invitation)
    match registration.status:
        case Status.ATTENDING:
            return _give_up_place(registration, event, reason=reason, now=now)
        case Status.DECLINED | Status.CANCELLED:
            return registration
    return _answer(registration, event, Status.DECLINED, reason=reason, now=now)


@transaction.atomic
def cancel_registration(registration: Registration, *, reason: str = "", now: dt.datetime) -> Registration:
    """Take back a registration; the place goes to the first on the waiting list in the same transaction.

    Somebody on the waiting list leaves it. Repeating it changes nothing. Raises AnswerRefused once the event has begun.
    """
    event = _locked(registration.event)
    _check_not_begun(event, now)
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    match registration.status:
        case Status.ATTENDING:
            return _give_up_place(registration, event, reason=reason, now=now)
        case Status.WAITING:
            return _answer(registration, event, Status.CANCELLED, reason=reason, now=now)
    return registration


@transaction.atomic
def promote_waiting(event: Event, *, now: dt.datetime) -> int:
    """Give free places to those who wait, in order of arrival; returns how many. Nobody is promoted once it has begun."""
    event = _locked(event)
    if event.cancelled_at is not None or event.starts_at <= now:
        return 0
    promoted = 0
    for registration in Registration.objects.select_for_update().filter(event=event).waiting():
        if not _take_place(event):
            break
        _answer(registration, event, Status.ATTENDING, now=now, letter="promoted")
        promoted += 1
    return promoted


def promote_all_waiting(*, now: dt.datetime) -> int:
    """Give free places to those who wait at every coming event; what a changed capacity set free is found here."""
    free = Q(capacity__isnull=True) | Q(places_taken__lt=F("capacity") + F("overbooked"))
    waiting = Registration.objects.filter(status=Status.WAITING).values("event")
    events = Event.objects.going_ahead().filter(free, starts_at__gt=now, pk__in=waiting)
    return sum(promote_waiting(event, now=now) for event in events)


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).select_related("partnership", "body").get(pk=event.pk)


def _check_open(event: Event, now: dt.datetime) -> None:
    if event.cancelled_at is not None:
        raise AnswerRefused(_("“%(event)s” is cancelled.") % {"event": event})
    if not event.accepts_answers(now):
        raise AnswerRefused(_("The registration deadline has passed. Write to the secretariat if you want to come."))


def _check_not_begun(event: Event, now: dt.datetime) -> None:
    if event.cancelled_at is not None:
        raise AnswerRefused(_("“%(event)s” is cancelled.") % {"event": event})
    if event.starts_at <= now:
        raise AnswerRefused(_("“%(event)s” has already begun.") % {"event": event})


def _registration(
    event: Event, person: Person, municipality: Municipality | None, invitation: Invitation | None
) -> Registration:
    existing = Registration.objects.select_for_update().filter(event=event, person=person).first()
    return existing or Registration(event=event, person=person, municipality=municipality, invitation=invitation)


def _nobody_waits(event: Event) -> bool:
    return not Registration.objects.filter(event=event, status=Status.WAITING).exists()


def _take_place(event: Event) -> bool:
    free = Q(capacity__isnull=True) | Q(places_taken__lt=F("capacity") + F("overbooked"))
    return bool(Event.objects.filter(free, pk=event.pk).update(places_taken=F("places_taken") + 1))


def _give_up_place(registration: Registration, event: Event, *, reason: str, now: dt.datetime) -> Registration:
    Event.objects.filter(pk=event.pk).update(places_taken=F("places_taken") - 1)
    _answer(registration, event, Status.CANCELLED, reason=reason, now=now)
    promote_waiting(event, now=now)
    return registration


def _answer(
    registration: Registration,
    event: Event,
    status: Registration.Status,
    *,
    now: dt.datetime,
    reason: str = "",
    queued_at: dt.datetime | None = None,
    letter: str = "",
) -> Registration:
    """Store an answer and write its receipt."""
    registration.status = status
    registration.reason = reason
    registration.answered_at = now
    registration.queued_at = queued_at
    registration.revision += 1
    registration.save()
    person = registration.person
    write_letter(
        letter or f"answer_{status}",
        key=f"answer:{registration.pk}:{registration.revision}",
        person=person,
        values=event_values(event, person.language) | {"name": person.name},
        link=registration.invitation.link if registration.invitation else None,
        attachments=[calendar_attachment(event)] if status == Status.ATTENDING else [],
        now=now,
    )
    return registration
