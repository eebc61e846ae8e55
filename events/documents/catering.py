"""What the caterer must know, on paper: numbers without names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.template.loader import render_to_string

from events.models import Event, Registration
from events.services.needs import NeedsCount
from partnership.pdf import render_pdf

STYLESHEET = Path(__file__).parent / "list.css"


def catering_pdf(event: Event, *, needs: NeedsCount, now: dt.datetime) -> bytes:
    """Return the sheet as PDF/A in the active language."""
    coming = Registration.objects.attending().filter(event=event).count()
    context = {"event": event, "coming": coming, "needs": needs, "now": now}
    html = render_to_string("events/documents/catering.html", context)
    return render_pdf(html, stylesheet=STYLESHEET, moment=now)
