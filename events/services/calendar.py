"""Events as calendar files (RFC 5545 and 5546): one entry a person and event for ever, times in Copenhagen with their rules.

SEQUENCE is the event's `sequence` plus the `revision` of the person's registration. Both only rise: the first when the event is
changed, moved or cancelled, the second with each answer. So whatever happened last bears a higher number than all that the
person got before, and the UID, which is the event's, makes it an update. Who cancels and registers again has one entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from icalendar import Calendar, Timezone, vCalAddress, vText
from icalendar import Event as CalendarEvent

from events.models import Event, Registration
from partnership.models import Person
from partnership.text import COPENHAGEN

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
_PARTSTAT = {
    Registration.Status.ATTENDING: "ACCEPTED",
    Registration.Status.WAITING: "TENTATIVE",
    Registration.Status.DECLINED: "DECLINED",
    Registration.Status.CANCELLED: "DECLINED",
}


@dataclass(frozen=True)
class Entry:
    """An event as it stands in a calendar: everybody's, or that of a person with the answer given.

    `stamp` is when it last changed. `withdrawn` says that it is off for this person, whatever becomes of the event.
    """

    event: Event
    stamp: dt.datetime
    person: Person | None = None
    registration: Registration | None = None
    withdrawn: bool = False

    @property
    def sequence(self) -> int:
        """The number by which calendars know what is newer."""
        return self.event.sequence + (self.registration.revision if self.registration else 0)

    @property
    def status(self) -> str:
        """Whether it is on: not sure for who waits, off for who is not coming and when the event is cancelled."""
        if self.withdrawn or self.event.cancelled_at:
            return "CANCELLED"
        waits = self.registration is not None and self.registration.status == Registration.Status.WAITING
        return "TENTATIVE" if waits else "CONFIRMED"

    @property
    def attends(self) -> bool:
        """Whether the person has a place."""
        return self.registration is not None and self.registration.status == Registration.Status.ATTENDING

    @property
    def language(self) -> str:
        """The language of the texts around the event's own."""
        return self.person.language if self.person else Person.Language.DANISH


def calendar_file(entries: Iterable[Entry], *, method: str) -> bytes:
    """Return entries as an iCalendar file; the same entries give the same bytes.

    PUBLISH tells (no attendee is named then), REQUEST puts it into the person's calendar, CANCEL takes it out.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//KL//Partnership portal//DA")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_COPENHAGEN)
    for entry in entries:
        calendar.add_component(_component(entry, named=method != "PUBLISH"))
    content: bytes = calendar.to_ical()
    return content


def event_calendar(event: Event, *, now: dt.datetime, method: str = "PUBLISH") -> bytes:
    """Return the event as everybody may know it; a cancelled one says so."""
    return calendar_file([Entry(event, now)], method=method)


def page_of(event: Event) -> str:
    """Return the address of the event's page: everybody's, before it is published that of the invited."""
    path = "aktiviteter" if event.published_at else "min-side/aktiviteter"
    return f"{settings.SITE_URL}/{path}/{event.pk}/"


def _component(entry: Entry, *, named: bool) -> CalendarEvent:
    event = entry.event
    component = CalendarEvent()
    # No host in the UID: the calendar would hold the event twice after a move of the portal.
    component.add("uid", str(event.uid))
    component.add("sequence", entry.sequence)
    component.add("dtstamp", entry.stamp)
    component.add("dtstart", event.starts_at.astimezone(COPENHAGEN))
    component.add("dtend", event.ends_at.astimezone(COPENHAGEN))
    component.add("summary", event.title)
    component.add("status", entry.status)
    component.add("url", page_of(event))
    component.add("description", _description(entry))
    if place := ", ".join(filter(None, (event.venue, event.address))):
        component.add("location", place)
    name, _, address = settings.DEFAULT_FROM_EMAIL.rpartition("<")
    component.add("organizer", _address(address.rstrip(">"), cn=name.strip() or "KL"))
    if named and entry.person is not None:
        component.add("attendee", _attendee(entry, entry.person))
    return component


def _description(entry: Entry) -> str:
    """Return what the event is about, with the address of its page: many calendars do not show URL."""
    event, danish = entry.event, entry.language == Person.Language.DANISH
    parts = [event.description.strip()]
    if event.joint_with is not None:
        joint = event.joint_with.title
        parts.append(f"Holdes sammen med: {joint}" if danish else f"Held together with: {joint}")
    parts.append(f"Læs mere: {page_of(event)}" if danish else f"Read more: {page_of(event)}")
    return "\n\n".join(filter(None, parts))


def _attendee(entry: Entry, person: Person) -> vCalAddress:
    """Return the person as attendee. RSVP is FALSE: the portal takes answers on its pages and reads no replies of calendars."""
    status = Registration.Status(entry.registration.status) if entry.registration else None
    partstat = _PARTSTAT[status] if status else "NEEDS-ACTION"
    return _address(
        person.email, cn=person.name, cutype="INDIVIDUAL", role="REQ-PARTICIPANT", partstat=partstat, rsvp="FALSE"
    )


def _address(email: str, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    for name, value in parameters.items():
        address.params[name] = vText(value)
    return address
