"""Coordinates in any known system as degrees (WGS 84)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from city.crs_names import between, known, spelled

DEGREES = ("OGC:CRS84", "EPSG:4326", "EPSG:4979")
Degrees = Callable[[float, float], tuple[float, float]]


def registered(name: str) -> bool:
    """Whether a name stands for a system with its axes in the registry's own order, as URNs and
    URIs do (OGC 08-038r7); short names are written east first."""
    return name.startswith(("urn:", "http://www.opengis.net/def/", "https://www.opengis.net/def/"))


@lru_cache(maxsize=64)
def degrees(name: str, east_first: bool) -> Degrees | None:
    """How two coordinates of a system become degrees east and north; None where they are that.

    east_first: whatever the registry says of its axes. Raises ValueError for a system that nobody
    knows.
    """
    system, _ = spelled(name)
    if system in ("", "local"):
        raise ValueError(f"nobody knows where on Earth the system '{name[:80]}' lies")
    axes = known(system).axis_info
    swapped = not east_first and axes[0].direction.lower() in ("north", "south")
    if system in DEGREES:
        return (lambda north, east: (east, north)) if swapped else None
    change = between(system, "OGC:CRS84").transform

    def changed(first: float, second: float) -> tuple[float, float]:
        east, north = change(second, first) if swapped else change(first, second)
        return float(east), float(north)

    return changed
