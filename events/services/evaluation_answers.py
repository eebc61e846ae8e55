"""An answer to an evaluation, and what comes out of all of them together: never below five answers."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from events.models import (
    Evaluation,
    EvaluationCount,
    EvaluationQuestion,
    EvaluationText,
    EvaluationTurn,
    Event,
    Registration,
    was_there,
)
from events.models.registration import RegistrationQuerySet
from events.services.attendance import attendance_taken
from partnership.spreadsheet import Sheet, Value

#: With fewer answers nothing is shown, neither of the whole evaluation nor of one question.
LEAST = 5
SCALE = (1, 2, 3, 4, 5)


class EvaluationRefused(Exception):
    """The answer cannot be taken; the message says why."""


@dataclass(frozen=True)
class Result:
    """What was answered to one question; nothing but the fact where fewer than five answered it."""

    question: EvaluationQuestion
    counts: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    is_hidden: bool = False

    @property
    def answers(self) -> int:
        """How many answered the question."""
        return sum(self.counts)

    @property
    def mean(self) -> float:
        """The mean of a scale."""
        return sum(value * count for value, count in zip(SCALE, self.counts, strict=True)) / max(1, self.answers)


@dataclass(frozen=True)
class Results:
    """How many were asked and answered, and the results by question; none while they may not be shown."""

    asked: int
    answered: int
    by_question: list[Result] = field(default_factory=list)


def guests_asked(event: Event) -> RegistrationQuerySet:
    """Return the answers of those who are asked: who came, or who had a place where nobody stood at the door."""
    rows = Registration.objects.filter(event=event)
    return rows.filter(was_there()) if attendance_taken(event) else rows.attending()


def may_evaluate(evaluation: Evaluation, registration: Registration, *, now: dt.datetime) -> bool:
    """Tell whether the person may answer: it is open, the person was there, and has not answered; three queries at most."""
    if not evaluation.is_open(now):
        return False
    turn = EvaluationTurn.objects.filter(registration=registration).first()
    if turn is not None:
        return not turn.has_answered
    return guests_asked(evaluation.event).filter(pk=registration.pk).exists()


@transaction.atomic
def answer_evaluation(
    evaluation: Evaluation, *, registration: Registration, answers: Mapping[int, int | str], now: dt.datetime
) -> None:
    """Count an answer, and note apart that the person has answered. Each may once, however often it is sent.

    Values are added to sums; texts are written anew in another order, all in one go, so that neither time nor place in the
    table ties a text to a person. Raises EvaluationRefused.
    """
    # The lock makes the texts of two people wait for each other.
    evaluation = Evaluation.objects.select_for_update(of=("self",)).select_related("event").get(pk=evaluation.pk)
    if not evaluation.is_open(now):
        raise EvaluationRefused(_("The evaluation is closed. Thank you for wanting to answer."))
    if not guests_asked(evaluation.event).filter(pk=registration.pk).exists():
        raise EvaluationRefused(_("The evaluation is for those who took part."))
    said = {number: answer for number, answer in answers.items() if answer not in {"", None}}
    if not said:
        raise EvaluationRefused(_("Answer at least one question."))
    EvaluationTurn.objects.get_or_create(registration=registration, defaults={"evaluation": evaluation})
    if not EvaluationTurn.objects.filter(registration=registration, has_answered=False).update(has_answered=True):
        raise EvaluationRefused(_("You have answered already. Thank you."))
    for question in evaluation.questions.filter(number__in=said):
        answer = said[question.number]
        if question.kind == EvaluationQuestion.Kind.SCALE:
            EvaluationCount.objects.filter(question=question, value=int(answer)).update(count=F("count") + 1)
        else:
            _mix_in(question, str(answer))


def results_of(evaluation: Evaluation, *, now: dt.datetime) -> Results:
    """Return the results; nothing but the numbers of people while it runs, and with fewer than five answers for good.

    They come once, after the end, since two looks at a running evaluation would show what the person between them answered.
    """
    asked, answered = evaluation.turns.count(), evaluation.turns.filter(has_answered=True).count()
    if answered < LEAST or not evaluation.is_closed(now):
        return Results(asked, answered)
    questions = evaluation.questions.prefetch_related("counts", "texts")
    return Results(asked, answered, [_result(question) for question in questions])


def result_sheets(results: Results) -> list[Sheet]:
    """Return the results for a spreadsheet, under the same rule as on the screen."""
    hidden = _("fewer than %(least)d answers") % {"least": LEAST}
    scales: list[list[Value]] = []
    texts: list[list[Value]] = []
    for row in results.by_question:
        if row.is_hidden:
            scales.append([row.question.text, *[None] * len(SCALE), hidden, ""])
        elif row.counts:
            scales.append([row.question.text, *row.counts, row.answers, f"{row.mean:.1f}".replace(".", ",")])
        texts += [[row.question.text, text] for text in row.texts]
    columns = [_("Question"), *map(str, SCALE), _("Answers"), _("Mean")]
    return [Sheet(_("Results"), columns, scales), Sheet(_("Comments"), [_("Question"), _("Comment")], texts)]


def move_turn(goes: Registration, *, to: Registration) -> None:
    """Let two answers of one person, of which one goes, have one turn: answered if either was."""
    turn = EvaluationTurn.objects.filter(registration=goes).first()
    if turn is None:
        return
    kept = EvaluationTurn.objects.filter(registration=to).first()
    if kept is None:
        EvaluationTurn.objects.filter(pk=turn.pk).update(registration=to)
        return
    if turn.has_answered:
        EvaluationTurn.objects.filter(pk=kept.pk).update(has_answered=True)
    turn.delete()


def _result(question: EvaluationQuestion) -> Result:
    counts = tuple(row.count for row in question.counts.all())
    texts = tuple(row.text for row in question.texts.all())
    if (sum(counts) if question.kind == EvaluationQuestion.Kind.SCALE else len(texts)) < LEAST:
        return Result(question, is_hidden=True)
    return Result(question, counts, texts)


def _mix_in(question: EvaluationQuestion, text: str) -> None:
    texts = [*question.texts.values_list("text", flat=True), text]
    secrets.SystemRandom().shuffle(texts)
    question.texts.all().delete()
    EvaluationText.objects.bulk_create(EvaluationText(id=uuid.uuid4(), question=question, text=row) for row in texts)
