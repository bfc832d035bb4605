"""A calm ground under a city that comes without terrain, so that it does not hang in the air."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from city.calm_ground import CELLS, WIDER, CalmGround, height_on, middle
from render import _bridge
from render.actors import face_actor
from render.lens import Lens
from render.light import Sun, shares
from render.style import GROUND

Sky = tuple[float, float, float]

SOLID = 0.1  # of the way from the city's edge to the ground's: from there on it fades


def sheet(
    bases: NDArray[np.floating],
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.uint8]]:
    """A smooth ground through the feet of the objects, fading out around them.

    bases: (n, 3) the lowest point of each object. Returns points (m, 3), triangles (t, 3) and the
    colours of the points with their opacity (m, 4). It is a backdrop, and no measured terrain.
    """
    calm = CalmGround(bases)
    gx, gy = np.meshgrid(calm.x, calm.y)
    points = np.stack([gx, gy, calm.heights], axis=2).reshape(-1, 3).astype(np.float32)
    corner = np.arange(CELLS * CELLS).reshape(CELLS, CELLS)
    a, b, c, d = corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]
    triangles = np.concatenate(
        [np.stack([a, b, c], axis=2).reshape(-1, 3), np.stack([a, c, d], axis=2).reshape(-1, 3)]
    ).astype(np.int32)
    fade = _fade(gx, gy, *calm.middle)
    colours = np.empty((len(points), 4), np.uint8)
    colours[:, :3] = GROUND
    colours[:, 3] = (fade * 255).ravel()
    return points, triangles, colours


def _fade(
    x: NDArray[np.floating],
    y: NDArray[np.floating],
    centre: NDArray[np.floating],
    half: NDArray[np.floating],
) -> NDArray[np.floating]:
    """How much is seen of the ground at places in plan: 1 in the city, 0 at the ground's edge."""
    outside = np.hypot(
        np.maximum(np.abs(x - centre[0]) - half[0], 0),
        np.maximum(np.abs(y - centre[1]) - half[1], 0),
    ) / (half.min() * WIDER)
    fade = np.clip((1 - outside) / (1 - SOLID), 0, 1)
    return np.asarray(fade * fade * (3 - 2 * fade))


class Ground:
    """The backdrop: its actor, and what rays and shadows need to know of it.

    It fades into the sky, and yet nothing has to be blended: each of its corners has the colour
    that it would have then.
    """

    def __init__(self, bases: NDArray[np.floating]) -> None:
        points, triangles, colours = sheet(bases)
        self.mesh = (points, triangles)
        self._middle = middle(bases)
        self._colour, self._seen = colours[:, :3] / 255, colours[:, 3:] / 255
        self._poly = _bridge.surface(points, triangles, colours=colours[:, :3].copy())
        self.actor = face_actor(self._poly)
        self.actor.GetProperty().LightingOff()
        self.actor.GetProperty().SetAmbient(0)  # or VTK adds it to what the colours hold already
        self._last: tuple[Lens, Sun] | None = None

    def look_through(self, lens: Lens, sun: Sun, sky: tuple[Sky, Sky]) -> None:
        """Colour it for where the eye is and how the sun stands; sky: the lowest, the highest."""
        if self._last is not None and lens.same(self._last[0]) and sun == self._last[1]:
            return
        self._last = lens, sun
        points = self.mesh[0]
        rows = points @ lens.matrix[[1, 3], :3].T + lens.matrix[[1, 3], 3]
        ahead = rows[:, 1] > 1e-6
        height = np.where(ahead, rows[:, 0] / np.where(ahead, rows[:, 1], 1), -1)
        up = np.clip(height / 2 + 0.5, 0, 1)[:, None]
        above = np.array(sky[0]) * (1 - up) + np.array(sky[1]) * up
        lit = self._colour * shares(np.array([[0.0, 0, 1]]), sun)
        mixed = np.minimum(lit, 1) * self._seen + above * (1 - self._seen)
        _bridge.paint(self._poly, (mixed * 255 + 0.5).astype(np.uint8))

    def share(self, points: NDArray[np.floating]) -> NDArray[np.floating]:
        """How much of it is seen at points (n, 3), from 0 to 1."""
        return _fade(points[:, 0], points[:, 1], *self._middle)

    def height(self, x: float, y: float) -> float:
        """How high it is at a place; around it, as high as at its rim."""
        grid = self.mesh[0].reshape(CELLS, CELLS, 3)
        place = np.array([[x, y]])
        return float(height_on(grid[0, :, 0], grid[:, 0, 1], grid[:, :, 2], place)[0])

    def around(self, box: Sequence[float]) -> list[float]:
        """A box (west, east, south, north, low, high) that holds the ground as well."""
        low, high = self.mesh[0].min(0).tolist(), self.mesh[0].max(0).tolist()
        ends = zip(low, high, strict=True)
        mine = [value for pair in ends for value in pair]
        return [(min, max)[k % 2](box[k], mine[k]) for k in range(6)]
