"""Maps that come in tiles: WMTS, and addresses with {z}, {x} and {y}."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from importers.maps.fetch import Fetcher, MapFault
from importers.maps.pixels import decoded

Box = tuple[float, float, float, float]  # west, south, east, north

MOST = 400  # tiles in one picture; of a coarser level, if need be
AT_ONCE = 4  # what a public service bears from one of many
MERCATOR = 20037508.342789244  # metres from the middle of EPSG:3857 to its edge
XYZ_SIDE, XYZ_LEVELS = 256, 20


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a pyramid of tiles.

    metres: of a pixel, in units of the system. west, north: its corner. side: pixels of a tile,
    across and down. across, down: how many tiles. name: as the service calls it.
    """

    name: str
    metres: float
    west: float
    north: float
    side: tuple[int, int]
    across: int
    down: int


@dataclass(frozen=True, slots=True, eq=False)
class TileMap:
    """A map in tiles. address: of one tile, from a level's name, its row and its column."""

    title: str
    crs: str
    levels: tuple[Level, ...]
    address: Callable[[str, int, int], str]
    attribution: str
    fetcher: Fetcher

    def picture(self, box: Box, metres: float, progress: Progress) -> tuple[NDArray[np.uint8], Box]:
        """The tiles that a box touches, side by side, (rows, columns, 4), and the box of these.

        metres: of a pixel as wanted; the level is the coarsest that is as fine. Raises MapFault
        when no tile can be had, soon where the server gives none at all; single ones that cannot
        stay empty.
        """
        level, (left, top, right, bottom) = self._chosen(box, metres)
        wide, high = level.side
        whole = np.zeros(((bottom - top) * high, (right - left) * wide, 4), np.uint8)
        places = [(row, column) for row in range(top, bottom) for column in range(left, right)]
        faults: list[MapFault] = []
        came: list[tuple[int, int]] = []

        def fetch(place: tuple[int, int]) -> None:
            row, column = place
            if not came and any(not fault.lasting for fault in faults):
                return  # the server is down, and a hundred tiles more would not come for minutes
            try:
                url = self.address(level.name, row, column)
                tile = decoded(self.fetcher.get(url, progress, ("image/",)))
            except MapFault as fault:
                faults.append(fault)
                return
            if tile.shape[:2] == (high, wide):
                y, x = (row - top) * high, (column - left) * wide
                whole[y : y + high, x : x + wide] = tile
                came.append(place)
            else:
                faults.append(MapFault(f"{self.title}: a tile is not of the size it should be"))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            for done, _ in enumerate(pool.map(fetch, places), 1):
                progress.report(done, len(places), f"Map: {self.title}")
        if faults and not came:
            raise min(faults, key=lambda fault: fault.lasting)  # what may pass comes first
        west = level.west + left * wide * level.metres
        north = level.north - top * high * level.metres
        east = west + whole.shape[1] * level.metres
        return whole, (west, north - whole.shape[0] * level.metres, east, north)

    def _chosen(self, box: Box, metres: float) -> tuple[Level, tuple[int, int, int, int]]:
        """The coarsest level that is fine enough, and the first and the end of its tiles."""
        fine_first = sorted(self.levels, key=lambda level: level.metres)
        enough = [level for level in fine_first if level.metres <= metres * 1.42]
        coarser = [level for level in fine_first if level.metres > metres * 1.42]
        for level in [*enough[-1:], *([] if enough else fine_first[:1]), *coarser]:
            span = _touched(level, box)
            left, top, right, bottom = span
            if left >= right or top >= bottom:
                raise MapFault(f"{self.title} has no map of this place", lasting=True)
            if (right - left) * (bottom - top) <= MOST:
                return level, span
        raise MapFault(
            f"{self.title} has no level coarse enough for so large a place", lasting=True
        )


def _touched(level: Level, box: Box) -> tuple[int, int, int, int]:
    west, south, east, north = box
    wide, high = (side * level.metres for side in level.side)
    left = max(math.floor((west - level.west) / wide), 0)
    right = min(math.ceil((east - level.west) / wide), level.across)
    top = max(math.floor((level.north - north) / high), 0)
    bottom = min(math.ceil((level.north - south) / high), level.down)
    return left, top, right, bottom


def xyz(template: str, title: str, attribution: str, fetcher: Fetcher) -> TileMap:
    """A map at an address with {z}, {x} and {y} ({-y} where rows count from the south).

    {s} stands for one of several servers, a, b or c. Tiles lie as in OpenStreetMap's scheme.
    """

    def address(level: str, row: int, column: int) -> str:
        from_south = (1 << int(level)) - 1 - row
        parts = {"{z}": level, "{x}": column, "{y}": row, "{-y}": from_south}
        parts["{s}"] = "abc"[(row + column) % 3]
        url = template
        for name, value in parts.items():
            url = url.replace(name, str(value))
        return url

    levels = tuple(
        Level(
            str(z),
            2 * MERCATOR / (XYZ_SIDE << z),
            -MERCATOR,
            MERCATOR,
            (XYZ_SIDE, XYZ_SIDE),
            1 << z,
            1 << z,
        )
        for z in range(XYZ_LEVELS)
    )
    return TileMap(title, "EPSG:3857", levels, address, attribution, fetcher)
