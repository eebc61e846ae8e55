"""After the registration deadline a place at an event passes to whoever takes the seat over, and is held until they answer."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from events.models import Event, Invitation, Registration
from events.services.audience import Guest
from events.services.invitations import invitation_key, store_invitations
from events.services.letters import event_values
from events.services.places import locked_event, room_at
from events.services.withdrawing import pass_on
from partnership.models import Agreement, Person, SeatHolding
from partnership.services.letters import is_writable, write_letter
from partnership.text import COPENHAGEN, day_time
from partnership.workdays import add_working_hours

Status = Registration.Status
#: How long a place is held for a successor, while others wait, where the event itself gives places at once.
WORKING_HOURS = 8


def pass_place_to_successor(held: Registration, holding: SeatHolding, *, event: Event, now: dt.datetime) -> bool:
    """Invite the successor after the deadline: a place is held for them to confirm, a turn on the waiting list stays the turn.

    `held` is the predecessor's registration as it was before it was released. Called inside the transaction that has locked the
    event. False when there was nothing to pass on, or the successor cannot be asked or has an answer of their own.
    """
    waits = held.status == Status.WAITING
    if not (waits or held.holds_place) or not _can_be_asked(holding, event):
        return False
    until = _held_until(event, now=now) if held.holds_place else None
    _pass(held.person, holding, event=event, queued_at=held.queued_at or now, until=until, now=now)
    return True


def pass_free_places(*, now: dt.datetime) -> int:
    """Hold a place for who came to a seat after the deadline, when its former holder's place had fallen free; returns how many.

    As long as a place is free that nobody waits for. Each event in a transaction of its own; repeating it finds nothing.
    """
    return sum(_pass_free_place(pk, event_pk, now=now) for pk, event_pk in _left_behind(now).values_list("pk", "event"))


def _left_behind(now: dt.datetime) -> QuerySet[Invitation]:
    """Return the withdrawn invitations to closed events from whose seats somebody comes who was never asked; with the day."""
    asked = Invitation.objects.filter(event=OuterRef(OuterRef("event")), person=OuterRef("person"))
    holders = SeatHolding.objects.filter(
        ~Exists(asked),
        Q(to_on__isnull=True) | Q(to_on__gt=OuterRef("day")),
        seat=OuterRef("seat"),
        from_on__lte=OuterRef("day"),
    )
    closed = (
        Event.objects.published()
        .going_ahead()
        .filter(starts_at__gt=now, answer_by__lte=now, date_is_tentative=False, invites_seats=True)
    )
    return (
        Invitation.objects.filter(withdrawal=Invitation.Withdrawal.SEAT_LEFT, event__in=closed)
        .filter(registration__released_at__isnull=False)
        .annotate(day=TruncDate("event__starts_at", tzinfo=COPENHAGEN))
        .filter(Exists(holders))
        .order_by("event", "pk")
    )


@transaction.atomic
def _pass_free_place(pk: int, event_pk: int, *, now: dt.datetime) -> bool:
    event = locked_event(event_pk)
    # Read after the lock: what another worker did is seen.
    left = _left_behind(now).filter(pk=pk).select_related("person", "seat").first()
    holdings = SeatHolding.objects.held_on(event.day).select_related("person", "seat__municipality")
    holding = holdings.filter(seat=left.seat_id).first() if left else None
    if left is None or holding is None or not _can_be_asked(holding, event):
        return False
    free = room_at(event, now=now).of(holding.seat.municipality_id)
    if free == 0 or Registration.objects.in_line().filter(event=event).exists():
        return False
    _pass(left.person, holding, event=event, queued_at=now, until=_held_until(event, now=now), now=now)
    return True


def _pass(
    predecessor: Person,
    holding: SeatHolding,
    *,
    event: Event,
    queued_at: dt.datetime,
    until: dt.datetime | None,
    now: dt.datetime,
) -> None:
    guest = Guest(holding.person, holding.seat.municipality, seat=holding.seat)
    (own,) = store_invitations(event, [guest], now=now)
    passed_on = pass_on(Status.WAITING, own, event=event, queued_at=queued_at, offered_until=until, now=now)
    _tell(own, passed_on, predecessor, event=event, now=now)


def _held_until(event: Event, *, now: dt.datetime) -> dt.datetime:
    """Return until when the place is held: some working hours while somebody waits for it, else as long as one can cancel."""
    if Registration.objects.in_line().filter(event=event).exists():
        return min(add_working_hours(now, event.offer_hours or WORKING_HOURS), event.starts_at)
    return event.changes_close_at if event.accepts_changes(now) else event.starts_at


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
