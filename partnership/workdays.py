"""Working days, and the days on which the portal writes of its own accord.

Holidays come from the `holidays` package: the public ones, and those on which Danish authorities are closed by collective
agreement (1 May, Constitution Day, 24 and 31 December). The quiet ISO weeks are the schools' holidays: winter (7 and 8, since
it differs between municipalities), summer (28 to 31) and autumn (42).
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from partnership.text import COPENHAGEN

#: The hours in which a municipality's administration answers.
OPENS, CLOSES = dt.time(8), dt.time(16)
QUIET_WEEKS = frozenset({7, 8, 28, 29, 30, 31, 42})
_SATURDAY = 6
_ONE_DAY = dt.timedelta(days=1)


def is_working_day(day: dt.date) -> bool:
    """Tell whether a municipality's administration is open: neither weekend nor holiday."""
    return day.isoweekday() < _SATURDAY and day not in _holidays(day.year)


def is_mailing_day(day: dt.date) -> bool:
    """Tell whether the portal may remind people on this day: a working day outside the quiet weeks."""
    return is_working_day(day) and day.isocalendar().week not in QUIET_WEEKS


def next_mailing_day(day: dt.date) -> dt.date:
    """Return the day itself if it is a mailing day, else the first one after it."""
    while not is_mailing_day(day):
        day += _ONE_DAY
    return day


def mailing_day_before(day: dt.date) -> dt.date:
    """Return the day itself if it is a mailing day, else the last one before it."""
    while not is_mailing_day(day):
        day -= _ONE_DAY
    return day


def working_day_before(day: dt.date) -> dt.date:
    """Return the day itself if it is a working day, else the last one before it."""
    while not is_working_day(day):
        day -= _ONE_DAY
    return day


def add_working_days(day: dt.date, n: int) -> dt.date:
    """Return the n-th working day after a day; the day itself does not count. Raises ValueError for a negative n."""
    if n < 0:
        raise ValueError("working days are counted forwards")
    while n:
        day += _ONE_DAY
        n -= is_working_day(day)
    return day


def add_working_hours(moment: dt.datetime, n: int) -> dt.datetime:
    """Return the end of the n-th working hour from a moment on, counted from 8 to 16 in Copenhagen on working days.

    Raises ValueError for a negative n.
    """
    if n < 0:
        raise ValueError("working hours are counted forwards")
    left, here = dt.timedelta(hours=n), moment.astimezone(COPENHAGEN)
    while True:
        day = here.date()
        begin = max(here, dt.datetime.combine(day, OPENS, COPENHAGEN))
        end = dt.datetime.combine(day, CLOSES, COPENHAGEN)
        if is_working_day(day) and begin <= end:
            if left <= end - begin:
                return (begin + left).astimezone(dt.UTC)
            left -= end - begin
        here = dt.datetime.combine(day + _ONE_DAY, dt.time(), COPENHAGEN)


@cache
def _holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("DK", years=year, categories=("public", "optional")))
