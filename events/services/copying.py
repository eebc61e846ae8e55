"""A new event from the last one: everything copied, the dates shifted, nobody invited.

To have another part copied, write a function (event, copy, shift) -> how many rows, and add it to PARTS.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from events.models import Evaluation, EvaluationQuestion, Event, Question, Workshop
from events.services.audience import copy_sources
from events.services.places import locked_event
from events.services.planning import DEADLINES
from events.services.programme import copy_programme
from events.services.wall_clock import Shift, shift_to

#: What the new event begins anew: its identity, its state, who comes, and what it was held together with.
NOT_COPIED = frozenset(
    {
        "id",
        "key",
        "uid",
        "sequence",
        "revised_at",
        "published_at",
        "cancelled_at",
        "cancellation_reason",
        "created_at",
        "places_taken",
        "overbooked",
        "visit",
        "joint_with",
        "date_is_tentative",
    }
)
#: What moves with the start, and what moves as many days and keeps its time of day.
SHIFTED = frozenset({"starts_at", "ends_at"})
SHIFTED_BY_DAYS = frozenset(DEADLINES)

Part = Callable[[Event, Event, Shift], int]


def _programme(event: Event, copy: Event, shift: Shift) -> int:
    return copy_programme(event.programme_items.all(), to=copy, shift=shift)


def _questions(event: Event, copy: Event, _shift: Shift) -> int:
    names = ("number", "text", "kind", "options", "required")
    rows = Question.objects.filter(event=event).values(*names)
    return len(Question.objects.bulk_create(Question(event=copy, **row) for row in rows))


def _workshops(event: Event, copy: Event, _shift: Shift) -> int:
    rows = Workshop.objects.filter(event=event).values("round", "title", "capacity")
    return len(Workshop.objects.bulk_create(Workshop(event=copy, **row) for row in rows))


def _sources(event: Event, copy: Event, shift: Shift) -> int:
    return copy_sources(event, to=copy)


def _themes(event: Event, copy: Event, _shift: Shift) -> int:
    areas = list(event.focus_areas.all())
    copy.focus_areas.set(areas)
    return len(areas)


def _evaluation(event: Event, copy: Event, _shift: Shift) -> int:
    """Copy the questions that the secretariat chose; what was answered, and when, is the former event's."""
    names = ("number", "kind", "text", "text_en")
    rows = EvaluationQuestion.objects.filter(evaluation__event=event).values(*names)
    if not rows:
        return 0
    evaluation = Evaluation.objects.create(event=copy)
    return len(EvaluationQuestion.objects.bulk_create(EvaluationQuestion(evaluation=evaluation, **row) for row in rows))


#: What belongs to an event and is copied with it, in this order.
PARTS: list[Part] = [_programme, _themes, _sources, _questions, _workshops, _evaluation]


@dataclass(frozen=True)
class Copied:
    """The new event, and whether it was made now: pressing twice makes one."""

    event: Event
    created: bool


@transaction.atomic
def copy_event(event: Event, *, starts_at: dt.datetime, now: dt.datetime) -> Copied:
    """Make an event like another that begins at another time, as the clock in Copenhagen shows it; not published.

    Where the partnership has an event of this title and body that begins then, it is that one.
    """
    event = locked_event(event.pk)
    same = Event.objects.filter(
        partnership=event.partnership_id, body=event.body_id, title=event.title, starts_at=starts_at
    ).first()
    if same is not None:
        return Copied(same, created=False)
    shift = shift_to(event.starts_at, starts_at)
    copy = Event(created_at=now, **{name: _value(event, name, shift) for name in copied_fields()})
    copy.save()
    for part in PARTS:
        part(event, copy, shift)
    return Copied(copy, created=True)


def copied_fields() -> list[str]:
    """Return the names of the fields that a copy takes over: all but those that it begins anew."""
    return [field.name for field in Event._meta.concrete_fields if field.name not in NOT_COPIED]


def _value(event: Event, name: str, shift: Shift) -> object:
    value = getattr(event, name)
    if isinstance(value, dt.datetime) and name in SHIFTED | SHIFTED_BY_DAYS:
        return (shift if name in SHIFTED else Shift(shift.days)).of(value)
    return value
