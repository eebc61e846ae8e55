"""The course of a partnership while it is played: who acts for KL, the diary, and what the clock does in between."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from municipalities.models import Coordinatorship, Municipality
from partnership.config.demonstration.course.days import at, working
from partnership.config.demonstration.course.diary import Diary
from partnership.config.demonstration.office import STAFF
from partnership.config.programme.days import month_after
from partnership.models import Agreement, Partnership, Person


class Sweep(Protocol):
    """What the clock starts; it says how much there was to do."""

    def __call__(self, *, now: dt.datetime) -> object: ...


@dataclass
class Course:
    """A partnership and the diary of what happens in it."""

    partnership: Partnership
    diary: Diary = field(default_factory=Diary)
    _beats: dict[dt.date, set[Sweep]] = field(default_factory=dict)

    @cached_property
    def secretary(self) -> Person:
        """Who acts for the secretariat."""
        return _staff(0)

    @cached_property
    def accountant(self) -> Person:
        """Who acts for finance."""
        return _staff(1)

    def day(self, months: int, days: int = 0) -> dt.date:
        """Return the working day so many months and days after the start."""
        return working(month_after(self.partnership.starts_on, months) + dt.timedelta(days=days))

    def beat(self, day: dt.date, sweep: Sweep) -> None:
        """Let the clock do on a working day what it does every few minutes."""
        day = working(day)
        sweeps = self._beats.setdefault(day, set())
        if sweep not in sweeps:
            sweeps.add(sweep)
            self.diary.note(at(day, 10), lambda now: sweep(now=now))

    def agreements(self) -> list[Agreement]:
        """Return the agreements of who takes part, in Danish order."""
        rows = Agreement.objects.active().filter(partnership=self.partnership)
        return list(rows.select_related("municipality", "partnership").order_by("municipality__sort_key"))

    def coordinator_of(self, municipality: Municipality, *, on: dt.date) -> Person:
        """Return who coordinates for a municipality on a day: the one who has done so for the longest time."""
        rows = Coordinatorship.objects.open_on(on).filter(municipality=municipality).select_related("person")
        return rows.order_by("from_on", "pk")[0].person


def _staff(place: int) -> Person:
    person: Person = Person.objects.with_email(STAFF[place][1]).get()
    return person
