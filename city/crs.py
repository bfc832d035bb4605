"""Coordinate systems by any name that real files use, and the way from a file into a frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.crs_names import between, code_of, known, spelled
from city.frame import Frame

if TYPE_CHECKING:
    from pyproj import CRS

Points = NDArray[np.float64]
NOWHERE = ("", "local")


@dataclass(frozen=True, slots=True)
class Crs:
    """A coordinate system as a file declares it, horizontal and vertical kept apart.

    horizontal: "EPSG:28992", WKT for one without a code, "local" for engineering metres, "" for
    unknown. vertical: "EPSG:5709", "ellipsoidal", or "".
    """

    horizontal: str = ""
    vertical: str = ""


def parse_crs(name: str) -> Crs:
    """The coordinate system that a urn, URL, code, compound name, WKT or "local" stands for.

    An empty name gives Crs("", ""). Raises ValueError, naming the text, when nobody knows it.
    """
    return Crs(*spelled(name))


# names for people


def crs_title(crs: Crs | Frame) -> str:
    """The name for people: "Amersfoort / RD New (EPSG:28992) + NAP height (EPSG:5709)"."""
    return " + ".join(part_title(part) for part in _named(crs))


def _named(crs: Crs | Frame) -> list[str]:
    return [crs.horizontal or "unknown"] + ([crs.vertical] if crs.vertical else [])


def part_title(part: str) -> str:
    if part == "ellipsoidal":
        return "height above the ellipsoid"
    if part in ("local", "unknown"):
        return part.replace("local", "local metres")
    name = known(part).name
    return f"{name} ({part})" if len(part) <= 20 else name


# which number is east


class AxisOrder(NamedTuple):
    """How the numbers of a file stand.

    north_first: northing or latitude comes first. swapped: that is not how the file's coordinate
    system orders them, but only so do they lie where the system is used. outside: they lie there
    in neither order, so the file probably names the wrong system.
    """

    north_first: bool = False
    swapped: bool = False
    outside: bool = False


def axis_order(crs: Crs, sample: Points, name: str = "") -> AxisOrder:
    """Which of the first two numbers is east, by the authority, checked against the area of use.

    sample: (k, 3) coordinates as they stand in the file. name: the system as the file spells it.
    A urn or an OGC URL asks for the order of the authority (OGC 09-048r5, section 7); "EPSG:4326",
    a WKT and the German urn:adv names mean east first, as do in practice all Gauss-Krueger and
    Soldner coordinates on the German datum DHDN, against the authority.
    """
    if crs.horizontal in NOWHERE:
        return AxisOrder()
    system = known(crs.horizontal)
    north_first = north_first_by_authority(system)
    if name and not name.strip().lower().startswith(("urn:ogc", "urn:x-ogc", "http")):
        north_first = False
    if "epsg.xml#" in name or (system.is_projected and system.name.startswith("DHDN")):
        north_first = False
    good = sample[np.isfinite(sample).all(1)] if len(sample) else sample
    if len(good) and system.is_geocentric:
        return AxisOrder(outside=not near_ground(np.median(good, axis=0)))
    if not len(good) or not plain_axes(system):
        return AxisOrder(north_first)
    first, second = (float(v) for v in np.median(good[:, :2], axis=0))
    east, north = (second, first) if north_first else (first, second)
    if is_used_at(system, east, north, 1.0):
        return AxisOrder(north_first)
    if is_used_at(system, north, east, 1.0):
        return AxisOrder(not north_first, swapped=True)
    if is_used_at(system, east, north, 3.0):  # a whole country often uses one zone
        return AxisOrder(north_first)
    return AxisOrder(north_first and system.is_geographic, outside=True)


def plain_axes(system: CRS) -> bool:
    return {axis.direction for axis in system.axis_info[:2]} == {"east", "north"}


def north_first_by_authority(system: CRS) -> bool:
    return plain_axes(system) and system.axis_info[0].direction == "north"


def is_used_at(system: CRS, east: float, north: float, margin: float) -> bool:
    """Whether a place lies in the inhabited part of a system's area of use, or that near."""
    lon, lat = lon_lat(system, east, north)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return False
    area = system.area_of_use
    west, south, far_east, far_north = area.bounds if area else (-180.0, -90.0, 180.0, 90.0)
    if not max(south, -60) - margin <= lat <= min(far_north, 82) + margin:
        return False
    width = (far_east - west) % 360 or 360.0
    return (lon - west + margin) % 360 <= width + 2 * margin and abs(lon) <= 180 + margin


def near_ground(geocentric: Points) -> bool:
    """Whether (x, y, z) from the Earth's centre lies within 100 km of its surface."""
    return bool(abs(float(np.linalg.norm(geocentric)) - 6_367_000.0) < 111_000.0)


def lon_lat(system: CRS, east: float, north: float) -> tuple[float, float]:
    """Degrees on the system's own datum; infinite where the projection leads nowhere."""
    if system.is_geographic:
        degree = math.degrees(system.axis_info[0].unit_conversion_factor)
        return east * degree, north * degree
    way = between(code_of(system), code_of(ground(system)))
    lon, lat = way.transform(east, north)
    back = way.transform(lon, lat, direction="INVERSE")
    there = np.allclose(back, (east, north), atol=1.0)
    return (float(lon), float(lat)) if there else (math.inf, math.inf)


def ground(system: CRS) -> CRS:
    """The longitudes and latitudes that a projection starts from."""
    found = system.geodetic_crs
    assert found is not None
    return found
