"""The map of home: 34 provinces as tiles of equal size, each with an ink by its number of reports.

It is a grid of tiles, because no boundary data of China may be shipped freely. The positions (8 columns, 8 rows) are
chosen by hand, so that neighbours stay neighbours; ``map.css`` holds them as ``.t-62``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.models import Region

INKS = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """One province; ``ink`` 0 (none) to 5 (most)."""

    region: Region
    count: int
    ink: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """The tiles in the order of their codes, and the lower bound of each ink that is used."""

    tiles: tuple[Tile, ...]
    bounds: tuple[int, ...]


def tile_map(provinces: Iterable[Region], counts: Mapping[str, int]) -> TileMap:
    """Return the map of ``provinces``; ``counts``: reports by two-digit code."""
    numbers = {region: counts.get(region.prefix, 0) for region in provinces}
    bounds = ink_bounds(list(numbers.values()))
    tiles = tuple(Tile(region, count, bisect_right(bounds, count)) for region, count in numbers.items())
    return TileMap(tiles, bounds)


def ink_bounds(counts: Sequence[int]) -> tuple[int, ...]:
    """Return up to five rising lower bounds, of which the first is 1; a count's ink is the number of bounds it reaches.

    The bounds are fifths of the counts above 0, rounded to readable numbers.
    """
    ranked = sorted(count for count in counts if count > 0)
    if not ranked:
        return ()
    distinct = sorted(set(ranked))
    fifths = [_readable(ranked[len(ranked) * step // INKS]) for step in range(1, INKS)]
    return tuple(sorted({1, *(distinct[1:] if len(distinct) <= INKS else fifths)}))


def _readable(number: int) -> int:
    """Return the number rounded down to half a leading digit: 437 -> 400, 463 -> 450, 87 -> 85, 9 -> 9."""
    unit = max(1, 10 ** (len(str(number)) - 1) // 2)
    return number // unit * unit
