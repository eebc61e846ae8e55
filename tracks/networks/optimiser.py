"""Choose networks: set partitioning by integer programming, then exchanges between two networks.

Every municipality in exactly one network, the number of networks of each size fixed by the balance. HiGHS through SciPy finds
the partition with the shortest distances among near neighbours within a second for 98 municipalities; exchanges then pay for the
other wishes. With few municipalities every network there is is a candidate and the solver weighs all wishes, so the answer is the
best. Measured: with all wishes in the solver's objective 98 municipalities took up to a minute and came out no better. OR-Tools'
CP-SAT would do as well, at twice the size, and answers the same twice only on one thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from django.utils.translation import gettext as _
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from tracks.networks.candidates import Group, candidate_networks
from tracks.networks.costs import Cost, Scale
from tracks.networks.exchanges import exchanged
from tracks.networks.problem import Impossible, Member, Wishes, network_sizes, pinned_groups

#: So many candidates the solver gets at most: every network there is (up to 32 municipalities in threes, 20 in fours, 16 in
#: fives), else those of near neighbours.
CANDIDATES = 5_000
#: The solver stops this near to the best answer that its candidates allow, and does not branch: exchanges do the rest.
GAP, BRANCHES = 0.02, 1


@dataclass(frozen=True)
class Proposal:
    """Networks as codes, each and all in a fixed order and what each costs."""

    networks: tuple[Group, ...]
    costs: tuple[Cost, ...]

    @property
    def cost(self) -> Cost:
        """The cost of all networks together."""
        return sum(self.costs, Cost())


def propose_networks(members: Sequence[Member], wishes: Wishes) -> Proposal:
    """Split municipalities into balanced networks. Raises Impossible, saying why.

    Pinned and forbidden pairs hold; then as few pairs as possible repeat; then members are near each other and, when asked, of
    mixed sizes. The same members, wishes and seed give the same answer.
    """
    sizes = Counter(network_sizes(len(members), wishes.size))
    groups = pinned_groups((member.code for member in members), wishes)
    scale = Scale(members, wishes)
    reach = len(groups)
    if sum(comb(len(groups), size) for size in sizes) > CANDIDATES:
        while len(groups) * comb(reach, max(sizes) - 1) > CANDIDATES:
            reach -= 1
    while True:
        every = reach >= len(groups)
        candidates = candidate_networks(groups, scale, sizes=set(sizes), reach=reach)
        networks = _chosen(candidates, scale.weight if every else scale.kilometres, scale, sizes)
        if networks is not None:
            networks = exchanged(networks, scale, together=groups)
            return Proposal(tuple(networks), tuple(scale.cost(network) for network in networks))
        if every:
            raise Impossible(_("The pinned and forbidden pairs leave no solution. Take some of them away."))
        reach = min(reach + 3, len(groups))


def cost_of(networks: Sequence[Group], members: Sequence[Member], wishes: Wishes) -> tuple[Cost, ...]:
    """Return what networks made by hand cost, in their order."""
    scale = Scale(members, wishes)
    return tuple(scale.cost(network) for network in networks)


def _chosen(
    candidates: Sequence[Group], weigh: Callable[[Group], float], scale: Scale, sizes: Counter[int]
) -> list[Group] | None:
    """Return the best partition that the solver finds among candidates; None when there is none."""
    if not candidates:
        return None
    codes = sorted(scale.members)
    row_of = {code: row for row, code in enumerate(codes)}
    row_of_size = {size: len(codes) + number for number, size in enumerate(sorted(sizes))}
    rows, columns = [], []
    for column, candidate in enumerate(candidates):
        rows += [*(row_of[code] for code in candidate), row_of_size[len(candidate)]]
        columns += [column] * (len(candidate) + 1)
    matrix = csc_array((np.ones(len(rows)), (rows, columns)), shape=(len(codes) + len(sizes), len(candidates)))
    exactly = np.array([1] * len(codes) + [sizes[size] for size in sorted(sizes)])
    result = milp(
        np.array([weigh(candidate) for candidate in candidates]),
        integrality=np.ones(len(candidates)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, exactly, exactly),
        options={"mip_rel_gap": GAP, "node_limit": BRANCHES},
    )
    return None if result.x is None else [candidates[int(index)] for index in np.flatnonzero(result.x > 0.5)]
