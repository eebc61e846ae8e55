"""A coordinator answers for several colleagues at once: who comes, who does not, and who only come together."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from events.models import Event, Invitation, Registration
from events.services.audience import Guest
from events.services.confirming import confirm_again
from events.services.invitations import store_invitations
from events.services.places import locked_event
from events.services.registrations import (
    AnswerRefused,
    accept_invitation,
    accept_together,
    cancel_registration,
    decline_invitation,
)
from municipalities.models import Municipality
from partnership.models import Agreement, Person, Seat, SeatHolding
from partnership.services.letters import is_writable

Status = Registration.Status


class Answer(enum.StrEnum):
    """What a coordinator says for a colleague."""

    COMES = "comes"
    DECLINES = "declines"


@dataclass(frozen=True)
class Colleague:
    """Somebody of a municipality whom an event is for: by an invitation, an answer, or a seat of its body."""

    person: Person
    invitation: Invitation | None = None
    registration: Registration | None = None
    seat: Seat | None = None

    @property
    def is_registered(self) -> bool:
        """Whether the person has a place, or waits for one and has no offer to take up."""
        row = self.registration
        return row is not None and (
            row.status == Status.ATTENDING or (row.status == Status.WAITING and row.offered_until is None)
        )


@dataclass
class Receipt:
    """What became of the answers: names by outcome, and by person the sentence that says why one was refused."""

    attending: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    declined: list[str] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)


def colleagues_of(event: Event, *, municipality: Municipality) -> list[Colleague]:
    """Return whom of a municipality the event is for, by name; three queries, however many.

    Who was replaced by a substitute, and who comes for another municipality, is not among them.
    """
    seats = _seats(event, municipality)
    theirs = Q(municipality=municipality) | Q(person__in=list(seats))
    invitations = {
        row.person_id: row for row in Invitation.objects.filter(theirs, event=event).select_related("person")
    }
    registrations = {
        row.person_id: row for row in Registration.objects.filter(theirs, event=event).select_related("person")
    }
    people = {pk: row.person for rows in (seats, invitations, registrations) for pk, row in rows.items()}
    found = []
    for pk, person in people.items():
        invitation, registration = invitations.get(pk), registrations.get(pk)
        own = registration or invitation
        if own is not None and own.municipality_id != municipality.pk:
            continue
        if invitation is not None and invitation.withdrawn_at is not None:
            if pk not in seats or invitation.withdrawal not in Invitation.PASSING:
                continue
            invitation = None  # with a seat again: it stands again as soon as there is an answer
        if person.is_active:
            found.append(Colleague(person, invitation, registration, seats[pk].seat if pk in seats else None))
    return sorted(found, key=lambda one: (one.person.name, one.person.pk))


@transaction.atomic
def register_colleagues(
    event: Event,
    *,
    municipality: Municipality,
    answers: Mapping[int, Answer],
    together: bool = False,
    now: dt.datetime,
) -> Receipt:
    """Answer for colleagues, each by person; what is refused for one changes nothing for the others.

    With `together` those who are new get places all at once, or wait all together. Everybody gets the ordinary receipt with the
    own link. Repeating it changes nothing. Raises AnswerRefused when the event takes no answers from anybody.
    """
    event = locked_event(event.pk)
    _check(event, now)
    known = {one.person.pk: one for one in colleagues_of(event, municipality=municipality)}
    receipt = Receipt()
    for pk in answers.keys() - known.keys():
        receipt.faults[pk] = _("The event is no longer for this person. Reload the page.")
    new = [one for pk, one in known.items() if answers.get(pk) == Answer.COMES and not one.is_registered]
    joined = new if together and len(new) > 1 else []
    for pk, one in known.items():
        if pk in answers and one not in joined:
            try:
                with transaction.atomic():
                    _file(receipt, _answer(one, answers[pk], event=event, municipality=municipality, now=now), one)
            except AnswerRefused as refusal:
                receipt.faults[pk] = str(refusal)
    if joined:
        try:
            with transaction.atomic():
                rows = [_invitation(one, event=event, municipality=municipality, now=now) for one in joined]
                for registration, one in zip(accept_together(rows, now=now), joined, strict=True):
                    _file(receipt, registration, one)
        except AnswerRefused as refusal:
            receipt.faults |= dict.fromkeys([one.person.pk for one in joined], str(refusal))
    return receipt


def _answer(
    one: Colleague, answer: Answer, *, event: Event, municipality: Municipality, now: dt.datetime
) -> Registration:
    if answer == Answer.COMES:
        if one.registration is not None and one.is_registered:
            return confirm_again(one.registration, now=now) if one.registration.asks_again else one.registration
        return accept_invitation(_invitation(one, event=event, municipality=municipality, now=now), now=now)
    if one.registration is not None and (one.registration.holds_place or one.is_registered):
        return cancel_registration(one.registration, self_service=True, now=now)
    if one.registration is not None:
        return one.registration
    invitation = _invitation(one, event=event, municipality=municipality, now=now)
    return decline_invitation(invitation, self_service=True, now=now)


def _invitation(one: Colleague, *, event: Event, municipality: Municipality, now: dt.datetime) -> Invitation:
    """Return the invitation that the answer belongs to: who is answered for before being asked needs a link as well."""
    if not is_writable(one.person.email):
        message = _("No mail can be sent to %(email)s. Correct the address first.")
        raise AnswerRefused(message % {"email": one.person.email})
    if one.invitation is not None:
        return one.invitation
    (invitation,) = store_invitations(event, [Guest(one.person, municipality, seat=one.seat)], now=now)
    return invitation


def _file(receipt: Receipt, registration: Registration, one: Colleague) -> None:
    match registration.status:
        case Status.ATTENDING:
            receipt.attending.append(one.person.name)
        case Status.WAITING:
            receipt.waiting.append(one.person.name)
        case _:
            receipt.declined.append(one.person.name)


def _check(event: Event, now: dt.datetime) -> None:
    if event.cancelled_at is not None:
        raise AnswerRefused(_("“%(event)s” is cancelled.") % {"event": event})
    if event.starts_at <= now:
        raise AnswerRefused(_("“%(event)s” has already begun.") % {"event": event})
    if event.published_at is None or event.date_is_tentative:
        raise AnswerRefused(_("Nobody can register for “%(event)s” yet.") % {"event": event})


def _seats(event: Event, municipality: Municipality) -> dict[int, SeatHolding]:
    active = Agreement.objects.active().filter(partnership=event.partnership_id, municipality=municipality)
    if not event.invites_seats:
        return {}
    held = SeatHolding.objects.held_on(event.day).filter(
        seat__body=event.body_id, seat__municipality=municipality, seat__municipality__in=active.values("municipality")
    )
    return {row.person_id: row for row in held.select_related("person", "seat").order_by("-seat__number")}
