"""The places of an event: one counter, changed by one conditional statement; a CHECK on the table is the last net.

While places are kept for each municipality, what others may take is counted under the event's lock before the statement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Case, Count, F, Q, When

from events.models import Event, Registration
from partnership.models import Agreement

#: Events with a place to give.
HAS_FREE_PLACE = Q(capacity__isnull=True) | Q(places_taken__lt=F("capacity") + F("overbooked"))


@dataclass(frozen=True)
class Room:
    """How many places are free to anybody, and how many more each municipality is sure of; `common` None: no limit."""

    common: int | None
    kept: Mapping[int, int] = field(default_factory=dict)

    def of(self, municipality_pk: int | None) -> int | None:
        """Return how many places a municipality's people can take; None without a limit."""
        return None if self.common is None else self.common + self.kept.get(municipality_pk or 0, 0)


def locked_event(pk: int) -> Event:
    """Return the event as stored, locked until the transaction ends: the first lock of every change to its answers."""
    return Event.objects.select_for_update(of=("self",)).select_related("partnership", "body__track").get(pk=pk)


def room_at(event: Event, *, now: dt.datetime) -> Room:
    """Return the free places of an event whose lock the caller holds; one query, three while places are kept."""
    capacity, overbooked, taken = Event.objects.values_list("capacity", "overbooked", "places_taken").get(pk=event.pk)
    if capacity is None:
        return Room(None)
    left = max(0, capacity + overbooked - taken)
    if not event.keeps_places(now) or not event.allotment:
        return Room(left)
    kept = dict.fromkeys(_active_municipalities(event), event.allotment)
    held = Registration.objects.filter(event=event, municipality__in=kept).holding_a_place().order_by()
    for pk, count in held.values_list("municipality").annotate(count=Count("pk")):
        kept[pk] = max(0, kept[pk] - count)
    # Were more promised than there are places, a place that is left goes to who has it promised, and nobody else.
    return Room(max(0, left - sum(kept.values())), {pk: min(count, left) for pk, count in kept.items()})


def take_place(event: Event, *, municipality_pk: int | None, now: dt.datetime, count: int = 1) -> bool:
    """Take places, all or none; False when there are not enough. Two who press at once cannot both get the last one."""
    if event.keeps_places(now):
        room = room_at(event, now=now).of(municipality_pk)
        if room is not None and room < count:
            return False
    free = Q(capacity__isnull=True) | Q(places_taken__lte=F("capacity") + F("overbooked") - count)
    return bool(Event.objects.filter(free, pk=event.pk).update(places_taken=F("places_taken") + count))


def take_place_beyond(event: Event) -> None:
    """Take a place beyond the limit; for staff alone, by `overbook`."""
    Event.objects.filter(pk=event.pk).update(places_taken=F("places_taken") + 1, overbooked=F("overbooked") + 1)


def give_place_back(event: Event) -> None:
    """Set free one place that was taken; where places were given beyond the limit, it is one of these that goes."""
    given_beyond = Case(When(overbooked__gt=0, then=F("overbooked") - 1), default=0)
    Event.objects.filter(pk=event.pk).update(places_taken=F("places_taken") - 1, overbooked=given_beyond)


def _active_municipalities(event: Event) -> list[int]:
    agreements = Agreement.objects.active().filter(partnership=event.partnership_id)
    return list(agreements.values_list("municipality", flat=True).distinct())
