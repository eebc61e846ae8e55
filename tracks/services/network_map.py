"""Networks on the tile map: a colour and a number for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from municipalities.models import Municipality
from partnership.tilemap import Tile, tiles_of
from tracks.services.network_effects import Split

#: So many colours there are in the style sheet; numbers tell apart what shares one.
COLOURS = 8


@dataclass(frozen=True)
class NetworkTile:
    """A square of the map; `number` is its network's, 0 for a municipality outside."""

    tile: Tile
    number: int

    @property
    def colour(self) -> int:
        """Which of the colours, from 1."""
        return (self.number - 1) % COLOURS + 1


def network_tiles(municipalities: Iterable[Municipality], split: Split) -> list[NetworkTile]:
    """Return a tile for each municipality with its network."""
    number_of = {row.pk: number for number, rows in split.items() for row in rows}
    rows = list(municipalities)
    tiles = tiles_of(rows, taking_part=number_of)
    return [NetworkTile(tile, number_of.get(row.pk, 0)) for row, tile in zip(rows, tiles, strict=True)]
