"""What a programme file says: everything about a partnership but its dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class BodyPlan:
    """A body and its seats per municipality."""

    line: int
    key: str
    kind: str
    name: str
    seeks: str
    seats_min: int
    seats_max: int


@dataclass(frozen=True)
class TrackPlan:
    """What a track body works with; `launch_month` counts from the month in which the partnership starts."""

    line: int
    body: str
    theme: str
    launch_month: int


@dataclass(frozen=True)
class FeeYearPlan:
    """A fee year: where it begins, how long it is and when it is invoiced, in months from the start."""

    line: int
    number: int
    month: int
    months: int
    issue_month: int


@dataclass(frozen=True)
class EventPlan:
    """An event. Its day follows from a rule ("last", "tuesday") and a month, or is that of the event it joins."""

    line: int
    key: str
    title: str
    description: str
    kind: str
    body: str
    delegates_from: str
    joint_with: str
    month: int
    ordinal: str
    weekday: str
    starts: dt.time
    ends: dt.time
    answer_days: int | None
    capacity: int | None
    tentative: bool


@dataclass(frozen=True)
class Programme:
    """A whole programme file."""

    line: int
    name: str
    purpose: str
    months: int
    yearly_fee: Decimal
    vat_rate: Decimal
    focus_areas: list[str]
    guiding_questions: list[str]
    success_criteria: list[str]
    bodies: list[BodyPlan]
    tracks: list[TrackPlan]
    fee_years: list[FeeYearPlan]
    events: list[EventPlan]
