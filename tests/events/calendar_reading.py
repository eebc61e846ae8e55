"""Calendar files read by parsers that did not write them: `ical` for the entries, dateutil for the rules of the time zone."""

import datetime as dt
import io
import re

from dateutil.tz import tzical
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event as Entry


def read(content: bytes) -> Calendar:
    """Return the calendar that a file holds."""
    return IcsCalendarStream.calendar_from_ics(content.decode())


def only(content: bytes) -> Entry:
    """Return the one entry of a file."""
    (entry,) = read(content).events
    return entry


def by_its_own_rules(content: bytes, name: str) -> dt.datetime:
    """Return the moment of a property, by the rules of the time zone that the file itself brings."""
    text = content.decode()
    zones = tzical(io.StringIO(re.findall(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", text, re.DOTALL)[0]))
    zone, figures = re.findall(rf"\r\n{name};TZID=([^:]+):(\d+T\d+)\r\n", text)[0]
    return dt.datetime.strptime(figures, "%Y%m%dT%H%M%S").replace(tzinfo=zones.get(zone))
