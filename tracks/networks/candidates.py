"""The networks that may be chosen from: whoever is near enough, everybody where there are few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracks.networks.costs import Scale
from tracks.networks.problem import pair

Group = tuple[str, ...]


def candidate_networks(groups: Sequence[Group], scale: Scale, *, sizes: set[int], reach: int) -> list[Group]:
    """Return every network of these sizes made of a group and some of its `reach` best neighbours, in a fixed order.

    Groups are never split, and no network has a forbidden pair. With a reach of all groups it is every network there is.
    """
    found: set[Group] = set()
    for start in range(len(groups)):
        others = _neighbours(groups, scale, start)[:reach]
        for chosen in _grown(groups, [start], others, max(sizes)):
            members = tuple(sorted(code for index in chosen for code in groups[index]))
            if len(members) in sizes and not scale.forbids(members):
                found.add(members)
    return sorted(found)


def _neighbours(groups: Sequence[Group], scale: Scale, start: int) -> list[int]:
    """Return the other groups, the nearest first."""
    others = [index for index in range(len(groups)) if index != start]
    return sorted(others, key=lambda index: (_apart(groups[start], groups[index], scale), index))


def _grown(groups: Sequence[Group], chosen: list[int], others: Sequence[int], largest: int) -> Iterator[list[int]]:
    yield chosen
    room = largest - sum(len(groups[index]) for index in chosen)
    for position, index in enumerate(others):
        if len(groups[index]) <= room:
            yield from _grown(groups, [*chosen, index], others[position + 1 :], largest)


def _apart(one: Group, other: Group, scale: Scale) -> float:
    return min(scale.km[pair(here, there)] for here in one for there in other)
