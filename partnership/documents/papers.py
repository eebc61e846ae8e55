"""The invitation and the agreement on paper: Danish whatever the active language, since councils decide on them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from django.template.loader import render_to_string

from partnership.documents.snapshots import AgreementSnapshot, InvitationSnapshot, Terms
from partnership.pdf import render_pdf
from partnership.text import COPENHAGEN, day, kroner, percent

STYLESHEET = Path(__file__).parent / "paper.css"


def invitation_pdf(snapshot: InvitationSnapshot) -> bytes:
    """Return the invitation that a municipality puts on the agenda, as PDF/A."""
    context = {
        "invitation": snapshot,
        "answer_by": day(snapshot.answer_by, "da"),
        "written_on": day(snapshot.written_on, "da"),
    }
    return _paper("invitation", context, snapshot.terms, written_on=snapshot.written_on)


def agreement_pdf(snapshot: AgreementSnapshot) -> bytes:
    """Return the agreement, with lines to sign on, as PDF/A."""
    names = ("decided_on", "confirmed_on", "active_from", "over_from")
    days = {name: _day_or_nothing(getattr(snapshot, name)) for name in names}
    context = {"agreement": snapshot, "written_on": day(snapshot.written_on, "da"), **days}
    return _paper("agreement", context, snapshot.terms, written_on=snapshot.written_on)


def _paper(kind: str, context: dict[str, object], terms: Terms, *, written_on: dt.date) -> bytes:
    shared = {
        "terms": terms,
        "period": f"{day(terms.starts_on, 'da')} – {day(terms.last_day, 'da')}",
        "fee": whole_kroner(terms.yearly_fee),
        "fee_with_vat": whole_kroner(terms.yearly_fee * (1 + terms.vat_rate / 100)),
        "vat_rate": percent(terms.vat_rate, "da"),
    }
    html = render_to_string(f"partnership/documents/{kind}.html", {**shared, **context})
    # A day has no hour: noon, so that it is the same day everywhere.
    moment = dt.datetime.combine(written_on, dt.time(12), tzinfo=COPENHAGEN)
    return render_pdf(html, stylesheet=STYLESHEET, moment=moment)


def whole_kroner(amount: Decimal) -> str:
    """Return an amount as it reads in running text: `65.000 kr.`, with øre only where there are some."""
    return kroner(amount, "da").replace(",00", "")


def _day_or_nothing(value: dt.date | None) -> str:
    return day(value, "da") if value else ""
