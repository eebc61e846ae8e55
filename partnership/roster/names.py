"""Which body, and which municipality, somebody means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from partnership.roster.cells import clean

#: Beginnings of words that mean the same body, and whole words by which people call it in a list.
FAMILIES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("styregr", "styring", "politi", "steering"),
        ("styregruppe", "politiskstyregruppe", "politisk", "politiker", "politikere", "steeringgroup", "steering"),
    ),
    (
        ("udviklingsg", "udvikling", "development"),
        ("udviklingsgruppe", "udvikling", "udviklingsgr", "developmentgroup", "development"),
    ),
    (
        ("ledels", "leder", "leader"),
        ("ledelse", "ledelsesspor", "ledelsespor", "lederspor", "ledere", "leadership", "leadershiptrack", "leaders"),
    ),
    (
        ("medarb", "personale", "staff", "employee"),
        ("medarbejder", "medarbejdere", "medarbejderspor", "personale", "staff", "stafftrack", "employees"),
    ),
    (
        ("kommunik", "communic"),
        ("kommunikation", "kommunikationsspor", "kommunikationspor", "communication", "communicationtrack"),
    ),
)
_ENDINGS = ("", "n", "en", "et", "ne", "spor", "sporet", "track", "gruppe", "gruppen", "group")


@dataclass(frozen=True)
class Named:
    """Something by its id, with the words that name it."""

    pk: int
    names: tuple[str, ...]


def squash(text: str) -> str:
    """Return what of a text counts when names are compared: small letters and figures, å as aa."""
    return re.sub(r"[\W_]+", "", clean(text).casefold().replace("å", "aa"))


class BodyNames:
    """Finds bodies by name, short name and common words."""

    def __init__(self, bodies: Iterable[Named]) -> None:
        self._exact: dict[str, set[int]] = {}
        self._families: list[set[int]] = [set() for _family in FAMILIES]
        self._names: list[tuple[str, int]] = []
        for body in bodies:
            for name in filter(None, map(squash, body.names)):
                self._names.append((name, body.pk))
                self._know(body.pk, name)
            for index in self._families_of(" ".join(body.names)):
                self._families[index].add(body.pk)
        for (_stems, words), members in zip(FAMILIES, self._families, strict=True):
            for pk in members:
                for word in words:
                    self._know(pk, word)

    def exact(self, cell: str) -> int | None:
        """Return the body that the whole cell names; None when it says more, or something else."""
        found = self._exact.get(squash(cell), set())
        return next(iter(found)) if len(found) == 1 else None

    def find(self, cell: str) -> int | None:
        """Return the one body that a cell of the bodies' column means; None when it means none or several."""
        name = squash(cell)
        if not name:
            return None
        if name in self._exact:
            return self.exact(cell)
        begun = {pk for known, pk in self._names if len(name) >= 4 and known.startswith(name)}
        meant = begun or {pk for index in self._families_of(cell) for pk in self._families[index]}
        return next(iter(meant)) if len(meant) == 1 else None

    def _know(self, pk: int, name: str) -> None:
        for ending in _ENDINGS:
            self._exact.setdefault(name + ending, set()).add(pk)

    def _families_of(self, text: str) -> set[int]:
        words = [squash(word) for word in re.split(r"[\W_]+", text)]
        return {
            index
            for index, (stems, _words) in enumerate(FAMILIES)
            if any(word.startswith(stem) for word in words for stem in stems)
        }


class PlaceNames:
    """Finds municipalities by code, name and official name."""

    def __init__(self, municipalities: Iterable[Named]) -> None:
        self._known: dict[str, int] = {}
        for place in municipalities:
            for name in place.names:
                self._known.setdefault(self._bare(name), place.pk)

    def find(self, cell: str) -> int | None:
        """Return the municipality that the cell names."""
        return self._known.get(self._bare(cell))

    @staticmethod
    def _bare(text: str) -> str:
        name = squash(text)
        return name.removesuffix("regionskommune").removesuffix("kommune") or name
