"""Three rounds of assessments: opened, answered by nearly all, reminded of; with goals of the steering group."""

from __future__ import annotations

import datetime as dt
from functools import partial
from random import Random

from events.models import Event
from events.services.evidence import events_to_point_at, point_at_event
from partnership.config.demonstration.assessments import ASSESSED, GOALS, SHARING
from partnership.config.demonstration.course.course import Course
from partnership.config.demonstration.course.days import at, working
from partnership.models import Agreement, AssessmentRound, CriterionAnswer, Goal, SuccessCriterion
from partnership.services.assessment_reminders import remind_of_assessments
from partnership.services.assessments import save_answer, submit_assessment
from tracks.services.evidence import point_at_practice, practices_to_point_at

Kind = AssessmentRound.Kind
#: First and last day of the rounds, in months and days after the start.
_PERIODS = {
    Kind.BASELINE: ((1, 5), (2, 15)),
    Kind.MIDWAY: ((12, 10), (14, 5)),
    Kind.END: ((23, 5), (24, 20)),
}
#: Of so many municipalities one does not answer, another one in each round.
SILENT = 16
DECIDED_AT = "steering-1"


def plan_assessments(course: Course) -> None:
    """Note down the rounds, what the municipalities send in, and the goals."""
    for place, (kind, (opens, due)) in enumerate(_PERIODS.items()):
        held = AssessmentRound.objects.create(
            partnership=course.partnership, kind=kind, opens_on=course.day(*opens), due_on=course.day(*due)
        )
        course.diary.note(at(held.opens_on, 9), partial(_hand_round, course, held, place))
        for before in (14, 3):
            course.beat(held.due_on - dt.timedelta(days=before), remind_of_assessments)
    conference = Event.objects.get(partnership=course.partnership, key=DECIDED_AT)
    course.diary.note(conference.ends_at, partial(_set_goals, course))


def _set_goals(course: Course, now: dt.datetime) -> None:
    criteria = SuccessCriterion.objects.filter(partnership=course.partnership).order_by("number")
    for criterion, (text, source) in zip(criteria, GOALS, strict=False):
        Goal.objects.create(criterion=criterion, text=text, source=source, decided_on=now.date())


def _hand_round(course: Course, held: AssessmentRound, place: int, now: dt.datetime) -> None:
    """Let the municipalities answer on days of their own, up to the last one."""
    length = (held.due_on - held.opens_on).days
    for number, agreement in enumerate(course.agreements()):
        if number % SILENT == SILENT - 2 - place:
            continue
        day = min(held.due_on, working(held.opens_on + dt.timedelta(days=2 + number * 11 % (length - 3))))
        course.diary.note(at(day, 13, number % 60), partial(_assess, course, agreement, held))


def _assess(course: Course, agreement: Agreement, held: AssessmentRound, now: dt.datetime) -> None:
    by = course.coordinator_of(agreement.municipality, on=now.date())
    events = events_to_point_at(agreement, now=now)[:3]
    practice = next(iter(practices_to_point_at(agreement)), None)
    for criterion in SuccessCriterion.objects.filter(partnership=course.partnership).order_by("number"):
        step = _step(agreement, criterion, held)
        dice = Random(f"answer {agreement.municipality.code} {criterion.number} {held.kind}")
        answer = CriterionAnswer(
            criterion=criterion,
            step=step,
            text=ASSESSED[step - 1][dice.randrange(2)],
            may_be_quoted=dice.random() < 0.5,
        )
        answer = save_answer(agreement, held=held, answer=answer, by=by, today=now.date())
        if events and dice.random() < 0.3:
            point_at_event(answer, event=dice.choice(events))
        if practice is not None and criterion.number == SHARING:
            point_at_practice(answer, practice=practice)
    submit_assessment(agreement, held=held, by=by, now=now)


def _step(agreement: Agreement, criterion: SuccessCriterion, held: AssessmentRound) -> int:
    """Return how far a municipality has come: forward from round to round, not everywhere as fast."""
    dice = Random(f"steps {agreement.municipality.code} {criterion.number}")
    slow = criterion.number == 8  # the parents: where there is furthest left to go
    step = dice.choice([1, 1, 2] if slow else [1, 2, 2, 3])
    for kind in (Kind.MIDWAY, Kind.END)[: list(_PERIODS).index(Kind(held.kind))]:
        step += dice.choice([0, 1] if slow and kind == Kind.MIDWAY else [0, 1, 1, 1, 2])
    return min(5, step)
