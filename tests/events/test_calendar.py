"""Calendar files, read back by parsers that did not write them, and over both clock changes."""

import datetime as dt

import pytest
from django.utils.html import escape
from ical.event import EventStatus

from events.models import Event
from events.services.calendar import write_calendar
from events.services.calendar_entries import Entry
from events.services.registrations import accept_invitation
from events.services.reminders import send_reminders
from partnership.models import Letter, LetterAttachment
from partnership.services.links import token_of
from partnership.text import COPENHAGEN, span
from tests.events.calendar_reading import by_its_own_rules, only, read
from tests.events.factories import NOW, EventFactory, invitation_to

pytestmark = pytest.mark.django_db


def file_of(event: Event) -> bytes:
    return write_calendar([Entry(event, NOW)])


@pytest.mark.parametrize(
    ("start", "offset"),
    [
        (dt.datetime(2026, 10, 24, 9, 30), 2),
        (dt.datetime(2026, 10, 25, 9, 30), 1),
        (dt.datetime(2026, 10, 26, 9, 30), 1),
        (dt.datetime(2027, 3, 27, 9, 30), 1),
        (dt.datetime(2027, 3, 28, 9, 30), 2),
        (dt.datetime(2027, 3, 29, 9, 30), 2),
    ],
)
def test_page_mail_and_file_say_half_past_nine_over_the_clock_changes(client, start, offset) -> None:
    before = start.replace(tzinfo=dt.UTC) - dt.timedelta(days=30)
    starts_at = start.replace(tzinfo=COPENHAGEN)
    event = EventFactory(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2), answer_by=None)
    invitation = invitation_to(event)
    invitation.link.expires_at = starts_at + dt.timedelta(days=365)
    invitation.link.save()
    accept_invitation(invitation, now=before)
    content = bytes(LetterAttachment.objects.get(name__endswith=".ics").content)
    entry = only(content)
    assert entry.dtstart.isoformat() == f"{start.isoformat()}+0{offset}:00"
    assert by_its_own_rules(content, "DTSTART").isoformat() == f"{start.isoformat()}+0{offset}:00"
    assert by_its_own_rules(content, "DTEND") - by_its_own_rules(content, "DTSTART") == dt.timedelta(hours=2)
    day = (
        "27. marts 2027" if start.day == 27 else f"{start.day}. {'oktober 2026' if start.month == 10 else 'marts 2027'}"
    )
    words = f"{day} kl.\u00a09.30-11.30"
    assert words in Letter.objects.get().text
    for address in (f"/aktiviteter/{event.pk}/", f"/i/{token_of(invitation.link)}/"):
        assert escape(words) in client.get(address, follow=True).content.decode(), address


@pytest.mark.parametrize(
    "start", [dt.datetime(2026, 10, 26, 9, 30), dt.datetime(2027, 3, 30, 9, 30)], ids=["autumn", "spring"]
)
def test_the_reminder_before_the_change_says_the_hour_after_it(start) -> None:
    starts_at = start.replace(tzinfo=COPENHAGEN)
    event = EventFactory(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2), answer_by=None)
    accept_invitation(invitation_to(event), now=starts_at - dt.timedelta(days=30))
    for days in range(9, 0, -1):
        send_reminders(now=starts_at.astimezone(dt.UTC) + dt.timedelta(hours=3) - dt.timedelta(days=days))
    letter = Letter.objects.get(kind="event_facts")
    assert (start.replace(tzinfo=COPENHAGEN).utcoffset(), letter.created_at.astimezone(COPENHAGEN).utcoffset()) in {
        (dt.timedelta(hours=1), dt.timedelta(hours=2)),
        (dt.timedelta(hours=2), dt.timedelta(hours=1)),
    }
    assert span(event.starts_at, event.ends_at, "da") in letter.text
    assert "kl.\u00a09.30-11.30" in letter.text


def test_days_on_both_sides_of_a_clock_change_keep_their_hours() -> None:
    start, end = (dt.datetime(2026, 10, day, 16, tzinfo=COPENHAGEN) for day in (24, 25))
    content = file_of(EventFactory(starts_at=start, ends_at=end, answer_by=None))
    moments = [by_its_own_rules(content, name) for name in ("DTSTART", "DTEND")]
    assert [moment.astimezone(dt.UTC).hour for moment in moments] == [14, 15]
    assert (only(content).dtstart, only(content).dtend) == (start, end)


def test_the_entry_names_what_where_and_who(settings) -> None:
    event = EventFactory(
        title="Opstart, æøå; og mere", description="Vi begynder.", joint_with=EventFactory(title="Afslutning")
    )
    entry = only(file_of(event))
    page = f"{settings.SITE_URL}/aktiviteter/{event.pk}/"
    assert entry.summary == "Opstart, æøå; og mere"
    assert entry.location == "Kolding Congress Center, Skovbrynet 1, 6000 Kolding"
    assert entry.url == page
    assert entry.description == f"Vi begynder.\n\nHoldes sammen med: Afslutning\n\nLæs mere: {page}"
    assert (entry.organizer.uri, entry.organizer.common_name) == ("mailto:partnerskab@kl.example", "KL Partnerskab")
    assert (entry.status, entry.sequence, entry.attendees) == (EventStatus.CONFIRMED, 0, [])


def test_the_programme_and_the_partner_stand_in_the_entry_whichever_names_the_other() -> None:
    start = dt.datetime(2027, 1, 12, 8, 30, tzinfo=dt.UTC)
    event = EventFactory(description="", ends_at=start + dt.timedelta(days=1, hours=2), joint_with=None)
    EventFactory(title="Styregruppens afslutning", joint_with=event)
    EventFactory(title="Skjult", joint_with=event, published_at=None)
    for hours, title, speakers, room in ((0, "Velkomst", "Bo Holm, KL", "Salen"), (24, "Opsamling", "", "")):
        at = start + dt.timedelta(hours=hours)
        values = {"title": title, "speakers": speakers, "room": room}
        event.programme_items.create(starts_at=at, ends_at=at + dt.timedelta(minutes=30), **values)
    assert only(file_of(event)).description.splitlines()[:-2] == [
        "tirsdag den 12. januar 2027",
        "9.30-10.00 Velkomst, Bo Holm, KL, Salen",
        "",
        "onsdag den 13. januar 2027",
        "9.30-10.00 Opsamling",
        "",
        "Holdes sammen med: Styregruppens afslutning",
    ]


def test_the_link_to_take_part_online_is_for_who_has_a_place() -> None:
    event = EventFactory(online_url="https://meet.example/abc", capacity=1)
    attending, waiting = (accept_invitation(invitation_to(event), now=NOW) for _ in range(2))
    files = [write_calendar([Entry(event, NOW, person=row.person, registration=row)]) for row in (attending, waiting)]
    shown = ["meet.example" in only(content).description for content in (*files, file_of(event))]
    assert shown == [True, False, False]


def test_the_uid_is_stable_and_a_cancelled_event_says_so() -> None:
    event = EventFactory(title="Opstart")
    before = only(file_of(event))
    event.cancelled_at, event.sequence = NOW, 1
    after = only(file_of(event))
    assert before.uid == after.uid
    assert (after.status, after.sequence, after.summary) == (EventStatus.CANCELLED, 1, "Aflyst: Opstart")


def test_the_file_of_a_published_event_is_public_and_of_others_not(client) -> None:
    public, hidden = EventFactory(), EventFactory(published_at=None)
    tentative = EventFactory(date_is_tentative=True)
    answer = client.get(f"/aktiviteter/{public.pk}/kalender.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert read(answer.content).method == "PUBLISH"
    assert client.get(f"/aktiviteter/{hidden.pk}/kalender.ics").status_code == 404
    assert client.get(f"/aktiviteter/{tentative.pk}/kalender.ics").status_code == 404
