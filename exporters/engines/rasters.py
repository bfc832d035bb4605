"""Obstacles and terrain on a grid: GeoTIFF, and the same as ASCII grids for older engines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.frame import Frame
from city.grid import Grid
from city.model import Source
from city.progress import Progress
from city.terrain import Terrain
from city.view import View
from exporters import geotiff
from exporters.engines import Wanted
from exporters.engines.heights import heights_of

UNKNOWN = -9999


def write(view: View, wanted: Wanted, path: Path, progress: Progress) -> list[str]:
    """Write three grids, each as GeoTIFF and as .asc: the highest surface (the named file), the
    ground (-ground), both in metres above the datum, and obstacles above the ground (-obstacles).
    """
    heights, told = heights_of(view, wanted, progress)
    frame, grid = view.base.frame, heights.grid
    flat = Frame(frame.horizontal, "", (*frame.origin[:2], 0.0))  # above the ground: no datum
    for end, values, where in (
        ("", heights.top, frame),
        ("-ground", heights.ground, frame),
        ("-obstacles", heights.above(), flat),
    ):
        place = path.with_name(f"{path.stem}{end}.tif")
        terrain = Terrain(
            place.stem, where, values, grid.west, grid.north, (grid.step, grid.step), _source(view)
        )
        geotiff.write(terrain, place)
        _ascii(values + np.float32(where.origin[2]), grid, frame, place.with_suffix(".asc"))
    return told


def _source(view: View) -> Source:
    owners = [s for city in view.base.cities for s in city.sources if s.attribution or s.licence]
    named = dict.fromkeys(one.attribution or one.licence for one in owners)
    return Source("", "Maquette plan", attribution=", ".join(named))


def _ascii(values: NDArray[np.float32], grid: Grid, frame: Frame, path: Path) -> None:
    """An ASCII grid as Esri has it: a head of six lines, then rows from the north."""
    west, south = grid.box()[0] + np.array(frame.origin[:2])
    head = (
        f"ncols {grid.columns}\nnrows {grid.rows}\nxllcorner {west:.6f}\nyllcorner {south:.6f}\n"
        f"cellsize {grid.step:.6f}\nNODATA_value {UNKNOWN}\n"
    )
    known = np.where(np.isfinite(values), values, UNKNOWN)
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(head)
        np.savetxt(file, known, "%.3f")
