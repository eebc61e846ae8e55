"""What people at the door write down: who has come. Marks may arrive hours later, and twice."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import DoorMark, Event, Registration
from events.models.registration import RegistrationQuerySet
from events.services.places import locked_event
from partnership.models import Person

Status = Registration.Status
#: From how long before the start somebody can be marked, and until how long after the end: doors that were without a network
#: send late, and people correct.
OPENS, CLOSES = dt.timedelta(hours=12), dt.timedelta(days=14)
#: Who may stand at the door: those with a place, and those who wait for one and come all the same.
_EXPECTED = [Status.ATTENDING, Status.WAITING]


class DoorClosed(Exception):
    """Nobody can be marked now; the message says why."""


@dataclass(frozen=True)
class Act:
    """One press at a door: somebody has come, or a mark (`takes_back`) was a mistake."""

    id: uuid.UUID
    registration: int
    at: dt.datetime
    takes_back: uuid.UUID | None = None


@dataclass
class Guest:
    """Somebody on the list at the door, with the marks that stand."""

    registration: Registration
    marks: list[DoorMark] = field(default_factory=list)
    #: The id that a mark gets that is made by a form, so that sending the form twice is one mark.
    next_mark: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def came_at(self) -> dt.datetime | None:
        """When the first mark was made; None for who has not come."""
        return self.marks[0].marked_at if self.marks else None

    @property
    def mark_ids(self) -> str:
        """The ids of the marks that stand, for the page."""
        return " ".join(str(mark.pk) for mark in self.marks)


def check_door(event: Event, *, now: dt.datetime) -> None:
    """Raise DoorClosed unless people can be marked: the event goes ahead, and it is its time."""
    if event.cancelled_at is not None:
        raise DoorClosed(_("“%(event)s” is cancelled.") % {"event": event})
    if now < event.starts_at - OPENS:
        raise DoorClosed(_("It is too early: people can be marked from twelve hours before the start."))
    if now > event.ends_at + CLOSES:
        raise DoorClosed(_("It is too late: people can be marked until two weeks after the end."))


@transaction.atomic
def record_acts(event: Event, *, acts: Sequence[Act], by: Person, now: dt.datetime) -> list[uuid.UUID]:
    """Store what a door sends, in its order; returns the ids of acts about people who are not on the list.

    Sending the same acts again changes nothing. A time in the future, or from before the door opened, becomes now. Raises
    DoorClosed.
    """
    event = locked_event(event.pk)
    check_door(event, now=now)
    asked = {act.registration for act in acts}
    known = set(guests_expected(event).filter(pk__in=asked).values_list("pk", flat=True))
    for act in acts:
        if act.registration in known:
            _record(event, act, by=by, now=now)
    return [act.id for act in acts if act.registration not in known]


def guests_expected(event: Event) -> RegistrationQuerySet:
    """Return the answers of those who may come."""
    return Registration.objects.filter(event=event, status__in=_EXPECTED)


def door_list(event: Event) -> list[Guest]:
    """Return everybody who may come, by name, with the marks that stand; two queries."""
    rows = guests_expected(event).select_related("person", "municipality").order_by("person__name", "pk")
    guests = {row.pk: Guest(row) for row in rows}
    for mark in DoorMark.objects.standing().filter(registration__event=event).order_by("marked_at", "pk"):
        if mark.registration_id in guests:
            guests[mark.registration_id].marks.append(mark)
    return list(guests.values())


def move_marks(goes: Registration, *, to: Registration) -> None:
    """Let the marks of one answer count for another: two records of one person became one."""
    DoorMark.objects.filter(registration=goes).update(registration=to)


def _record(event: Event, act: Act, *, by: Person, now: dt.datetime) -> None:
    at = act.at if event.starts_at - OPENS <= act.at <= now else now
    mark = DoorMark(
        id=act.takes_back or act.id, registration_id=act.registration, marked_at=at, marked_by=by, received_at=now
    )
    if act.takes_back is not None:
        # A mark that has not arrived yet is stored as taken back already.
        mark.undone_at, mark.undone_by = at, by
        DoorMark.objects.standing().filter(pk=act.takes_back, registration__event=event).update(
            undone_at=at, undone_by=by
        )
    DoorMark.objects.bulk_create([mark], ignore_conflicts=True)
