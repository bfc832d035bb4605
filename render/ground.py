"""A calm ground under a city that comes without terrain, so that it does not hang in the air."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from render import _bridge
from render.actors import face_actor
from render.lens import Lens
from render.light import Sun, shares
from render.style import GROUND

Sky = tuple[float, float, float]

CELLS = 72
RIM = 9  # of the cells on each side lie around the city, where the ground only fades
WIDER = 0.9  # the ground is so much wider than the city, on each side
BELOW = 0.4  # metres: a little under the lowest points, so that floors do not show through
STEEPEST = 0.5  # metres up per metre: what is higher above its neighbours stands on no ground
SOLID = 0.1  # of the way from the city's edge to the ground's: from there on it fades


def sheet(
    bases: NDArray[np.floating],
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.uint8]]:
    """A smooth ground through the feet of the objects, fading out around them.

    bases: (n, 3) the lowest point of each object. Returns points (m, 3), triangles (t, 3) and the
    colours of the points with their opacity (m, 4). It is a backdrop, and no measured terrain.
    """
    centre, half = _middle(bases)
    beyond = np.linspace(1, 1 + WIDER, RIM + 1)[1:]
    lines = np.concatenate([-beyond[::-1], np.linspace(-1, 1, CELLS - 2 * RIM), beyond])
    x, y = lines * half[0] + centre[0], lines * half[1] + centre[1]
    column = np.clip(np.searchsorted(x, bases[:, 0]), 1, CELLS - 1)
    row = np.clip(np.searchsorted(y, bases[:, 1]), 1, CELLS - 1)
    lowest = np.full((CELLS, CELLS), np.inf)
    for dy in (0, 1):
        for dx in (0, 1):
            np.minimum.at(lowest, (row - dy, column - dx), bases[:, 2])
    known = np.isfinite(lowest) & (lowest <= _reached(lowest, np.diff(x), np.diff(y)))
    height = _filled(np.where(known, lowest, 0), known.astype(float)) - BELOW
    gx, gy = np.meshgrid(x, y)
    points = np.stack([gx, gy, height], axis=2).reshape(-1, 3).astype(np.float32)
    corner = np.arange(CELLS * CELLS).reshape(CELLS, CELLS)
    a, b, c, d = corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]
    triangles = np.concatenate(
        [np.stack([a, b, c], axis=2).reshape(-1, 3), np.stack([a, c, d], axis=2).reshape(-1, 3)]
    ).astype(np.int32)
    fade = _fade(gx, gy, centre, half)
    colours = np.empty((len(points), 4), np.uint8)
    colours[:, :3] = GROUND
    colours[:, 3] = (fade * 255).ravel()
    return points, triangles, colours


def _middle(bases: NDArray[np.floating]) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """The middle of a city in plan, and how far it reaches from there to the east and north."""
    low, high = bases[:, :2].min(0), bases[:, :2].max(0)
    half = np.maximum((high - low) / 2, 10.0)
    return (low + high) / 2, np.maximum(half, half.max() * 0.5)


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


def _reached(
    lowest: NDArray[np.float64], dx: NDArray[np.float64], dy: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How high the ground can be if it rises from the lowest places around as steeply as it may.

    A bridge, a roof or a bay that is an object of its own would pull the ground up to itself.
    """
    high, east, north = lowest.copy(), STEEPEST * dx, STEEPEST * dy[:, None]
    for _ in range(CELLS):
        before = high.copy()
        np.minimum(high[:, 1:], high[:, :-1] + east, out=high[:, 1:])
        np.minimum(high[:, :-1], high[:, 1:] + east, out=high[:, :-1])
        np.minimum(high[1:], high[:-1] + north, out=high[1:])
        np.minimum(high[:-1], high[1:] + north, out=high[:-1])
        if (high == before).all():
            break
    return high


def _filled(total: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means where there are values, and ever wider means where there are none."""
    levels = [(total, weight)]
    while len(levels[-1][0]) > 1:
        t, w = (np.pad(v, (0, len(v) % 2), mode="constant") for v in levels[-1])
        levels.append(tuple(v.reshape(len(v) // 2, 2, -1, 2).sum((1, 3)) for v in (t, w)))
    height = levels[-1][0] / np.maximum(levels[-1][1], 1e-9)
    for t, w in reversed(levels[:-1]):
        wide = _twice(height)[: t.shape[0], : t.shape[1]]
        height = (t + wide * 0.5) / (w + 0.5)
    total, weight = levels[0]
    return np.where(weight > 0, total / np.maximum(weight, 1), height)  # or houses hang in the air


def _twice(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Twice as many rows and columns, with linear transitions."""
    for axis in (0, 1):
        v = np.moveaxis(values, axis, 0)
        before, after = np.concatenate([v[:1], v[:-1]]), np.concatenate([v[1:], v[-1:]])
        finer = np.stack([0.75 * v + 0.25 * before, 0.75 * v + 0.25 * after], axis=1)
        values = np.moveaxis(finer.reshape(-1, *v.shape[1:]), 0, axis)
    return values


class Ground:
    """The backdrop: its actor, and what rays and shadows need to know of it.

    It fades into the sky, and yet nothing has to be blended: each of its corners has the colour
    that it would have then.
    """

    def __init__(self, bases: NDArray[np.floating]) -> None:
        points, triangles, colours = sheet(bases)
        self.mesh = (points, triangles)
        self._middle = _middle(bases)
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
        column = np.interp(x, grid[0, :, 0], np.arange(CELLS))
        row = np.interp(y, grid[:, 0, 1], np.arange(CELLS))
        west, south = min(int(column), CELLS - 2), min(int(row), CELLS - 2)
        east, north = column - west, row - south
        (a, b), (d, c) = grid[south : south + 2, west : west + 2, 2]
        if east > north:  # in the triangle below the square's diagonal
            return float(a + (b - a) * east + (c - b) * north)
        return float(a + (c - d) * east + (d - a) * north)

    def around(self, box: Sequence[float]) -> list[float]:
        """A box (west, east, south, north, low, high) that holds the ground as well."""
        low, high = self.mesh[0].min(0).tolist(), self.mesh[0].max(0).tolist()
        ends = zip(low, high, strict=True)
        mine = [value for pair in ends for value in pair]
        return [(min, max)[k % 2](box[k], mine[k]) for k in range(6)]
