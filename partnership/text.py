"""Money, dates and times in words, in Danish and in English; times as the clock in Copenhagen shows them.

Sources: Retskrivningsordbogen and CLDR (names of months and days), except that times are written `9.30` as Danish
authorities do. Every function takes the active language unless one is named. The figures are put together here
because Babel works its pattern out again at each call: 19 us an amount against 2 us.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names
from django.utils.translation import get_language

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NO_BREAK = "\u00a0"
_CENT = Decimal("0.01")
_TO_DANISH = str.maketrans(",.", ".,")
_MIDNIGHT = dt.time()


def figure(amount: Decimal, language: str | None = None) -> str:
    """Return an amount without its currency, rounded half up to two decimals: `65.000,00` or `65,000.00`."""
    # Adding nothing takes the sign off what rounds to zero.
    english = f"{amount.quantize(_CENT, ROUND_HALF_UP) + 0:,.2f}"
    return english.translate(_TO_DANISH) if _is_danish(language) else english


def kroner(amount: Decimal, language: str | None = None) -> str:
    """Return an amount in DKK: `65.000,00 kr.` or `DKK 65,000.00`, with a no-break space."""
    if _is_danish(language):
        return f"{figure(amount, language)}{NO_BREAK}kr."
    return f"DKK{NO_BREAK}{figure(amount, language)}"


def percent(rate: Decimal, language: str | None = None) -> str:
    """Return a rate that is given in per cent, without idle zeros: `12,5 %` or `12.5%`."""
    digits = f"{rate.normalize() + 0:f}"
    return f"{digits.replace('.', ',')}{NO_BREAK}%" if _is_danish(language) else f"{digits}%"


def plain_number(value: float, language: str | None = None) -> str:
    """Return a number with two decimals at most, without idle zeros: `2,5` or `2.5`."""
    digits = f"{value:.2f}".rstrip("0").rstrip(".")
    return digits.replace(".", ",") if _is_danish(language) else digits


def day(value: dt.date, language: str | None = None) -> str:
    """Return a date: `23. november 2026` or `23 November 2026`."""
    return f"{_day_and_month(value, language)} {_local_date(value).year}"


def short_day(value: dt.date) -> str:
    """Return a date in figures, the same in both languages: `23.11.2026`."""
    return f"{_local_date(value):%d.%m.%Y}"


def weekday_day(value: dt.date, language: str | None = None) -> str:
    """Return a date with its weekday: `mandag den 23. november 2026` or `Monday 23 November 2026`."""
    return f"{_weekday(value, language)} {day(value, language)}"


def month(value: dt.date, language: str | None = None) -> str:
    """Return a month: `november 2026` or `November 2026`."""
    local = _local_date(value)
    return f"{_months(_code(language))[local.month]} {local.year}"


def short_month(value: dt.date, language: str | None = None) -> str:
    """Return a month with its abbreviated name: `nov. 2026` or `Nov 2026`."""
    local = _local_date(value)
    return f"{_months(_code(language), 'abbreviated')[local.month]} {local.year}"


def week(value: dt.date, language: str | None = None) -> str:
    """Return the ISO week: `uge 48` or `week 48`."""
    word = "uge" if _is_danish(language) else "week"
    return f"{word}{NO_BREAK}{_local_date(value).isocalendar().week}"


def clock(value: dt.datetime | dt.time, language: str | None = None) -> str:
    """Return a time of day as it reads in a sentence: `kl. 9.30` or `9:30`."""
    return f"{_before_clock(language)}{_hours(value, language)}"


def day_time(value: dt.datetime, language: str | None = None) -> str:
    """Return a moment: `23. november 2026 kl. 9.30` or `23 November 2026 at 9:30`."""
    between = " " if _is_danish(language) else f" at{NO_BREAK}"
    return f"{day(value, language)}{between}{clock(value, language)}"


def span(start: dt.datetime, end: dt.datetime, language: str | None = None) -> str:
    """Return from when to when: `mandag den 23. november 2026 kl. 9.30-12.30`, with both days where they differ.

    What ends at midnight ends at 24.00 the day before; a year that both days share is named once.
    """
    danish = _is_danish(language)
    first, last = _local_date(start), _local_date(end)
    ends_at = _hours(end, language)
    if last > first and _local(end).time() == _MIDNIGHT:
        last, ends_at = last - dt.timedelta(days=1), "24.00" if danish else "24:00"
    comma = " " if danish else ", "
    begins_at = f"{comma}{clock(start, language)}"
    if first == last:
        return f"{weekday_day(first, language)}{begins_at}{'-' if danish else '–'}{ends_at}"
    first_day = weekday_day(first, language)
    if first.year == last.year:
        first_day = f"{_weekday(first, language)} {_day_and_month(first, language)}"
    last_day = f"{weekday_day(last, language)}{comma}{_before_clock(language)}{ends_at}"
    return f"{first_day}{begins_at} {'til' if danish else 'to'} {last_day}"


def hours(start: dt.datetime, end: dt.datetime, language: str | None = None) -> str:
    """Return from when to when on one day, as a programme has it: `9.30-12.30` or `9:30–12:30`."""
    return f"{_hours(start, language)}{'-' if _is_danish(language) else '–'}{_hours(end, language)}"


def join_names(names: Sequence[str], language: str | None = None) -> str:
    """Return names as a phrase: `A, B og C` or `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    word = "og" if _is_danish(language) else "and"
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _code(language: str | None) -> str:
    return "da" if (language or get_language() or "da").startswith("da") else "en"


def _is_danish(language: str | None) -> bool:
    return _code(language) == "da"


@cache
def _months(code: str, width: Literal["wide", "abbreviated"] = "wide") -> dict[int, str]:
    return dict(get_month_names(width, locale=code))


@cache
def _weekdays(code: str) -> dict[int, str]:
    return dict(get_day_names("wide", locale=code))


def _weekday(value: dt.date, language: str | None) -> str:
    code = _code(language)
    name = _weekdays(code)[_local_date(value).weekday()]
    return f"{name} den" if code == "da" else name


def _day_and_month(value: dt.date, language: str | None) -> str:
    code, local = _code(language), _local_date(value)
    return f"{local.day}{'.' if code == 'da' else ''} {_months(code)[local.month]}"


def _before_clock(language: str | None) -> str:
    return f"kl.{NO_BREAK}" if _is_danish(language) else ""


def _hours(value: dt.datetime | dt.time, language: str | None) -> str:
    local = _local(value) if isinstance(value, dt.datetime) else value
    return f"{local.hour}{'.' if _is_danish(language) else ':'}{local.minute:02d}"


def _local(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return value.astimezone(COPENHAGEN)


def _local_date(value: dt.date) -> dt.date:
    return _local(value).date() if isinstance(value, dt.datetime) else value
