"""Free places go to those who wait: offered in order of arrival while there is time to answer, else given at once.

Nothing moves of itself once participants can no longer cancel: then the organisers decide. People who only come together get
places all at once; as long as too few are free they keep their turn, and those behind them are not held up. While places are
kept for each municipality its people take their own first; afterwards the turn goes to the municipality with fewest places.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from events.models import Event, Registration
from events.models.registration import RegistrationQuerySet
from events.services.answers import record_answer
from events.services.places import HAS_FREE_PLACE, give_place_back, locked_event, room_at, take_place
from partnership.workdays import add_working_hours

Status = Registration.Status


@transaction.atomic
def promote_waiting(event: Event, *, now: dt.datetime) -> int:
    """Offer or give free places to those who wait; returns how many. None once participants can no longer cancel."""
    return promote_while_locked(locked_event(event.pk), now=now)


def promote_while_locked(event: Event, *, now: dt.datetime) -> int:
    """Do as `promote_waiting` for an event that the caller's transaction has locked."""
    if not event.accepts_changes(now):
        return 0
    until, promoted = answer_until(event, now), 0
    while (together := _next_in_line(event, now)) and take_place(
        event, municipality_pk=together[0].municipality_id, count=len(together), now=now
    ):
        for registration in together:
            if until is None:
                record_answer(registration, event=event, status=Status.ATTENDING, letter="promoted", now=now)
            else:
                record_answer(
                    registration, event=event, status=Status.WAITING, letter="offer", offered_until=until, now=now
                )
        promoted += len(together)
    return promoted


def promote_all_waiting(*, now: dt.datetime) -> int:
    """Take back offers whose time is over, then offer or give what is free at every coming event; returns how many places.

    What was set free behind the services' back is found here, and so are the places whose date has come to be anybody's.
    """
    for registration in _overdue(now).order_by("event", "offered_until", "pk").values_list("pk", "event"):
        _take_offer_back(*registration, now=now)
    waiting = Registration.objects.in_line().order_by().values("event")
    events = Event.objects.going_ahead().filter(HAS_FREE_PLACE, starts_at__gt=now, pk__in=waiting)
    return sum(promote_waiting(event, now=now) for event in events)


def somebody_waits_in_vain(event: Event, *, now: dt.datetime) -> bool:
    """Tell whether a place is free for somebody in line, which must never be so after a service; for the invariants."""
    return event.accepts_changes(now) and _first_in_line(event, now) is not None


def answer_until(event: Event, now: dt.datetime) -> dt.datetime | None:
    """Return until when an offer made now is held; None when the place is given at once.

    After the registration deadline nobody is asked any more, and without a limit there is nothing to hold.
    """
    if event.offer_hours is None or event.capacity is None or not event.accepts_answers(now):
        return None
    return min(add_working_hours(now, event.offer_hours), event.changes_close_at, event.starts_at)


@transaction.atomic
def _take_offer_back(registration_pk: int, event_pk: int, *, now: dt.datetime) -> None:
    event = locked_event(event_pk)
    registration = _locked(_overdue(now)).filter(pk=registration_pk).first()
    if registration is None:  # answered, or taken back by another worker
        return
    give_place_back(event)
    record_answer(registration, event=event, status=Status.LAPSED, letter="offer_lapsed", now=now)
    promote_while_locked(event, now=now)


def _overdue(now: dt.datetime) -> RegistrationQuerySet:
    over = Q(offered_until__lte=now) | Q(event__starts_at__lte=now)
    return Registration.objects.offered().filter(over, event__cancelled_at__isnull=True)


def _next_in_line(event: Event, now: dt.datetime) -> list[Registration]:
    """Return who is to get a place now, locked: one person, or people who only come together; nobody if none fits."""
    first = _first_in_line(event, now)
    if first is None:
        return []
    own = Registration.objects.filter(event=event).in_line()
    return list(_locked(own.filter(party=first.party_id) if first.party_id else own.filter(pk=first.pk)))


def _first_in_line(event: Event, now: dt.datetime) -> Registration | None:
    """Return one row at a time: an event that is full may have a thousand people waiting."""
    room = room_at(event, now=now)
    line = Registration.objects.filter(event=event).in_line()
    if room.common is not None:
        together = Registration.objects.filter(party=OuterRef("party")).in_line().order_by().values("party")
        size = Coalesce(Subquery(together.annotate(n=Count("pk")).values("n")), 1)
        fits = Q(size__lte=room.common)
        for free in {room.common + kept for kept in room.kept.values() if kept}:
            fits |= Q(size__lte=free, municipality__in=[pk for pk in room.kept if room.of(pk) == free])
        line = line.alias(size=size).filter(fits)
    if event.allotment is not None and not event.keeps_places(now):
        places = Registration.objects.filter(event=event, municipality=OuterRef("municipality")).holding_a_place()
        held = places.order_by().values("municipality").annotate(n=Count("pk")).values("n")
        line = line.alias(held=Coalesce(Subquery(held), 0)).order_by(F("held"), "queued_at", "pk")
    return line.first()


def _locked(rows: RegistrationQuerySet) -> RegistrationQuerySet:
    return rows.select_for_update(of=("self",)).select_related("person", "invitation")
