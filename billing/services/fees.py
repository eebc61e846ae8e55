"""What a fee year costs a municipality: the whole fee, or what its agreement says for a part of the year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from billing.models import FeeYear, VatRate
from billing.snapshot import VAT_RATE, rounded
from partnership.models import Agreement
from partnership.text import day


@dataclass(frozen=True)
class Fee:
    """What one agreement owes for a fee year, in DKK and whole øre; the period's end is exclusive."""

    net: Decimal
    vat_rate: Decimal
    period_from: dt.date
    period_to: dt.date
    #: Months that are paid for, of how many; None where the fee does not go by months.
    months: tuple[int, int] | None = None
    is_agreed: bool = False

    @property
    def vat(self) -> Decimal:
        return rounded(self.net * self.vat_rate / 100)

    @property
    def total(self) -> Decimal:
        return self.net + self.vat

    def text(self, number: int) -> str:
        """Return the text of the fee's line in a fee year: Danish, as the voucher is."""
        period = f"{day(self.period_from, 'da')} – {day(self.period_to - dt.timedelta(days=1), 'da')}"
        if self.months:
            return f"Deltagerbetaling år {number}: {self.months[0]} af {self.months[1]} måneder, {period}"
        kind = "aftalt beløb for " if self.is_agreed else ""
        return f"Deltagerbetaling år {number}: {kind}{period}"


def fee_of(agreement: Agreement, *, fee_year: FeeYear, vat_rate: Decimal) -> Fee:
    """Return what an agreement owes for a fee year, rounded half up to the øre.

    The months of a fee year run from its first day to the same day of the next month. Whoever joins after that first day, or
    leaves before the last, pays what the agreement says: the whole fee, a fixed amount, or the share of the months that the
    municipality has begun. A month counts whole whether it is begun on its first day or its last.
    """
    whole = rounded(fee_year.partnership.yearly_fee)
    first, end = taking_part_in(fee_year, agreement)
    in_part = (first, end) != (fee_year.starts_on, fee_year.ends_on)
    match agreement.part_year_fee if in_part else Agreement.PartYearFee.FULL:
        case Agreement.PartYearFee.MONTHLY:
            all_months = months_begun(fee_year.starts_on, fee_year.ends_on)
            before = months_over(fee_year.starts_on, first)
            months = months_begun(fee_year.starts_on, end) - before
            return Fee(rounded(whole * months / all_months), vat_rate, first, end, months=(months, all_months))
        case Agreement.PartYearFee.FIXED:
            return Fee(rounded(agreement.part_year_amount or whole), vat_rate, first, end, is_agreed=True)
    return Fee(whole, vat_rate, fee_year.starts_on, fee_year.ends_on)


def taking_part_in(fee_year: FeeYear, agreement: Agreement) -> tuple[dt.date, dt.date]:
    """Return from when until before when a municipality takes part within a fee year."""
    over = agreement.withdrawn_from or agreement.ended_on or fee_year.ends_on
    return max(agreement.active_from or fee_year.starts_on, fee_year.starts_on), min(over, fee_year.ends_on)


def takes_part_in(fee_year: FeeYear, agreement: Agreement) -> bool:
    """Tell whether the municipality takes part in the fee year on a day at least; as `FeeYear.paying_agreements` asks it."""
    if agreement.active_from is None:
        return False
    first, end = taking_part_in(fee_year, agreement)
    return first < end


def vat_rate_for(fee_year: FeeYear, *, on: dt.date) -> Decimal:
    """Return the VAT rate in per cent of invoices dated on the day: the law's, or while none is entered the partnership's."""
    in_force = VatRate.objects.in_force(on)
    return in_force.rate if in_force else fee_year.partnership.vat_rate


def lawful_vat_rate(*, on: dt.date) -> Decimal:
    """Return the rate that an e-invoice dated on the day is held to."""
    in_force = VatRate.objects.in_force(on)
    return in_force.rate if in_force else VAT_RATE


def months_begun(start: dt.date, end: dt.date) -> int:
    """Count the months from `start` that have begun before `end`."""
    over = months_over(start, end)
    return over if _month_after(start, over) == end else over + 1


def months_over(start: dt.date, day: dt.date) -> int:
    """Count the months from `start` that are over on the day."""
    months = (day.year - start.year) * 12 + day.month - start.month
    return months if _month_after(start, months) <= day else months - 1


def _month_after(start: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, the last of a month that has no such day."""
    years, month = divmod(start.month - 1 + months, 12)
    first = dt.date(start.year + years, month + 1, 1)
    following = (first + dt.timedelta(days=31)).replace(day=1)
    return min(first + dt.timedelta(days=start.day - 1), following - dt.timedelta(days=1))
