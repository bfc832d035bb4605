"""Where on Earth the model stands: the coordinate systems, and a local origin for precision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LARGEST = 1e12  # in any unit: nothing on Earth, and no projection, has larger coordinates


def on_earth(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points (n, 3) can be a place on Earth: of numbers, and none absurd."""
    if not len(points) or (points.min() > -LARGEST and points.max() < LARGEST):
        return np.ones(len(points), bool)
    return np.asarray((np.abs(points) < LARGEST).all(1))


@dataclass(frozen=True, slots=True)
class Frame:
    """The one coordinate system of a city: metres east, north and up from `origin`.

    horizontal: "EPSG:28992", a WKT text, "local" for a site's own engineering metres, or "" when
    nobody knows. vertical: "EPSG:5709", "ellipsoidal", or "" when nobody knows; never guessed.
    origin: what is subtracted from world coordinates (east, north, up), in metres. With it a
    float32 picture of a city at a northing of 5.6 million stays exact.
    """

    horizontal: str = ""
    vertical: str = ""
    origin: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def to_world(self, local: NDArray[np.floating]) -> NDArray[np.float64]:
        """Local metres (n, 3) -> world coordinates (n, 3)."""
        return np.asarray(local, np.float64) + self.origin

    def to_local(self, world: NDArray[np.floating]) -> NDArray[np.float64]:
        """World coordinates (n, 3) of this frame -> local metres (n, 3)."""
        return np.asarray(world, np.float64) - self.origin
