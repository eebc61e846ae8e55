"""Better two networks at a time: every way of sharing their municipalities out anew, until none is better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from tracks.networks.candidates import Group
from tracks.networks.costs import Scale

#: An exchange must save at least so many of the optimiser's kilometres, or rounding could go on for ever.
WORTH = 1e-6


def exchanged(networks: Sequence[Group], scale: Scale, *, together: Sequence[Group]) -> list[Group]:
    """Return networks of the same sizes that no exchange between two of them makes better; `together` are never split.

    Forbidden pairs stay apart. The order of work is fixed, so the same networks come out of the same networks.
    """
    stands = list(networks)
    weights = [scale.weight(network) for network in stands]
    group_of = {code: group for group in together for code in group}
    fresh = set(combinations(range(len(stands)), 2))
    while fresh:
        changed: set[int] = set()
        for one, other in sorted(fresh):
            best = weights[one] + weights[other] - WORTH
            # Whatever is shared out anew, somebody meets the other network's members: no less than so far.
            mixed = 4 if len(stands[one]) == len(stands[other]) else 2
            if mixed * scale.gap(stands[one], stands[other]) >= best:
                continue
            found = None
            for first, second in _shares(stands[one], stands[other], group_of):
                if scale.forbids(first) or scale.forbids(second):
                    continue
                weight = scale.weight(first)
                if weight < best and (weight := weight + scale.weight(second)) < best:
                    best, found = weight, (first, second)
            if found:
                stands[one], stands[other] = found
                weights[one], weights[other] = scale.weight(found[0]), scale.weight(found[1])
                changed |= {one, other}
        fresh = {both for both in combinations(range(len(stands)), 2) if changed & set(both)}
    return sorted(stands)


def _shares(one: Group, other: Group, group_of: dict[str, Group]) -> Iterator[tuple[Group, Group]]:
    """Return every way of sharing two networks' municipalities out to networks of the same two sizes."""
    groups = sorted({group_of[code] for code in (*one, *other)})
    everybody = frozenset((*one, *other))
    for count in range(1, len(groups)):
        for chosen in combinations(groups, count):
            first = tuple(sorted(code for group in chosen for code in group))
            if len(first) == len(one):
                yield first, tuple(sorted(everybody.difference(first)))
