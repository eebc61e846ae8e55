"""The proof of attendance, which participants show at work."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import override

from events.models import Event, Registration
from partnership.pdf import render_pdf

STYLESHEET = Path(__file__).parent / "proof.css"


def proof_pdf(registration: Registration, *, event: Event) -> bytes:
    """Return the proof as PDF/A in the person's language; the same bytes whenever it is made."""
    with override(registration.person.language):
        html = render_to_string("events/documents/proof.html", {"registration": registration, "event": event})
    return render_pdf(html, stylesheet=STYLESHEET, moment=event.ends_at)
