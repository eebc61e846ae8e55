"""After the registration deadline a place at an event passes to whoever takes the seat over, and is held until they answer."""

from __future__ import annotations

import datetime as dt

from events.models import Event, Invitation, Registration
from events.services.audience import Guest
from events.services.invitations import invitation_key, store_invitations
from events.services.letters import event_values
from events.services.withdrawing import pass_on
from partnership.models import Agreement, Person, SeatHolding
from partnership.services.letters import is_writable, write_letter
from partnership.text import day_time
from partnership.workdays import add_working_hours

Status = Registration.Status
#: How long a place is held for a successor where the event itself gives places at once.
WORKING_HOURS = 8


def pass_place_to_successor(held: Registration, holding: SeatHolding, *, event: Event, now: dt.datetime) -> bool:
    """Invite the successor after the deadline: a place is held until they confirm, a turn on the waiting list stays the turn.

    `held` is the predecessor's registration as it was before it was released. Called inside the transaction that has locked the
    event. False when there was nothing to pass on, or the successor cannot be asked or has an answer of their own.
    """
    waits = held.status == Status.WAITING
    if not (waits or held.holds_place) or not _can_be_asked(holding, event):
        return False
    guest = Guest(holding.person, holding.seat.municipality, seat=holding.seat)
    (own,) = store_invitations(event, [guest], now=now)
    until = None
    if held.holds_place:
        until = min(add_working_hours(now, event.offer_hours or WORKING_HOURS), event.starts_at)
    passed_on = pass_on(Status.WAITING, own, event=event, queued_at=held.queued_at or now, offered_until=until, now=now)
    _tell(own, passed_on, held.person, event=event, now=now)
    return True


def _can_be_asked(holding: SeatHolding, event: Event) -> bool:
    person, active = holding.person, Agreement.objects.active().filter(partnership=event.partnership_id)
    return (
        person.is_active
        and is_writable(person.email)
        and active.filter(municipality=holding.seat.municipality_id).exists()
        and not Invitation.objects.standing().filter(event=event, person=person).exists()
        and not Registration.objects.filter(event=event, person=person, released_at__isnull=True).exists()
    )


def _tell(own: Invitation, passed_on: Registration, predecessor: Person, *, event: Event, now: dt.datetime) -> None:
    person, municipality = own.person, own.municipality
    write_letter(
        "place_passed",
        key=invitation_key(event.pk, person.pk, own.revision),
        person=person,
        values=event_values(event, person.language)
        | {
            "name": person.name,
            "body": event.body.name,
            "municipality": municipality.official_name if municipality else "",
            "predecessor": predecessor.name,
            "state": _state(passed_on, person.language),
        },
        link=own.link,
        now=now,
    )


def _state(passed_on: Registration, language: str) -> str:
    danish = language == Person.Language.DANISH
    if passed_on.offered_until is None:
        return (
            "Du står på ventelisten på samme plads. Vi skriver, når der er en plads til dig."
            if danish
            else "You are on the waiting list, in the same turn. We write when there is a place for you."
        )
    until = day_time(passed_on.offered_until, language)
    return (
        f"Pladsen er holdt til dig til {until}. Bekræft den på din side. Kan du ikke komme, så sig det dér."
        if danish
        else f"The place is held for you until {until}. Confirm it on your page. If you cannot come, say so there."
    )
