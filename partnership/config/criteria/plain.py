"""A municipality's cockpit in plain words, for those who would rather read than look at charts."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.config.criteria.charts import Line, Picture

#: From this step on a criterion counts as nearly reached.
NEARLY = 4


def plain_words(pictures: Sequence[Picture]) -> list[str]:
    """Return what the latest round says of the municipality, in a few sentences; none where it has not answered."""
    answered = [picture for picture in pictures if picture.latest is not None and picture.latest.own is not None]
    if not answered:
        return []
    latest = [picture.lines[-1] for picture in answered]
    near = sum(1 for line in latest if (line.own or 0) >= NEARLY)
    said = [
        ngettext(
            "You are nearly there, or there, with %(near)s of %(n)s criterion.",
            "You are nearly there, or there, with %(near)s of %(n)s criteria.",
            len(latest),
        )
        % {"near": near, "n": len(latest)}
    ]
    said += _beside_others(latest) + _since_the_first(answered)
    best = max(answered, key=lambda picture: picture.lines[-1].own or 0)
    worst = min(answered, key=lambda picture: picture.lines[-1].own or 0)
    if best is not worst and best.lines[-1].own != worst.lines[-1].own:
        said.append(_("You are furthest with number %(number)s.") % {"number": best.criterion.number})
        said.append(_("The longest way is left with number %(number)s.") % {"number": worst.criterion.number})
    return said


def _beside_others(lines: Sequence[Line]) -> list[str]:
    compared = [(line.own, line.spread.median) for line in lines if line.own is not None and line.spread is not None]
    if not compared:
        return []
    values = {
        "ahead": sum(1 for own, median in compared if own > median),
        "even": sum(1 for own, median in compared if own == median),
        "behind": sum(1 for own, median in compared if own < median),
    }
    text = _(
        "Beside the municipality in the middle you are further with %(ahead)s, as far with %(even)s and not as far with "
        "%(behind)s."
    )
    return [text % values]


def _since_the_first(pictures: Sequence[Picture]) -> list[str]:
    moves = [
        (picture.lines[-1].own or 0) - first
        for picture in pictures
        if len(picture.lines) > 1 and (first := picture.lines[0].own) is not None
    ]
    if not moves:
        return []
    values = {
        "forward": sum(1 for move in moves if move > 0),
        "still": sum(1 for move in moves if move == 0),
        "back": sum(1 for move in moves if move < 0),
    }
    text = _(
        "Since the first round you have moved forward with %(forward)s, stood still with %(still)s and gone back with %(back)s."
    )
    return [text % values]
