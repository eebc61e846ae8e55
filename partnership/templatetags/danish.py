"""Money, dates and times for templates; see `partnership.text`."""

import datetime as dt

from django import template

from partnership import text

register = template.Library()
for _function in (text.kroner, text.day, text.short_day, text.weekday_day, text.month, text.clock, text.day_time, text.week):
    register.filter(_function.__name__, _function)


@register.simple_tag
def span(start: dt.datetime, end: dt.datetime) -> str:
    """Return from when to when."""
    return text.span(start, end)
