"""Which day a rule of the programme means, and on which days Danish schools and municipalities do not meet."""

from __future__ import annotations

import calendar
import datetime as dt

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
#: ISO weeks of winter holiday (it differs between municipalities), summer holiday and autumn holiday.
SCHOOL_HOLIDAY_WEEKS = frozenset({7, 8, 28, 29, 30, 31, 42})
_WEEK = dt.timedelta(weeks=1)


def month_after(day: dt.date, months: int) -> dt.date:
    """Return the day so many calendar months later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def meeting_day(start: dt.date, *, month: int, ordinal: str, weekday: str) -> dt.date:
    """Return for example the last Tuesday of the month so many months after the start's, past holidays by weeks."""
    first = month_after(start.replace(day=1), month)
    gap = (WEEKDAYS.index(weekday) - first.weekday()) % 7
    day = first + dt.timedelta(days=gap)
    if ORDINALS[ordinal] > 0:
        day += (ORDINALS[ordinal] - 1) * _WEEK
    else:
        while (day + _WEEK).month == first.month:
            day += _WEEK
    while not is_meeting_day(day):
        day += _WEEK
    return day


def is_meeting_day(day: dt.date) -> bool:
    """Tell whether people of schools, day care and municipalities can be asked to meet on the day."""
    return day.weekday() < 5 and day.isocalendar().week not in SCHOOL_HOLIDAY_WEEKS and not _is_public_holiday(day)


def _is_public_holiday(day: dt.date) -> bool:
    between_the_years = (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2)
    constitution_day = (day.month, day.day) == (6, 5)
    after_easter = (day - easter(day.year)).days
    # The week before Easter until Easter Monday; Ascension Day with the Friday after it; Whit Monday.
    movable = -6 <= after_easter <= 1 or after_easter in {39, 40, 50}
    prayer_day = after_easter == 26 and day.year < 2024  # abolished by Act no. 214 of 6 March 2023
    return between_the_years or constitution_day or movable or prayer_day


def easter(year: int) -> dt.date:
    """Return Easter Sunday (the anonymous Gregorian computus)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return dt.date(year, month, day + 1)
