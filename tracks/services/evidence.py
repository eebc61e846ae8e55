"""Practices as evidence in the assessments of the success criteria."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from partnership.models import Agreement, CriterionAnswer
from tracks.models import Practice, PracticeEvidence, PracticeUse


def practices_to_point_at(agreement: Agreement) -> list[Practice]:
    """Return the released practices of the municipality, then those it has said it uses, each by title; one query."""
    used = PracticeUse.objects.filter(practice=OuterRef("pk"), municipality=agreement.municipality_id)
    found = Practice.objects.shown().filter(Q(municipality=agreement.municipality_id) | Exists(used))
    rows = found.select_related("municipality")
    return sorted(rows, key=lambda row: (row.municipality_id != agreement.municipality_id, row.title.casefold()))


def point_at_practice(answer: CriterionAnswer, *, practice: Practice | None) -> None:
    """Store which practice an answer builds on, or none; the caller holds the lock of the assessment."""
    if practice is None:
        PracticeEvidence.objects.filter(answer=answer).delete()
    else:
        PracticeEvidence.objects.update_or_create(answer=answer, defaults={"practice": practice})


def practices_pointed_at(answers: Iterable[CriterionAnswer]) -> dict[int, Practice]:
    """Return by answer the practice that it builds on; one query."""
    rows = PracticeEvidence.objects.filter(answer__in=[answer.pk for answer in answers])
    return {row.answer_id: row.practice for row in rows.select_related("practice__municipality")}
