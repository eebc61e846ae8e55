"""What registration can do, shown: questions and workshops, an offered place, places kept for each municipality, needs."""

from __future__ import annotations

import datetime as dt

from events.models import Event, Question, Registration, Workshop
from events.services.needs import state_needs
from events.services.registrations import cancel_registration
from events.services.replies import Replies, change_replies

_QUESTIONS = [
    ("Hvad vil du helst have svar på?", Question.Kind.TEXT, "", False),
    ("Hvordan kommer du?", Question.Kind.CHOICE, "Med tog\nI bil\nPå cykel", True),
    ("Hvilke indsatsområder arbejder I med nu?", Question.Kind.CHOICES, "Ledelse\nMedarbejdere\nForældre", False),
    ("Bliver du til middagen?", Question.Kind.YES_NO, "", False),
]
_REPLIES: list[list[str | bool | list[str] | None]] = [
    ["Hvordan får vi ledelsen med?", "Med tog", ["Ledelse", "Forældre"], True],
    [None, "I bil", ["Medarbejdere"], False],
    ["Erfaringer fra de andre kommuner", "Med tog", None, True],
]
_NEEDS = [(["vegetarian"], ""), (["no_gluten", "no_lactose"], "Spor er i orden")]
_WORKSHOPS = [("Robotter i børnehaven", 12), ("Data og etik", 20), ("Forældrenes spørgsmål", None)]


def show_registration(*, asks: Event, full: Event, keeps: Event, now: dt.datetime) -> None:
    """Let one event ask, somebody give up a place at the full one, and a third keep places for each municipality."""
    questions = Question.objects.bulk_create(
        Question(event=asks, number=number, text=text, kind=kind, options=options, required=required)
        for number, (text, kind, options, required) in enumerate(_QUESTIONS, 1)
    )
    workshops = Workshop.objects.bulk_create(
        Workshop(event=asks, title=title, capacity=capacity) for title, capacity in _WORKSHOPS
    )
    coming = list(Registration.objects.attending().filter(event=asks).select_related("person").order_by("pk")[:3])
    for index, (registration, said) in enumerate(zip(coming, _REPLIES, strict=False)):
        values = {question.pk: value for question, value in zip(questions, said, strict=True)}
        change_replies(registration, replies=Replies(values, {1: workshops[index % 2].pk}), now=now)
    for registration, (diets, note) in zip(coming, _NEEDS, strict=False):
        state_needs(registration.person, diets=diets, diet_note=note, access_note="", now=now)
    leaving = Registration.objects.attending().filter(event=full).order_by("pk").first()
    if leaving is not None and full.accepts_answers(now):
        cancel_registration(leaving, reason="Møde i udvalget", now=now)
    keeps.allotment, keeps.allotment_until = 1, keeps.starts_at - dt.timedelta(days=14)
    keeps.save(update_fields=["allotment", "allotment_until"])
