"""The places of an event: one counter, changed by one conditional statement; a CHECK on the table is the last net."""

from __future__ import annotations

from django.db.models import Case, F, Q, When

from events.models import Event

#: Events with a place to give.
HAS_FREE_PLACE = Q(capacity__isnull=True) | Q(places_taken__lt=F("capacity") + F("overbooked"))


def locked_event(pk: int) -> Event:
    """Return the event as stored, locked until the transaction ends: the first lock of every change to its answers."""
    return Event.objects.select_for_update(of=("self",)).select_related("partnership", "body").get(pk=pk)


def take_place(event: Event) -> bool:
    """Take one place; False when none is free. Two who press at once cannot both get the last one."""
    return bool(Event.objects.filter(HAS_FREE_PLACE, pk=event.pk).update(places_taken=F("places_taken") + 1))


def give_place_back(event: Event) -> None:
    """Set free one place that was taken; where places were given beyond the limit, it is one of these that goes."""
    given_beyond = Case(When(overbooked__gt=0, then=F("overbooked") - 1), default=0)
    Event.objects.filter(pk=event.pk).update(places_taken=F("places_taken") - 1, overbooked=given_beyond)
