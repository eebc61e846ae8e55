"""A month as weeks of days, each day with its events."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from events.models import Event
from partnership.text import COPENHAGEN


@dataclass
class Day:
    """A day of the grid; those before and after the month fill up its weeks."""

    date: dt.date
    in_month: bool
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True)
class Week:
    """Seven days from Monday, with the number of the ISO week."""

    number: int
    days: list[Day]


@dataclass(frozen=True)
class MonthGrid:
    """A month: its weeks, and the events of which only the month is known."""

    first: dt.date
    weeks: list[Week]
    undated: list[Event]

    @property
    def previous(self) -> dt.date:
        """The first day of the month before."""
        return (self.first - dt.timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> dt.date:
        """The first day of the month after."""
        return month_after(self.first)


def month_after(first: dt.date) -> dt.date:
    """Return the first day of the month after the one that begins on the day."""
    return (first + dt.timedelta(days=32)).replace(day=1)


def month_bounds(first: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the moments between which the month lies in Copenhagen, the end not in it."""
    start, end = (dt.datetime.combine(day, dt.time(), COPENHAGEN) for day in (first, month_after(first)))
    return start, end


def month_grid(first: dt.date, events: Iterable[Event]) -> MonthGrid:
    """Return the grid of a month; an event of several days stands on each of them. No query."""
    weeks = [
        Week(days[0].isocalendar().week, [Day(day, day.month == first.month) for day in days])
        for days in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    by_date = {day.date: day for week in weeks for day in week.days if day.in_month}
    undated = []
    for event in events:
        if event.date_is_tentative:
            undated.append(event)
            continue
        for date in days_of(event):
            if date in by_date:
                by_date[date].events.append(event)
    return MonthGrid(first, weeks, undated)


def days_of(event: Event) -> list[dt.date]:
    """Return the days on which an event is, in Copenhagen; what ends at midnight is not on the day after."""
    last = (event.ends_at - dt.timedelta(microseconds=1)).astimezone(COPENHAGEN).date()
    return [event.day + dt.timedelta(days=number) for number in range((last - event.day).days + 1)]
