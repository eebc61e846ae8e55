"""Change an event that people may be answering at the same moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event
from events.services.places import locked_event
from events.services.waiting_list import promote_while_locked

#: What a calendar shows: a change raises the event's SEQUENCE, so that calendars replace their entry.
_IN_CALENDARS = frozenset({"title", "description", "starts_at", "ends_at", "venue", "address", "online_url"})

#: What may set places free for those who wait.
_ABOUT_PLACES = frozenset({"capacity", "allotment", "allotment_until", "change_until"})


class CapacityTooSmall(Exception):
    """More places are taken than the new limit allows."""


@transaction.atomic
def change_event(event: Event, *, changes: Mapping[str, Any], now: dt.datetime) -> int:
    """Store new values of fields, and nothing else: the counter of places belongs to those who answer.

    Places that a higher limit sets free go to the waiting list; returns how many. Raises CapacityTooSmall.
    """
    stored = locked_event(event.pk)
    changed = {name: value for name, value in changes.items() if getattr(stored, name) != value}
    for name, value in changed.items():
        setattr(stored, name, value)
    taken = stored.places_taken - stored.overbooked
    if "capacity" in changed and stored.capacity is not None and stored.capacity < taken:
        raise CapacityTooSmall(_("More places are taken than that. Choose a higher number."))
    if "capacity" in changed:
        # A higher limit takes in who was let in beyond the former one, before it gives anybody else a place.
        beyond = 0 if stored.capacity is None else max(0, stored.places_taken - stored.capacity)
        stored.overbooked = min(stored.overbooked, beyond)
    if _IN_CALENDARS & changed.keys():
        stored.revise(now)
    stored.save(update_fields=[*changed, "sequence", "revised_at", "overbooked"])
    promoted = promote_while_locked(stored, now=now) if _ABOUT_PLACES & changed.keys() else 0
    event.refresh_from_db()
    return promoted


def change_capacity(event: Event, *, capacity: int | None, now: dt.datetime) -> int:
    """Set the limit of places (None: no limit, 0: none); returns how many of those who wait got one. Raises CapacityTooSmall."""
    return change_event(event, changes={"capacity": capacity}, now=now)
