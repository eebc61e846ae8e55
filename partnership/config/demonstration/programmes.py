"""Programmes of the demonstration's events: talks by invented speakers, groups, breaks."""

from __future__ import annotations

import datetime as dt

from events.models import Event, ProgrammeItem
from partnership.models import Partnership
from partnership.text import COPENHAGEN

#: Minutes after the event's start, from and to; title, speakers, room.
_DAY = [
    (0, 30, "Morgenmad og ankomst", "", "Foyeren"),
    (30, 45, "Velkomst", "Sanne Østerlund, KL", "Store sal"),
    (
        45,
        105,
        "Ekspertoplæg: Hvad ved vi om børn og teknologi?",
        "Åse Gyldenløv, Professionshøjskolen Nordlys",
        "Store sal",
    ),
    (105, 120, "Pause", "", ""),
    (120, 180, "Grupper: Hvad tager vi med hjem?", "", "Lokale 1-6"),
    (180, 225, "Frokost", "", "Kantinen"),
    (225, 300, "Ekspertoplæg: Ledelse af forandringer", "Bjørn Havsgaard, Instituttet for Skoleledelse", "Store sal"),
]
#: How an event begins that begins after the morning.
_ARRIVAL, _NOON = "Ankomst og en sandwich", 11
_PARALLEL = (120, 180, "Grupper: Forældrenes rolle", "Lærke Fjordager, Skole og Børn i Fokus", "Lokale 7")
#: Which events have a programme, and which of them last two days.
_WITH_PROGRAMME = ("steering-1", "development-1", "leadership-1", "staff-1", "development-3", "steering-3")
TWO_DAYS = "development-2"


def write_programmes(partnership: Partnership) -> None:
    """Give some events a programme, and let one of them last two days."""
    events = {event.key: event for event in Event.objects.filter(partnership=partnership)}
    ProgrammeItem.objects.bulk_create(
        item for key in _WITH_PROGRAMME if key in events for item in _items(events[key], events[key].starts_at)
    )
    seminar = events.get(TWO_DAYS)
    if seminar is not None:
        night = dt.timedelta(days=1)
        seminar.ends_at += night
        seminar.save(update_fields=["ends_at"])
        ProgrammeItem.objects.bulk_create(
            [*_items(seminar, seminar.starts_at), *_items(seminar, seminar.starts_at + night)]
        )


def give_programme(event: Event) -> None:
    """Give one event a programme."""
    ProgrammeItem.objects.bulk_create(_items(event, event.starts_at))


def _items(event: Event, start: dt.datetime) -> list[ProgrammeItem]:
    rows = sorted([*_DAY, _PARALLEL])
    items = [
        ProgrammeItem(
            event=event,
            starts_at=start + dt.timedelta(minutes=begins),
            ends_at=start + dt.timedelta(minutes=ends),
            title=_ARRIVAL if begins == 0 and start.astimezone(COPENHAGEN).hour >= _NOON else title,
            speakers=speakers,
            room=room,
            position=position,
        )
        for position, (begins, ends, title, speakers, room) in enumerate(rows)
    ]
    return [item for item in items if item.ends_at <= event.ends_at]
