"""Calendar files, read back by a parser and over both clock changes."""

import datetime as dt

import pytest
from icalendar import Calendar

from events.services.calendar import event_calendar
from tests.events.factories import NOW, EventFactory

pytestmark = pytest.mark.django_db


def entry_of(content: bytes):
    calendar = Calendar.from_ical(content)
    (entry,) = calendar.walk("VEVENT")
    return calendar, entry


@pytest.mark.parametrize(
    ("start", "clock"),
    [
        (dt.datetime(2026, 10, 24, 7, 30, tzinfo=dt.UTC), "09:30+02:00"),
        (dt.datetime(2026, 10, 26, 8, 30, tzinfo=dt.UTC), "09:30+01:00"),
        (dt.datetime(2027, 3, 27, 8, 30, tzinfo=dt.UTC), "09:30+01:00"),
        (dt.datetime(2027, 3, 29, 7, 30, tzinfo=dt.UTC), "09:30+02:00"),
    ],
)
def test_half_past_nine_stays_half_past_nine_over_the_clock_changes(start, clock) -> None:
    event = EventFactory(starts_at=start, ends_at=start + dt.timedelta(hours=2), answer_by=None)
    calendar, entry = entry_of(event_calendar(event, now=NOW))
    assert entry["DTSTART"].params["TZID"] == "Europe/Copenhagen"
    assert entry["DTSTART"].dt.isoformat(timespec="minutes")[11:] == clock
    assert entry["DTSTART"].dt.astimezone(dt.UTC) == start
    assert calendar.walk("VTIMEZONE")


def test_the_entry_names_what_where_and_who(settings) -> None:
    event = EventFactory(title="Opstart, æøå; og mere", description="Vi begynder.")
    _calendar, entry = entry_of(event_calendar(event, now=NOW))
    assert entry["SUMMARY"] == "Opstart, æøå; og mere"
    assert entry["LOCATION"] == "Kolding Congress Center, Skovbrynet 1, 6000 Kolding"
    assert entry["URL"] == f"{settings.SITE_URL}/aktiviteter/{event.pk}/"
    assert entry["ORGANIZER"].startswith("mailto:")
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CONFIRMED", 0)


def test_the_uid_is_stable_and_a_cancelled_event_says_so() -> None:
    event = EventFactory()
    _calendar, before = entry_of(event_calendar(event, now=NOW))
    event.cancelled_at, event.sequence = NOW, 1
    _calendar, after = entry_of(event_calendar(event, now=NOW))
    assert before["UID"] == after["UID"]
    assert (after["STATUS"], after["SEQUENCE"]) == ("CANCELLED", 1)


def test_the_file_of_a_published_event_is_public_and_of_others_not(client) -> None:
    public, hidden = EventFactory(), EventFactory(published_at=None)
    tentative = EventFactory(date_is_tentative=True)
    answer = client.get(f"/aktiviteter/{public.pk}/kalender.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert client.get(f"/aktiviteter/{hidden.pk}/kalender.ics").status_code == 404
    assert client.get(f"/aktiviteter/{tentative.pk}/kalender.ics").status_code == 404
