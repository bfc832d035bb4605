"""Where a model's coordinates lie in degrees, and when its seconds are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.crs import NOWHERE
from city.crs_names import between
from city.placement import Placement
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.results import Need

F64 = NDArray[np.float64]
Times = NDArray[np.datetime64]
WGS84 = "OGC:CRS84"
LONGEST = 1e11  # seconds, some three thousand years


def degrees(horizontal: str, east: F64, north: F64) -> tuple[F64, F64]:
    """Coordinates of a system, as `Crs` keeps it, east first, as degrees; NaN for those of a site
    alone and for what is no place on Earth."""
    if horizontal in NOWHERE:
        return np.full(len(east), np.nan), np.full(len(east), np.nan)
    if horizontal not in (WGS84, "EPSG:4326"):
        east, north = between(horizontal, WGS84).transform(east, north)
    known = (np.abs(east) <= 180) & (np.abs(north) <= 90)
    return np.where(known, east, np.nan), np.where(known, north, np.nan)


def may_be_degrees(east: F64, north: F64) -> bool:
    """Whether no coordinate, of those that are numbers, lies beyond what degrees can be."""
    beyond = (np.abs(east) > 180) | (np.abs(north) > 90)
    return not beyond.any()


def system(asking: Asking, placement: Placement) -> str:
    """The system of what moves, which has to lie somewhere on the Earth. Raises ReadError."""
    if any(need.what == "crs" for need in asking.needs):
        return WGS84
    if placement.declared.horizontal in NOWHERE:
        raise ReadError(
            f"{asking.path.name}: what moves is shown on the Earth; say in which system its places "
            "are with --crs EPSG:code, which local metres do not"
        )
    return placement.declared.horizontal


def start(asking: Asking, found: str) -> np.datetime64:
    """When a time that is counted from nothing begins; asked for where nobody says it."""
    if asking.options.start is None:
        asking.needs.append(Need("start", found=found))
        return np.datetime64(0, "ms")
    begins: np.datetime64 = asking.options.start.astype("datetime64[ms]")
    return begins


def moments(start: np.datetime64, seconds: F64) -> Times:
    """Seconds after a start as moments; NaT for those that nobody knows."""
    known = np.abs(seconds) < LONGEST
    whole = np.round(np.where(known, seconds, 0) * 1000).astype("timedelta64[ms]")
    return np.where(known, start + whole, np.datetime64("NaT", "ms"))
