"""A criterion's picture: one line per round from step 1 to 5, the middle half as a box, the median, the own step as a dot.

Whole numbers only, since a decimal comma would not be understood in SVG; 400 wide, so that it can be read on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from partnership.models import AssessmentRound, SuccessCriterion
from partnership.services.criteria import CriteriaFigures, Spread
from partnership.text import plain_number

LEFT, RIGHT, TOP, HEIGHT = 112, 384, 24, 44
#: The steps with their places along the axis.
AXIS = [(step, LEFT + (RIGHT - LEFT) * (step - 1) // 4) for step in range(1, 6)]


@dataclass(frozen=True)
class Line:
    """One round of a picture; places are None where there is nothing to draw."""

    held: AssessmentRound
    own: int | None
    spread: Spread | None
    y: int

    @property
    def own_at(self) -> int | None:
        return None if self.own is None else along(self.own)

    @property
    def box(self) -> tuple[int, int] | None:
        """Where the middle half begins, and how wide it is; a box of one step is drawn a little wide."""
        if self.spread is None:
            return None
        start, end = along(self.spread.lower), along(self.spread.upper)
        return (start, end - start) if end - start >= 8 else (start - 4, 8)

    @property
    def median_at(self) -> int | None:
        return None if self.spread is None else along(self.spread.median)

    @property
    def in_words(self) -> str:
        """What the line shows, as a sentence."""
        said = {"round": self.held.get_kind_display()}
        if self.own is not None and self.spread is not None:
            text = _(
                "%(round)s: your step is %(own)s, the median %(median)s, the middle half from %(lower)s to %(upper)s."
            )
        elif self.spread is not None:
            text = _("%(round)s: the median is %(median)s, the middle half from %(lower)s to %(upper)s.")
        elif self.own is not None:
            text = _("%(round)s: your step is %(own)s; there is no comparison.")
        else:
            text = _("%(round)s: nothing to show.")
        if self.spread is not None:
            spread = self.spread
            said["median"] = plain_number(spread.median)
            said["lower"], said["upper"] = plain_number(spread.lower), plain_number(spread.upper)
        return text % (said | {"own": str(self.own)})


@dataclass(frozen=True)
class Picture:
    """A criterion with its lines and its regions in the latest round."""

    criterion: SuccessCriterion
    lines: Sequence[Line]
    regional: dict[str, Spread | None]
    has_own: bool

    axis = AXIS

    @property
    def height(self) -> int:
        return TOP + HEIGHT * len(self.lines)

    @property
    def foot(self) -> int:
        return self.height - 6

    @property
    def in_words(self) -> str:
        return " ".join(line.in_words for line in self.lines)

    @property
    def latest(self) -> Line | None:
        return self.lines[-1] if self.lines else None


def along(value: float) -> int:
    """Return the place of a step, or of a value between two, along the axis."""
    return round(LEFT + (RIGHT - LEFT) * (value - 1) / 4)


def pictures_of(figures: CriteriaFigures, *, municipality: int | None = None) -> list[Picture]:
    """Return a picture of each criterion, with a municipality's own steps or without."""
    found = []
    for criterion in figures.criteria:
        lines = [
            Line(
                held,
                None if municipality is None else figures.own(held, criterion, municipality),
                figures.spread(held, criterion),
                TOP + HEIGHT * place,
            )
            for place, held in enumerate(figures.rounds)
        ]
        regional = figures.regional(figures.rounds[-1], criterion) if figures.rounds else {}
        found.append(Picture(criterion, lines, regional, municipality is not None))
    return found
