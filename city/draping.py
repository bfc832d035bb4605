"""Outlines laid over the ground, and levelled ground: where it is, and what it moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.outline import polygons_of

F64 = NDArray[np.float64]
Ground = Callable[[F64], F64]  # places (n, 2) -> heights (n,)
EVEN = 0.05  # metres that the ground may differ from a plane and count as one
FINEST = 2.0  # metres: pieces of uneven ground are no smaller
MOST = 2_000  # pieces of one outline


def draped(shape: Any, ground: Ground, lift: float = 0.0) -> list[list[F64]]:
    """A shapely polygon as pieces that lie on the ground, each a list of rings (k, 3).

    One piece where the ground is even to EVEN, else one for each cell of a grid. lift: metres
    above the ground.
    """
    plane = _plane(shape, ground)
    if plane is not None:
        return [
            [np.c_[ring, np.c_[ring, np.ones(len(ring))] @ plane + lift] for ring in rings]
            for rings in polygons_of(shape)
        ]
    west, south, east, north = shape.bounds
    size = max(FINEST, float(np.sqrt((east - west) * (north - south) / MOST)))
    x, y = np.arange(west, east, size), np.arange(south, north, size)
    corners = np.stack([axis.ravel() for axis in np.meshgrid(x, y)], axis=1)
    cells = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + size, corners[:, 1] + size)
    pieces = shapely.intersection(cells, shape)
    found = []
    for piece in pieces[shapely.area(pieces) > 1e-3]:
        for part in shapely.get_parts([piece]):
            if part.geom_type == "Polygon" and part.area > 1e-3:
                turned = shapely.orient_polygons(part)
                rings = [turned.exterior, *turned.interiors]
                flat = [shapely.get_coordinates(ring)[:-1] for ring in rings]
                found.append([np.c_[ring, ground(ring) + lift] for ring in flat])
    return found


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

        def heights(places: F64) -> F64:
            before = ground(places)
            away = shapely.distance(self.shape, shapely.points(places))
            rise = away * np.tan(np.radians(self.slope))
            low, high = self.height - rise, self.height + rise
            return np.asarray(np.clip(before, low, high))

        return heights

    def reach(self, ground: Ground) -> Any:
        """What the pad and its banks cover, as a shapely polygon."""
        west, south, east, north = self.shape.bounds
        wide = np.linspace(west, east, 12), np.linspace(south, north, 12)
        places = np.stack([axis.ravel() for axis in np.meshgrid(*wide)], axis=1)
        deep = float(np.abs(ground(places) - self.height).max())
        for _ in range(8):  # the banks may end farther out where the ground falls away
            metres = deep / np.tan(np.radians(self.slope))
            edge = self.shape.buffer(metres, join_style="round").segmentize(5.0)
            farther = float(np.abs(ground(shapely.get_coordinates(edge)) - self.height).max())
            if farther <= deep * 1.001:
                break
            deep = farther
        return edge

    def moved(self, ground: Ground, cell: float = 1.0) -> tuple[float, float]:
        """Cubic metres that are cut away and filled in, summed over cells of a grid."""
        shape = self.reach(ground)
        west, south, east, north = shape.bounds
        cell = max(cell, float(np.sqrt((east - west) * (north - south) / 1e6)))
        x = np.arange(west + cell / 2, east, cell)
        y = np.arange(south + cell / 2, north, cell)
        places = np.stack([axis.ravel() for axis in np.meshgrid(x, y)], axis=1)
        change = self.over(ground)(places) - ground(places)
        area = cell * cell
        return float(-change[change < 0].sum()) * area, float(change[change > 0].sum()) * area


def with_pads(ground: Ground, pads: Iterable[Pad]) -> Ground:
    """The ground with pads in it, the later over the earlier ones."""
    for pad in pads:
        ground = pad.over(ground)
    return ground
