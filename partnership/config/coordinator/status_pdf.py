"""A municipality's status on one sheet of paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.template.loader import render_to_string

from partnership.config.coordinator.overview import Overview
from partnership.pdf import render_pdf

STYLESHEET = Path(__file__).parent / "status.css"


def status_pdf(overview: Overview, *, now: dt.datetime) -> bytes:
    """Return the sheet as PDF/A in the active language: A4, one page for a municipality whose seats are all taken."""
    html = render_to_string("partnership/status_sheet.html", {"overview": overview, "agreement": overview.agreement})
    return render_pdf(html, stylesheet=STYLESHEET, moment=now)
