"""Strokes on a picture, and where places are seen in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.lens import Lens

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Bytes = NDArray[np.uint8]

SPOT, LINE, FACE, RING, DOT, ARROW = range(6)  # sorts of strokes, as render.ink draws them
STALE, ALERTS, EDGED = 1, 2, 4  # bits of how one looks
COLUMNS = 12  # of numbers that say where a stroke is
# In which of them depths stand.
DEPTHS = {SPOT: [2], LINE: [2, 5], FACE: [2, 5, 8, 11], RING: [2], DOT: [2], ARROW: [2, 5]}

OUTLINE, THIN = np.float32(1.3), np.float32(1.0)  # pixels of a dark line, and of a dot's
ROWS = 900  # of a picture whose pixels are meant here; in larger ones signs are larger
CLOSEST = 0.3  # metres before the eye
DEEPEST = 1 - 2e-7  # what lies behind all that the city has is before the sky still
FARTHEST = 1e5  # pixels beside the picture
FLAWED = 2.0  # a depth behind everything


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """n strokes, see render.ink. far: (n,) the farther, the earlier one is drawn."""

    kind: Bytes
    at: F32
    paint: Bytes
    look: Bytes
    far: F32

    @classmethod
    def none(cls) -> Strokes:
        """No strokes."""
        return made(SPOT, np.zeros((0, COLUMNS)), np.zeros((0, 3), np.uint8), 0, 0, 0)

    @classmethod
    def joined(cls, parts: Sequence[Strokes]) -> Strokes:
        """Strokes one after the other."""
        names = cls.__slots__
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def only(self, rows: NDArray[Any]) -> Strokes:
        """Some of them."""
        return Strokes(*(getattr(self, name)[rows] for name in self.__slots__))

    def ordered(self) -> Strokes:
        """The farthest first; of equal ones those that came first."""
        steps = np.uint16(65535) - np.clip(self.far * 32767.5, 0, 65535).astype(np.uint16)
        return self.only(np.argsort(steps, kind="stable"))


class Eye:
    """How places are seen in a picture. unit: pixels of it to one that is meant."""

    def __init__(self, lens: Lens) -> None:
        self.lens = lens
        self.unit = max(lens.size[1] / ROWS, 0.75)
        self._half = np.array(lens.size) / 2
        ahead = lens.matrix[2 if lens.parallel else 3, :3]
        self._nearer = lens.matrix[2:, :3] @ (ahead / np.linalg.norm(ahead))

    def places(self, points: NDArray[np.floating], closer: NDArray[np.floating] | float) -> F32:
        """(.., 3): x, y in pixels from the lower left corner, and the depth of points (.., 3) that
        are so many metres nearer than they are; of what is behind the eye FLAWED."""
        clip = points @ self.lens.matrix[:, :3].T + self.lens.matrix[:, 3]
        ahead, deep = clip[..., 3], clip[..., 2] - closer * self._nearer[0]
        before = ahead > (0 if self.lens.parallel else CLOSEST)
        near = ahead - closer * self._nearer[1]
        with np.errstate(divide="ignore", invalid="ignore"):
            x, y = (clip[..., k] / ahead * self._half[k] + self._half[k] for k in (0, 1))
            z = np.clip(deep / np.maximum(near, 1e-6), -1, DEEPEST) / 2 + 0.5
        fine = before & (np.abs(x) < FARTHEST) & (np.abs(y) < FARTHEST)
        found = np.stack([x, y, z], axis=-1)
        found[~fine] = FLAWED
        return found.astype(np.float32)

    def metres(self, points: NDArray[np.floating]) -> F64:
        """(n,) that a pixel is wide at points (n, 3)."""
        if self.lens.parallel:
            return np.full(len(points), self.lens.pixel)
        ahead = points @ self.lens.matrix[3, :3] + self.lens.matrix[3, 3]
        return np.asarray(np.maximum(ahead, 1e-3) * self.lens.pixel)

    def numbers(self) -> F64:
        """(7,): half its columns and rows, by how much z and w are less for each metre that a thing
        is nearer, its lens's pixel, 1 if it sees in parallel, and its unit."""
        pixel, parallel = self.lens.pixel, float(self.lens.parallel)
        return np.array([*self._half, *self._nearer, pixel, parallel, self.unit])

    def within(self, places: F32, room: NDArray[np.floating] | float) -> NDArray[np.bool_]:
        """(n,): which of places (n, 3) are seen, or so many pixels beside the picture."""
        x, y, z = places.T
        columns, rows = self.lens.size
        inside = (x > -room) & (y > -room) & (x < columns + room) & (y < rows + room)
        return np.asarray(inside & (z != FLAWED))


def made(
    kind: int,
    at: NDArray[np.floating],
    colour: NDArray[np.integer],
    opaque: NDArray[np.integer] | int,
    look: NDArray[np.integer] | int,
    far: NDArray[np.floating] | float,
) -> Strokes:
    """Strokes of one kind; those with a flawed depth are left out."""
    count = len(at)
    wide = np.zeros((count, COLUMNS), np.float32)
    wide[:, : at.shape[1]] = at
    paint = np.empty((count, 4), np.uint8)
    paint[:, :3], paint[:, 3] = colour, opaque
    looks = np.broadcast_to(np.asarray(look, np.uint8), (count,))
    away = np.broadcast_to(np.asarray(far, np.float32), (count,))
    every = Strokes(np.full(count, kind, np.uint8), wide, paint, looks, away)
    flawed = (wide[:, DEPTHS[kind]] == FLAWED).any(1)
    return every.only(~flawed) if flawed.any() else every


def stamps(radius: float) -> NDArray[np.uint32]:
    """(4, 4, side, side): dots of a radius in pixels that lie so many quarters of a pixel up and to
    the right of a pixel's corner. How much of 256 is the dot's own colour, in the upper 16 bits,
    and how much is dark."""
    half = int(np.ceil(radius + THIN))
    cells = np.arange(-half, half + 1) + 0.5
    off = (np.arange(4)[:, None] + 0.5) / 4
    square = (cells - off) ** 2
    far = np.sqrt(square[:, None, :, None] + square[None, :, None, :]) - radius
    fill = np.clip(0.5 - far, 0, 1)
    line = (1 - fill) * 0.9 * np.clip(0.5 - far + THIN, 0, 1)
    own, dark = (np.round(part * 256).astype(np.uint32) for part in (fill, line))
    return own << np.uint32(16) | dark
