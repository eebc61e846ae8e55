"""Events as calendar files (RFC 5545 and 5546), with times in Copenhagen and their rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import prefetch_related_objects
from icalendar import Calendar, Timezone, vCalAddress, vDuration, vText
from icalendar import Event as CalendarEvent

from events.models import Registration
from events.services.calendar_entries import Entry, description_of, page_of, summary_of
from partnership.models import Person
from partnership.text import COPENHAGEN

#: How often a program should look for news of a calendar that it subscribes to.
REFRESH = dt.timedelta(hours=1)
#: Summer time as directive 2000/84/EC sets it, without an end. The library's own block lists every change from 1970 to 2037
#: (ten times as long) and lets summer time begin an hour late: RFC 5545 counts DTSTART by the offset before the change.
_COPENHAGEN = Timezone.from_ical(
    b"""BEGIN:VTIMEZONE
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
)
#: Every other answer means not coming.
_PARTSTAT = {Registration.Status.ATTENDING: "ACCEPTED", Registration.Status.WAITING: "TENTATIVE"}


def write_calendar(entries: Iterable[Entry], *, method: str = "PUBLISH", name: str = "") -> bytes:
    """Return entries as an iCalendar file, with a name as a calendar to subscribe to; the same entries give the same bytes.

    PUBLISH tells (no attendee is named then), REQUEST puts it into the person's calendar, CANCEL takes it out. At most
    three queries, however many entries, and none for an event that was written before.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//KL//Partnership portal//DA")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)  # RFC 7986, and what programs knew before it
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", COPENHAGEN.key)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add_component(_COPENHAGEN)
    entries = list(entries)
    prefetch_related_objects([entry.event for entry in entries], "programme_items", "joint_with", "joined_by")
    for entry in entries:
        calendar.add_component(_component(entry, named=method != "PUBLISH"))
    content: bytes = calendar.to_ical()
    return content


def _component(entry: Entry, *, named: bool) -> CalendarEvent:
    event = entry.event
    component = CalendarEvent()
    # No host in the UID: the calendar would hold the event twice after a move of the portal.
    component.add("uid", str(event.uid))
    component.add("sequence", entry.sequence)
    component.add("dtstamp", entry.changed_at)
    component.add("last-modified", entry.changed_at)
    component.add("dtstart", event.starts_at.astimezone(COPENHAGEN))
    component.add("dtend", event.ends_at.astimezone(COPENHAGEN))
    component.add("summary", summary_of(entry))
    component.add("status", entry.status)
    component.add("transp", "TRANSPARENT" if entry.status == "CANCELLED" else "OPAQUE")
    component.add("url", page_of(event))
    component.add("description", description_of(entry))
    if place := ", ".join(filter(None, (event.venue, event.address))):
        component.add("location", place)
    name, _, address = settings.DEFAULT_FROM_EMAIL.rpartition("<")
    component.add("organizer", _address(address.rstrip(">"), cn=name.strip() or "KL"))
    if named and entry.person is not None:
        component.add("attendee", _attendee(entry, entry.person))
    return component


def _attendee(entry: Entry, person: Person) -> vCalAddress:
    """Return the person as attendee. RSVP is FALSE: the portal takes answers on its pages and reads no replies of calendars."""
    status = Registration.Status(entry.registration.status) if entry.registration else None
    partstat = _PARTSTAT.get(status, "DECLINED") if status else "NEEDS-ACTION"
    return _address(
        person.email, cn=person.name, cutype="INDIVIDUAL", role="REQ-PARTICIPANT", partstat=partstat, rsvp="FALSE"
    )


def _address(email: str, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    for name, value in parameters.items():
        address.params[name] = vText(value)
    return address
