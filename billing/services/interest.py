"""Interest on late payment: the reference rate plus 8 percentage points, told apart at 1 January and 1 July."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from billing.models import Invoice, ReferenceRate
from billing.snapshot import rounded
from partnership.text import COPENHAGEN, day

#: The Interest Act, section 5: so many percentage points above the reference rate.
ABOVE_REFERENCE = Decimal(8)
#: The law names no basis; the letter says that this one is used.
DAYS_OF_A_YEAR = 365


class RateMissing(Exception):
    """The secretariat has not entered the reference rate of a half-year; the message names it."""


@dataclass(frozen=True)
class Stretch:
    """Days with the same debt and rate, the last one exclusive."""

    start: dt.date
    end: dt.date
    debt: Decimal
    rate: Decimal

    @property
    def interest(self) -> Decimal:
        """What the stretch costs, not rounded yet."""
        return self.debt * self.rate / 100 * (self.end - self.start).days / DAYS_OF_A_YEAR


@dataclass(frozen=True)
class Movement:
    """What takes a debt down on a day: a payment or a credit note; below 0 when it goes up again."""

    on: dt.date
    amount: Decimal


def interest_on(
    total: Decimal,
    movements: Sequence[Movement],
    *,
    start: dt.date,
    end: dt.date,
    rates: Mapping[dt.date, Decimal],
) -> Decimal:
    """Return the interest from the day after `start` to `end`, both counted as days of delay, rounded half up to the øre.

    `rates` are reference rates by the first day of their half-year. Raises RateMissing.
    """
    return rounded(
        sum((part.interest for part in stretches(total, movements, start=start, end=end, rates=rates)), Decimal())
    )


def stretches(
    total: Decimal,
    movements: Sequence[Movement],
    *,
    start: dt.date,
    end: dt.date,
    rates: Mapping[dt.date, Decimal],
) -> list[Stretch]:
    """Return the days from `start` to `end` in stretches of one debt and one rate. Raises RateMissing."""
    cuts = {start, end, *(movement.on for movement in movements)}
    cuts |= {dt.date(year, month, 1) for year in range(start.year, end.year + 1) for month in (1, 7)}
    days = sorted(cut for cut in cuts if start <= cut <= end)
    found = []
    for first, last in pairwise(days):
        debt = total - sum((movement.amount for movement in movements if movement.on <= first), Decimal())
        if debt > 0:
            found.append(Stretch(first, last, debt, max(Decimal(), _rate(rates, first) + ABOVE_REFERENCE)))
    return found


def reference_rates() -> dict[dt.date, Decimal]:
    """Return the reference rates that the secretariat has entered."""
    return dict(ReferenceRate.objects.values_list("valid_from", "rate"))


def movements_of(invoice: Invoice) -> list[Movement]:
    """Return what has taken the invoice's debt down, day by day."""
    paid = [Movement(payment.paid_on, payment.amount) for payment in invoice.payments.all()]
    return [*paid, *(Movement(note.issued_on, note.total) for note in invoice.credit_notes.all())]


def local_day(moment: dt.datetime) -> dt.date:
    """Return the day in Copenhagen."""
    return moment.astimezone(COPENHAGEN).date()


def _rate(rates: Mapping[dt.date, Decimal], on: dt.date) -> Decimal:
    half_year = dt.date(on.year, 7 if on.month >= 7 else 1, 1)
    if half_year not in rates:
        raise RateMissing(
            _("The reference rate of %(day)s is missing. Enter it under reference rates, then interest can be charged.")
            % {"day": day(half_year)}
        )
    return rates[half_year]
