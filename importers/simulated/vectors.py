"""Which variables are the parts of one vector: u and v of a wind, x and y of a flow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from city.crs import NOWHERE
from city.crs_names import between
from city.frame import Frame
from city.simulated.field import Variable
from city.simulated.mesh import Mesh
from city.simulated.raster import Raster

# what stands in the name of the first part, and in that of the second and third
PARTS = (
    (r"^eastward_(.*)$", r"northward_{}", r"upward_{}"),
    (r"^(.*)_eastward_(.*)$", r"{}_northward_{}", r"{}_upward_{}"),
    (r"^x_(.*)$", r"y_{}", r"upward_{}"),
    (r"^(.*)_x_(.*)$", r"{}_y_{}", r"{}_upward_{}"),
    (r"^(.*[_ ])?u([_ ]?\d*m?)$", r"{}v{}", r"{}w{}"),
    (r"^(.*)(?:[_ ]|uc)x$", "", ""),
)
TITLES = {"wind": "Wind", "sea_water_velocity": "Current", "velocity": "Velocity"}


def with_vectors(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    """The variables, and before them the vectors that some of them are parts of."""
    vectors = [vector for one in variables if (vector := _vector(one, variables)) is not None]
    return (*vectors, *variables)


def turned(vector: Variable, first: Variable, shape: Raster | Mesh, frame: Frame) -> Variable:
    """A vector with the angle between its first part and the frame's east, found in the middle of
    its field: the Earth's east where its name says so, else the way that a grid's rows run."""
    low, high = shape.box()
    middle = (low + high) / 2
    if "eastward" in first.standard_name:
        if frame.horizontal in NOWHERE:
            return vector
        lon, lat = between(frame.horizontal, "OGC:CRS84").transform(*(middle + frame.origin[:2]))
        ends = between("OGC:CRS84", frame.horizontal).transform([lon, lon + 1e-4], [lat, lat])
    elif isinstance(shape, Raster):
        rows, columns = shape.shape
        step = slice(columns // 2, columns // 2 + 2) if columns > 2 else slice(0, 2)
        ends = tuple(
            replace(shape, x=shape.x[step], y=shape.y[rows // 2 : rows // 2 + 1]).places().T
        )
    else:
        return vector
    if len(ends[0]) < 2:
        return vector
    angle = np.degrees(np.arctan2(ends[1][1] - ends[1][0], ends[0][1] - ends[0][0]))
    return replace(vector, turn=round(float(angle), 6) + 0.0)


def _vector(first: Variable, others: Sequence[Variable]) -> Variable | None:
    by_standard = {one.standard_name: one for one in others if one.standard_name}
    by_key = {one.key.lower(): one for one in others}
    for name, among in ((first.standard_name, by_standard), (first.key.lower(), by_key)):
        for pattern, second, third in PARTS[: 4 if among is by_standard else 6]:
            match = re.match(pattern, name) if name else None
            if match is None:
                continue
            groups = [group or "" for group in match.groups()]
            names = _fellows(name, groups, second, third)
            fellows = [among[one] for one in names if one in among]
            if fellows and among.get(names[0]) is fellows[0] and _alike(first, fellows):
                title = " ".join(" ".join(groups).replace("_", " ").split())
                return _named(first, fellows, title)
    return None


def _fellows(name: str, groups: list[str], second: str, third: str) -> tuple[str, str]:
    if second:
        return second.format(*groups), third.format(*groups)
    return name[:-1] + "y", name[:-1] + "z"


def _alike(first: Variable, fellows: Sequence[Variable]) -> bool:
    return all((one.unit, one.at) == (first.unit, first.at) for one in fellows)


def _named(first: Variable, fellows: Sequence[Variable], title: str) -> Variable:
    keys = (first.key, *(one.key for one in fellows))
    standard = "wind_speed" if "wind" in first.standard_name else ""
    return replace(
        first,
        key="+".join(keys),
        title=title.capitalize() or f"{first.title}, {fellows[0].title}",
        standard_name=standard,
        parts=keys,
    )
