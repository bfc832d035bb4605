"""A LiDAR survey as columns of points, coarse ones first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from city.frame import Frame
from city.model import Source


@dataclass(frozen=True, slots=True, eq=False)
class PointCloud:
    """Points of a survey, ordered so that the first k of them are an even sample of all.

    points: (n, 3) float32 metres, local to the frame. classes: (n,) uint8 ASPRS codes. colour:
    (n, 3) uint8 or None. intensity: (n,) uint16 or None. returns: (n,) uint8 return number or
    None. total: how many points the survey has; n is fewer when it was thinned for display.
    class_counts: points of the whole survey by class. extent: (2, 3) of the whole survey, local.
    """

    name: str
    frame: Frame
    points: NDArray[np.float32]
    classes: NDArray[np.uint8]
    colour: NDArray[np.uint8] | None
    intensity: NDArray[np.uint16] | None
    returns: NDArray[np.uint8] | None
    total: int
    class_counts: Mapping[int, int]
    extent: NDArray[np.float64]
    source: Source = field(default_factory=lambda: Source("", ""))

    def __len__(self) -> int:
        return len(self.points)
