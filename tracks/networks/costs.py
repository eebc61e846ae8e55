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
        self._log = {member.code: math.log2(member.inhabitants) for member in members if member.inhabitants}
        self._middle = sum(self._log.values()) / len(self._log) if self._log else 0.0

    def cost(self, codes: Iterable[str]) -> Cost:
        """Return what a network costs."""
        return self._cost(tuple(codes), self.km)

    def weight(self, codes: Sequence[str]) -> float:
        """Return the one number that is made as small as can be: kilometres, as this seed sees them."""
        cost = self._cost(codes, self._seen)
        return cost.kilometres + REPEAT_KM * cost.repeats + MIX_KM * cost.unmixed

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
        unmixed = 0.0
        if self.wishes.mix_sizes:
            logs = [self._log.get(code, self._middle) for code in codes]
            unmixed = abs(sum(logs) - len(logs) * self._middle)
        return Cost(kilometres, repeats, unmixed)
