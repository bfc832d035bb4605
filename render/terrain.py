"""Draws a grid of heights as a soft pale ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from city.terrain import Terrain
from render import _bridge
from render.actors import face_actor, nearer
from render.style import ground_colours
from render.tree import View

MOST_CELLS = 400_000  # a finer grid is thinned for drawing; measuring still uses all of it
MOVING_CELLS = 20_000


class TerrainActors:
    """The actors of one terrain layer: the terrain, and a coarser one for a camera that moves."""

    def __init__(self, terrain: Terrain) -> None:
        self.terrain = terrain
        self.points, self.triangles, normals = grid(terrain, MOST_CELLS)
        points = self.points
        self.box = np.stack([points.min(0), points.max(0)]) if len(points) else None
        self.actors: list[vtkActor] = [_actor(self.points, self.triangles, normals)]
        if len(self.points) > MOVING_CELLS:
            self.actors.append(_actor(*grid(terrain, MOVING_CELLS)))
        self.set_visible(True)

    def set_visible(self, visible: bool) -> None:
        self.visible = visible
        self._draw(True)

    def _draw(self, detailed: bool) -> None:
        """Show one of the two."""
        shown = self.actors[0] if detailed else self.actors[-1]
        for actor in self.actors:
            actor.SetVisibility(self.visible and actor is shown)

    def set_opacity(self, opacity: float) -> None:
        for actor in self.actors:
            actor.GetProperty().SetOpacity(opacity)

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        for actor in self.actors:
            actor.SetScale(1, 1, factor)

    def look_from(self, view: View, resting: bool) -> None:
        """Draw the terrain under everything that lies on it."""
        self._draw(resting)
        for actor in self.actors:
            away = max(float(np.linalg.norm(np.array(actor.GetCenter()) - view.eye)), 1.0)
            nearer(actor, -0.5 * float(view.coarse(away)), away, view.near)


def _actor(
    points: NDArray[np.float32], triangles: NDArray[np.int32], normals: NDArray[np.float32]
) -> vtkActor:
    return face_actor(_bridge.surface(points, triangles, normals, ground_colours(normals)))


def grid(
    terrain: Terrain, most: int
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.float32]]:
    """Points, triangles and normals of a terrain, thinned to about `most` cells."""
    rows, columns = terrain.heights.shape
    step = max(1, int(np.ceil(np.sqrt(rows * columns / most))))
    heights = terrain.heights[::step, ::step].astype(np.float64)
    rows, columns = heights.shape
    east, south = terrain.step[0] * step, terrain.step[1] * step
    x = terrain.west + np.arange(columns) * east
    y = terrain.north - np.arange(rows) * south
    gx, gy = np.meshgrid(x, y)
    points = np.stack([gx, gy, heights], axis=2).reshape(-1, 3)
    if rows < 2 or columns < 2:
        return points.astype(np.float32), np.zeros((0, 3), np.int32), points.astype(np.float32)
    finite = np.isfinite(heights)
    known = np.where(finite, heights, heights[finite].mean() if finite.any() else 0.0)
    fall, rise = np.gradient(known, -south, east)
    normals = np.stack([-rise, -fall, np.ones_like(known)], axis=2).reshape(-1, 3)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    corner = np.arange(rows * columns, dtype=np.int32).reshape(rows, columns)
    a, b, c, d = corner[1:, :-1], corner[1:, 1:], corner[:-1, 1:], corner[:-1, :-1]
    triangles = np.concatenate(
        [np.stack([a, b, c], axis=2).reshape(-1, 3), np.stack([a, c, d], axis=2).reshape(-1, 3)]
    )
    whole = finite.ravel()[triangles].all(1)
    points[:, 2] = known.ravel()
    return points.astype(np.float32), triangles[whole], normals.astype(np.float32)
