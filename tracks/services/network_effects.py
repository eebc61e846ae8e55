"""What networks are worth: per wish, in words and figures, so that two versions can be compared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from municipalities.models import Municipality
from partnership import text
from tracks.models import NetworkPlan
from tracks.networks.costs import Cost
from tracks.networks.optimiser import cost_of
from tracks.networks.problem import LARGEST, SMALLEST, distance_km, pair
from tracks.services.networks import Setting, as_members

#: A network is unmixed when its typical size is half as large again as that of all, or two thirds of it or less.
UNMIXED = math.log2(1.5)
Split = Mapping[int, Sequence[Municipality]]


@dataclass(frozen=True)
class NetworkEffect:
    """One network: its members, the average kilometres from one to the others, and its two that are furthest apart."""

    number: int
    municipalities: tuple[Municipality, ...]
    cost: Cost
    average_km: float
    longest_km: float
    furthest: tuple[str, ...]
    is_unmixed: bool
    repeats: tuple[str, ...]


@dataclass(frozen=True)
class Effect:
    """What a split of a body's municipalities into networks does, wish by wish; `faults` are why it cannot be published."""

    networks: tuple[NetworkEffect, ...]
    mixes: bool
    faults: tuple[str, ...]
    homeless: tuple[Municipality, ...]

    @property
    def average_km(self) -> float:
        """Kilometres from a municipality to another of its network, on average over the municipalities."""
        count = sum(len(row.municipalities) for row in self.networks)
        return sum(row.cost.kilometres for row in self.networks) / count if count else 0.0

    @property
    def longest(self) -> NetworkEffect | None:
        """The network with the two municipalities that are furthest apart."""
        return max(self.networks, key=lambda row: row.longest_km, default=None)

    @property
    def repeats(self) -> tuple[str, ...]:
        """The pairs that are together in another body too, by name."""
        return tuple(said for row in self.networks for said in row.repeats)

    @property
    def unmixed(self) -> tuple[int, ...]:
        """The numbers of the networks whose sizes are not mixed; none unless mixing is asked for."""
        return tuple(row.number for row in self.networks if row.is_unmixed)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many municipalities the networks have, the largest first."""
        return tuple(sorted((len(row.municipalities) for row in self.networks), reverse=True))


@dataclass(frozen=True)
class Line:
    """A wish in a comparison; `change` is "better", "worse" or empty."""

    wish: str
    now: str
    before: str = ""
    change: str = ""


def split_of(plan: NetworkPlan) -> dict[int, list[Municipality]]:
    """Return the plan's networks by number, empty ones among them; two queries."""
    split: dict[int, list[Municipality]] = {
        number: [] for number in plan.networks.order_by("number").values_list("number", flat=True)
    }
    for member in plan.members.select_related("network", "municipality"):
        split[member.network.number].append(member.municipality)
    return split


def effect_of(split: Split, setting: Setting) -> Effect:
    """Return what a split does under a setting; no query."""
    everybody = {row.code: row for row in (*setting.municipalities.values(), *_all(split))}
    members = as_members(everybody.values())
    by_code = {member.code: member for member in members}
    codes = {number: tuple(sorted(row.code for row in rows)) for number, rows in split.items()}
    costs = dict(zip(codes, cost_of(list(codes.values()), members, setting.wishes), strict=True))
    networks = []
    for number, group in codes.items():
        pairs = list(combinations(group, 2))
        apart = {both: distance_km(by_code[both[0]], by_code[both[1]]) for both in pairs}
        furthest = max(pairs, key=lambda both: apart[both], default=())
        cost = costs[number]
        networks.append(
            NetworkEffect(
                number=number,
                municipalities=tuple(split[number]),
                cost=cost,
                average_km=cost.kilometres / len(group) if group else 0.0,
                longest_km=apart[furthest] if furthest else 0.0,
                furthest=tuple(everybody[code].name for code in furthest),
                is_unmixed=bool(group) and setting.wishes.mix_sizes and cost.unmixed / len(group) > UNMIXED,
                repeats=tuple(
                    _repeated(everybody[one], everybody[other], bodies)
                    for one, other in pairs
                    if (bodies := setting.elsewhere.get(pair(one, other)))
                ),
            )
        )
    placed = {code for group in codes.values() for code in group}
    homeless = tuple(row for code, row in setting.municipalities.items() if code not in placed)
    faults = tuple(_faults(codes, setting, everybody, homeless))
    return Effect(tuple(networks), setting.wishes.mix_sizes, faults, homeless)


def compared(now: Effect, before: Effect | None = None) -> list[Line]:
    """Return the wishes with their figures now and, where there is one, before."""
    then = before or now
    lines = [
        _line(_("Average distance"), _km(now.average_km), _km(then.average_km), now.average_km - then.average_km),
        _line(_("Longest distance"), _longest(now), _longest(then), _longest_km(now) - _longest_km(then)),
        _line(
            _("Pairs that are together in another body too"),
            str(len(now.repeats)),
            str(len(then.repeats)),
            len(now.repeats) - len(then.repeats),
        ),
        _line(_("Sizes of the networks"), _sizes(now), _sizes(then), _unevenness(now) - _unevenness(then)),
    ]
    if now.mixes:
        worse = len(now.unmixed) - len(then.unmixed)
        lines.append(
            _line(_("Networks whose sizes are not mixed"), str(len(now.unmixed)), str(len(then.unmixed)), worse)
        )
    return lines if before else [Line(line.wish, line.now) for line in lines]


def broken_wishes(effect: Effect) -> list[str]:
    """Return the soft wishes that are not met, and by how much, as sentences."""
    said = []
    if effect.repeats:
        message = ngettext(
            "%(n)d pair is together in another body too: %(pairs)s.",
            "%(n)d pairs are together in another body too: %(pairs)s.",
            len(effect.repeats),
        )
        said.append(message % {"n": len(effect.repeats), "pairs": "; ".join(effect.repeats)})
    if effect.unmixed:
        message = ngettext(
            "In network %(numbers)s the municipalities are much larger or smaller than the typical one.",
            "In the networks %(numbers)s the municipalities are much larger or smaller than the typical one.",
            len(effect.unmixed),
        )
        said.append(message % {"numbers": text.join_names([str(number) for number in effect.unmixed])})
    return said


def _faults(
    codes: Mapping[int, tuple[str, ...]],
    setting: Setting,
    everybody: Mapping[str, Municipality],
    homeless: Sequence[Municipality],
) -> list[str]:
    faults = []
    if homeless:
        message = _("No network: %(names)s. Move them to one.")
        faults.append(message % {"names": text.join_names([row.name for row in homeless])})
    for number, group in codes.items():
        if not SMALLEST <= len(group) <= LARGEST:
            message = ngettext(
                "Network %(number)d has %(n)d municipality. It must have three to five.",
                "Network %(number)d has %(n)d municipalities. It must have three to five.",
                len(group),
            )
            faults.append(message % {"number": number, "n": len(group)})
        gone = [everybody[code].name for code in group if code not in setting.municipalities]
        if gone:
            message = _("%(names)s take no part any more. Propose the networks anew.")
            faults.append(message % {"names": text.join_names(gone)})
    network_of = {code: number for number, group in codes.items() for code in group}
    for kind, pairs in (("pinned", setting.wishes.pinned), ("forbidden", setting.wishes.forbidden)):
        for both in sorted(tuple(sorted(both)) for both in pairs):
            if not all(code in network_of for code in both):
                continue
            together = network_of[both[0]] == network_of[both[1]]
            if together == (kind == "forbidden"):
                message = _("%(one)s and %(other)s must be together, and are not.")
                if together:
                    message = _("%(one)s and %(other)s must not be together, and are.")
                faults.append(message % {"one": everybody[both[0]].name, "other": everybody[both[1]].name})
    return faults


def _all(split: Split) -> list[Municipality]:
    return [row for rows in split.values() for row in rows]


def _repeated(one: Municipality, other: Municipality, bodies: Sequence[str]) -> str:
    return f"{one.name} – {other.name} ({text.join_names(bodies)})"


def _line(wish: str, now: str, before: str, more: float) -> Line:
    change = "worse" if more > 0.05 else "better" if more < -0.05 else ""
    return Line(wish, now, before, change)


def _km(kilometres: float) -> str:
    return f"{number_format(kilometres, 1)}{text.NO_BREAK}km"


def _longest_km(effect: Effect) -> float:
    return effect.longest.longest_km if effect.longest else 0.0


def _longest(effect: Effect) -> str:
    row = effect.longest
    return f"{_km(row.longest_km)} ({' – '.join(row.furthest)})" if row and row.furthest else "–"


def _sizes(effect: Effect) -> str:
    return ", ".join(f"{effect.sizes.count(size)} × {size}" for size in dict.fromkeys(effect.sizes))


def _unevenness(effect: Effect) -> int:
    return max(effect.sizes) - min(effect.sizes) if effect.sizes else 0
