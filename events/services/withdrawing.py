"""Take an invitation back, and set free what the person held at the event."""

from __future__ import annotations

import datetime as dt

from events.models import Event, Invitation, Registration
from events.services.answers import store_answer
from events.services.places import give_place_back, take_place

Status = Registration.Status


def withdraw_while_locked(
    invitation: Invitation, *, event: Event, why: Invitation.Withdrawal, now: dt.datetime
) -> bool:
    """Withdraw a standing invitation and release the registration; False when it is withdrawn already.

    Called inside the transaction that has locked the event. No letter is written and nobody is promoted: the caller does both.
    """
    standing = Invitation.objects.standing().filter(pk=invitation.pk)
    if not standing.update(withdrawn_at=now, withdrawal=why):
        return False
    release_while_locked(invitation.person_id, event=event, now=now)
    return True


def release_while_locked(person_pk: int, *, event: Event, now: dt.datetime) -> Status | None:
    """Cancel the person's registration without a receipt; returns what was held, None when it was nothing.

    Called inside the transaction that has locked the event.
    """
    held = Registration.objects.filter(event=event, person=person_pk, status__in=[Status.ATTENDING, Status.WAITING])
    registration = held.select_for_update().first()
    if registration is None:
        return None
    status = Status(registration.status)
    if registration.holds_place:
        give_place_back(event)
    store_answer(registration, status=Status.CANCELLED, now=now)
    registration.released_at = now
    registration.save(update_fields=["released_at"])
    return status


def pass_on(
    status: Status,
    own: Invitation,
    *,
    event: Event,
    queued_at: dt.datetime | None,
    offered_until: dt.datetime | None,
    now: dt.datetime,
) -> Registration:
    """Give somebody what was released for them: the place in the same transaction, an offer, or the turn on the waiting list.

    Called inside the transaction that has locked the event. No letter is written.
    """
    known = Registration.objects.select_for_update().filter(event=event, person=own.person).first()
    registration = known or Registration(event=event, person=own.person, municipality=own.municipality)
    registration.invitation = own
    takes = status == Status.ATTENDING or offered_until is not None
    if takes and not take_place(event, municipality_pk=own.municipality_id, now=now):
        status, offered_until = Status.WAITING, None  # more places were given than there are now
    store_answer(registration, status=status, queued_at=queued_at, offered_until=offered_until, now=now)
    return registration
