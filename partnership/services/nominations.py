"""Nominations: where a body asks for it, somebody at home approves before the person hears of it.

`propose_holder` and `propose_successor` are the entry points for everybody who fills a seat.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership.models import Agreement, Approver, Body, Nomination, Person, Seat, SeatHolding
from partnership.services.approval_letters import ask_approver, tell_coordinators
from partnership.services.entries import record_entries
from partnership.services.known_people import Particulars, person_behind
from partnership.services.seats import SeatError, free_seat, hand_over_seat, holding_to_succeed, nominate
from partnership.text import COPENHAGEN


class ApproverMissing(SeatError):
    """The body asks for an approval at home, and the municipality has not said whose."""


class OwnApproval(SeatError):
    """Nobody approves the own nomination."""


@dataclass(frozen=True)
class Proposal:
    """What came of a proposal: the person holds the seat, or the nomination awaits approval; never both."""

    holding: SeatHolding | None = None
    nomination: Nomination | None = None


@transaction.atomic
def propose_holder(
    municipality: Municipality, *, body: Body, person: Person, from_on: dt.date, by: Person | None, now: dt.datetime
) -> Proposal:
    """Give a person a seat, or reserve it and ask the approver at home first: the one entry point for new holders.

    The body's `approval_required` decides. Without it the holding opens and the person is told; with it nothing is sent to the
    person before the approval. `by` is who entered it, None for the secretariat. Raises NotTakingPart, AlreadyHoldsSeat,
    NoVacantSeat, ApproverMissing and OwnApproval, all of them SeatErrors.
    """
    if not body.approval_required:
        holding = nominate(municipality, body=body, person=person, from_on=from_on)
        record_entries([holding], by=by, now=now)
        return Proposal(holding=holding)
    seat = free_seat(municipality, body=body, person=person, from_on=from_on)
    return Proposal(nomination=_reserve(seat, person=person, from_on=from_on, by=by, now=now))


@transaction.atomic
def propose_successor(
    seat: Seat, *, person: Person | Particulars, on: dt.date, by: Person | None, now: dt.datetime
) -> Proposal:
    """Hand a seat over on a day, or ask the approver at home first; meanwhile whoever holds the seat keeps it.

    Somebody who is not known yet is entered. Raises SeatIsVacant, SeatIsReserved, AlreadyHoldsSeat, WrongDay, PersonIsInactive,
    ApproverMissing and OwnApproval, all of them SeatErrors.
    """
    person = person_behind(person)
    if not seat.body.approval_required:
        holding = hand_over_seat(seat, to=person, on=on)
        record_entries([holding], by=by, now=now)
        return Proposal(holding=holding)
    current = holding_to_succeed(seat, by=person, on=on)
    if current.person_id == person.pk and current.from_on == on:
        return Proposal(holding=current)
    return Proposal(nomination=_reserve(seat, person=person, from_on=on, by=by, now=now, replaces=current))


@transaction.atomic
def approve_nomination(nomination: Nomination, *, now: dt.datetime) -> bool:
    """Let the nominated person hold the seat, from today at the earliest, and tell the person; False when it was approved before.

    Raises WrongStatus when it was refused or withdrawn, and SeatErrors when the seat cannot be had any more.
    """
    if not nomination.approve(at=now):
        return False
    stored = Nomination.objects.select_related(
        "seat__body", "seat__municipality", "person", "proposed_by", "replaces"
    ).get(pk=nomination.pk)
    from_on = max(stored.from_on, _today(now))
    seat, person, replaced = stored.seat, stored.person, stored.replaces
    if replaced is not None and (replaced.to_on is None or replaced.to_on >= from_on):
        holding = hand_over_seat(seat, to=person, on=from_on)
    else:
        holding = nominate(seat.municipality, body=seat.body, person=person, from_on=from_on, seat=seat)
    record_entries([holding], by=stored.proposed_by, now=now)
    return True


@transaction.atomic
def refuse_nomination(nomination: Nomination, *, reason: str, now: dt.datetime) -> bool:
    """Set the seat free again and tell the municipality's coordinators why; False when it was refused before.

    The person hears nothing. Raises WrongStatus when it was approved or withdrawn.
    """
    if not nomination.refuse(reason=reason, at=now):
        return False
    tell_coordinators(nomination, now=now)
    return True


def withdraw_nomination(nomination: Nomination, *, now: dt.datetime) -> bool:
    """Take a nomination back, which sets its seat free; False when it was withdrawn before. Raises WrongStatus."""
    return nomination.withdraw(at=now)


@transaction.atomic
def name_approver(municipality: Municipality, *, body: Body, name: str, email: str, now: dt.datetime) -> Approver:
    """State who approves the municipality's nominations to a body; what awaits an approval goes to the new approver.

    Raises OwnApproval when the approver is nominated there, and PersonIsInactive.
    """
    approver, _created = Approver.objects.update_or_create(
        municipality=municipality, body=body, defaults={"name": name.strip(), "email": email.strip().lower()}
    )
    awaiting = Nomination.objects.awaiting().filter(seat__municipality=municipality, seat__body=body)
    for nomination in awaiting.select_for_update(of=("self",)).select_related("person"):
        person = _approving_person(approver, nominated=nomination.person)
        if nomination.approver_id != person.pk:
            nomination.approver, nomination.approver_name = person, approver.name
            nomination.asked_at, nomination.reminded_at = now, None
            nomination.save(update_fields=["approver", "approver_name", "asked_at", "reminded_at"])
            ask_approver(nomination, now=now)
    return approver


def withdraw_orphaned_nominations(*, now: dt.datetime) -> int:
    """Withdraw what awaits approval in municipalities that no longer take part; returns how many."""
    active = set(Agreement.objects.active().values_list("partnership", "municipality"))
    awaiting = Nomination.objects.awaiting().select_related("seat__body")
    orphaned = [row for row in awaiting if (row.seat.body.partnership_id, row.seat.municipality_id) not in active]
    return sum(_withdraw_if_awaiting(nomination, now=now) for nomination in orphaned)


def _withdraw_if_awaiting(nomination: Nomination, *, now: dt.datetime) -> bool:
    with transaction.atomic():
        stored = Nomination.objects.awaiting().select_for_update().filter(pk=nomination.pk).first()
        return stored is not None and stored.withdraw(at=now)


def _reserve(
    seat: Seat,
    *,
    person: Person,
    from_on: dt.date,
    by: Person | None,
    now: dt.datetime,
    replaces: SeatHolding | None = None,
) -> Nomination:
    approver = Approver.objects.filter(municipality=seat.municipality_id, body=seat.body_id).first()
    if approver is None:
        message = _("Nominations to “%(body)s” are approved at home. Say first on the page “Seats” who approves them.")
        raise ApproverMissing(message % {"body": seat.body})
    nomination = Nomination.objects.create(
        seat=seat,
        person=person,
        from_on=from_on,
        replaces=replaces,
        proposed_by=by,
        proposed_at=now,
        approver=_approving_person(approver, nominated=person),
        approver_name=approver.name,
        asked_at=now,
    )
    ask_approver(nomination, now=now)
    return nomination


def _approving_person(approver: Approver, *, nominated: Person) -> Person:
    """Return the person behind the approver's address, who cannot be the nominated one."""
    if approver.email.lower() == nominated.email.lower():
        message = _("%(person)s cannot approve the own nomination. Name somebody else as approver first.")
        raise OwnApproval(message % {"person": nominated.name})
    return person_behind(Particulars(email=approver.email, name=approver.name))


def _today(now: dt.datetime) -> dt.date:
    return now.astimezone(COPENHAGEN).date()
