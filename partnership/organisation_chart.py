"""The chart of the organisation, as a drawing's geometry: who agrees, who steers, who tries out, and who feeds in."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.models import Body

WIDTH = 780
MARGIN, GAP = 10, 20
#: Between two rows: room for the lines.
RISE = 34
LINE, PADDING = 19, 14
#: What a letter takes at most on average, in the drawing's units, at the size of the sheet.
_LETTER = 8.4
#: The most that boxes of a short row are wide, and apart.
_TWO, _ONE, _APART = 300, 340, 120


@dataclass(frozen=True)
class Words:
    """A line of text, centred at x."""

    x: float
    y: float
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle with its lines of text."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    words: tuple[Words, ...]

    @property
    def middle(self) -> float:
        """Where lines meet the box, from the left."""
        return self.x + self.width / 2

    @property
    def foot(self) -> float:
        """The lower edge."""
        return self.y + self.height


@dataclass(frozen=True)
class Stroke:
    """A line between boxes, as an SVG path."""

    path: str
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """What a page draws."""

    height: float
    boxes: tuple[Box, ...]
    strokes: tuple[Stroke, ...]
    labels: tuple[Words, ...]
    width: int = WIDTH


def organisation_chart(
    bodies: Sequence[Body], *, taking_part: int, contributors: Mapping[int, Sequence[str]], around: Sequence[str]
) -> Chart:
    """Draw the bodies under those who agree. `contributors` feed into one body each, by its key; `around` into all."""
    count = ngettext("%(n)s municipality", "%(n)s municipalities", taking_part) % {"n": taking_part}
    council = [count] if taking_part else []
    top = _row(
        [("agrees", _("KL's board"), []), ("agrees", _("The municipal councils"), council)], y=MARGIN, width=_TWO
    )
    boxes, strokes, labels = [*top], [], []
    between = (top[0].x + top[0].width, top[1].x)
    level = top[0].y + top[0].height / 2
    strokes.append(Stroke(f"M{between[0]:g} {level:g}H{between[1]:g}"))
    labels.append(Words(WIDTH / 2, level - 8, _("political agreement")))
    # The line down starts where the two meet, not at one of them.
    above: list[Box] = [Box("", between[0], level, between[1] - between[0], 0, ())]
    y = top[0].foot + RISE
    for kind in (Body.Kind.STEERING_GROUP, Body.Kind.DEVELOPMENT_GROUP, Body.Kind.TRACK):
        level_bodies = [body for body in bodies if body.kind == kind]
        if not level_bodies:
            continue
        row = _row([("body", body.name, [seats_of(body)]) for body in level_bodies], y=y, width=_ONE)
        strokes.extend(_joined(above, row))
        boxes.extend(row)
        feeding = _feeding(level_bodies, row, contributors)
        strokes.extend(Stroke(f"M{box.middle:g} {box.y:g}V{row[0].foot:g}", dashed=True) for box in feeding)
        boxes.extend(feeding)
        above, y = row, max(box.foot for box in (*row, *feeding)) + RISE
    if around:
        everybody = [", ".join(around)]
        boxes.append(_box("feeds", _("Stakeholders and partners"), everybody, x=MARGIN, y=y, width=WIDTH - 2 * MARGIN))
    return Chart(max(box.foot for box in boxes) + MARGIN, tuple(boxes), tuple(strokes), tuple(labels))


def seats_of(body: Body) -> str:
    """Return how many each municipality sends, in words."""
    if body.seats_min == body.seats_max:
        return _("%(n)s from each municipality") % {"n": body.seats_max}
    return _("%(least)s–%(most)s from each municipality") % {"least": body.seats_min, "most": body.seats_max}


def _row(contents: Sequence[tuple[str, str, list[str]]], *, y: float, width: float) -> list[Box]:
    """Return boxes side by side, centred, all of the tallest one's height."""
    count = len(contents)
    room = WIDTH - 2 * MARGIN
    each = min(width, (room - GAP * (count - 1)) / count)
    gap = max(GAP, min(_APART, (room - each * count) / (count - 1))) if count == 2 else GAP
    left = (WIDTH - each * count - gap * (count - 1)) / 2
    made = [
        _box(kind, name, more, x=left + number * (each + gap), y=y, width=each)
        for number, (kind, name, more) in enumerate(contents)
    ]
    tallest = max(box.height for box in made)
    return [_stretched(box, tallest) for box in made]


def _stretched(box: Box, height: float) -> Box:
    """Return a box of a height, its words still in its middle."""
    lower = (height - box.height) / 2
    return replace(box, height=height, words=tuple(replace(line, y=line.y + lower) for line in box.words))


def _box(kind: str, name: str, more: Sequence[str], *, x: float, y: float, width: float) -> Box:
    letters = int((width - 2 * PADDING) / _LETTER)
    lines = [(line, True) for line in textwrap.wrap(name, letters)]
    lines += [(line, False) for text in more for line in textwrap.wrap(text, letters)]
    words = tuple(
        Words(x + width / 2, y + PADDING + LINE * (number + 0.75), line, strong)
        for number, (line, strong) in enumerate(lines)
    )
    return Box(kind, x, y, width, 2 * PADDING + LINE * len(lines), words)


def _joined(above: Sequence[Box], below: Sequence[Box]) -> list[Stroke]:
    """Return a line down from the last row, one across, and one to each box."""
    start, end = above[0], below[0]
    middle, cross = WIDTH / 2, end.y - RISE / 2
    strokes = [Stroke(f"M{middle:g} {start.foot:g}V{end.y if len(below) == 1 else cross:g}")]
    if len(below) > 1:
        strokes.append(Stroke(f"M{below[0].middle:g} {cross:g}H{below[-1].middle:g}"))
        strokes.extend(Stroke(f"M{box.middle:g} {cross:g}V{box.y:g}") for box in below)
    return strokes


def _feeding(bodies: Sequence[Body], row: Sequence[Box], contributors: Mapping[int, Sequence[str]]) -> list[Box]:
    return [
        _box("feeds", ", ".join(contributors[body.pk]), [], x=box.x, y=box.foot + RISE / 2, width=box.width)
        for body, box in zip(bodies, row, strict=True)
        if contributors.get(body.pk)
    ]
