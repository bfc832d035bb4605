"""Where on Earth the table stands, and how its grid lies there: north, and true lengths."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.crs import NOWHERE, Crs, ground, north_first_by_authority
from city.crs_names import between, code_of, known, spelled
from city.frame import Frame
from city.placement import Placement

STEP = 1e-3  # degrees over which the grid's turn and scale are measured


@dataclass(frozen=True, slots=True)
class Place:
    """A place on Earth: degrees east and north (WGS 84), metres up.

    turn: degrees clockwise from true north to the north of the table's grid (the meridian
    convergence). scale: length on the grid over length on the ellipsoid.
    """

    lon: float
    lat: float
    height: float = 0.0
    turn: float = 0.0
    scale: float = 1.0


def place_of(frame: Frame, local: NDArray[np.floating]) -> Place | None:
    """The place of a point (3,) in local metres; None where nobody knows where the frame lies."""
    if frame.horizontal in NOWHERE:
        return None
    east, north, height = frame.to_world(np.asarray(local, float)[None])[0].tolist()
    lon, lat = between(frame.horizontal, "EPSG:4326").transform(east, north)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return None
    turn, scale = _grid(frame.horizontal, east, north)
    return Place(lon, lat, height, turn, scale)


def local_of(frame: Frame, degrees: NDArray[np.floating]) -> NDArray[np.float64]:
    """Local metres (n, 2) of places in degrees east and north (n, 2), WGS 84; NaN for those that
    the frame cannot show, and for all where nobody knows where the frame lies."""
    found = np.full((len(degrees), 2), np.nan)
    if frame.horizontal in NOWHERE or not len(degrees):
        return found
    way = between("EPSG:4326", frame.horizontal)
    east, north = way.transform(*np.asarray(degrees, float).T)
    found[:] = np.stack([east, north], 1) - frame.origin[:2]
    found[~np.isfinite(found).all(1)] = np.nan
    return found


def degrees_of(
    frame: Frame, box: tuple[float, float, float, float]
) -> tuple[float, float, float, float] | None:
    """A box (west, south, east, north) of local metres in degrees east and north, WGS 84; None
    where nobody knows where the frame lies."""
    if frame.horizontal in NOWHERE:
        return None
    x, y = frame.origin[:2]
    west, south, east, north = box
    way = between(frame.horizontal, "EPSG:4326")
    found = way.transform_bounds(west + x, south + y, east + x, north + y)
    return found if all(map(math.isfinite, found)) else None


def _grid(horizontal: str, east: float, north: float) -> tuple[float, float]:
    """How a grid is turned against true north, in degrees, and how it stretches lengths.

    Measured along short lines on the system's own ellipsoid, so that it holds for any projection.
    """
    system = known(horizontal)
    way = between(code_of(ground(system)), horizontal)
    lon, lat = way.transform(east, north, direction="INVERSE")
    x, y = way.transform([lon, lon, lon - STEP, lon + STEP], [lat - STEP, lat + STEP, lat, lat])
    along, across = np.array([x[1] - x[0], y[1] - y[0]]), np.array([x[3] - x[2], y[3] - y[2]])
    turn = -math.degrees(math.atan2(along[0], along[1]))
    geod = system.get_geod()
    assert geod is not None
    _, _, north_length = geod.inv(lon, lat - STEP, lon, lat + STEP)
    _, _, east_length = geod.inv(lon - STEP, lat, lon + STEP, lat)
    stretched = abs(float(along[0] * across[1] - along[1] * across[0]))
    return turn, math.sqrt(stretched / (north_length * east_length))


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One number of a place in some coordinate system, as that system names it."""

    axis: str  # "Lat", "E", "H"
    value: float
    unit: str  # "°" or "m"


def coordinates(
    frame: Frame, local: NDArray[np.floating], system: str = ""
) -> tuple[list[Coordinate], str]:
    """A point (3,) of the table in another system, in the order of that system's own axes.

    system: "EPSG:4326", "25832", a compound; "" for the table's own. Also says, in a sentence, what
    became of the height. Raises ValueError, in plain words, where there is no way between the two.
    """
    world = frame.to_world(np.asarray(local, float)[None])
    if frame.horizontal in NOWHERE:
        if system:
            raise ValueError("the city lies in local metres: nobody knows where on Earth it is")
        return [Coordinate(n, v, "m") for n, v in zip("XYZ", world[0].tolist(), strict=True)], ""
    wanted = Crs(*spelled(system)) if system else Crs(frame.horizontal, frame.vertical)
    if wanted.horizontal in NOWHERE:
        raise ValueError(f"{system} is no system for places on Earth")
    target = known(wanted.horizontal)
    to = Frame(wanted.horizontal, wanted.vertical or frame.vertical)
    way = Placement(Crs(frame.horizontal, frame.vertical), to, north_first=False)
    x, y, z = way(world)[0].tolist()
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(f"the place lies outside of what {target.name} can show")
    plane = (y, x) if north_first_by_authority(target) else (x, y)
    found = [
        Coordinate(axis.abbrev, value, "°" if target.is_geographic else "m")
        for axis, value in zip(target.axis_info, plane, strict=False)
    ]
    name = "h" if to.vertical == "ellipsoidal" else "H"
    return [*found, Coordinate(name, z, "m")], way.height_note()
