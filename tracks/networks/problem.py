"""What a network proposal is asked for: the municipalities, the wishes, and the sizes that are possible."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

#: A network has three to five municipalities (the invitation: smaller networks, mutual visits).
SMALLEST, LARGEST = 3, 5
EARTH_KM = 6371.0

Pair = frozenset[str]


class Impossible(Exception):
    """No networks can be made of this; the message says why and what to change, and may have room for `%(codes)s`."""

    def __init__(self, message: str, *, codes: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.codes = message, codes

    def __str__(self) -> str:
        return self.said({})

    def said(self, names: Mapping[str, str]) -> str:
        """Return the message with the municipalities by their names."""
        return self.message % {"codes": ", ".join(names.get(code, code) for code in self.codes)}


@dataclass(frozen=True)
class Member:
    """A municipality as the optimiser sees it; degrees WGS84. `inhabitants` counts only when sizes are to be mixed."""

    code: str
    latitude: float
    longitude: float
    inhabitants: int | None = None


@dataclass(frozen=True)
class Wishes:
    """What is asked for. Pinned and forbidden pairs always hold; the rest is weighed.

    `before` counts in how many networks of other bodies a pair is together already. The same seed gives the same answer; another
    seed looks at distances a little differently, and so finds another of the good ones.
    """

    size: int = 4
    pinned: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()
    before: dict[Pair, int] = field(default_factory=dict)
    mix_sizes: bool = False
    seed: int = 1


def pair(one: str, other: str) -> Pair:
    """Return two codes as a pair without order."""
    return frozenset((one, other))


def network_sizes(count: int, size: int) -> list[int]:
    """Return the sizes of the networks for so many municipalities: balanced, and on average as near to `size` as can be.

    Raises Impossible below three municipalities, and for a size that is not three to five.
    """
    if not SMALLEST <= size <= LARGEST:
        raise Impossible(_("A network has three to five municipalities. Choose a size from 3 to 5."))
    if count < SMALLEST:
        raise Impossible(_("Networks take at least three municipalities. There are %(count)d.") % {"count": count})
    possible = range(math.ceil(count / LARGEST), count // SMALLEST + 1)
    number = min(possible, key=lambda networks: (abs(count / networks - size), networks))
    small, larger = divmod(count, number)
    return [small + 1] * larger + [small] * (number - larger)


def distance_km(one: Member, other: Member) -> float:
    """Return the distance over ground in kilometres, as the crow flies (haversine formula)."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    chord = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(chord))


def pinned_groups(codes: Iterable[str], wishes: Wishes) -> list[tuple[str, ...]]:
    """Return the municipalities grouped by who must be together; alone where nobody must.

    Raises Impossible when pinned municipalities are too many for a network, or are forbidden to be together.
    """
    group = {code: {code} for code in codes}
    for one, other in sorted(tuple(sorted(pinned)) for pinned in wishes.pinned if pinned <= group.keys()):
        merged = group[one] | group[other]
        for code in merged:
            group[code] = merged
    groups = sorted({tuple(sorted(members)) for members in group.values()})
    for members in groups:
        if len(members) > LARGEST:
            raise Impossible(
                _("%(codes)s must all be together, which is more than a network has. Take a pinned pair away."),
                codes=members,
            )
        if any(forbidden <= set(members) for forbidden in wishes.forbidden):
            raise Impossible(
                _("%(codes)s must be together and must not. Take the pinned or the forbidden pair away."),
                codes=members,
            )
    return groups
