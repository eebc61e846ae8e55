"""Two events that are over: what was shared afterwards, who came, and what people thought of it, which only one shows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import partial
from random import Random

from django.utils import timezone
from django.utils.translation import override

from events.documents.minutes import minutes_pdf
from events.models import Audience, EvaluationTurn, Event, Registration
from events.services.door import Act, record_acts
from events.services.evaluation_answers import answer_evaluation
from events.services.evaluations import open_evaluation
from events.services.materials import add_file, add_link
from events.services.minutes import record_decision, write_minutes
from events.services.registrations import register_person
from municipalities.models import Municipality
from partnership.models import Body, GuidingQuestion, Partnership, Person, SeatHolding
from partnership.services.file_kinds import PDF
from partnership.text import COPENHAGEN
from partnership.workdays import is_working_day

#: Name in the programme, body, title, how many days ago, and how many had a place, came, and answered afterwards.
WORKSHOP, VISIT = "preparation-1", "preparation-2"
_EVENTS = [
    (WORKSHOP, "development", "Idéværksted: hvad skal partnerskabet kunne?", 24, (9, 8, 7)),
    (VISIT, "staff", "Forberedende besøg på en skole og et børnehus", 22, (5, 5, 4)),
]
_LIKED = ["At møde andre med samme opgave", "Gruppearbejdet", "Besøget i klassen", "Oplægget", "Den åbne drøftelse"]
_LACKED = ["Lidt mere tid til spørgsmål", "Flere eksempler fra dagtilbud", "Kortere oplæg"]
_DECISIONS = [
    ("Hver kommune beskriver ét lokalt projekt pr. indsatsområde inden første netværksbesøg.", 3, Audience.PUBLIC),
    ("Udviklingsgruppen mødes i netværk på tværs af regioner, så store og små kommuner blandes.", 1, Audience.BODY),
]
_MINUTES = """Værtskommunen bød velkommen og viste, hvordan skoler og dagtilbud arbejder med digitale læringsmiljøer.

Deltagerne drøftede i grupper, hvad partnerskabet skal kunne om to år. Der var enighed om at begynde med det,\
 som ledere og medarbejdere selv peger på.

Næste skridt: Sekretariatet samler forslagene og lægger dem frem på det første seminar."""


def hold_past_events(
    partnership: Partnership, *, hosts: Sequence[Municipality], paper: bytes, by: Person, now: dt.datetime
) -> None:
    """Let two events have taken place at the first municipality's, with people of all of them."""
    host = min(hosts, key=lambda municipality: municipality.sort_key)
    for key, body_key, title, days_ago, (count, came, answered) in _EVENTS:
        body = Body.objects.get(partnership=partnership, key=body_key)
        event = _event(partnership, body, host=host, key=key, title=title, days_ago=days_ago, now=now)
        holdings = SeatHolding.objects.open().filter(seat__body=body, seat__municipality__in=hosts)
        early = event.starts_at - dt.timedelta(days=10)
        for holding in holdings.select_related("person", "seat__municipality").order_by("seat__number", "seat")[:count]:
            register_person(event, person=holding.person, municipality=holding.seat.municipality, now=early)
        rows = list(Registration.objects.attending().filter(event=event).order_by("pk"))
        minute = dt.timedelta(minutes=1)
        acts = [Act(uuid.uuid4(), row.pk, event.starts_at - number * minute) for number, row in enumerate(rows[:came])]
        record_acts(event, acts=acts, by=by, now=event.starts_at)
        _evaluate(event, rows[:came], answered=answered)
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
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
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


def _evaluate(event: Event, rows: Sequence[Registration], *, answered: int) -> None:
    """Ask those who came, let some answer, and close."""
    evaluation = open_evaluation(event, now=event.ends_at)
    EvaluationTurn.objects.bulk_create(EvaluationTurn(evaluation=evaluation, registration=row) for row in rows)
    rng = Random(f"opinions of {event.key}")
    for number, row in enumerate(rows[:answered]):
        answers: dict[int, int | str] = {question: rng.choice([3, 4, 4, 5, 5]) for question in range(1, 5)}
        answers[5] = _LIKED[number % len(_LIKED)]
        if number < len(_LACKED):
            answers[6] = _LACKED[number]
        answer_evaluation(evaluation, registration=row, answers=answers, now=event.ends_at + dt.timedelta(days=1))
    evaluation.asked_on = event.day + dt.timedelta(days=1)
    evaluation.closes_at = event.ends_at + dt.timedelta(days=15)
    evaluation.save(update_fields=["asked_on", "closes_at"])


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
    write = partial(write_minutes, event, text=_MINUTES, audience=Audience.PUBLIC, published=True, now=now)
    with override("da"):
        write(file=(minutes_pdf(event, write(), []), PDF))
    questions = {row.number: row for row in GuidingQuestion.objects.filter(partnership=event.partnership_id)}
    for text, number, audience in _DECISIONS:
        record_decision(event, text=text, audience=audience, guiding_question=questions.get(number), now=now)
