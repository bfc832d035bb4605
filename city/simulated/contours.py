"""Lines along which a field has the same value, and where on them it may be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from city.glyphs import Ribbons
from city.scales import Scale
from city.simulated.mesh import Mesh
from city.simulated.raster import Raster

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rows = NDArray[np.int64]
Ground = Callable[[F64], F64]  # places (n, 2) -> heights (n,)

EVEN = 0.1  # of a cell that a simplified line may be off; half a cell at most is promised
FEWEST = 2.0  # cells that a line is long at least: shorter ones are noise
STEP = 20.0  # metres between two places that look at the ground
STRAIGHT = 0.95  # of its length that the chord under words is long at least
WIDTH = 1.8  # pixels


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Where values may be written. places: (n, 2) local metres. angle: (n,) degrees against the
    clock from east, -90 to 90. words: (n,). row: (n,) of the lines that they are on. straight: (n,)
    up to 1: the better ones are to be written first."""

    places: F64
    angle: F64
    words: tuple[str, ...]
    row: Rows
    straight: F64


@dataclass(frozen=True, slots=True, eq=False)
class Contours:
    """k lines. points: (m, 2) local metres. starts: (k + 1,) where each begins in `points`. value:
    (k,) of each, rising."""

    points: F64
    starts: Rows
    value: F64

    def __len__(self) -> int:
        return len(self.value)

    def lines(self) -> NDArray[Any]:
        """(k,) as shapely lines."""
        of = np.repeat(np.arange(len(self)), np.diff(self.starts))
        return np.asarray(shapely.linestrings(self.points, indices=of))

    def ribbons(
        self, scale: Scale, standing: Ground, lift: float = 0.0, width: float = WIDTH
    ) -> Ribbons:
        """The lines on the ground, or so many metres above it, each in the colour of its value."""
        lines = shapely.segmentize(self.lines(), STEP)
        flat = shapely.get_coordinates(lines)
        starts = np.append(0, np.cumsum(shapely.get_num_coordinates(lines)))
        height = standing(flat) if len(flat) else np.zeros(0)
        points = np.column_stack([flat, height + lift])
        return Ribbons.of(points, starts, scale.of(self.value), width)

    def labels(self, apart: float = 300.0, wide: float = 40.0, unit: str = "") -> Labels:
        """Places for words of so many metres, one on about so many metres of a line, where
        it is straightest, half as far apart at least; none where it is too short or too bent."""
        lines = self.lines()
        long = np.asarray(shapely.length(lines))
        step = wide / 4
        count = np.maximum(np.floor((long - wide) / step).astype(np.int64) + 1, 0)
        row = np.repeat(np.arange(len(self)), count)
        number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        middle = wide / 2 + number * step
        begin, place, end = (
            shapely.get_coordinates(shapely.line_interpolate_point(lines[row], middle + off))
            for off in (-wide / 2, 0, wide / 2)
        )
        way = end - begin
        straight = np.hypot(*way.T) / wide
        every = (long / np.maximum(np.floor(long / apart), 1))[row]
        part, within = np.divmod(middle, every)
        straight[np.abs(within / every - 0.5) > 0.25] = 0  # too near to those of the next part
        order = np.lexsort((-straight, part, row))
        best = np.ones(len(order), bool)
        best[1:] = (np.diff(row[order]) != 0) | (np.diff(part[order]) != 0)
        found = order[best & (straight[order] >= STRAIGHT)]
        angle = np.degrees(np.arctan2(way[found, 1], way[found, 0]))
        said = told(self.value, unit)
        return Labels(
            place[found],
            (angle + 90) % 180 - 90,
            tuple(said[k] for k in row[found].tolist()),
            row[found],
            straight[found],
        )


def told(values: F64, unit: str = "") -> list[str]:
    """Values in words, with as few decimals as tell all of them."""
    digits = next((d for d in range(7) if np.allclose(values, np.round(values, d), atol=1e-9)), 6)
    unit = f" {unit}" if unit not in ("", "1") else ""
    return [f"{v:.{digits}f}{unit}".replace("-", "\N{MINUS SIGN}") for v in values.tolist()]


def steps(low: float, high: float, about: int = 8) -> F64:
    """About so many round values between two others, 1, 2 or 5 times a power of ten apart."""
    if not high > low:
        return np.zeros(0)
    wide = (high - low) / about
    power = 10.0 ** np.floor(np.log10(wide))
    step = min((s * power for s in (1.0, 2.0, 5.0, 10.0)), key=lambda s: abs(np.log(s / wide)))
    numbers = np.arange(np.floor(low / step) + 1, np.ceil(high / step))
    return np.asarray(np.round(numbers * step, 12))


def contours(
    shape: Raster | Mesh, values: F32, levels: F64, at: Literal["cells", "nodes"] = "cells"
) -> Contours:
    """The lines of some levels (k,), rising, simplified by less than half a cell.

    values: (rows, columns) of a raster's cells, counted from their centres; of a mesh (faces,) or
    (nodes,), linear between the nodes. No line leads through what has no value.
    """
    if isinstance(shape, Raster):
        parts, cell = _of_raster(shape, values, levels)
    else:
        parts, cell = _of_mesh(shape, values, levels, at)
    level = np.repeat(np.arange(len(levels)), [len(part) for part in parts])
    lines = np.concatenate([np.zeros(0, object), *parts])
    long = shapely.length(lines) >= FEWEST * cell
    lines, level = shapely.simplify(lines[long], EVEN * cell), level[long]
    starts = np.append(0, np.cumsum(shapely.get_num_coordinates(lines))).astype(np.int64)
    return Contours(shapely.get_coordinates(lines), starts, levels[level])


def _of_raster(raster: Raster, values: F32, levels: F64) -> tuple[list[NDArray[Any]], float]:
    """Of each level its lines, and how wide a cell is."""
    from contourpy import LineType, contour_generator

    rows, columns = raster.shape
    if rows < 2 or columns < 2:
        return [np.zeros(0, object) for _ in levels], 0.0
    made: Any = contour_generator(
        z=np.ma.masked_invalid(values.astype(np.float64)),
        name="serial",
        corner_mask=True,
        line_type=LineType.ChunkCombinedOffset,
    )
    parts = []
    for level in levels.tolist():
        (points,), (offsets,) = made.lines(level)
        if points is None:
            parts.append(np.zeros(0, object))
            continue
        x = np.interp(points[:, 0], np.arange(columns), raster.x)
        y = np.interp(points[:, 1], np.arange(rows), raster.y)
        of = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets.astype(np.int64)))
        parts.append(np.asarray(shapely.linestrings(raster.local(x, y), indices=of)))
    box = raster.box()
    return parts, float(np.sqrt(np.prod(box[1] - box[0]) / len(raster)))


def _of_mesh(
    mesh: Mesh, values: F32, levels: F64, at: Literal["cells", "nodes"]
) -> tuple[list[NDArray[Any]], float]:
    fans, face = mesh.triangles()
    height = values.astype(np.float64) if at == "nodes" else _on_nodes(mesh, values)
    known = np.isfinite(height[fans]).all(1)
    if at == "cells":
        known &= np.isfinite(values[face])
    fans = fans[known]
    flat = mesh.nodes[:, :2]
    wide = flat[fans].max(1) - flat[fans].min(1)
    cell = float(np.median(np.sqrt(wide.prod(1)))) if len(fans) else 0.0
    parts = []
    for level in levels.tolist():
        above = height[fans] >= level
        cut = above.any(1) & ~above.all(1)
        rows, sides = fans[cut], above[cut]
        # each such triangle has two edges whose ends lie on either side
        one, other = rows, np.roll(rows, -1, axis=1)
        crossed = sides != np.roll(sides, -1, axis=1)
        low, high = np.minimum(one, other)[crossed], np.maximum(one, other)[crossed]
        share = (level - height[low]) / (height[high] - height[low])
        places = flat[low] + (flat[high] - flat[low]) * share[:, None]
        ends = places.reshape(-1, 2, 2)
        real = (ends[:, 0] != ends[:, 1]).any(1)
        merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(ends[real])))
        parts.append(np.asarray(shapely.get_parts(merged)))
    return parts, cell


def _on_nodes(mesh: Mesh, values: F32) -> F64:
    """(nodes,) the mean of the faces around each that have a value; NaN where none has."""
    each = np.repeat(values.astype(np.float64), np.diff(mesh.offsets))
    told = np.isfinite(each)
    count = np.bincount(mesh.corners[told], minlength=len(mesh.nodes))
    whole = np.bincount(mesh.corners[told], weights=each[told], minlength=len(mesh.nodes))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(whole / count)
