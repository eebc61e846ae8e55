"""Days and moments of a partnership that has run its course."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from partnership.config.programme.days import is_meeting_day, month_after
from partnership.config.programme.loading import event_days
from partnership.config.programme.plan import Programme
from partnership.text import COPENHAGEN
from partnership.workdays import is_working_day

#: How long after its last event a partnership has written and read what there is to.
SETTLING = dt.timedelta(days=10)
_DAY = dt.timedelta(days=1)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """Return the moment as the clock in Copenhagen shows it."""
    return dt.datetime.combine(day, dt.time(hour, minute), COPENHAGEN)


def working(day: dt.date) -> dt.date:
    """Return the day, or the next working day after it."""
    while not is_working_day(day):
        day += _DAY
    return day


def meeting_days(day: dt.date, *, count: int) -> list[dt.date]:
    """Return so many days from the day on, on which schools and day care can receive guests."""
    days: list[dt.date] = []
    while len(days) < count:
        if is_meeting_day(day):
            days.append(day)
        day += _DAY
    return days


def latest_start(programme: Programme, *, today: dt.date) -> dt.date:
    """Return the latest start with which all events are over: the partnership itself ends within some weeks."""
    first = today.replace(day=1)
    starts: Iterable[dt.date] = (
        month_after(first, -months).replace(day=day)
        for months, day in ((programme.months - 1, 1), (programme.months, 28))
    )
    return next(
        (start for start in starts if _last_day(programme, start) + SETTLING <= today),
        month_after(first, -programme.months),
    )


def _last_day(programme: Programme, start: dt.date) -> dt.date:
    return max(event_days(programme, start=start).values())
