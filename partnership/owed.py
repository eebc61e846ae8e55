"""What a municipality owes, said by each room in the same form: a line of its home and of its weekly digest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Owed:
    """One thing that a municipality owes: a sentence in the active language, and the page on which it is solved."""

    text: str
    #: Path of the page, and what the link to it says: a verb.
    url: str
    action: str
    #: The last day, where there is one.
    deadline: dt.date | None = None
    #: Whom it is about.
    names: tuple[str, ...] = ()

    def is_late(self, on: dt.date) -> bool:
        """Tell whether the last day is over."""
        return self.deadline is not None and self.deadline < on


def most_urgent_first(owed: Iterable[Owed]) -> list[Owed]:
    """Return what has a deadline in the order of the deadlines, then the rest in the order given."""
    return sorted(owed, key=lambda one: one.deadline or dt.date.max)
