"""Evaluations for tests."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from events.models import Evaluation, EvaluationTurn, Registration
from events.services.evaluation_answers import answer_evaluation
from events.services.evaluations import close_evaluation, open_evaluation
from tests.events.factories import EventFactory
from tests.events.organisers import registered


def an_open_evaluation(count: int, **event: object) -> tuple[Evaluation, list[Registration]]:
    """Return an evaluation that so many people can answer, with their answers to the event."""
    now = timezone.now()
    times = {"starts_at": now - dt.timedelta(hours=8), "ends_at": now - dt.timedelta(hours=2), "answer_by": None}
    held = EventFactory(**{**times, **event})
    rows = [registered(held) for _ in range(count)]
    with transaction.atomic():
        evaluation = open_evaluation(held, now=now)
    EvaluationTurn.objects.bulk_create(EvaluationTurn(evaluation=evaluation, registration=row) for row in rows)
    return evaluation, rows


def answered(count: int, *, of: int = 0, texts: int = 0, closed: bool = True) -> Evaluation:
    """Return an evaluation with so many answers, of which so many have a text, closed unless told otherwise."""
    evaluation, rows = an_open_evaluation(max(count, of))
    now = timezone.now()
    for number, row in enumerate(rows[:count]):
        said: dict[int, int | str] = {1: number % 5 + 1, 2: 4}
        if number < texts:
            said[5] = f"Tekst {number}"
        answer_evaluation(evaluation, registration=row, answers=said, now=now)
    if closed:
        close_evaluation(evaluation, now=now)
    evaluation.refresh_from_db()
    return evaluation
