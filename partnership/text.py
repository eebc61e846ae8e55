"""Money, dates and times in words, in Danish and in English; times as the clock in Copenhagen shows them.

Sources: Retskrivningsordbogen and CLDR, except that times are written `9.30` as Danish authorities do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
_NO_BREAK = "\u00a0"
_CENT = Decimal("0.01")


def kroner(amount: Decimal, language: str | None = None) -> str:
    """Return an amount in DKK, rounded half up to two decimals: `65.000,00 kr.` or `DKK 65,000.00`."""
    rounded = amount.quantize(_CENT, ROUND_HALF_UP)
    if _danish(language):
        return f"{format_decimal(rounded, '#,##0.00', 'da')}{_NO_BREAK}kr."
    return f"DKK{_NO_BREAK}{format_decimal(rounded, '#,##0.00', 'en')}"


def day(value: dt.date, language: str | None = None) -> str:
    """Return a date: `23. november 2026` or `23 November 2026`."""
    return _date(_local_date(value), "d. MMMM y" if _danish(language) else "d MMMM y", _code(language))


def short_day(value: dt.date) -> str:
    """Return a date in figures: `23.11.2026`."""
    return f"{_local_date(value):%d.%m.%Y}"


def weekday_day(value: dt.date, language: str | None = None) -> str:
    """Return a date with its weekday: `mandag den 23. november 2026` or `Monday 23 November 2026`."""
    pattern = "EEEE 'den' d. MMMM y" if _danish(language) else "EEEE d MMMM y"
    return _date(_local_date(value), pattern, _code(language))


def month(value: dt.date, language: str | None = None) -> str:
    """Return a month: `november 2026`."""
    return _date(_local_date(value), "MMMM y", _code(language))


def clock(value: dt.datetime | dt.time, language: str | None = None) -> str:
    """Return a time of day: `9.30` or `9:30`."""
    local = value.astimezone(COPENHAGEN).time() if isinstance(value, dt.datetime) else value
    return f"{local.hour}{'.' if _danish(language) else ':'}{local.minute:02d}"


def day_time(value: dt.datetime, language: str | None = None) -> str:
    """Return a moment: `23. november 2026 kl. 9.30` or `23 November 2026 at 9:30`."""
    word = "kl." if _danish(language) else "at"
    return f"{day(value, language)} {word}{_NO_BREAK}{clock(value, language)}"


def span(start: dt.datetime, end: dt.datetime, language: str | None = None) -> str:
    """Return from when to when: `mandag den 23. november 2026 kl. 9.30-15.30`, or both days when they differ."""
    danish = _danish(language)
    word = f"kl.{_NO_BREAK}" if danish else ""
    first, last = _local_date(start), _local_date(end)
    begins = f"{weekday_day(first, language)}{' ' if danish else ', '}{word}{clock(start, language)}"
    if first == last:
        return f"{begins}-{clock(end, language)}" if danish else f"{begins}–{clock(end, language)}"
    dash = "til" if danish else "to"
    return f"{begins} {dash} {weekday_day(last, language)}{' ' if danish else ', '}{word}{clock(end, language)}"


def week(value: dt.date, language: str | None = None) -> str:
    """Return the ISO week: `uge 48` or `week 48`."""
    number = _local_date(value).isocalendar().week
    return f"uge {number}" if _danish(language) else f"week {number}"


def joined(names: Sequence[str], language: str | None = None) -> str:
    """Return names as a phrase: `A, B og C`."""
    if len(names) < 2:
        return "".join(names)
    word = "og" if _danish(language) else "and"
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _code(language: str | None) -> str:
    return (language or get_language() or "da")[:2]


def _danish(language: str | None) -> bool:
    return _code(language) == "da"


def _local_date(value: dt.date) -> dt.date:
    return value.astimezone(COPENHAGEN).date() if isinstance(value, dt.datetime) else value


@lru_cache(maxsize=2048)
def _date(value: dt.date, pattern: str, code: str) -> str:
    return format_date(value, pattern, locale=code)
