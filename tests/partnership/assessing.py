"""Rounds and assessments for tests; every date is fixed."""

from __future__ import annotations

import datetime as dt

from municipalities.models import Coordinatorship
from partnership.models import (
    Agreement,
    Assessment,
    AssessmentRound,
    AssessmentWriter,
    CriterionAnswer,
    Partnership,
    Person,
    SuccessCriterion,
)
from partnership.services.assessments import lock_assessment, save_answer, submit_assessment
from tests.partnership.factories import AgreementFactory, PartnershipFactory, PersonFactory

#: A Tuesday at 10 in Copenhagen.
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


def criterion_of(partnership: Partnership, number: int = 1) -> SuccessCriterion:
    return SuccessCriterion.objects.create(partnership=partnership, number=number, text=f"Kriterium {number}")


def round_of(partnership: Partnership, *, opens: int = -10, due: int = 10, kind: str = "midway") -> AssessmentRound:
    """Return a round that opens and is due so many days from the fixed day."""
    return AssessmentRound.objects.create(
        partnership=partnership,
        kind=kind,
        opens_on=TODAY + dt.timedelta(days=opens),
        due_on=TODAY + dt.timedelta(days=due),
    )


def assessing(partnership: Partnership) -> tuple[Agreement, Person]:
    """Return the agreement of a new municipality, and its coordinator."""
    agreement = AgreementFactory(partnership=partnership)
    person = PersonFactory()
    Coordinatorship.objects.create(municipality=agreement.municipality, person=person, from_on=dt.date(2026, 1, 1))
    return agreement, person


def written(
    agreement: Agreement, held: AssessmentRound, by: Person, *, step: int | None = 3, text: str = "Vi er i gang"
):
    """Return the answers of a draft in which each criterion has this step and text."""
    return [
        save_answer(
            agreement,
            held=held,
            answer=CriterionAnswer(criterion=criterion, step=step, text=text, may_be_quoted=True),
            by=by,
            today=held.opens_on,
        )
        for criterion in held.partnership.success_criteria.order_by("number")
    ]


def sent_in(partnership: Partnership, held: AssessmentRound, steps: list[int]) -> list[Agreement]:
    """Let as many new municipalities as there are steps send in, each with its step under every criterion."""
    agreements = []
    for step in steps:
        agreement, person = assessing(partnership)
        written(agreement, held, person, step=step)
        opened = dt.datetime.combine(held.opens_on, NOW.timetz())
        submit_assessment(agreement, held=held, by=person, now=opened)
        agreements.append(agreement)
    return agreements


def assessment_of(agreement: Agreement, held: AssessmentRound) -> Assessment:
    return lock_assessment(agreement, held=held)


def name_in_assessment(person: Person) -> None:
    """Name somebody as who wrote, sent in and reopened."""
    held = round_of(PartnershipFactory())
    criterion = criterion_of(held.partnership)
    agreement = AgreementFactory(partnership=held.partnership)
    reopened = {"reopened_at": NOW, "reopened_by": person, "reopened_because": "x"}
    row = Assessment.objects.create(agreement=agreement, round=held, submitted_by=person, **reopened)
    AssessmentWriter.objects.create(agreement=agreement, person=person, granted_by=person, granted_at=NOW)
    CriterionAnswer.objects.create(assessment=row, criterion=criterion, changed_by=person)
