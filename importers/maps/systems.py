"""Coordinate systems as map services name and measure them."""

from __future__ import annotations

import math
import re
from functools import lru_cache

_CODE = re.compile(r"(?:EPSG|epsg)[:/]+(?:[\d.:]*[:/])?(\d+)$")
EARTH = 6378137.0  # metres: the radius by which degrees become metres (OGC 07-057r7, 6.1)


def short_name(crs: object) -> str:
    """ "urn:ogc:def:crs:EPSG::25833" -> "EPSG:25833". Raises ValueError for none that is known."""
    text = crs.getcode() if hasattr(crs, "getcode") else str(crs)
    if text.endswith("CRS84"):
        return "OGC:CRS84"
    found = _CODE.search(text)
    if not found:
        raise ValueError(f"{text} is not a known coordinate system")
    return "EPSG:3857" if found.group(1) in ("900913", "3857", "3785") else f"EPSG:{found.group(1)}"


@lru_cache(maxsize=64)
def metres_per_unit(crs: str) -> float:
    """How many metres a unit of a system's axes is; of a degree, along the equator."""
    import pyproj

    system = pyproj.CRS.from_user_input(crs)
    if system.is_geographic:
        return EARTH * math.pi / 180
    return float(system.axis_info[0].unit_conversion_factor)
