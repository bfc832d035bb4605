"""Outlines laid over the ground, and levelled ground: where it is, and what it moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.outline import polygons_of
from city.terrain import Terrain

F64 = NDArray[np.float64]
Ground = Callable[[F64], F64]  # places (n, 2) -> heights (n,)
EVEN = 0.05  # metres that the ground may differ from a plane and count as one
FINEST = 2.0  # metres: pieces of uneven ground are no smaller
MOST = 2_000  # pieces of one outline, more or less
MOST_CELLS = 100_000  # of the grid that it is cut up by
SAMPLES = 20_000  # cells that what a pad moves is summed over
FARTHEST = 1_000.0  # metres that the banks of a pad may reach out
MOST_STEPS = 10_000  # places along the edge of a pad at which the ground is looked at
SLIVER = 1e-3  # square metres: smaller pieces are left out


def draped(shape: Any, ground: Ground, lift: float = 0.0) -> list[list[F64]]:
    """A shapely polygon as pieces that lie on the ground, each a list of rings (k, 3).

    One piece where the ground is even to EVEN, else one for each cell of a grid, whose corners
    lie on it. lift: metres above the ground.
    """
    if shape.is_empty:
        return []
    plane = _plane(shape, ground)
    if plane is not None:
        return [
            [np.c_[ring, np.c_[ring, np.ones(len(ring))] @ plane + lift] for ring in rings]
            for rings in polygons_of(shape)
        ]
    rings, owner = shapely.get_rings(_cut_up(shape), return_index=True)
    if not len(rings):
        return []
    places, of = shapely.get_coordinates(rings, return_index=True)
    real = np.append(of[1:] == of[:-1], False)  # the last of a ring is its first
    places = places[real]
    on_it = np.c_[places, ground(places) + lift]
    lying = np.split(on_it, np.cumsum(np.bincount(of[real]))[:-1])
    found: list[list[F64]] = [[] for _ in range(int(owner[-1]) + 1)]
    for polygon, ring in zip(owner.tolist(), lying, strict=True):
        found[polygon].append(ring)
    return found


def _cut_up(shape: Any) -> NDArray[Any]:
    """A shape cut up by the cells of a grid: polygons seen from above."""
    west, south, east, north = shape.bounds
    finest = max(FINEST, float(np.sqrt((east - west) * (north - south) / MOST_CELLS)))
    size = max(finest, float(np.sqrt(shape.area / MOST)))
    x, y = np.arange(west, east, size), np.arange(south, north, size)
    corners = np.stack([axis.ravel() for axis in np.meshgrid(x, y)], axis=1)
    shapely.prepare(shape)
    near = shapely.dwithin(shape, shapely.points(corners + size / 2), size * 0.708)
    low = corners[near].T
    cells = shapely.box(*low, *(low + size))
    inside = shapely.contains_properly(shape, cells)
    rim = shapely.intersection(cells[~inside], shape)
    parts = shapely.get_parts(shapely.get_parts(np.concatenate([cells[inside], rim])))
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return np.asarray(shapely.orient_polygons(areas[shapely.area(areas) > SLIVER]))


def _plane(shape: Any, ground: Ground) -> F64 | None:
    """The plane (3,) through the ground under a shape, z = ax + by + c; None where it is uneven."""
    west, south, east, north = shape.bounds
    side = int(np.clip(np.sqrt(shape.area) / FINEST, 3, 24))
    grid = np.meshgrid(np.linspace(west, east, side), np.linspace(south, north, side))
    places = np.stack([axis.ravel() for axis in grid], axis=1)
    places = places[shapely.contains_xy(shape, places[:, 0], places[:, 1])]
    places = np.concatenate([places, shapely.get_coordinates(shape)])
    heights = ground(places)
    flat = np.c_[places, np.ones(len(places))]
    plane, *_ = np.linalg.lstsq(flat, heights, rcond=None)
    even = float(np.abs(flat @ plane - heights).max()) <= EVEN
    return np.asarray(plane, np.float64) if even else None


class Pad:
    """A piece of ground made level, with banks of one slope all round it.

    shape: of the level part, shapely, local metres. height: local metres. slope: degrees.
    """

    def __init__(self, shape: Any, height: float, slope: float) -> None:
        self.shape, self.height, self.slope = shape, height, slope

    def over(self, ground: Ground) -> Ground:
        """The ground with this pad in it."""
        return with_pads(ground, [self])

    def levelled(self, places: F64, heights: F64) -> F64:
        """(n,): what the pad makes of the heights of the ground at places (n, 2)."""
        steep = np.tan(np.radians(self.slope))
        west, south, east, north = self.shape.bounds
        away = np.maximum([west, south] - places, places - [east, north]).max(1)
        near = np.flatnonzero(away * steep < np.abs(heights - self.height))
        rise = self._away(places[near]) * steep
        found = heights.copy()
        found[near] = np.clip(heights[near], self.height - rise, self.height + rise)
        return found

    def _away(self, places: F64) -> F64:
        """(n,): how far places are from the level part, 0 on it."""
        shapely.prepare(self.shape)
        found = np.zeros(len(places))
        outside = np.flatnonzero(~shapely.contains_xy(self.shape, places[:, 0], places[:, 1]))
        points = shapely.points(places[outside])
        (at, _), far = self._sides.query_nearest(points, return_distance=True, all_matches=False)
        found[outside[at]] = far
        return found

    @cached_property
    def _sides(self) -> Any:
        """A tree of the sides of the level part."""
        rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(self.shape)]
        ends = np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings])
        return shapely.STRtree(shapely.linestrings(ends))

    def reach(self, ground: Ground) -> Any:
        """What the pad and its banks cover, as a shapely polygon.

        Raises ValueError where the banks would run on for more than a kilometre.
        """
        west, south, east, north = self.shape.bounds
        wide = np.linspace(west, east, 12), np.linspace(south, north, 12)
        places = np.stack([axis.ravel() for axis in np.meshgrid(*wide)], axis=1)
        deep, metres = float(np.abs(ground(places) - self.height).max()), 0.0
        while metres <= FARTHEST:  # the banks may end farther out where the ground falls away
            metres = deep / np.tan(np.radians(self.slope))
            edge = self.shape.buffer(metres, join_style="round")
            edge = edge.segmentize(max(5.0, edge.length / MOST_STEPS))
            farther = float(np.abs(ground(shapely.get_coordinates(edge)) - self.height).max())
            if farther <= deep * 1.001:
                return edge
            deep = farther
        raise ValueError("the banks would run on for more than a kilometre: make them steeper")

    def moved(self, ground: Ground) -> tuple[float, float]:
        """Cubic metres that are cut away and filled in, summed over SAMPLES cells of a grid."""
        west, south, east, north = self.reach(ground).bounds
        size = np.array([east - west, north - south])
        columns, rows = np.maximum(np.sqrt(SAMPLES * size / size[::-1]), 1).astype(int).tolist()
        x = west + (np.arange(columns) + 0.5) * (size[0] / columns)
        y = south + (np.arange(rows) + 0.5) * (size[1] / rows)
        places = np.stack([axis.ravel() for axis in np.meshgrid(x, y)], axis=1)
        before = ground(places)
        change = self.levelled(places, before) - before
        area = float(size.prod()) / len(places)
        return float(-change[change < 0].sum()) * area, float(change[change > 0].sum()) * area


def levelled(terrain: Terrain, pads: Iterable[Pad]) -> Terrain:
    """A terrain with pads in it; the grid is as fine as it was."""
    rows, columns = terrain.heights.shape
    x = terrain.west + np.arange(columns) * terrain.step[0]
    y = terrain.north - np.arange(rows) * terrain.step[1]
    places = np.stack([axis.ravel() for axis in np.meshgrid(x, y)], axis=1)
    heights = terrain.heights.ravel().astype(np.float64)
    known = np.flatnonzero(np.isfinite(heights))
    for pad in pads:
        heights[known] = pad.levelled(places[known], heights[known])
    found = heights.reshape(rows, columns).astype(np.float32)
    found.setflags(write=False)
    return replace(terrain, heights=found)


def with_pads(ground: Ground, pads: Iterable[Pad]) -> Ground:
    """The ground with pads in it, the later over the earlier ones."""
    made = tuple(pads)

    def heights(places: F64) -> F64:
        found = ground(places)
        for pad in made:
            found = pad.levelled(places, found)
        return found

    return heights
