"""The tile map of Denmark: every municipality a square of the same size."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from municipalities.models import Municipality

SIZE = 20
GAP = 1
COLUMNS, ROWS = 16, 14
#: Names that begin alike.
ALIKE = {"Fredericia": "Fr.cia", "Frederiksberg": "Fr.berg", "Frederikshavn": "Fr.havn", "Frederikssund": "Fr.sund"}


@dataclass(frozen=True)
class Tile:
    """A square of the map, in the drawing's units."""

    x: int
    y: int
    size: int
    label: str
    name: str
    taking_part: bool


def tiles_of(municipalities: Iterable[Municipality], *, taking_part: Collection[int]) -> list[Tile]:
    """Return a tile for each municipality; those whose keys are in `taking_part` are marked."""
    return [
        Tile(
            x=municipality.tile_col * SIZE,
            y=municipality.tile_row * SIZE,
            size=SIZE - GAP,
            label=short_label(municipality.name),
            name=municipality.name,
            taking_part=municipality.pk in taking_part,
        )
        for municipality in municipalities
    ]


def short_label(name: str) -> str:
    """Return a name that fits a tile and is no other's: at most eight letters, else six and a stop."""
    if name in ALIKE:
        return ALIKE[name]
    return name if len(name) <= 8 else f"{name[:6].rstrip('-')}."
