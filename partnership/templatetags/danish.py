"""Money, dates and times for templates; see `partnership.text`. A value that is missing shows as nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import template

from partnership import text

register = template.Library()


def _or_nothing(say: Callable[[Any], str]) -> Callable[[Any], str]:
    # As Django's own date filter does: a template gives "" for what is not there, a model None for what is not yet.
    return lambda value: "" if value is None or value == "" else say(value)


for _say in (
    text.figure,
    text.kroner,
    text.percent,
    text.day,
    text.short_day,
    text.weekday_day,
    text.month,
    text.short_month,
    text.week,
    text.clock,
    text.day_time,
    text.plain_number,
    text.join_names,
):
    register.filter(_say.__name__, _or_nothing(_say))


@register.simple_tag
def hours(start: dt.datetime, end: dt.datetime) -> str:
    """Return from when to when on one day."""
    return text.hours(start, end)


@register.simple_tag
def span(start: dt.datetime, end: dt.datetime) -> str:
    """Return from when to when."""
    return text.span(start, end)
