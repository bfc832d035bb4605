"""What is cut away to look into the city: everything before a plane, or outside a box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["upright", "level", "box"]
KINDS: tuple[Kind, ...] = ("upright", "level", "box")


@dataclass(frozen=True, slots=True)
class Cutaway:
    """A cut through the city.

    place: (x, y, z) local metres: on the plane, or the middle of the box. azimuth: degrees
    clockwise from north: of an upright plane, towards the side that is taken away; of a box, its
    front. A level plane takes away what is above it. size: of a box, across, deep and high.
    """

    kind: Kind
    place: tuple[float, float, float]
    azimuth: float = 0.0
    size: tuple[float, float, float] = (100.0, 100.0, 100.0)

    def planes(self) -> NDArray[np.float64]:
        """(n, 4): normals and offsets; what is kept has normal . point + offset >= 0 for all."""
        a = np.radians(self.azimuth)
        front, right = np.array([np.sin(a), np.cos(a), 0.0]), np.array([np.cos(a), -np.sin(a), 0.0])
        up, middle = np.array([0.0, 0.0, 1.0]), np.array(self.place)
        if self.kind == "upright":
            normals, points = [-front], [middle]
        elif self.kind == "level":
            normals, points = [-up], [middle]
        else:
            normals, points = [], []
            for axis, side in zip((right, front, up), self.size, strict=True):
                for way in (1.0, -1.0):
                    normals.append(-way * axis)
                    points.append(middle + way * axis * side / 2)
        return np.array([[*n, -(n @ p)] for n, p in zip(normals, points, strict=True)])

    def moved(self, metres: float) -> Cutaway:
        """The same cut, so far along its own direction: ahead, or for a level one up."""
        a = np.radians(self.azimuth)
        x, y, z = self.place
        if self.kind == "level":
            place = (x, y, z + metres)
        else:
            place = (x + float(np.sin(a)) * metres, y + float(np.cos(a)) * metres, z)
        return Cutaway(self.kind, place, self.azimuth, self.size)

    def as_json(self, origin: tuple[float, float, float]) -> dict[str, Any]:
        """In world coordinates, for a file."""
        place = [a + b for a, b in zip(self.place, origin, strict=True)]
        return {
            "kind": self.kind,
            "place": place,
            "azimuth": self.azimuth,
            "size": list(self.size),
        }


def read_cutaway(said: Any, origin: tuple[float, float, float]) -> Cutaway | None:
    """What a file says of a cut; None for none, and for one that is not to be understood."""
    if not isinstance(said, Mapping) or said.get("kind") not in KINDS:
        return None
    try:
        x, y, z = (float(a) - b for a, b in zip(said["place"], origin, strict=True))
        wide, deep, high = (float(side) for side in said.get("size", (100.0, 100.0, 100.0)))
        azimuth = float(said.get("azimuth", 0.0))
    except (KeyError, TypeError, ValueError):
        return None
    numbers = np.array([x, y, z, wide, deep, high, azimuth])
    if not np.isfinite(numbers).all() or min(wide, deep, high) <= 0:
        return None
    return Cutaway(said["kind"], (x, y, z), azimuth, (wide, deep, high))
