"""Events follow seats: who has left a seat by the day of an event does not come, who holds it then is invited.

Derived from holdings alone, so it does not matter who changed them, when, or how often this runs: a sweep finds what differs.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from events.models import AudienceSource, Delegate, Event, Invitation, Registration
from events.services.audience import FOLLOWED
from events.services.invitations import NotInvitable, send_invitations
from events.services.letters import calendar_attachment, list_of_events
from events.services.places import locked_event
from events.services.successors import pass_free_places, pass_place_to_successor
from events.services.waiting_list import promote_while_locked
from events.services.withdrawing import release_while_locked, withdraw_while_locked
from municipalities.models import Municipality
from partnership import text
from partnership.models import Agreement, Body, Person, Seat, SeatHolding
from partnership.services.letters import is_writable, write_letter
from partnership.text import COPENHAGEN


@dataclass(frozen=True)
class Followed:
    """How many people were told that they no longer come to something, and how many invitations went out."""

    left: int
    invited: int


@dataclass(frozen=True)
class _Leaving:
    """An event that a person would come to for a seat that is not the person's then; with the invitation, if there is one."""

    event_pk: int
    person: Person
    body: Body
    municipality: Municipality
    seat: Seat | None
    invitation: Invitation | None


def follow_seats(*, now: dt.datetime) -> Followed:
    """Withdraw what rests on seats that people will have left, and invite who holds the seats then.

    One letter to each who leaves a seat, one transaction each; places that fall free go to who waits. Only events whose
    invitations have gone out get new guests. Repeating it finds nothing; any number of workers may do it at once.
    """
    by_seat: dict[tuple[int, int, int], list[_Leaving]] = defaultdict(list)
    for row in _leaving(now):
        by_seat[row.person.pk, row.body.pk, row.municipality.pk].append(row)
    left = sum(_take_leave(rows, now=now) for rows in by_seat.values())
    invited = sum(_invite_lacking(event, now=now) for event in _with_lacking_guests(now))
    return Followed(left, invited + pass_free_places(now=now))


def follow_seats_of(event: Event, *, now: dt.datetime) -> Followed:
    """Do as `follow_seats` for one event that the caller's transaction has locked and, for example, moved."""
    by_seat: dict[tuple[int, int, int], list[_Leaving]] = defaultdict(list)
    for row in _leaving(now, events=[event.pk]):
        by_seat[row.person.pk, row.body.pk, row.municipality.pk].append(row)
    left = sum(_take_leave(rows, now=now) for rows in by_seat.values())
    return Followed(left, sum(_invite_lacking(row, now=now) for row in _with_lacking_guests(now, pk=event.pk)))


def _leaving(now: dt.datetime, *, events: Iterable[int] | None = None) -> list[_Leaving]:
    """Return what rests on a seat that the person will not hold on the day of the event; two queries."""
    coming = Event.objects.going_ahead().filter(starts_at__gt=now)
    if events is not None:
        coming = coming.filter(pk__in=list(events))
    invitations = _without_seat(Invitation.objects.standing().filter(seat__isnull=False, event__in=coming))
    related = ("person", "event__body__partnership", "municipality")
    found = [
        _Leaving(row.event_id, row.person, row.event.body, row.municipality, row.seat, row)
        for row in invitations.select_related("seat", *related).order_by("event", "pk")
        if row.municipality is not None
    ]
    # Registered on the phone while holding the seat, so for the seat; whoever was registered later comes for another reason.
    held_then = SeatHolding.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gt=OuterRef("answered_on")),
        person=OuterRef("person"),
        seat__body=OuterRef("event__body"),
        seat__municipality=OuterRef("municipality"),
        from_on__lte=OuterRef("answered_on"),
    )
    registrations = (
        _without_seat(Registration.objects.filter(event__in=coming, municipality__isnull=False))
        .filter(~Exists(Invitation.objects.filter(event=OuterRef("event"), person=OuterRef("person"))))
        .filter(status__in=[Registration.Status.ATTENDING, Registration.Status.WAITING])
        .annotate(answered_on=TruncDate("answered_at", tzinfo=COPENHAGEN))
        .filter(Exists(held_then))
    )
    return found + [
        _Leaving(row.event_id, row.person, row.event.body, row.municipality, None, None)
        for row in registrations.select_related(*related).order_by("event", "pk")
        if row.municipality is not None
    ]


def _without_seat(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the rows of people who hold no seat of the event's body on its day, for whatever municipality."""
    held_then = SeatHolding.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gt=OuterRef("day")),
        person=OuterRef("person"),
        seat__body=OuterRef("event__body"),
        from_on__lte=OuterRef("day"),
    )
    found: QuerySet[Any] = rows.annotate(day=TruncDate("event__starts_at", tzinfo=COPENHAGEN)).filter(
        ~Exists(held_then)
    )
    return found


@transaction.atomic
def _take_leave(rows: list[_Leaving], *, now: dt.datetime) -> bool:
    """Withdraw one person from the events of one seat and write the one letter about it; False when others did it before."""
    events = {pk: locked_event(pk) for pk in sorted({row.event_pk for row in rows})}
    person, body, municipality = rows[0].person, rows[0].body, rows[0].municipality
    # Read after the locks: what another worker did, or somebody took back meanwhile, is seen.
    still = [
        row
        for row in _leaving(now, events=events)
        if (row.person.pk, row.body.pk, row.municipality.pk) == (person.pk, body.pk, municipality.pk)
    ]
    had_place = set(
        Registration.objects.attending().filter(person=person, event__in=events).values_list("event", flat=True)
    )
    left = [row for row in still if _withdraw(row, event=events[row.event_pk], now=now)]
    if not left:
        return False
    if is_writable(person.email):
        first = left[0]
        mark = f"{first.invitation.pk}:{first.invitation.revision}" if first.invitation else f"event-{first.event_pk}"
        gone = [events[row.event_pk] for row in left]
        write_letter(
            "seat_left",
            key=f"seat_left:{person.pk}:{mark}",
            person=person,
            values={
                "name": person.name,
                "body": body.name,
                "municipality": municipality.official_name,
                "partnership": body.partnership.name,
                "takeover": _takeover(first, on=gone[0].day),
                "events": list_of_events(gone, person.language),
            },
            attachments=[
                calendar_attachment(event, person=person, method="CANCEL", now=now)
                for event in gone
                if event.pk in had_place
            ],
            now=now,
        )
    for event in events.values():
        promote_while_locked(event, now=now)
    return True


def _withdraw(row: _Leaving, *, event: Event, now: dt.datetime) -> bool:
    held = Registration.objects.filter(event=event, person=row.person).first()
    if row.invitation is None:
        left = release_while_locked(row.person.pk, event=event, now=now) is not None
    else:
        left = withdraw_while_locked(row.invitation, event=event, why=Invitation.Withdrawal.SEAT_LEFT, now=now)
    if left and held is not None and not event.accepts_answers(now):
        successor = _successor(row, on=event.day)
        if successor is not None:
            pass_place_to_successor(held, successor, event=event, now=now)
    return left


def _last_holding(row: _Leaving) -> SeatHolding | None:
    ended = SeatHolding.objects.filter(person=row.person, to_on__isnull=False)
    own = ended.filter(seat__body=row.body, seat__municipality=row.municipality)
    return own.select_related("seat").order_by("to_on").last()


def _successor(row: _Leaving, *, on: dt.date) -> SeatHolding | None:
    """Return who holds on the day the seat that the person left."""
    last = _last_holding(row)
    seat = row.seat or (last.seat if last else None)
    holdings = SeatHolding.objects.held_on(on).filter(seat=seat).select_related("person", "seat__municipality")
    return holdings.first() if seat else None


def _takeover(row: _Leaving, *, on: dt.date) -> str:
    """Return who holds the seat on the day instead, and from when, as a sentence."""
    danish = row.person.language == Person.Language.DANISH
    last = _last_holding(row)
    day = text.day(last.to_on, row.person.language) if last and last.to_on else ""
    successor = _successor(row, on=on)
    if successor is None:
        said = f"Din plads er ledig fra {day}." if danish else f"Your seat is vacant from {day}."
        return said if day else ("Pladsen er ikke længere din." if danish else "The seat is no longer yours.")
    since = (f" fra {day}" if danish else f" from {day}") if day else ""
    name = successor.person.name
    return f"{name} overtager din plads{since}." if danish else f"{name} takes your seat over{since}."


def _with_lacking_guests(now: dt.datetime, *, pk: int | None = None) -> list[Event]:
    """Return the events (or the one) whose invitations have gone out, but not to all holders and delegates of their day."""
    invited = Invitation.objects.filter(event=OuterRef(OuterRef("pk")), person=OuterRef("person")).exclude(
        withdrawal__in=Invitation.PASSING
    )
    active = Agreement.objects.active().filter(
        partnership=OuterRef(OuterRef("partnership")), municipality=OuterRef("seat__municipality")
    )
    chosen = AudienceSource.objects.filter(
        Q(municipality__isnull=False) | Q(network__isnull=False), event=OuterRef(OuterRef("pk"))
    )
    lacking = SeatHolding.objects.filter(
        ~Exists(invited),
        ~Exists(chosen) | Exists(chosen.filter(_chosen_for("seat__municipality"))),
        Exists(active),
        Q(to_on__isnull=True) | Q(to_on__gt=OuterRef("on_day")),
        seat__body=OuterRef("body"),
        from_on__lte=OuterRef("on_day"),
        person__is_active=True,
    )
    takes_part = Agreement.objects.active().filter(
        partnership=OuterRef(OuterRef("partnership")), municipality=OuterRef("municipality")
    )
    delegates = Delegate.objects.filter(
        ~Exists(invited),
        ~Exists(chosen) | Exists(chosen.filter(_chosen_for("municipality"))),
        Exists(takes_part),
        event=OuterRef("pk"),
        person__is_active=True,
    )
    events = (
        Event.objects.published()
        .going_ahead()
        .filter(starts_at__gt=now, date_is_tentative=False)
        .filter(Exists(Invitation.objects.filter(event=OuterRef("pk"))))
        .annotate(on_day=TruncDate("starts_at", tzinfo=COPENHAGEN))
        .filter(Q(Exists(lacking), invites_seats=True) | Q(Exists(delegates), delegate_body__isnull=False))
    )
    if pk is not None:
        events = events.filter(pk=pk)
    return [event for event in events.order_by("starts_at", "pk") if event.accepts_answers(now)]


def _chosen_for(municipality: str) -> Q:
    """Tell whether a row of AudienceSource takes in the municipality of the outer query."""
    own = OuterRef(municipality)
    return Q(municipality=own) | Q(network__members__municipality=own)


def _invite_lacking(event: Event, *, now: dt.datetime) -> int:
    try:
        return send_invitations(event, now=now, sources=FOLLOWED).sent
    except NotInvitable:  # cancelled or closed since it was found
        return 0
