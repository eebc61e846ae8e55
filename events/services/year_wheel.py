"""Twelve months as a wheel: a ring for each body, a numbered dot for each event. Geometry alone; the template draws it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from events.models import Event
from partnership.models import Body
from partnership.text import COPENHAGEN

SIZE = 400
CENTRE = SIZE / 2
#: Radii, in the drawing's units: the rings lie between the first two, the names of the months on the third.
INNER, OUTER, NAMES = 62, 166, 186
#: As large as a figure needs that is read on a phone.
DOT = 10.2
#: More bodies than colours are told apart by their ring alone.
COLOURS = 6


@dataclass(frozen=True)
class Point:
    """A place in the drawing."""

    x: float
    y: float


@dataclass(frozen=True)
class MonthMark:
    """A month of the wheel: its first day, where its name stands, and the line before it."""

    first: dt.date
    name_at: Point
    line_from: Point
    line_to: Point


@dataclass(frozen=True)
class Ring:
    """The ring of a body, counted from the inside."""

    body: Body
    radius: float
    width: float
    colour: int


@dataclass(frozen=True)
class Dot:
    """An event with its number in the list beside the wheel."""

    number: int
    event: Event
    at: Point
    colour: int


@dataclass(frozen=True)
class Wheel:
    """All that the template draws."""

    first: dt.date
    months: tuple[MonthMark, ...]
    rings: tuple[Ring, ...]
    dots: tuple[Dot, ...]
    today: tuple[Point, Point] | None

    @property
    def name(self) -> str:
        """The year, or the two years in which the twelve months lie."""
        year = self.first.year
        return str(year) if self.first.month == 1 else f"{year}/{(year + 1) % 100:02d}"

    @property
    def last(self) -> dt.date:
        """The first day of the last month."""
        return self.months[-1].first


def twelve_months(first: dt.date) -> list[dt.date]:
    """Return the first days of a month and of the eleven after it."""
    return [_months_on(first, number) for number in range(12)]


def year_after(first: dt.date) -> dt.date:
    """Return the day on which the twelve months from a month on are over."""
    return _months_on(first, 12)


def year_wheel(events: Sequence[Event], *, first: dt.date, today: dt.date) -> Wheel:
    """Return the wheel of the twelve months from the first day of a month on, which stands at the top.

    `events` are those that begin in them, with their bodies, in order. No query.
    """
    bodies = sorted({event.body for event in events}, key=lambda body: (body.position, body.pk))
    width = min(24.0, (OUTER - INNER) / max(1, len(bodies)))
    rings = tuple(
        Ring(body, OUTER - width * (len(bodies) - index - 0.5), width, index % COLOURS + 1)
        for index, body in enumerate(bodies)
    )
    numbers = {event.pk: number for number, event in enumerate(events, 1)}
    dots = [dot for ring in rings for dot in _dots(ring, [e for e in events if e.body == ring.body], first, numbers)]
    hand = _share(today, first) if first <= today < year_after(first) else None
    return Wheel(
        first=first,
        months=tuple(_month(month, first) for month in twelve_months(first)),
        rings=rings,
        dots=tuple(sorted(dots, key=lambda dot: dot.number)),
        today=None if hand is None else (_point(INNER - 14, hand), _point(OUTER + 8, hand)),
    )


def _dots(ring: Ring, events: Sequence[Event], first: dt.date, numbers: dict[int, int]) -> list[Dot]:
    """Place the dots of one ring; what would cover the one before it is pushed on until it touches it."""
    apart = (2 * DOT + 1) / (2 * math.pi * ring.radius)
    placed: list[Dot] = []
    last = -1.0
    for event in sorted(events, key=lambda event: _when(event, first)):
        share = max(_when(event, first), last + apart)
        last = share
        placed.append(Dot(numbers[event.pk], event, _point(ring.radius, share), ring.colour))
    return placed


def _when(event: Event, first: dt.date) -> float:
    """Return where in the twelve months an event is: in the middle of its month while the date is not fixed."""
    day = event.starts_at.astimezone(COPENHAGEN).date()
    return _share(day.replace(day=15) if event.date_is_tentative else day, first)


def _share(day: dt.date, first: dt.date) -> float:
    return (day - first).days / (year_after(first) - first).days


def _point(radius: float, share: float) -> Point:
    """Return the point at a share of the turn, clockwise from the top."""
    angle = 2 * math.pi * share
    return Point(round(CENTRE + radius * math.sin(angle), 1), round(CENTRE - radius * math.cos(angle), 1))


def _month(month: dt.date, first: dt.date) -> MonthMark:
    start, middle = _share(month, first), _share(month.replace(day=15), first)
    return MonthMark(month, _point(NAMES, middle), _point(INNER - 14, start), _point(OUTER + 8, start))


def _months_on(first: dt.date, number: int) -> dt.date:
    years, month = divmod(first.month - 1 + number, 12)
    return dt.date(first.year + years, month + 1, 1)
