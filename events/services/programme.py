"""The programme of an event day by day, how it follows a move, and what an event is held together with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from events.models import Event, ProgrammeItem
from events.services.wall_clock import Shift
from partnership.text import COPENHAGEN


@dataclass(frozen=True)
class ProgrammeDay:
    """A day of an event with what happens on it."""

    day: dt.date
    items: tuple[ProgrammeItem, ...]


def programme_of(event: Event) -> list[ProgrammeDay]:
    """Return the programme by days as the calendar in Copenhagen counts them; one query."""
    days: dict[dt.date, list[ProgrammeItem]] = {}
    for item in event.programme_items.all():
        days.setdefault(item.starts_at.astimezone(COPENHAGEN).date(), []).append(item)
    return [ProgrammeDay(day, tuple(items)) for day, items in days.items()]


def held_together(event: Event) -> list[Event]:
    """Return the published events that this one is held together with, whichever of them says so; one query."""
    partners = Q(joint_with=event) | (Q(pk=event.joint_with_id) if event.joint_with_id else Q(pk__in=[]))
    return list(Event.objects.published().filter(partners).exclude(pk=event.pk))


def move_programme(event: Event, *, shift: Shift) -> int:
    """Move the programme along with its event, which has its new times already; returns how many items moved.

    Called inside the transaction that has locked the event. What would lie outside stays for `items_outside` to tell.
    """
    if shift == Shift():
        return 0
    moved = []
    for item in event.programme_items.all():
        item.starts_at, item.ends_at = shift.of(item.starts_at), shift.of(item.ends_at)
        if lies_within(item.starts_at, item.ends_at, event):
            moved.append(item)
    ProgrammeItem.objects.bulk_update(moved, ["starts_at", "ends_at"])
    return len(moved)


def items_outside(event: Event) -> list[ProgrammeItem]:
    """Return the items that do not lie within the event; one query."""
    outside = Q(starts_at__lt=event.starts_at) | Q(ends_at__gt=event.ends_at)
    return list(event.programme_items.filter(outside))


def lies_within(start: dt.datetime, end: dt.datetime, event: Event) -> bool:
    """Tell whether something from `start` to `end` lies within the event."""
    return event.starts_at <= start and end <= event.ends_at


def copy_programme(items: Iterable[ProgrammeItem], *, to: Event, shift: Shift) -> int:
    """Give an event the programme of another, moved by the shift; returns how many items there are."""
    copies = [
        ProgrammeItem(
            event=to,
            starts_at=shift.of(item.starts_at),
            ends_at=shift.of(item.ends_at),
            title=item.title,
            speakers=item.speakers,
            room=item.room,
            description=item.description,
            position=item.position,
        )
        for item in items
    ]
    return len(ProgrammeItem.objects.bulk_create(copies))
