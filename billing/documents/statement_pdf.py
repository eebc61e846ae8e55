"""The statement of account on paper: Danish, as the vouchers are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import override

from billing.models import Seller
from billing.services.statements import Statement
from partnership.pdf import render_pdf

STYLESHEET = Path(__file__).parent / "statement.css"


def statement_pdf(statement: Statement, *, seller: Seller, now: dt.datetime) -> bytes:
    """Return the statement as PDF/A."""
    with override("da"):
        html = render_to_string("billing/documents/statement.html", {"statement": statement, "seller": seller})
    return render_pdf(html, stylesheet=STYLESHEET, moment=now)
