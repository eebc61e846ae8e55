"""The day itself, whichever event it is: who comes, and what they think of it afterwards."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from random import Random

from events.models import Evaluation, Event, Registration
from events.services.door import Act, record_acts
from events.services.evaluation_answers import answer_evaluation
from events.services.evaluations import tend_evaluations
from events.services.reminders import send_reminders
from partnership.config.demonstration.course.course import Course
from partnership.config.demonstration.course.days import at, working
from partnership.models import Person

#: How many of a hundred with a place come, and how many of these answer the evaluation; how many of these with words.
COME, ANSWER, IN_WORDS = 93, 55, 9
_LIKED = [
    "At møde andre med samme opgave",
    "Gruppearbejdet på tværs af kommuner",
    "De konkrete eksempler",
    "Oplægget",
    "Den åbne drøftelse",
    "Tid til at lægge en plan med kollegerne",
]
_LACKED = [
    "Lidt mere tid til spørgsmål",
    "Flere eksempler fra dagtilbud",
    "Kortere oplæg",
    "En pause mere om eftermiddagen",
    "Gerne materialet på forhånd",
]


def plan_gathering(course: Course, event: Event, *, door: Person | None = None, answering: int = ANSWER) -> None:
    """Note down the day of an event: practical facts before, the door, the evaluation after."""
    course.beat(event.day - dt.timedelta(days=3), send_reminders)
    course.diary.note(event.starts_at, partial(_open_door, course, event.pk, door))
    asked = working(event.ends_at.date() + dt.timedelta(days=1))
    course.beat(asked, tend_evaluations)
    course.diary.note(at(asked, 20), partial(_evaluate, event.pk, answering=answering))
    if event.visit_id is None:
        course.beat(asked + dt.timedelta(days=8), tend_evaluations)


def _open_door(course: Course, pk: int, door: Person | None, now: dt.datetime) -> None:
    event = Event.objects.get(pk=pk)
    dice = Random(f"who comes to {event.title} {event.day}")
    places = Registration.objects.attending().filter(event=event).order_by("pk").values_list("pk", flat=True)
    come = [row for row in places if dice.randrange(100) < COME]
    acts = [Act(uuid.UUID(int=dice.getrandbits(128)), row, now - dt.timedelta(minutes=row % 40)) for row in come]
    record_acts(event, acts=acts, by=door or course.secretary, now=now)


def _evaluate(pk: int, now: dt.datetime, *, answering: int) -> None:
    """Let some of those who were asked answer; the clock has opened the evaluation."""
    evaluation = Evaluation.objects.select_related("event").filter(event=pk).first()
    if evaluation is None:  # nobody came
        return
    dice = Random(f"opinions of {evaluation.event.title} {evaluation.event.day}")
    turns = evaluation.turns.select_related("registration").order_by("registration")
    for number, turn in enumerate(row for row in turns if dice.randrange(100) < answering):
        answers: dict[int, int | str] = {question: dice.choice([3, 4, 4, 4, 5, 5]) for question in range(1, 5)}
        if number < IN_WORDS:
            answers[5] = _LIKED[(number + pk) % len(_LIKED)]
        if number < IN_WORDS - 3:
            answers[6] = _LACKED[(number + pk) % len(_LACKED)]
        answer_evaluation(evaluation, registration=turn.registration, answers=answers, now=now)
