"""Two events that are over: with what is shared afterwards, who came, and what people thought of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from django.utils import timezone

from events.models import Audience, Event
from events.services.materials import add_file, add_link
from events.services.minutes import record_decision, write_minutes
from events.services.registrations import register_person
from municipalities.models import Municipality
from partnership.models import Body, GuidingQuestion, Partnership, Person, SeatHolding
from partnership.services.file_kinds import PDF
from partnership.text import COPENHAGEN

#: Name in the programme, body, title, how many days ago, and how many people had a place.
WORKSHOP, VISIT = "preparation-1", "preparation-2"
_EVENTS = [
    (WORKSHOP, "development", "Idéværksted: hvad skal partnerskabet kunne?", 24, 9),
    (VISIT, "staff", "Forberedende besøg på en skole og et børnehus", 22, 5),
]
_DECISIONS = [
    ("Hver kommune beskriver ét lokalt projekt pr. indsatsområde inden første netværksbesøg.", 3, Audience.PUBLIC),
    ("Udviklingsgruppen mødes i netværk på tværs af regioner, så store og små kommuner blandes.", 1, Audience.BODY),
]
_MINUTES = """Værtskommunen bød velkommen og viste, hvordan skoler og dagtilbud arbejder med digitale læringsmiljøer.

Deltagerne drøftede i grupper, hvad partnerskabet skal kunne om to år. Der var enighed om at begynde med det, som ledere og
medarbejdere selv peger på.

Næste skridt: Sekretariatet samler forslagene og lægger dem frem på det første seminar."""


def hold_past_events(
    partnership: Partnership, *, hosts: Sequence[Municipality], paper: bytes, by: Person, now: dt.datetime
) -> None:
    """Let two events have taken place at the first municipality's, with people of all of them."""
    host = min(hosts, key=lambda municipality: municipality.sort_key)
    for key, body_key, title, days_ago, count in _EVENTS:
        body = Body.objects.get(partnership=partnership, key=body_key)
        event = _event(partnership, body, host=host, key=key, title=title, days_ago=days_ago, now=now)
        holdings = SeatHolding.objects.open().filter(seat__body=body, seat__municipality__in=hosts)
        early = event.starts_at - dt.timedelta(days=10)
        for holding in holdings.select_related("person", "seat__municipality").order_by("seat__number", "seat")[:count]:
            register_person(event, person=holding.person, municipality=holding.seat.municipality, now=early)
        if key == WORKSHOP:
            _share(event, paper=paper, by=by, now=event.ends_at)


def _event(
    partnership: Partnership,
    body: Body,
    *,
    host: Municipality,
    key: str,
    title: str,
    days_ago: int,
    now: dt.datetime,
) -> Event:
    day = timezone.localdate(now - dt.timedelta(days=days_ago))
    starts_at = timezone.make_aware(dt.datetime.combine(day, dt.time(9, 30)), COPENHAGEN)
    return Event.objects.create(
        partnership=partnership,
        body=body,
        kind=Event.Kind.OTHER,
        key=key,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=6),
        answer_by=starts_at - dt.timedelta(days=7),
        venue="Rådhuset",
        address=f"Rådhuspladsen 1, {host.name}",
        host=host,
        published_at=starts_at - dt.timedelta(days=30),
        created_at=starts_at - dt.timedelta(days=40),
    )


def _share(event: Event, *, paper: bytes, by: Person, now: dt.datetime) -> None:
    add_file(
        event,
        title="Oplæg: aftalen i partnerskabet",
        audience=Audience.PUBLIC,
        content=paper,
        kind=PDF,
        file_name="oplaeg-aftalen.pdf",
        by=by,
        now=now,
    )
    link = partial(add_link, event, by=by, now=now)
    link(title="KL's sider om digitalisering", audience=Audience.PUBLIC, url="https://www.kl.dk/")
    link(title="Gruppernes noter", audience=Audience.REGISTERED, url="https://noter.kl.example/ide")
    write_minutes(event, text=_MINUTES, audience=Audience.PUBLIC, published=True, file=(paper, PDF), now=now)
    questions = {row.number: row for row in GuidingQuestion.objects.filter(partnership=event.partnership_id)}
    for text, number, audience in _DECISIONS:
        record_decision(event, text=text, audience=audience, guiding_question=questions.get(number), now=now)
