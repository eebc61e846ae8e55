"""What municipalities wrote, without their names: only what they let be quoted, and only where at least five have answered."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable

from municipalities.models import Municipality
from partnership.models import AssessmentRound, CriterionAnswer
from partnership.services.criteria import LEAST

#: So many stand under a criterion at most.
MOST = 4
#: What stands for the name of a municipality.
NAMELESS = "[kommunen]"


def observations_in(held: AssessmentRound) -> dict[int, list[str]]:
    """Return by criterion the texts that may be quoted, in an order that tells nothing; two queries.

    None at all while fewer than five municipalities have sent in: one could tell who wrote them.
    """
    answers = CriterionAnswer.objects.filter(assessment__round=held, assessment__status="submitted")
    rows = list(answers.values_list("pk", "criterion", "assessment__agreement", "text", "may_be_quoted"))
    if len({agreement for _pk, _criterion, agreement, _text, _may in rows}) < LEAST:
        return {}
    names = _names(Municipality.objects.values_list("name", flat=True))
    found: dict[int, list[str]] = defaultdict(list)
    for _pk, criterion, _agreement, text, may_be_quoted in sorted(rows, key=lambda row: _shuffled(row[0])):
        said = names.sub(NAMELESS, text)
        if may_be_quoted and len(found[criterion]) < MOST and said not in found[criterion]:
            found[criterion].append(said)
    return found


def _names(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds a municipality's name, with its genitive and the word around it."""
    longest_first = sorted(names, key=len, reverse=True)
    choice = "|".join(re.escape(name) for name in longest_first)
    return re.compile(rf"\b(?:{choice})s?(?: Regionskommune| Kommune| kommune)?s?\b" if choice else r"(?!)")


def _shuffled(pk: int) -> str:
    return hashlib.sha256(str(pk).encode()).hexdigest()
