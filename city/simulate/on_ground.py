"""Places on the ground, where no building stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from city.grid import Grid
from city.layer import GROUND, Faces, Ground, Samples
from city.simulate.fabric import BUILDING
from city.simulate.obstacles import OFF, Area, Obstacles
from city.view import View

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

UP = np.array([[0, 0, 1]], np.float32)


def ground_of(view: View, area: Area, obstacles: Obstacles, step: float) -> Ground:
    """The ground of an area in cells that lie at whole steps, without what is under buildings."""
    grid = Grid.at_steps((area.west, area.south, area.east, area.north), step)
    places = grid.places()
    heights = obstacles.ground_under(places)
    unknown = ~np.isfinite(heights)
    heights[unknown] = view.ground(places[unknown])
    free = np.isfinite(heights)
    free[free] = ~_under_buildings(np.c_[places, heights][free], obstacles)
    return Ground(grid, np.where(free, heights, np.nan).reshape(grid.shape).astype(np.float32))


def _under_buildings(points: F64, obstacles: Obstacles) -> Mask:
    """Which places on the ground have a building over them."""
    start = obstacles.local(points)
    start[:, 2] += np.float32(OFF)
    up = np.tile(UP, (len(start), 1))
    face = obstacles.solid.first(start, up)[2]
    sorts = obstacles.solid.sorts
    return np.asarray((face >= 0) & (sorts[face] == BUILDING))


def with_ground(found: Samples, ground: Ground) -> Samples:
    """The same places, and those on the ground behind them."""
    heights, step = ground.heights.ravel(), ground.grid.step
    cell = np.flatnonzero(np.isfinite(heights))
    count = len(cell)
    return replace(
        found,
        points=np.concatenate([found.points, np.c_[ground.grid.places(), heights][cell]]),
        normals=np.concatenate([found.normals, np.tile(UP, (count, 1))]),
        area=np.append(found.area, np.full(count, step * step, np.float32)),
        sort=np.append(found.sort, np.full(count, GROUND, np.uint8)),
        owner=np.append(found.owner, np.full(count, -1, np.int32)),
        storey=np.append(found.storey, np.full(count, -1, np.int16)),
        face=np.append(found.face, np.full(count, -1, np.int32)),
        cell=np.append(found.cell, cell.astype(np.int32)),
        ground=ground,
    )


def nowhere() -> Samples:
    """No places at all, to which those on the ground may be added."""
    none, whole = np.zeros((0, 3)), np.zeros(0, np.int32)
    faces = Faces(
        np.zeros(0, np.uint64), none, none, none, whole, whole, np.zeros((0, 3, 3)), whole
    )
    return Samples(
        none,
        np.zeros((0, 3), np.float32),
        np.zeros(0, np.float32),
        np.zeros(0, np.uint8),
        whole,
        np.zeros(0, np.int16),
        whole,
        whole,
        (),
        faces,
        None,
    )
