"""Dietary and access needs: stated by the person alone, counted without names, forgotten when they are for nothing any more."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from events.models import Event, Needs, Registration
from partnership.models import Person

#: How long after the last event that they are for needs are kept, and without any event after they were stated.
KEPT = dt.timedelta(days=14)


@dataclass(frozen=True)
class NeedsCount:
    """What the caterer and the venue must know of an event: how many, and what; never who."""

    people: int
    diets: list[tuple[str, int]] = field(default_factory=list)
    food: list[str] = field(default_factory=list)
    access: list[str] = field(default_factory=list)


@transaction.atomic
def state_needs(
    person: Person, *, diets: Sequence[str], diet_note: str, access_note: str, now: dt.datetime
) -> Needs | None:
    """Keep what the person states, with the consent given now; nothing stated means that all of it is deleted."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    values = {"diets": list(diets), "diet_note": diet_note.strip(), "access_note": access_note.strip()}
    if not any(values.values()):
        Needs.objects.filter(person=person).delete()
        return None
    own = Needs.objects.filter(person=person).first()
    if own is not None and all(getattr(own, name) == value for name, value in values.items()):
        return own
    own, _made = Needs.objects.update_or_create(
        person=person, defaults={**values, "consented_at": now, "changed_at": now}
    )
    return own


def withdraw_needs(person: Person) -> bool:
    """Delete what the person stated, and with it the consent; False when there was nothing."""
    return bool(Needs.objects.filter(person=person).delete()[0])


def given_by(people: Iterable[Person]) -> set[int]:
    """Return the ids of those who have stated needs: all that others may know of one person."""
    return set(Needs.objects.filter(person__in=list(people)).values_list("person", flat=True))


def count_needs(event: Event) -> NeedsCount:
    """Return what those who come need, without names and in an order that tells nothing about them; one query."""
    coming = Registration.objects.attending().filter(event=event, person=OuterRef("person"))
    rows = list(Needs.objects.filter(Exists(coming)).values_list("diets", "diet_note", "access_note"))
    counted = Counter(diet for diets, _food, _access in rows for diet in diets)
    diets = [(str(label), counted[value]) for value, label in Needs.Diet.choices if counted[value]]
    food = sorted(food for _diets, food, _access in rows if food)
    return NeedsCount(len(rows), diets, food, sorted(access for _diets, _food, access in rows if access))


def needs_to_forget(now: dt.datetime) -> QuerySet[Needs]:
    """Return the needs that are for no event any more: the last one is over for two weeks, or none came for as long."""
    late = now - KEPT
    wanted = Registration.objects.filter(
        person=OuterRef("person"),
        status__in=[Registration.Status.ATTENDING, Registration.Status.WAITING],
        event__ends_at__gt=late,
        event__cancelled_at__isnull=True,
    )
    return Needs.objects.filter(~Exists(wanted), changed_at__lte=late)


@transaction.atomic
def forget_needs(*, now: dt.datetime, dry_run: bool = False) -> int:
    """Delete needs that are for no event any more; returns how many it is, or would be. Repeating it finds nothing."""
    due = needs_to_forget(now)
    if dry_run:
        return due.count()
    return due.delete()[0]
