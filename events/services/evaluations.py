"""Evaluations open when their event ends, ask, remind once and close."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import (
    Evaluation,
    EvaluationCount,
    EvaluationQuestion,
    EvaluationTurn,
    Event,
    Registration,
)
from events.services.evaluation_answers import SCALE, guests_asked
from events.services.letters import event_values
from events.services.reminders import FROM, UNTIL
from partnership.models import Letter, PersonalLink
from partnership.services.letters import Draft, is_writable, write_letters
from partnership.services.links import make_links
from partnership.text import COPENHAGEN, day_time
from partnership.workdays import add_working_days, is_mailing_day

#: How long people can answer once they are asked, and after how many working days the silent are reminded.
RUNS, PATIENCE = dt.timedelta(days=14), 5
#: An event that ended longer ago is asked about no more.
TOO_OLD = dt.timedelta(days=60)
#: How long a link to an evaluation opens after the evaluation has closed: to say so kindly.
AFTERWARDS = dt.timedelta(days=30)
_SCALE, _TEXT = EvaluationQuestion.Kind.SCALE, EvaluationQuestion.Kind.TEXT


class EvaluationUnderWay(Exception):
    """The evaluation cannot be changed any more, or not be closed; the message says why."""


@transaction.atomic
def prepare_evaluation(event: Event) -> Evaluation:
    """Return the event's evaluation, made with the usual questions if it is not there yet."""
    evaluation, created = Evaluation.objects.get_or_create(event=event)
    if created:
        EvaluationQuestion.objects.bulk_create(
            EvaluationQuestion(evaluation=evaluation, number=number, kind=kind, text=danish, text_en=english)
            for number, (kind, danish, english) in enumerate(_usual_questions(), 1)
        )
    return evaluation


def tend_evaluations(*, now: dt.datetime) -> int:
    """Open, ask and remind where it is time, each event in a transaction of its own; returns how many letters were written.

    It opens as soon as the event is over; letters leave on mailing days between 9 and 17.
    """
    over = Event.objects.published().going_ahead().filter(ends_at__lte=now, ends_at__gt=now - TOO_OLD)
    answers = Registration.objects.attending().filter(event=OuterRef("pk"))
    closed = Evaluation.objects.filter(event=OuterRef("pk"), closes_at__lte=now)
    events = over.filter(Exists(answers), ~Exists(closed), date_is_tentative=False)
    return sum(_tend(event, now=now) for event in events)


@transaction.atomic
def close_evaluation(evaluation: Evaluation, *, now: dt.datetime) -> bool:
    """Close an evaluation before its time; False when it is closed already. It never opens again. Raises EvaluationUnderWay."""
    stored = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if stored.opened_at is None:
        raise EvaluationUnderWay(_("The evaluation has not opened yet. It opens when the event ends."))
    if stored.is_closed(now):
        return False
    stored.closes_at = now
    stored.save(update_fields=["closes_at"])
    return True


def open_evaluation(event: Event, *, now: dt.datetime) -> Evaluation:
    """Open the event's evaluation; from now on its questions stay as they are. Called inside a transaction."""
    evaluation = prepare_evaluation(event)
    evaluation = (
        Evaluation.objects.select_for_update(of=("self",)).select_related("event__partnership").get(pk=evaluation.pk)
    )
    if evaluation.opened_at is None:
        scales = evaluation.questions.filter(kind=_SCALE)
        EvaluationCount.objects.bulk_create(
            EvaluationCount(question=question, value=value) for question in scales for value in SCALE
        )
        evaluation.opened_at = now
        evaluation.save(update_fields=["opened_at"])
    return evaluation


@transaction.atomic
def _tend(event: Event, *, now: dt.datetime) -> int:
    evaluation = open_evaluation(event, now=now)
    local = now.astimezone(COPENHAGEN)
    if not (FROM <= local.time() < UNTIL and is_mailing_day(local.date())):
        return 0
    return _ask(evaluation, now=now) + _remind(evaluation, now=now)


def _ask(evaluation: Evaluation, *, now: dt.datetime) -> int:
    """Ask everybody who was there and has no turn yet: marks from the door may come in late."""
    if evaluation.asked_on is None:
        evaluation.asked_on = now.astimezone(COPENHAGEN).date()
        evaluation.closes_at = now + RUNS
        evaluation.save(update_fields=["asked_on", "closes_at"])
    asked = EvaluationTurn.objects.filter(registration=OuterRef("pk"))
    rows = guests_asked(evaluation.event).filter(~Exists(asked), person__is_active=True).select_related("person")
    new = [row for row in rows if is_writable(row.person.email)]
    links = make_links(
        [row.person for row in new],
        purpose=PersonalLink.Purpose.PARTICIPANT,
        expires_at=now + RUNS + AFTERWARDS,
        now=now,
    )
    turns = [
        EvaluationTurn(evaluation=evaluation, registration=row, link=link) for row, link in zip(new, links, strict=True)
    ]
    EvaluationTurn.objects.bulk_create(turns, batch_size=500)
    return _write("evaluation", evaluation, turns, now=now)


def _remind(evaluation: Evaluation, *, now: dt.datetime) -> int:
    """Remind those who are silent, once, some working days after they were asked."""
    today = now.astimezone(COPENHAGEN).date()
    if evaluation.asked_on is None or today < add_working_days(evaluation.asked_on, PATIENCE):
        return 0
    silent = evaluation.turns.filter(has_answered=False, is_reminded=False, link__isnull=False)
    rows = silent.filter(registration__person__is_active=True).select_related("registration__person", "link")
    due = [turn for turn in rows if is_writable(turn.registration.person.email)]
    EvaluationTurn.objects.filter(pk__in=[turn.pk for turn in due]).update(is_reminded=True)
    return _write("evaluation_reminder", evaluation, due, now=now)


def _write(kind: str, evaluation: Evaluation, turns: list[EvaluationTurn], *, now: dt.datetime) -> int:
    event, closes_at = evaluation.event, evaluation.closes_at
    assert closes_at is not None  # noqa: S101 -- set when people are asked
    drafts = []
    for turn in turns:
        person = turn.registration.person
        values = event_values(event, person.language)
        values |= {"name": person.name, "closes": day_time(closes_at, person.language)}
        key = f"{kind}:{event.pk}:{turn.registration_id}"
        drafts.append(Draft(key=key, person=person, link=turn.link, values=values))
    return write_letters(kind, drafts, now=now, priority=Letter.Priority.BULK)


def _usual_questions() -> list[tuple[EvaluationQuestion.Kind, str, str]]:
    """Return the usual questions with their kind, in Danish and in English."""
    spoken = {}
    for language in ("da", "en"):
        with override(language):
            spoken[language] = [
                _("The content was relevant to my work."),
                _("I took something home that we can use locally."),
                _("There was enough time to talk with the other participants."),
                _("The practical side worked: place, time and information."),
                _("What did you get most out of?"),
                _("What should we do differently next time?"),
            ]
    kinds = [_SCALE] * 4 + [_TEXT] * 2
    return list(zip(kinds, spoken["da"], spoken["en"], strict=True))
