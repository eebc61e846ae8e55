"""The programme of an event: within it, day by day, seen where the event is seen."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from events.models import Event, ProgrammeItem
from events.services.programme import held_together, programme_of
from events.services.registrations import accept_invitation, cancel_registration
from partnership.text import COPENHAGEN
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.partnership.factories import PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def item_of(event: Event, *, begins: float = 0, ends: float = 1, **values: object) -> ProgrammeItem:
    """Return an item that begins and ends so many hours after its event."""
    times = {"starts_at": event.starts_at + begins * HOUR, "ends_at": event.starts_at + ends * HOUR}
    return ProgrammeItem.objects.create(event=event, **{"title": "Oplæg", **times, **values})


@pytest.mark.parametrize(("begins", "ends"), [(-0.5, 1), (5, 6.5), (2, 2), (3, 2)])
def test_an_item_outside_its_event_or_without_length_is_refused_by_the_database(begins, ends) -> None:
    event = EventFactory()
    kept = item_of(event, begins=0, ends=6)
    with pytest.raises(IntegrityError), transaction.atomic():
        item_of(event, begins=begins, ends=ends)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeItem.objects.filter(pk=kept.pk).update(starts_at=START + begins * HOUR, ends_at=START + ends * HOUR)


def test_the_programme_is_grouped_by_the_day_in_copenhagen() -> None:
    event = EventFactory(starts_at=START, ends_at=START + dt.timedelta(days=1, hours=6))
    late = item_of(event, begins=14, ends=15, title="Aften")  # 23.30 in Copenhagen, 22.30 UTC
    after = item_of(event, begins=14.5, ends=15.5, title="Midnat")  # 0.00 in Copenhagen the day after
    assert [(day.day, day.items) for day in programme_of(event)] == [
        (dt.date(2027, 1, 12), (late,)),
        (dt.date(2027, 1, 13), (after,)),
    ]


def test_the_page_of_an_event_shows_times_speakers_and_rooms(client) -> None:
    event = EventFactory()
    item_of(event, title="Børn og skærme", speakers="Ida Æbelø, Aarhus Kommune", room="Sal 2")
    page = client.get(f"/aktiviteter/{event.pk}/").content.decode()
    for words in ("9.30-10.30", "Børn og skærme", "Ida Æbelø, Aarhus Kommune", "Sal 2"):
        assert words in page
    Event.objects.update(date_is_tentative=True)
    assert "9.30-10.30" not in client.get(f"/aktiviteter/{event.pk}/").content.decode()


def test_a_programme_is_seen_by_whoever_sees_the_event() -> None:
    hidden = item_of(EventFactory(published_at=None))
    shown = item_of(EventFactory())
    guest = invitation_to(hidden.event).person
    assert list(ProgrammeItem.objects.visible_to(PersonFactory())) == [shown]
    assert set(ProgrammeItem.objects.visible_to(guest)) == {hidden, shown}
    assert ProgrammeItem.objects.visible_to(PersonFactory(is_staff=True)).count() == 2


def test_events_that_are_held_together_name_each_other_once_published(client) -> None:
    seminar = EventFactory(title="Afsluttende seminar")
    conference = EventFactory(title="Afsluttende konference", joint_with=seminar, partnership=seminar.partnership)
    assert (held_together(seminar), held_together(conference)) == ([conference], [seminar])
    for event, other in ((seminar, conference), (conference, seminar)):
        assert other.title in client.get(f"/aktiviteter/{event.pk}/").content.decode()
    Event.objects.filter(pk=conference.pk).update(published_at=None)
    assert held_together(seminar) == []


def test_the_link_to_take_part_online_is_for_those_who_have_a_place(client) -> None:
    event = EventFactory(online_url="https://moede.example/hemmeligt")
    invitation = invitation_to(event)
    browser = logged_in(invitation.person)
    own = f"/min-side/aktiviteter/{event.pk}/"
    assert "hemmeligt" not in client.get(f"/aktiviteter/{event.pk}/").content.decode()
    assert "hemmeligt" not in browser.get(own).content.decode()
    registration = accept_invitation(invitation, now=NOW)
    assert "https://moede.example/hemmeligt" in browser.get(own).content.decode()
    cancel_registration(registration, now=NOW)
    assert "hemmeligt" not in browser.get(own).content.decode()


def row(number: int, **values: object) -> dict[str, object]:
    """Return what the event's page sends about one item."""
    return {f"programme_items-{number}-{name}": value for name, value in values.items()}


def posted(event: Event, *items: dict[str, object], **changes: object) -> dict[str, object]:
    """Return what the event's page sends, the stored items first."""
    initial = sum(1 for item in items if any(key.endswith("-id") for key in item))
    starts, ends = (moment.astimezone(COPENHAGEN) for moment in (event.starts_at, event.ends_at))
    values = {
        "partnership": event.partnership_id,
        "body": event.body_id,
        "kind": event.kind,
        "title": event.title,
        "starts_at_0": starts.date().isoformat(),
        "starts_at_1": f"{starts:%H:%M}",
        "ends_at_0": ends.date().isoformat(),
        "ends_at_1": f"{ends:%H:%M}",
        "venue": event.venue,
        "address": event.address,
        "programme_items-TOTAL_FORMS": len(items),
        "programme_items-INITIAL_FORMS": initial,
        **{
            f"{inline}-{count}_FORMS": 0
            for inline in ("Event_focus_areas", "questions", "workshops", "sources", "delegates")
            for count in ("TOTAL", "INITIAL")
        },
    }
    for item in items:
        values |= item
    return values | changes


def save(event: Event, *items: dict[str, object], **changes: object):
    browser = logged_in(PersonFactory(is_staff=True, is_superuser=True), "code", "mfa")
    return browser.post(f"/admin/events/event/{event.pk}/change/", posted(event, *items, **changes))


def test_the_secretariat_writes_items_without_their_day_and_is_told_what_lies_outside() -> None:
    event = EventFactory(answer_by=None)
    talk = row(0, begins="10:00", ends="10:45", title="Oplæg", position=0)
    assert save(event, talk).status_code == 302
    item = ProgrammeItem.objects.get()
    assert (item.starts_at, item.ends_at) == (START + HOUR / 2, START + HOUR * 1.25)
    answer = save(
        event,
        row(0, id=item.pk, event=event.pk, day="2027-01-12", begins="15:00", ends="16:00", title="Oplæg", position=0),
    )
    assert answer.status_code == 200
    assert "Punktet skal ligge inden for aktiviteten" in answer.content.decode()


def test_an_item_whose_title_is_corrected_while_the_event_moves_moves_along() -> None:
    event = EventFactory(answer_by=None)
    item = item_of(event)
    corrected = row(
        0, id=item.pk, event=event.pk, day="2027-01-12", begins="09:30", ends="10:30", title="Rettet", position=0
    )
    moved = save(event, corrected, starts_at_0="2027-02-02", ends_at_0="2027-02-02")
    assert moved.status_code == 302
    item.refresh_from_db()
    assert (item.title, item.starts_at) == ("Rettet", START + dt.timedelta(days=21))
