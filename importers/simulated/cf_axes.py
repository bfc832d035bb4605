"""Which coordinates a variable of a CF file has: when, how high, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from city.simulated.field import Levels
from city.units import convert, spelt
from importers.simulated.cf_time import is_time
from importers.simulated.dataset import Dataset, Stored

Axis = Literal["T", "Z", "Y", "X", ""]

NORTH = re.compile(r"degrees?_?(north|n)$", re.IGNORECASE)
EAST = re.compile(r"degrees?_?(east|e)$", re.IGNORECASE)
UPRIGHT = {"height", "altitude", "depth", "air_pressure", "model_level_number", "atmosphere"}
GROUND, DATUM = {"height", "depth_below_surface"}, {"altitude", "geopotential_height"}
# what files without standard names call their axes; xu and yv are PALM's staggered ones
NAMES: dict[Axis, re.Pattern[str]] = {
    "T": re.compile(r"(?i)(time|t|ntime|valid_time|datetime)$"),
    "Z": re.compile(r"(?i)(z|zs|z[uw]|z[uw]_3d|zu1?_xy|zw_xy|lev|level|height|alt|depth)$"),
    "Y": re.compile(r"(?i)(y|yv|lat|latitude|northing|rlat|nj|south_north|projection_y.*)$"),
    "X": re.compile(r"(?i)(x|xu|lon|long|longitude|easting|rlon|ni|west_east|projection_x.*)$"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """The dimensions of a variable by what they are. plane: the 2-D longitudes and latitudes of its
    cells, where x and y do not say where they are."""

    t: str = ""
    z: str = ""
    y: str = ""
    x: str = ""
    plane: tuple[Stored, Stored] | None = None


def axis_of(array: Stored) -> Axis:
    """Which way a coordinate runs, "" where nobody can tell. Source: CF-1.11, section 4."""
    if is_time(array):
        return "T"
    told = array.says("axis").upper()
    if told in ("X", "Y", "Z"):
        return told  # type: ignore[return-value]
    standard, units = array.says("standard_name"), array.says("units")
    if NORTH.match(units) or standard in ("latitude", "grid_latitude", "projection_y_coordinate"):
        return "Y"
    if EAST.match(units) or standard in ("longitude", "grid_longitude", "projection_x_coordinate"):
        return "X"
    if array.says("positive") or any(standard.startswith(one) for one in UPRIGHT):
        return "Z"
    return _named(array.name)


def axes_of(dataset: Dataset, array: Stored, over: str = "") -> Axes:
    """The axes of a variable on a grid, or over a dimension of a mesh.

    Raises ValueError, for people, where it lies on no grid over the ground.
    """
    found: dict[str, str] = {}
    for dim, size in zip(array.dims, array.shape, strict=True):
        if dim == over:
            continue
        own = dataset.arrays.get(dim)
        named = own is not None and own.dims == (dim,)
        axis = axis_of(own) if own is not None and named else _aux(dataset, array, dim)
        if not axis and size == 1:
            continue
        if not axis or axis in found:
            what = "two vertical axes" if axis == "Z" else f"an axis that nobody knows ({dim})"
            raise ValueError(f"it has {what}")
        found[axis] = dim
    if over:
        return Axes(found.get("T", ""), found.get("Z", ""), "", over)
    if "Y" not in found or "X" not in found:
        raise ValueError("it says not where it is")
    axes = Axes(found.get("T", ""), found.get("Z", ""), found["Y"], found["X"])
    plane = None if _projected(dataset, array, axes) else _plane(dataset, array, axes)
    return Axes(axes.t, axes.z, axes.y, axes.x, plane)


def along(dataset: Dataset, dim: str, axis: Axis) -> Stored | None:
    """The times or heights along a dimension, under its own name or another; None for none."""
    if dim in dataset.arrays:
        return dataset.arrays[dim]
    return next((one for one in _sure(dataset, dim) if axis_of(one) == axis), None)


def _sure(dataset: Dataset, dim: str) -> list[Stored]:
    """Coordinates along a dimension that say which way they run, whatever they are called."""
    over = (one for one in dataset.arrays.values() if one.dims == (dim,))
    return [one for one in over if is_time(one) or one.says("positive") or one.says("axis")]


def named_in(array: Stored, attribute: str, dataset: Dataset) -> Iterator[Stored]:
    """The arrays that an attribute lists."""
    for name in array.says(attribute).replace(":", " ").split():
        if name in dataset.arrays:
            yield dataset.arrays[name]


def in_degrees(array: Stored) -> bool:
    """Whether a coordinate is a longitude or latitude on the Earth's own pole."""
    units, standard = array.says("units"), array.says("standard_name")
    if standard in ("longitude", "latitude"):
        return True
    rotated = standard.startswith("grid_") or array.name.lower() in ("rlat", "rlon")
    return not rotated and bool(NORTH.match(units) or EAST.match(units))


def levels_of(array: Stored, lift: float = 0.0, said: str = "") -> Levels:
    """The heights of a vertical axis, or the numbers of its levels where it has no unit. lift:
    metres that its zero lies above the datum. said: its unit, by a person."""
    unit = spelt(said or array.says("units") or "1")
    heights = array.numbers()
    with suppress(ValueError):  # a pressure, or the number of a level
        heights, unit = convert(heights, unit, "m"), "m"
    standard = array.says("standard_name")
    if array.says("positive").lower() == "down" and unit == "m":
        heights = -heights
    above: Literal["ground", "datum", ""] = ""
    if standard in GROUND:
        above = "ground"
    elif lift or standard in DATUM or "above_mean_sea_level" in standard or "datum" in standard:
        above = "datum"
    title = array.says("long_name") or standard.replace("_", " ") or array.name
    return Levels(heights + (lift if unit == "m" else 0.0), title, unit, above)


def _named(name: str) -> Axis:
    return next((axis for axis, pattern in NAMES.items() if pattern.match(name)), "")


def _aux(dataset: Dataset, array: Stored, dim: str) -> Axis:
    """Of a dimension without a coordinate of its name: that of one that lies along it, or of 2-D
    longitudes whose last dimension it is, or what its name says."""
    named = [one for one in _coordinates(dataset, array) if one.dims == (dim,)]
    for one in (*named, *_sure(dataset, dim)):
        if axis := axis_of(one):
            return axis
    for one in _coordinates(dataset, array):
        if one.dims[-2:] and len(one.dims) >= 2 and dim in one.dims[-2:] and axis_of(one) in "XY":
            return "X" if one.dims[-1] == dim else "Y"
    return _named(dim)


def _coordinates(dataset: Dataset, array: Stored) -> list[Stored]:
    """Those that it names, then any that lie over its dimensions and say that they are degrees."""
    named = list(named_in(array, "coordinates", dataset))
    over = [
        one
        for one in dataset.arrays.values()
        if one is not array and set(one.dims) <= set(array.dims) and one.dims and in_degrees(one)
    ]
    return named + [one for one in over if one not in named]


def _projected(dataset: Dataset, array: Stored, axes: Axes) -> bool:
    """Whether x and y along the sides say where the cells are: in degrees, or in a system."""
    known = [dataset.arrays[dim] for dim in (axes.x, axes.y) if dim in dataset.arrays]
    sides = [side for side in known if side.dims == (side.name,)]
    if len(sides) < 2:
        return False
    return array.says("grid_mapping") != "" or all(map(in_degrees, sides))


def _plane(dataset: Dataset, array: Stored, axes: Axes) -> tuple[Stored, Stored] | None:
    over = [
        one
        for one in _coordinates(dataset, array)
        if one.dims[-2:] == (axes.y, axes.x) and in_degrees(one)
    ]
    east = next((one for one in over if axis_of(one) == "X"), None)
    north = next((one for one in over if axis_of(one) == "Y"), None)
    return (east, north) if east is not None and north is not None else None


def strictly(numbers: NDArray[np.float64]) -> int:
    """1 where numbers rise from each to the next, -1 where they fall, 0 where neither."""
    steps = np.diff(numbers)
    return 1 if (steps > 0).all() else -1 if (steps < 0).all() else 0
