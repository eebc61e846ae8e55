"""Move moments by days and hours as the clock in Copenhagen shows them: half past nine stays so over a clock change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from partnership.text import COPENHAGEN


@dataclass(frozen=True)
class Shift:
    """How far something moves: whole days, and by how much its time of day changes."""

    days: int = 0
    clock: dt.timedelta = dt.timedelta(0)

    def of(self, moment: dt.datetime) -> dt.datetime:
        """Return the moment after the shift, computed on the wall clock."""
        local = moment.astimezone(COPENHAGEN).replace(tzinfo=None)
        moved = (local + dt.timedelta(days=self.days) + self.clock).replace(tzinfo=COPENHAGEN)
        return moved.astimezone(dt.UTC)


def shift_to(start: dt.datetime, new_start: dt.datetime) -> Shift:
    """Return the shift that leads from one start to another."""
    before, after = _local(start), _local(new_start)
    clock = dt.timedelta(hours=after.hour - before.hour, minutes=after.minute - before.minute)
    return Shift((after.date() - before.date()).days, clock)


def shift_of_programme(start: dt.datetime, end: dt.datetime, *, new_start: dt.datetime, new_end: dt.datetime) -> Shift:
    """Return how a programme follows its event: by days always, by the time of day only where the end moved alike.

    An event that begins half an hour earlier and ends as before has become longer; its talks stay where they are.
    """
    whole = shift_to(start, new_start)
    return whole if shift_to(end, new_end) == whole else Shift(whole.days)


def _local(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(COPENHAGEN)
