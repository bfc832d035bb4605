"""What colour the points of a survey have: their own, or that of their class, height or echo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from render.style import class_colours

How = Literal["class", "height", "intensity", "rgb"]
LOWEST = 0.78  # how bright the lowest points are, to the highest, where class colours them
SAMPLE = 10_000  # points from which the usual heights and intensities are taken
ALL = np.arange(256, dtype=np.uint8)
GREY = np.linspace(48, 240, 256).astype(np.uint8)[:, None].repeat(3, axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Colouring:
    """A way to colour points.

    ramp: (256, 3) uint8 colours from the lowest to the highest value. heights, intensities: what
    counts as lowest and as highest.
    """

    how: How
    ramp: NDArray[np.uint8]
    heights: tuple[float, float]
    intensities: tuple[float, float]
    _classes: NDArray[np.uint8] = field(default_factory=lambda: class_colours(ALL))

    def __call__(self, records: NDArray[Any]) -> NDArray[np.uint32]:
        """(n,): colours as RGBA from the lowest byte on, of records of points."""
        if self.how == "rgb":
            return packed(records["rgb"])
        if self.how == "intensity":
            return packed(self.ramp)[_steps(records["intensity"], self.intensities)]
        if self.how == "height":
            return packed(self.ramp)[_steps(records["z"], self.heights)]
        # low points darker than high ones, as nothing else shows where walls and trees are high
        shades = LOWEST + (1 - LOWEST) * np.linspace(0, 1, 256)
        table = packed((self._classes[:, None, :] * shades[:, None]).astype(np.uint8))
        return np.asarray(table[records["code"], _steps(records["z"], self.heights)])


def colouring(
    cloud: PointCloud, how: How | None = None, ramp: NDArray[np.uint8] | None = None
) -> Colouring:
    """How to colour a survey; None: with its own colours, or else by class.

    What it has no values of is coloured by class. ramp: without one, shades of grey.
    """
    how = how or "rgb"
    if not cloud.has(how):
        how = "class"
    step = max(1, len(cloud) // SAMPLE)
    heights = _usual(cloud.points[::step, 2])
    heights = (heights[0], max(heights[1], heights[0] + 1.0))
    echoes = _usual(cloud.intensity[::step]) if cloud.intensity is not None else (0.0, 1.0)
    return Colouring(how, GREY if ramp is None else ramp, heights, echoes)


def packed(colours: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """RGB (..., 3) as one number each, opaque."""
    red, green, blue = (colours[..., k].astype(np.uint32) for k in range(3))
    return np.asarray(red | green << np.uint32(8) | blue << np.uint32(16) | np.uint32(255 << 24))


def _usual(values: NDArray[Any]) -> tuple[float, float]:
    if not len(values):
        return 0.0, 1.0
    low, high = np.quantile(values, [0.02, 0.98])
    return float(low), float(high)


def _steps(values: NDArray[Any], span: tuple[float, float]) -> NDArray[np.uint8]:
    """Which of 256 steps from the lowest to the highest each value is on."""
    low, high = span
    scale = 255 / max(high - low, 1e-9)
    return np.asarray(np.clip((values - np.float32(low)) * np.float32(scale), 0, 255), np.uint8)
