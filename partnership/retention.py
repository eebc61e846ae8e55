"""How long accounts are kept: five years after the end of the financial year, by the database's own clock.

Bogføringsloven (law 700 of 24 May 2022), section 12. The guards ask CURRENT_DATE, so no caller can pass another day.
"""

import calendar
import datetime as dt

from django.conf import settings

YEARS_KEPT = 5


def financial_year(day: dt.date) -> int:
    """Return the financial year of a day, named by the calendar year in which it begins."""
    return day.year if day.month >= settings.FINANCIAL_YEAR_MONTH else day.year - 1


def first_kept(today: dt.date) -> dt.date:
    """Return the first day whose accounts must still be kept: what is older may be deleted."""
    return dt.date(financial_year(today) - YEARS_KEPT, settings.FINANCIAL_YEAR_MONTH, 1)


def kept_until(day: dt.date) -> dt.date:
    """Return the last day on which accounts of a day must be kept."""
    end = dt.date(financial_year(day) + YEARS_KEPT + 1, settings.FINANCIAL_YEAR_MONTH, 1)
    return end - dt.timedelta(days=1)


def kept_sql(column: str) -> str:
    """Return SQL that holds while accounts of the date or moment in a column must be kept, for both engines.

    Years and months are cut out of the text of the date, since the engines share no function for them.
    """
    return f"{_year_sql(column)} + {YEARS_KEPT} >= {_year_sql('CURRENT_DATE')}"


def _year_sql(date: str) -> str:
    text = f"CAST({date} AS TEXT)"
    year, month = f"CAST(SUBSTR({text}, 1, 4) AS INTEGER)", f"CAST(SUBSTR({text}, 6, 2) AS INTEGER)"
    return f"(({year} * 12 + {month} - {settings.FINANCIAL_YEAR_MONTH}) / 12)"


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months before; the month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
