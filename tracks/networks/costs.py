"""What a network costs, wish by wish, so that a proposal can say which wish it broke and by how much."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from tracks.networks.problem import Member, Pair, Wishes, distance_km, pair

#: A repeated pair outweighs any distance within Denmark: as few as possible comes before near each other.
REPEAT_KM = 10_000.0
#: A network whose typical size is twice that of all counts as if each of its members were this much further away.
MIX_KM = 60.0
#: Another seed sees each distance up to so much longer.
JITTER = 0.1


@dataclass(frozen=True)
class Cost:
    """Kilometres from a municipality to the others of its network, added up; pairs that repeat; how unmixed the sizes are."""

    kilometres: float = 0.0
    repeats: int = 0
    unmixed: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.kilometres + other.kilometres, self.repeats + other.repeats, self.unmixed + other.unmixed)


class Scale:
    """Weighs networks of given municipalities under given wishes."""

    def __init__(self, members: Sequence[Member], wishes: Wishes) -> None:
        self.wishes = wishes
        self.members = {member.code: member for member in members}
        ordered = sorted(members, key=lambda member: member.code)
        self.km: dict[Pair, float] = {
            pair(one.code, other.code): distance_km(one, other) for one, other in combinations(ordered, 2)
        }
        # Not for secrets: the same seed must give the same networks.
        chance = random.Random(wishes.seed)  # noqa: S311
        self._seen = {both: km * (1 + JITTER * chance.random()) for both, km in self.km.items()}
        # Looked up very often, so by each code alone: how far the others are, as this seed sees it, and how often met before.
        codes = [member.code for member in ordered]
        self._far = {one: {other: self._seen[pair(one, other)] for other in codes if other != one} for one in codes}
        self._met: dict[str, dict[str, int]] = {one: {} for one in codes}
        for both, times in wishes.before.items():
            if both <= self.members.keys():
                one, other = sorted(both)
                self._met[one][other] = self._met[other][one] = times
        self._log = {member.code: math.log2(member.inhabitants) for member in members if member.inhabitants}
        self._middle = sum(self._log.values()) / len(self._log) if self._log else 0.0

    def cost(self, codes: Iterable[str]) -> Cost:
        """Return what a network costs."""
        return self._cost(tuple(codes), self.km)

    def weight(self, codes: Sequence[str]) -> float:
        """Return the one number that is made as small as can be: kilometres, as this seed sees them."""
        apart, repeats = 0.0, 0
        for place, one in enumerate(codes, 1):
            far, met, others = self._far[one], self._met[one], codes[place:]
            apart += sum([far[other] for other in others])
            if met:
                repeats += sum([met.get(other, 0) for other in others])
        weight = 2 * apart / (len(codes) - 1) + REPEAT_KM * repeats if len(codes) > 1 else 0.0
        return weight + MIX_KM * self._unmixed(codes) if self.wishes.mix_sizes else weight

    def gap(self, one: Sequence[str], other: Sequence[str]) -> float:
        """Return the shortest distance between members of two networks, as this seed sees it."""
        return min(self._far[here][there] for here in one for there in other)

    def kilometres(self, codes: Sequence[str]) -> float:
        """Return the part of the weight that is distance."""
        return self._cost(codes, self._seen).kilometres

    def forbids(self, codes: Iterable[str]) -> bool:
        """Tell whether a network would hold a pair that must not be together."""
        members = set(codes)
        return any(both <= members for both in self.wishes.forbidden)

    def strangeness(self, one: str, other: str) -> float:
        """Return how little two municipalities suit each other, by distance and by having been together before."""
        both = pair(one, other)
        return self._seen[both] + REPEAT_KM * self.wishes.before.get(both, 0)

    def contrast(self, one: str, other: str) -> float:
        """Return how little the sizes of two municipalities even each other out, in the optimiser's kilometres."""
        logs = [self._log.get(code, self._middle) - self._middle for code in (one, other)]
        return MIX_KM * abs(sum(logs)) / 2

    def _cost(self, codes: Sequence[str], km: dict[Pair, float]) -> Cost:
        pairs = [pair(one, other) for one, other in combinations(codes, 2)]
        apart = sum(km[both] for both in pairs)
        repeats = sum(self.wishes.before.get(both, 0) for both in pairs)
        # Each pair is met from both ends, and a municipality has len - 1 others.
        kilometres = 2 * apart / (len(codes) - 1) if len(codes) > 1 else 0.0
        return Cost(kilometres, repeats, self._unmixed(codes) if self.wishes.mix_sizes else 0.0)

    def _unmixed(self, codes: Sequence[str]) -> float:
        return abs(sum([self._log.get(code, self._middle) for code in codes]) - len(codes) * self._middle)
