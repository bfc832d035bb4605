"""The levels that heights count from at a place, and how far apart they are."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from city.crs import NOWHERE, lon_lat
from city.crs_names import code_of, known
from city.frame import Frame

if TYPE_CHECKING:
    from pyproj import CRS

MOST = 4  # levels that are named
VAGUE = "5714"  # "MSL height", of no sea in particular


@dataclass(frozen=True, slots=True)
class Level:
    """A vertical system in use at a place.

    code: "EPSG:5709"; name: "NAP height". above: metres that its zero lies above the ellipsoid
    here, None where the grid that says so is missing. grid: that grid's file name, "" where none
    is needed.
    """

    code: str
    name: str
    above: float | None
    grid: str = ""


def where(frame: Frame) -> tuple[float, float] | None:
    """Longitude and latitude of a frame's origin; None for a site without a place."""
    if frame.horizontal in NOWHERE:
        return None
    lon, lat = lon_lat(known(frame.horizontal), frame.origin[0], frame.origin[1])
    return (lon, lat) if math.isfinite(lon) and math.isfinite(lat) else None


@lru_cache(maxsize=1)
def _grid() -> NDArray[np.float64]:
    import assets

    with np.load(assets.path("geoid/egm96.npz")) as file:
        heights = file["decimetres"] / 10.0
    return np.concatenate([heights, heights[:, :1]], axis=1)  # 360 degrees are 0 again


def separation(lon: float, lat: float) -> float:
    """Metres from the ellipsoid WGS 84 up to mean sea level (EGM96), good to about a metre."""
    grid = _grid()
    row, column = (90.0 - lat) * 2, (lon % 360.0) * 2
    i, j = min(int(row), len(grid) - 2), int(column)
    u, v = column - j, row - i
    (a, b), (c, d) = grid[i : i + 2, j : j + 2].tolist()
    return float((a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v)


@lru_cache(maxsize=16)
def levels_at(lon: float, lat: float, wanted: tuple[str, ...] = ()) -> tuple[Level, ...]:
    """The vertical systems in use at a place: those `wanted`, then those of smaller areas first."""
    from pyproj.aoi import AreaOfInterest
    from pyproj.database import query_crs_info
    from pyproj.enums import PJType

    here = AreaOfInterest(lon, lat, lon, lat)
    found = query_crs_info("EPSG", PJType.VERTICAL_CRS, here, contains=True)
    sized = sorted(
        (_size(info.area_of_use.bounds), info.code) for info in found if info.area_of_use
    )
    codes = [*wanted, *(f"EPSG:{code}" for _, code in sized if code != VAGUE)]
    levels = []
    for code in dict.fromkeys(code for code in codes if code not in ("", "ellipsoidal")):
        system = known(code)
        axis = system.axis_info[0]
        if axis.direction == "up" and axis.unit_conversion_factor == 1.0:
            level = _level(system, lon, lat)
            if level.grid or level.code in wanted:  # without a grid nothing leads to the ellipsoid
                levels.append(level)
        if len(levels) == MOST:
            break
    return tuple(levels)


def _size(bounds: tuple[float, float, float, float]) -> float:
    west, south, east, north = bounds
    return ((east - west) % 360 or 360.0) * (north - south)


def _level(system: CRS, lon: float, lat: float) -> Level:
    """What PROJ knows of a level here; nothing is fetched from anywhere."""
    from pyproj.crs import CompoundCRS
    from pyproj.exceptions import ProjError
    from pyproj.transformer import AreaOfInterest, TransformerGroup

    code, name = code_of(system), system.name
    grid = ""
    for plane in ("EPSG:4258", "EPSG:4326"):  # what Europe's grids start from, and the world's
        solid = known(plane).to_3d()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # pyproj warns of the very grids named here
                ways = TransformerGroup(
                    CompoundCRS("", [known(plane), system]),
                    solid,
                    always_xy=True,
                    area_of_interest=AreaOfInterest(lon, lat, lon, lat),
                    allow_ballpark=False,
                )
        except ProjError:
            continue
        for way in ways.transformers:
            try:
                above = float(way.transform(lon, lat, 0.0, errcheck=True)[2])
            except ProjError:
                continue
            if math.isfinite(above) and above != 0.0:
                return Level(code, name, above, _grid_of(way.operations or ()))
        grid = grid or next(filter(None, (_grid_of([w]) for w in ways.unavailable_operations)), "")
    return Level(code, name, None, grid)


def _grid_of(operations: Any) -> str:
    names = [grid.short_name for operation in operations for grid in operation.grids]
    return names[0] if names else ""
