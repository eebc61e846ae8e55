"""What letters say about an event."""

from __future__ import annotations

from events.models import Event
from events.services.calendar import event_calendar
from partnership.services.letters import Attachment
from partnership.text import day_time, span


def place_of(event: Event, language: str) -> str:
    """Return venue and address as a phrase, or that the place follows."""
    place = ", ".join(filter(None, (event.venue, event.address)))
    return place or ("Stedet følger" if language == "da" else "The place follows")


def event_values(event: Event, language: str) -> dict[str, str]:
    """Return what every letter about the event may name."""
    return {
        "event": event.title,
        "when": span(event.starts_at, event.ends_at, language),
        "where": place_of(event, language),
        "deadline": day_time(event.answer_by or event.starts_at, language),
        "partnership": event.partnership.name,
        "body": event.body.name,
    }


def calendar_attachment(event: Event) -> Attachment:
    """Return the event's calendar file as an attachment."""
    return Attachment("aktivitet.ics", "text/calendar; charset=utf-8; method=PUBLISH", event_calendar(event))
