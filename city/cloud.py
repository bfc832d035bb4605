"""A LiDAR survey as columns of points, coarse ones first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from city.frame import Frame
from city.model import Source
from city.octree import Octree
from city.placement import Placement
from city.records import Unreadable


@dataclass(frozen=True, slots=True, eq=False)
class PointCloud:
    """Points of a survey, ordered so that the first k of them are an even sample of all.

    points: (n, 3) float32 metres, local to the frame. classes: (n,) uint8 ASPRS codes. colour:
    (n, 3) uint8 or None. intensity: (n,) uint16 or None. returns: (n,) uint8 return number or
    None. total: how many points the survey has; n is fewer when it was thinned for display.
    class_counts: points of the whole survey by class. extent: (2, 3) of the whole survey, local.
    octree: all points of a survey that was thinned, in a file; None where there is no such file.
    place: of a thinned survey whose file is no octree itself, how the coordinates of that file
    become local metres; all of its points can be put into an octree by it.
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
    octree: Octree | None = None
    place: Placement | None = None

    def __len__(self) -> int:
        return len(self.points)

    def has(self, how: str) -> bool:
        """Whether its points have what they would be coloured by: "class", "height", "intensity"
        or "rgb"."""
        if how == "rgb":
            return self.colour is not None and bool(self.colour.any())
        return how != "intensity" or self.intensity is not None

    def code(self, number: int) -> int | None:
        """The ASPRS class of a point that was picked: by its number in the octree's file where
        there is one, else in the columns; None where it cannot be told."""
        if self.octree is None:
            return int(self.classes[number]) if 0 <= number < len(self) else None
        try:
            return int(self.octree.point(number)["code"])
        except (OSError, IndexError, Unreadable):
            return None
