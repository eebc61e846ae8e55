"""How a fee year's budget stands on a day: what pages and the report are made from; amounts in DKK excl. VAT."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from billing.models import FeeYear
from billing.snapshot import sum_of


@dataclass(frozen=True)
class KindStanding:
    """One kind of expense: what is set aside and spent, and what it comes to if the rest of the time costs its share."""

    label: str
    budget: Decimal
    spent: Decimal
    forecast: Decimal

    @property
    def remaining(self) -> Decimal:
        return self.budget - self.spent

    @property
    def is_over(self) -> bool:
        return self.spent > self.budget

    @property
    def forecast_is_over(self) -> bool:
        return self.forecast > self.budget


@dataclass(frozen=True)
class Fees:
    """What the fee year brings in: from all who take part, asked for less what is credited, and paid of that."""

    expected: Decimal
    invoiced: Decimal
    paid: Decimal


@dataclass(frozen=True)
class BudgetStanding:
    """A fee year's budget on a day; `elapsed` is how much of the year has passed, in per cent."""

    fee_year: FeeYear
    on: dt.date
    note: str
    rows: tuple[KindStanding, ...]
    fees: Fees
    elapsed: int

    @property
    def total(self) -> KindStanding:
        return KindStanding(
            "",
            sum_of(row.budget for row in self.rows),
            sum_of(row.spent for row in self.rows),
            sum_of(row.forecast for row in self.rows),
        )

    @property
    def result(self) -> Decimal:
        """What is left of the expected fee after the forecast; below 0 when it does not suffice."""
        return self.fees.expected - self.total.forecast
