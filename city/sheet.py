"""A map sheet: local metres of a city from degrees, fast enough for each frame of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.crs import NOWHERE
from city.crs_names import between
from city.frame import Frame

F64 = NDArray[np.float64]

REACH = 0.8  # degrees of latitude around the middle
POWERS = [(i, j) for i in range(5) for j in range(5 - i)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The surroundings of a place, some 90 km, where a polynomial of the fourth degree says within
    a centimetre what the projection of a frame says.

    east, north: degrees (WGS 84) of the middle. wide, tall: degrees to its edges. terms: (2, 15).
    """

    east: float
    north: float
    wide: float
    tall: float
    terms: F64

    def metres(self, east: F64, north: F64) -> F64:
        """(n, 2) local metres of n places in degrees; NaN for places beyond the sheet."""
        from city.sheet_loops import laid

        out = np.empty((len(east), 2))
        here = np.array([self.east, self.north, self.wide, self.tall])
        laid(np.asarray(east, np.float64), np.asarray(north, np.float64), here, self.terms, out)
        return out


def sheet(frame: Frame) -> Sheet:
    """The sheet around the origin of a frame; nothing lies on it where nobody knows where the frame
    lies, or at a pole."""
    east = north = np.nan
    if frame.horizontal not in NOWHERE:
        way = between("EPSG:4326", frame.horizontal)
        east, north = (float(x) for x in way.transform(*frame.origin[:2], direction="INVERSE"))
    if not abs(north) < 85:
        unknown = np.full(len(POWERS), np.nan)
        return Sheet(np.nan, np.nan, 1.0, 1.0, np.stack([unknown, unknown]))
    tall, wide = REACH, REACH / np.cos(np.radians(north))
    x, y = (side.ravel() for side in np.meshgrid(*[np.cos(np.linspace(0, np.pi, 12))] * 2))
    lon = (east + x * wide + 180.0) % 360.0 - 180.0
    world = way.transform(lon, north + y * tall)
    powers = np.stack([x**i * y**j for i, j in POWERS], axis=1)
    terms = [
        np.linalg.lstsq(powers, np.asarray(at) - origin, rcond=None)[0]
        for at, origin in zip(world, frame.origin, strict=False)
    ]
    return Sheet(east, north, wide, tall, np.stack(terms))
