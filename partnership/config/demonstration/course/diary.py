"""A diary: what is to happen at which moment, carried out in order of time."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable
from itertools import count

Act = Callable[[dt.datetime], object]


class Diary:
    """Acts with their moments. An act is told the moment, and may note down what follows from it."""

    def __init__(self) -> None:
        self._entries: list[tuple[dt.datetime, int, Act]] = []
        self._numbers = count()

    def note(self, moment: dt.datetime, act: Act) -> None:
        """Let something happen at a moment; what shares one happens in the order in which it was noted."""
        heapq.heappush(self._entries, (moment, next(self._numbers), act))

    def play(self, *, until: dt.datetime) -> int:
        """Carry out everything up to the moment; returns how much that was. What lies ahead stays undone."""
        done = 0
        while self._entries and self._entries[0][0] <= until:
            moment, _number, act = heapq.heappop(self._entries)
            act(moment)
            done += 1
        return done
