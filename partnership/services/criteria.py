"""What the municipalities' assessments come to: medians and quartiles, and when they are not shown.

A quartile is `statistics.quantiles(steps, n=4, method="inclusive")`: the lowest and the highest step are the ends, and between
two neighbouring steps it lies in proportion. Nothing is shown of fewer than five municipalities, nor anything from which so few
could be worked out: a round counts once it is over, so no two views of it differ by one more answer, and of the regions so
many are left out that those left out are none, or five municipalities at least.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from municipalities.models import RegionMembership
from partnership.models import AssessmentRound, CriterionAnswer, Partnership, SuccessCriterion

#: Below so many answering municipalities nothing is compared.
LEAST = 5


@dataclass(frozen=True)
class Spread:
    """How the answering municipalities spread over the five steps."""

    answering: int
    lower: float
    median: float
    upper: float


def spread_of(steps: Sequence[int]) -> Spread | None:
    """Return median and quartiles; None of fewer than LEAST."""
    if len(steps) < LEAST:
        return None
    lower, median, upper = statistics.quantiles(steps, n=4, method="inclusive")
    return Spread(len(steps), lower, median, upper)


def shown_groups(sizes: Mapping[str, int]) -> set[str]:
    """Return which groups may be shown beside their total: none of 1 to 4, and none that gives such a one away.

    What is left out could be worked out as a whole from the total, so it must be nothing, or LEAST at least.
    """
    shown = {name for name, size in sizes.items() if size >= LEAST}
    while shown and 0 < sum(size for name, size in sizes.items() if name not in shown) < LEAST:
        shown.remove(min(shown, key=lambda name: (sizes[name], name)))
    return shown


@dataclass(frozen=True)
class CriteriaFigures:
    """All that was sent in, by round, criterion and municipality; regions as of the round's last day."""

    partnership: Partnership
    rounds: Sequence[AssessmentRound]
    criteria: Sequence[SuccessCriterion]
    #: Round and criterion -> municipality -> step.
    steps: Mapping[tuple[int, int], Mapping[int, int]]
    #: Round -> municipality -> name of its region.
    regions: Mapping[int, Mapping[int, str]]

    def answering(self, held: AssessmentRound) -> int:
        """Return how many municipalities have sent in."""
        return len({pk for criterion in self.criteria for pk in self.steps.get((held.pk, criterion.pk), {})})

    def spread(self, held: AssessmentRound, criterion: SuccessCriterion) -> Spread | None:
        """Return how all spread."""
        return spread_of(list(self.steps.get((held.pk, criterion.pk), {}).values()))

    def regional(self, held: AssessmentRound, criterion: SuccessCriterion) -> dict[str, Spread | None]:
        """Return how each region spreads, in alphabetical order; None for one that is not shown."""
        groups: dict[str, list[int]] = defaultdict(list)
        for municipality, step in self.steps.get((held.pk, criterion.pk), {}).items():
            groups[self.regions[held.pk].get(municipality, "–")].append(step)
        shown = shown_groups({name: len(steps) for name, steps in groups.items()})
        return {name: spread_of(groups[name]) if name in shown else None for name in sorted(groups)}

    def own(self, held: AssessmentRound, criterion: SuccessCriterion, municipality: int) -> int | None:
        """Return the step that a municipality has sent in."""
        return self.steps.get((held.pk, criterion.pk), {}).get(municipality)


def criteria_figures(partnership: Partnership, *, on: dt.date, with_open: bool = False) -> CriteriaFigures:
    """Return what was sent in in the rounds that are over, and in those that are open where asked; five queries."""
    rounds = [
        held
        for held in AssessmentRound.objects.begun_on(on).filter(partnership=partnership)
        if with_open or held.is_over(on)
    ]
    criteria = SuccessCriterion.objects.filter(partnership=partnership).prefetch_related("goals").order_by("number")
    answers = CriterionAnswer.objects.filter(assessment__round__in=rounds, assessment__status="submitted")
    steps: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    rows = answers.order_by("pk").values_list(
        "assessment__round", "criterion", "assessment__agreement__municipality", "step"
    )
    for held, criterion, municipality, step in rows:
        if step is not None:  # what is sent in is complete; a trigger sees to it
            steps[held, criterion][municipality] = step
    return CriteriaFigures(partnership, rounds, list(criteria), dict(steps), _regions(rounds))


def _regions(rounds: Sequence[AssessmentRound]) -> dict[int, dict[int, str]]:
    memberships = list(RegionMembership.objects.select_related("region"))
    return {
        held.pk: {
            row.municipality_id: row.region.name
            for row in memberships
            if row.from_on <= held.due_on and (row.to_on is None or row.to_on > held.due_on)
        }
        for held in rounds
    }
