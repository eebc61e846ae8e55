"""The minutes of an event on paper, with its decisions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.template.loader import render_to_string

from events.models import Decision, Event, Minutes
from partnership.pdf import render_pdf

_HERE = Path(__file__).parent


def minutes_pdf(event: Event, minutes: Minutes, decisions: Sequence[Decision]) -> bytes:
    """Return published minutes as PDF/A in the active language; the same content gives the same bytes."""
    context = {"event": event, "minutes": minutes, "decisions": decisions}
    html = render_to_string("events/documents/minutes.html", context)
    return render_pdf(html, stylesheet=_HERE / "list.css", moment=minutes.published_at or event.ends_at)
