"""How the camera sees, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkCamera

from render import camera as eye


@dataclass(frozen=True, slots=True, eq=False)
class Lens:
    """From where, how, and into how large a picture the camera sees.

    matrix: (4, 4) from local metres to VTK's clip space, z from -1 to 1. eye: (3,) where it
    stands. clip: the nearest and the farthest depth that is drawn. pixel: metres per pixel at one
    metre from the eye, or everywhere where it sees in parallel. size: columns and rows.
    """

    matrix: NDArray[np.float64]
    eye: NDArray[np.float64]
    clip: tuple[float, float]
    pixel: float
    size: tuple[int, int]
    parallel: bool = False

    def stretched(self, factor: float) -> Lens:
        """The same, of a world whose heights are not yet multiplied by a factor."""
        heights = np.array([1, 1, factor])
        return Lens(
            self.matrix * np.append(heights, 1),
            self.eye / heights,
            self.clip,
            self.pixel,
            self.size,
            self.parallel,
        )

    def places(
        self, points: NDArray[np.float64], ratio: float = 1.0
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where points (n, 3) are seen, (n, 2) from the upper left corner of the picture, and (n,)
        what is above 0 before the eye; ratio: of pixels to a unit of length there."""
        clip = points @ self.matrix[:, :3].T + self.matrix[:, 3]
        away = clip[:, 3]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (clip[:, :2] / away[:, None] * (1, -1) + 1) / 2
        return share * self.size / ratio, away

    def grained(self, grain: int) -> Lens:
        """The same, in a picture whose pixels are so many times as wide and as high."""
        columns, rows = (max(side // grain, 1) for side in self.size)
        pixel = self.pixel * self.size[1] / rows
        return Lens(self.matrix, self.eye, self.clip, pixel, (columns, rows), self.parallel)

    def away(self, low: NDArray[np.floating], high: NDArray[np.floating]) -> NDArray[np.float64]:
        """Metres from the eye to the nearest corner or side of each box, (n,)."""
        beside = np.maximum(low - self.eye, 0) + np.maximum(self.eye - high, 0)
        return np.asarray(np.sqrt(np.einsum("ij,ij->i", beside, beside)))

    def inside(self, low: NDArray[np.float32], high: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Which boxes may be seen, (n,)."""
        middle, half = (low + high) / 2, (high - low) / 2
        sides = np.concatenate([self.matrix[3] + s * self.matrix[:3] for s in (1, -1)])
        deep = middle @ sides[:, :3].T + sides[:, 3]
        reach = half @ np.abs(sides[:, :3]).T
        return np.asarray((deep + reach >= 0).all(1))

    def metres(self, depth: NDArray[np.float32]) -> NDArray[np.float32]:
        """How far ahead of the eye depths of 0 to 1 are."""
        near, far = (np.float32(d) for d in self.clip)
        if self.parallel:
            return near + depth * (far - near)
        return near * far / (far - depth * (far - near))

    def seen_at(self, place: NDArray[np.float64]) -> tuple[float, float]:
        """In which column and row, from the left and the lowest, a place before the eye is seen."""
        x, y, _, w = self.matrix @ np.append(place, 1)
        return float((x / w + 1) / 2 * self.size[0]), float((y / w + 1) / 2 * self.size[1])

    def place(self, x: float, y: float, depth: float) -> NDArray[np.float64]:
        """(3,): what is seen in a column and a row, at a depth of 0 to 1."""
        columns, rows = self.size
        clip = np.array([x / columns * 2 - 1, y / rows * 2 - 1, depth * 2 - 1, 1])
        found = np.linalg.solve(self.matrix, clip)
        return np.asarray(found[:3] / found[3])

    def same(self, other: Lens | None) -> bool:
        """Whether another picture would show the same part of the world in the same size."""
        return (
            other is not None
            and self.size == other.size
            and np.array_equal(self.matrix, other.matrix)
        )


def lens(camera: vtkCamera, size: tuple[int, int]) -> Lens:
    """How a camera sees now, in a picture of so many columns and rows."""
    held = camera.GetCompositeProjectionTransformMatrix(size[0] / max(size[1], 1), -1, 1)
    matrix = np.array([[held.GetElement(i, j) for j in range(4)] for i in range(4)])
    parallel = bool(camera.GetParallelProjection())
    pixel = eye.scale(camera, size[1]) if parallel else eye.pixel(camera, size[1])
    place = np.array(camera.GetPosition())
    return Lens(matrix, place, camera.GetClippingRange(), pixel, size, parallel)
