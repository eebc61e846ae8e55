"""How far municipalities are with their assessments, round by round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from municipalities.models import Municipality
from partnership.models import Agreement, Assessment, AssessmentRound, Partnership
from partnership.services.assessments import path_of


@dataclass(frozen=True)
class Standing:
    """One municipality's assessment in one round; one that is not begun is not stored."""

    held: AssessmentRound
    path: str
    assessment: Assessment
    writable: bool


def own_standings(agreement: Agreement, *, today: dt.date) -> list[Standing]:
    """Return a municipality's standing in every round; two queries."""
    rounds = AssessmentRound.objects.filter(partnership=agreement.partnership_id)
    rows = Assessment.objects.filter(agreement=agreement).select_related("submitted_by")
    known = {row.round_id: row for row in rows}
    return [_standing(agreement, held, known.get(held.pk), today=today) for held in rounds]


def all_standings(
    partnership: Partnership, rounds: Sequence[AssessmentRound]
) -> list[tuple[Municipality, list[tuple[AssessmentRound, str, Assessment | None]]]]:
    """Return, in Danish order, each municipality that takes part with its assessments in the rounds; two queries."""
    agreements = Agreement.objects.to_the_end().filter(partnership=partnership).select_related("municipality")
    rows = Assessment.objects.filter(round__in=[held.pk for held in rounds])
    known = {(row.agreement_id, row.round_id): row for row in rows}
    return [
        (agreement.municipality, [(held, path_of(held), known.get((agreement.pk, held.pk))) for held in rounds])
        for agreement in agreements.order_by("municipality__sort_key")
    ]


def _standing(agreement: Agreement, held: AssessmentRound, row: Assessment | None, *, today: dt.date) -> Standing:
    row = row or Assessment(agreement=agreement)
    row.round = held
    return Standing(held, path_of(held), row, row.is_writable(today))
