"""Maps that a server draws as they are asked for: OGC Web Map Service 1.1.1 and 1.3.0."""

from __future__ import annotations

import math
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from importers.maps.axes import north_first
from importers.maps.fetch import Fetcher, MapFault
from importers.maps.pixels import decoded
from importers.maps.tiles import Box

SIDE = 1024  # pixels of one request; many servers draw no more than 2048
MOST = 4096  # pixels on a side of the whole picture


@dataclass(frozen=True, slots=True, eq=False)
class WebMap:
    """A layer of a WMS. address: where GetMap is asked; fixed: what every request says."""

    title: str
    crs: str
    address: str
    version: str
    layer: str
    style: str
    format: str
    attribution: str
    fetcher: Fetcher

    def picture(self, box: Box, metres: float, progress: Progress) -> tuple[NDArray[np.uint8], Box]:
        """What the server draws of a box, (rows, columns, 4), and that box.

        metres: of a pixel as wanted, coarser where the picture would be too large. Raises MapFault.
        """
        west, south, east, north = box
        metres = max(metres, (east - west) / MOST, (north - south) / MOST)
        columns = max(math.ceil((east - west) / metres), 1)
        rows = max(math.ceil((north - south) / metres), 1)
        whole = np.zeros((rows, columns, 4), np.uint8)
        parts = [(y, x) for y in range(0, rows, SIDE) for x in range(0, columns, SIDE)]
        for done, (y, x) in enumerate(parts):
            progress.report(done, len(parts), f"Map: {self.title}")
            high, wide = min(SIDE, rows - y), min(SIDE, columns - x)
            part = (
                west + x * metres,
                north - (y + high) * metres,
                west + (x + wide) * metres,
                north - y * metres,
            )
            drawn = decoded(self.fetcher.get(self.url(part, wide, high), progress, ("image/",)))
            if drawn.shape[:2] != (high, wide):
                raise MapFault(
                    f"{self.title}: asked for {wide} by {high} pixels, the server sent "
                    f"{drawn.shape[1]} by {drawn.shape[0]}",
                    lasting=True,
                )
            whole[y : y + high, x : x + wide] = drawn
        return whole, (west, north - rows * metres, west + columns * metres, north)

    def url(self, box: Box, columns: int, rows: int) -> str:
        """The address of a picture of a box (OGC 06-042, 7.3; since 1.3.0 the corners are in the
        system's own order of axes)."""
        new = self.version >= "1.3.0"
        west, south, east, north = box
        swapped = new and north_first(self.crs)
        corners = (south, west, north, east) if swapped else (west, south, east, north)
        asked = {
            "SERVICE": "WMS",
            "VERSION": self.version,
            "REQUEST": "GetMap",
            "LAYERS": self.layer,
            "STYLES": self.style,
            "CRS" if new else "SRS": self.crs,
            "BBOX": ",".join(f"{value:.10g}" for value in corners),
            "WIDTH": columns,
            "HEIGHT": rows,
            "FORMAT": self.format,
            "TRANSPARENT": "TRUE",
        }
        return with_query(self.address, asked)


def with_query(address: str, asked: dict[str, object]) -> str:
    """An address with these parameters, in place of those of the same name in it."""
    from urllib.parse import parse_qsl

    scheme, place, path, query, _ = urlsplit(address)
    wanted = {name.upper() for name in asked}
    kept = [(name, value) for name, value in parse_qsl(query) if name.upper() not in wanted]
    return urlunsplit((scheme, place, path, urlencode([*kept, *asked.items()]), ""))
