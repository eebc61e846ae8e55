"""Events as calendar files (RFC 5545): stable UID, rising SEQUENCE, times in Copenhagen with their rules."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Timezone, vCalAddress, vText
from icalendar import Event as CalendarEvent

from events.models import Event
from partnership.text import COPENHAGEN


def event_calendar(event: Event, *, method: str = "PUBLISH") -> bytes:
    """Return the event as an iCalendar file; a cancelled one says so."""
    calendar = Calendar()
    calendar.add("prodid", "-//KL//Partnership portal//DA")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(Timezone.from_tzinfo(COPENHAGEN))
    calendar.add_component(_component(event))
    content: bytes = calendar.to_ical()
    return content


def _component(event: Event) -> CalendarEvent:
    entry = CalendarEvent()
    entry.add("uid", f"{event.uid}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.cancelled_at or event.published_at or event.created_at)
    entry.add("dtstart", event.starts_at.astimezone(COPENHAGEN))
    entry.add("dtend", event.ends_at.astimezone(COPENHAGEN))
    entry.add("summary", event.title)
    entry.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED")
    entry.add("url", f"{settings.SITE_URL}/aktiviteter/{event.pk}/")
    if event.description:
        entry.add("description", event.description)
    if place := ", ".join(filter(None, (event.venue, event.address))):
        entry.add("location", place)
    name, _, address = settings.DEFAULT_FROM_EMAIL.rpartition("<")
    organizer = vCalAddress(f"mailto:{address.rstrip('>')}")
    organizer.params["cn"] = vText(name.strip() or "KL")
    entry.add("organizer", organizer)
    return entry
