"""Events as calendar files (RFC 5545): stable UID, rising SEQUENCE, times in Copenhagen with their rules."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from icalendar import Calendar, Timezone, vCalAddress, vText
from icalendar import Event as CalendarEvent

from events.models import Event
from partnership.text import COPENHAGEN

#: Summer time as directive 2000/84/EC sets it, without an end. The library's own block lists every change from 1970 to 2037
#: (ten times as long) and lets summer time begin an hour late: RFC 5545 counts DTSTART by the offset before the change.
_COPENHAGEN = b"""BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")


def event_calendar(event: Event, *, now: dt.datetime, method: str = "PUBLISH") -> bytes:
    """Return the event as an iCalendar file made at `now`; a cancelled one says so."""
    calendar = Calendar()
    calendar.add("prodid", "-//KL//Partnership portal//DA")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(Timezone.from_ical(_COPENHAGEN))
    calendar.add_component(_component(event, now))
    content: bytes = calendar.to_ical()
    return content


def _component(event: Event, now: dt.datetime) -> CalendarEvent:
    entry = CalendarEvent()
    entry.add(
        "uid", str(event.uid)
    )  # no host in it: the calendar would hold the event twice after a move of the portal
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", now)
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
