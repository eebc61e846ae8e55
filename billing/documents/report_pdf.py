"""The report of a budget to the steering group: one page, Danish whatever the active language."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from django.template.loader import render_to_string

from billing.budget import BudgetStanding, KindStanding
from billing.charts import along, longest
from partnership.pdf import render_pdf
from partnership.text import COPENHAGEN, day, figure

STYLESHEET = Path(__file__).parent / "report.css"


def report_pdf(standing: BudgetStanding) -> bytes:
    """Return the report as PDF/A; the same standing gives the same bytes. The labels of the kinds must be Danish."""
    fee_year, total, fees = standing.fee_year, standing.total, standing.fees
    whole = longest([amount for row in standing.rows for amount in (row.budget, row.spent, row.forecast)])
    fee_whole = longest([fees.expected, fees.invoiced, fees.paid])
    income = [("Forventet", fees.expected), ("Faktureret", fees.invoiced), ("Betalt", fees.paid)]
    html = render_to_string(
        "billing/documents/report.html",
        {
            "standing": standing,
            "partnership": fee_year.partnership,
            "period": f"{day(fee_year.starts_on, 'da')} – {day(fee_year.last_day, 'da')}",
            "on": day(standing.on, "da"),
            "rows": [_row(row, whole) for row in standing.rows],
            "total": _row(total, longest([total.budget, total.spent, total.forecast])),
            "income": [
                {"label": label, "amount": figure(amount, "da"), "width": along(amount, fee_whole)}
                for label, amount in income
            ],
            "result": _whole(standing.result),
            "result_is_below": standing.result < 0,
        },
    )
    # A day has no hour: noon, so that it is the same day everywhere.
    moment = dt.datetime.combine(standing.on, dt.time(12), tzinfo=COPENHAGEN)
    return render_pdf(html, stylesheet=STYLESHEET, moment=moment)


def _row(row: KindStanding, whole: Decimal) -> dict[str, object]:
    return {
        "label": row.label,
        "budget": _whole(row.budget),
        "spent": _whole(row.spent),
        "remaining": _whole(row.remaining),
        "forecast": _whole(row.forecast),
        # What the bar says, for those who do not see it.
        "says": f"Budget {_whole(row.budget)}, forbrug {_whole(row.spent)}, prognose {_whole(row.forecast)} kr.",
        "is_over": row.is_over,
        "forecast_is_over": row.forecast_is_over,
        "budget_at": along(row.budget, whole),
        "spent_at": along(row.spent, whole),
        "forecast_at": along(row.forecast, whole),
    }


def _whole(amount: Decimal) -> str:
    """Return an amount in whole kroner: a steering group reads no øre."""
    return figure(amount.quantize(Decimal(1), "ROUND_HALF_UP"), "da").removesuffix(",00")
