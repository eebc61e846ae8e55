"""The budget of a fee year against what was spent and what the fee brings in; amounts in DKK excl. VAT."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from billing.budget import BudgetStanding, Fees, KindStanding
from billing.models import Budget, CreditNote, Expense, ExpenseKind, FeeYear, Invoice, Payment
from billing.services.fees import fee_of
from billing.snapshot import rounded, sum_of


def budget_standing(fee_year: FeeYear, *, on: dt.date) -> BudgetStanding:
    """Return the budget as it stands at the end of a day, in a constant number of queries.

    The forecast of a kind is what was spent, and for the rest of the year the budget's even share of the time.
    """
    budget = Budget.objects.filter(fee_year=fee_year).first()
    spent_rows = Expense.objects.filter(fee_year=fee_year).until(on).order_by().values_list("kind")
    spent = {kind: rounded(Decimal(amount)) for kind, amount in spent_rows.annotate(sum=Sum("amount"))}
    passed, whole = _days(fee_year, on)
    rows = []
    for kind in ExpenseKind:
        set_aside, used = budget.amount_of(kind) if budget else Decimal(), spent.get(kind.value, Decimal())
        rest = rounded(set_aside * (whole - passed) / whole)
        rows.append(KindStanding(str(kind.label), set_aside, used, used + rest))
    return BudgetStanding(
        fee_year, on, budget.note if budget else "", tuple(rows), _fees(fee_year, on), passed * 100 // whole
    )


def current_fee_year(on: dt.date) -> FeeYear | None:
    """Return the fee year that a day falls in, or else the last that has begun, or the first to come."""
    fee_years = FeeYear.objects.select_related("partnership")
    begun = fee_years.filter(starts_on__lte=on).order_by("-starts_on", "-partnership__starts_on", "-pk").first()
    return begun or fee_years.order_by("starts_on", "pk").first()


def _days(fee_year: FeeYear, on: dt.date) -> tuple[int, int]:
    whole = (fee_year.ends_on - fee_year.starts_on).days
    passed = (on - fee_year.starts_on).days + 1
    return min(max(passed, 0), whole), whole


def _fees(fee_year: FeeYear, on: dt.date) -> Fees:
    fees = (fee_of(row, fee_year=fee_year, vat_rate=Decimal()).net for row in fee_year.paying_agreements())
    invoiced = Invoice.objects.issued().filter(fee_year=fee_year, issued_on__lte=on)
    credited = CreditNote.objects.filter(invoice__fee_year=fee_year, issued_on__lte=on)
    return Fees(
        expected=sum_of(fees),
        invoiced=_net_of(invoiced) - _net_of(credited),
        paid=_paid_net(fee_year, on),
    )


def _paid_net(fee_year: FeeYear, on: dt.date) -> Decimal:
    """Return what of the payments is the fee itself: the rest is VAT, in the proportion of each invoice."""
    paid = Payment.objects.filter(invoice__fee_year=fee_year, paid_on__lte=on).order_by()
    rows = paid.values_list("invoice", "invoice__net", "invoice__total").annotate(sum=Sum("amount"))
    return sum_of(rounded(Decimal(amount) * net / total) for _invoice, net, total, amount in rows)


def _net_of(vouchers: QuerySet[Any]) -> Decimal:
    return rounded(Decimal(vouchers.order_by().aggregate(sum=Sum("net"))["sum"] or 0))
