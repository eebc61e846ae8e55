"""Change or move an event that people may be answering at the same moment, and tell those whom it concerns."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event, Registration
from events.services.change_letters import values_of_change
from events.services.notices import Concerned, concerned_by, tell
from events.services.outcomes import Outcome, taken_back, to_be_rung
from events.services.places import locked_event
from events.services.programme import items_outside, move_programme
from events.services.succession import follow_seats_of
from events.services.waiting_list import promote_while_locked
from events.services.wall_clock import Shift, shift_of_programme, shift_to
from partnership.models import LogbookEntry, Person
from partnership.services.logbook import log
from tracks.services.launches import NotLaunched, check_held_after_launch

Status = Registration.Status

#: What people must know: they are told, and who has a place is asked to confirm it.
MATTERS = frozenset({"starts_at", "ends_at", "venue", "address", "online_url"})
#: What a calendar shows: a change raises the event's SEQUENCE, so that calendars replace their entry.
_IN_CALENDARS = MATTERS | {"title", "description"}

#: Moments before the event that move as many days as it does.
DEADLINES = ("answer_by", "change_until", "allotment_until")
#: What may set places free for those who wait.
_ABOUT_PLACES = frozenset({"capacity", "allotment", "allotment_until", "change_until"})


class ChangeRefused(Exception):
    """The event cannot be changed so; the message says why."""


class CapacityTooSmall(ChangeRefused):
    """More places are taken than the new limit allows."""


@transaction.atomic
def change_event(
    event: Event,
    *,
    changes: Mapping[str, Any],
    now: dt.datetime,
    by: Person | None = None,
    note: str = "",
    programme_is_checked: bool = False,
) -> Outcome:
    """Store new values of fields, and nothing else: the counter of places belongs to those who answer.

    What matters (time and place) is told to those who are registered, wait, or have not answered; who has a place is asked to
    confirm it. The programme moves along, invitations follow the seats of the new day. Another title mails nobody. Places
    that a higher limit sets free go to the waiting list. Repeating it changes nothing. Raises ChangeRefused.
    """
    stored = locked_event(event.pk)
    before = copy.copy(stored)
    changed = {name: value for name, value in changes.items() if getattr(stored, name) != value}
    if not changed:
        return Outcome()
    people = concerned_by(stored) if MATTERS & changed.keys() or "date_is_tentative" in changed else []
    for name, value in changed.items():
        setattr(stored, name, value)
    _check(stored, before=before, concerned=bool(people), now=now)
    if "capacity" in changed:
        # A higher limit takes in who was let in beyond the former one, before it gives anybody else a place.
        beyond = 0 if stored.capacity is None else max(0, stored.places_taken - stored.capacity)
        stored.overbooked = min(stored.overbooked, beyond)
    if _IN_CALENDARS & changed.keys():
        stored.revise(now)
    stored.save(update_fields=[*changed, "sequence", "revised_at", "overbooked"])
    shift = shift_of_programme(before.starts_at, before.ends_at, new_start=stored.starts_at, new_end=stored.ends_at)
    move_programme(stored, shift=shift)
    if not programme_is_checked and (outside := items_outside(stored)):
        message = _("“%(item)s” would lie outside the event. Change the programme first.")
        raise ChangeRefused(message % {"item": outside[0]})
    promoted = promote_while_locked(stored, now=now) if _ABOUT_PLACES & changed.keys() else 0
    outcome = Outcome(promoted=promoted)
    if people and MATTERS & changed.keys() and _is_news(stored, before, now=now):
        outcome = _tell(stored, before, people, by=by, note=note, promoted=promoted, now=now)
    event.refresh_from_db()
    return outcome


def plan_change(
    event: Event, *, changes: Mapping[str, Any], now: dt.datetime, note: str = "", programme_is_checked: bool = False
) -> Outcome:
    """Return what a change would do: it is carried out and taken back, so nothing can differ. Raises ChangeRefused."""
    with taken_back():
        outcome = change_event(event, changes=changes, note=note, programme_is_checked=programme_is_checked, now=now)
    event.refresh_from_db()
    return outcome


def move_event(
    event: Event, *, starts_at: dt.datetime, now: dt.datetime, by: Person | None = None, note: str = ""
) -> Outcome:
    """Move the event to a new start, with its length, programme and deadline. See `change_event`. Raises ChangeRefused."""
    return change_event(event, changes=changes_of_move(event, starts_at=starts_at, now=now), by=by, note=note, now=now)


def plan_move(event: Event, *, starts_at: dt.datetime, now: dt.datetime, note: str = "") -> Outcome:
    """Return what a move would do. Raises ChangeRefused."""
    return plan_change(event, changes=changes_of_move(event, starts_at=starts_at, now=now), note=note, now=now)


def changes_of_move(event: Event, *, starts_at: dt.datetime, now: dt.datetime) -> dict[str, Any]:
    """Return the fields of an event that moves to a new start: all by as much, as the clock in Copenhagen shows it."""
    shift = shift_to(event.starts_at, starts_at)
    return {"starts_at": starts_at, "ends_at": shift.of(event.ends_at)} | moved_deadlines(
        event, starts_at=starts_at, now=now
    )


def moved_deadlines(event: Event, *, starts_at: dt.datetime, now: dt.datetime) -> dict[str, dt.datetime]:
    """Return the deadlines of an event that moves: as many days as the event, at the same time of day.

    Registration does not close because the event comes nearer.
    """
    days = Shift(shift_to(event.starts_at, starts_at).days)
    moved = {name: days.of(value) for name in DEADLINES if (value := getattr(event, name)) is not None}
    if event.answer_by is not None and moved["answer_by"] <= now < event.answer_by:
        moved["answer_by"] = event.answer_by
    if "answer_by" in moved and "change_until" in moved:
        moved["change_until"] = max(moved["change_until"], moved["answer_by"])
    return {name: min(value, starts_at) for name, value in moved.items()}


def change_capacity(event: Event, *, capacity: int | None, now: dt.datetime) -> int:
    """Set the limit of places (None: no limit, 0: none); returns how many of those who wait got one. Raises CapacityTooSmall."""
    return change_event(event, changes={"capacity": capacity}, now=now).promoted


def _check(event: Event, *, before: Event, concerned: bool, now: dt.datetime) -> None:
    if event.capacity is not None and event.capacity < event.places_taken - event.overbooked:
        raise CapacityTooSmall(_("More places are taken than that. Choose a higher number."))
    if event.ends_at <= event.starts_at:
        raise ChangeRefused(_("The event must end after it starts."))
    if event.answer_by is not None and event.answer_by > event.starts_at:
        raise ChangeRefused(_("The registration deadline must be before the event starts."))
    if (
        event.change_until is not None
        and not (event.answer_by or event.change_until) <= event.change_until <= event.starts_at
    ):
        raise ChangeRefused(_("Changes must close after the registration deadline and before the event starts."))
    if event.starts_at != before.starts_at or event.body_id != before.body_id:
        try:
            check_held_after_launch(event.body, day=event.day)
        except NotLaunched as early:
            raise ChangeRefused(str(early)) from early
    if not concerned:
        return
    if event.date_is_tentative and not before.date_is_tentative:
        raise ChangeRefused(_("People are invited, so the date cannot be open again. Move the event, or cancel it."))
    if event.starts_at <= now < before.starts_at:
        raise ChangeRefused(_("The new time has passed. Choose a time to come."))


def _is_news(event: Event, before: Event, *, now: dt.datetime) -> bool:
    """Tell whether anybody needs to hear of it: not of an event that is cancelled, nor of what is over."""
    return event.cancelled_at is None and max(event.ends_at, before.ends_at) > now


def _tell(
    event: Event,
    before: Event,
    people: list[Concerned],
    *,
    by: Person | None,
    note: str,
    promoted: int,
    now: dt.datetime,
) -> Outcome:
    followed = follow_seats_of(event, now=now)
    knew = {row.person.pk for row in people}
    # Read again: who lost the seat by the new day has another letter, and who came in just now knows no other time.
    waited = {row.person.pk for row in people if row.status == Status.WAITING}
    people = [row for row in concerned_by(event) if row.person.pk in knew]
    promoted += sum(1 for row in people if row.person.pk in waited and row.status == Status.ATTENDING)
    if before.online_url and event.online_url and _differ_in(event, before) == {"online_url"}:
        people = [row for row in people if row.status == Status.ATTENDING]  # nobody else has seen the link
    Registration.objects.attending().filter(event=event, person__in=knew).update(asked_again_at=now, confirmed_at=None)
    told = tell(
        "event_changed",
        event=event,
        people=people,
        values=lambda row: values_of_change(event, before, row, note=note, now=now),
        method="REQUEST",
        now=now,
    )
    outcome = Outcome(
        registered=told.count(Status.ATTENDING),
        waiting=told.count(Status.WAITING),
        silent=told.count(None),
        withdrawn=followed.left,
        invited=followed.invited,
        promoted=promoted,
        asks_to_confirm=True,
        venues=to_be_rung(before, event),
        unreachable=told.unreachable,
        sample=told.sample,
        sample_to=told.people[0].person.name if told.people else "",
    )
    if by is not None:
        data = {"event": event.title, "event_id": event.pk, "letters": outcome.letters}
        log(LogbookEntry.Kind.EVENT_CHANGED, actor=by, reason=note, data=data, now=now)
    return outcome


def _differ_in(event: Event, before: Event) -> set[str]:
    return {name for name in MATTERS if getattr(event, name) != getattr(before, name)}
