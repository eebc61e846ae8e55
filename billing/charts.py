"""Bars for inline SVG: whole numbers along an axis of 1000, since a decimal comma would not be understood there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

#: The length of the axis.
AXIS = 1000


@dataclass(frozen=True)
class Piece:
    """A part of a bar: where it begins, how long it is, and what it is called in the stylesheet."""

    x: int
    width: int
    name: str


def longest(amounts: Iterable[Decimal]) -> Decimal:
    """Return the amount that takes the whole axis: the largest, and 1 where there is none above 0."""
    return max([*amounts, Decimal(0)]) or Decimal(1)


def along(amount: Decimal, whole: Decimal) -> int:
    """Return how far an amount reaches along the axis; below 0 it does not reach."""
    return min(AXIS, max(0, round(amount * AXIS / whole)))


def stacked(parts: Sequence[tuple[str, Decimal]], whole: Decimal) -> list[Piece]:
    """Return the parts of a bar one after the other; those of nothing are left out."""
    pieces, reached = [], Decimal(0)
    for name, amount in parts:
        start = along(reached, whole)
        reached += max(amount, Decimal(0))
        if width := along(reached, whole) - start:
            pieces.append(Piece(start, width, name))
    return pieces
