"""What answers build on besides their text: the event and the practice that other rooms know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.models import Event
from events.services.evidence import events_pointed_at
from partnership.models import Agreement, AssessmentRound, CriterionAnswer
from tracks.models import Practice
from tracks.services.evidence import practices_pointed_at


@dataclass(frozen=True)
class Evidence:
    """What one answer points at; the document or page stands on the answer itself."""

    event: Event | None = None
    practice: Practice | None = None


def evidence_of(answers: Iterable[CriterionAnswer]) -> dict[int, Evidence]:
    """Return by answer what it points at; two queries."""
    rows = list(answers)
    events, practices = events_pointed_at(rows), practices_pointed_at(rows)
    return {row.pk: Evidence(events.get(row.pk), practices.get(row.pk)) for row in rows}


def latest_answers(agreement: Agreement, rounds: Sequence[AssessmentRound]) -> dict[int, CriterionAnswer]:
    """Return by criterion what the municipality wrote in the latest of these rounds in which it has sent in; one query."""
    answers = CriterionAnswer.objects.filter(
        assessment__agreement=agreement, assessment__status="submitted", assessment__round__in=rounds
    )
    return {row.criterion_id: row for row in answers.order_by("assessment__round__opens_on")}
