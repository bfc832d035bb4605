"""Where solar modules lie on a roof: flush on pitched roofs, in tilted rows on flat ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.simulate.photovoltaics import peak

F64 = NDArray[np.float64]

FLAT = 10.0  # degrees of slope from which modules lie flush on a roof
TILT_OF_EARTH = 23.44  # degrees
LOWEST = 8.0  # degrees: near the polar circle rows would otherwise stand endlessly apart
LIFT = 0.12  # metres between a roof and what lies on it
TRIES = 4  # places along each axis where a grid of modules may begin, fewer on vast roofs
ENOUGH = 10_000  # modules that are tried in all
TOUCH = 1e-6  # metres by which a module may reach over the line where the margin begins


@dataclass(frozen=True, slots=True, eq=False)
class Panels:
    """Modules on a roof face.

    corners: (m, 4, 3) local metres, anticlockwise as the sun sees them. normal: (3,) what they
    face. peak: kilowatts of all.
    """

    corners: F64
    normal: F64
    peak: float

    def __len__(self) -> int:
        return len(self.corners)


@dataclass(frozen=True, slots=True, eq=False)
class _Bed:
    """How modules may lie: axes (3, 3) of the table with the roof's own u, v and normal in rows.

    v points up the slope, or away from the sun on flat roofs. tilt: radians of modules over the
    roof; apart: of v for each metre of a tilted module's height, so that no row shades another.
    """

    axes: F64
    tilt: float
    apart: float


def lay(rings: Sequence[F64], lat: float, values: Mapping[str, float], turn: float = 0.0) -> Panels:
    """As many modules as fit on a roof face in one regular grid.

    rings: (k, 3) local metres, the outer one first, then holes. lat: degrees north; turn: degrees
    clockwise from true north to the grid's. values: of photovoltaics.SYSTEM. Faces flatter than
    10° bear tilted rows that face the equator, or follow the roof's edges where more fit so; they
    stand so far apart that at noon of the shortest day no row shades the next. None fit on faces
    that look down or have no area. ValueError where there is no outer ring of three corners.
    """
    if not rings or len(rings[0]) < 3:
        raise ValueError("a roof face needs an outer ring of at least three corners")
    origin = np.asarray(rings[0][0], np.float64)
    local = [np.asarray(ring, np.float64) - origin for ring in rings]
    normal = _normal(local[0])
    none = Panels(np.empty((0, 4, 3)), normal, 0.0)
    if normal[2] <= 1e-3:
        return none
    best = none
    for bed in _beds(local[0], normal, lat, turn, values):
        inside = _inside(local, bed.axes, values["margin"])
        if inside.is_empty:
            continue
        for width, length in (
            (values["module_short"], values["module_long"]),
            (values["module_long"], values["module_short"]),
        ):
            corners = _grid(inside, bed, width, length, values["gap"])
            if len(corners) > len(best):
                best = _placed(corners, bed, length, normal, origin, values)
    return best


def _normal(ring: F64) -> F64:
    """The unit normal of a ring by Newell's method; zeros where it has no area."""
    total = np.cross(ring, np.roll(ring, -1, axis=0)).sum(axis=0)
    length = float(np.linalg.norm(total))
    return np.asarray(total / length if length > 1e-9 else np.zeros(3))


def _beds(
    ring: F64, normal: F64, lat: float, turn: float, values: Mapping[str, float]
) -> list[_Bed]:
    """The ways modules may lie on a face, the best-liked first."""
    slope = np.degrees(np.arccos(min(normal[2], 1)))
    if slope >= FLAT:
        across = np.array([-normal[1], normal[0], 0]) / np.hypot(normal[0], normal[1])
        return [_Bed(np.array([across, np.cross(normal, across), normal]), 0.0, 0.0)]
    sunny = np.radians((180 if lat >= 0 else 0) - turn)
    edges = np.roll(ring, -1, axis=0)[:, :2] - ring[:, :2]
    longest = edges[np.argmax(np.hypot(*edges.T))]
    along = np.arctan2(longest[0], longest[1])
    quarter = np.pi / 2
    by_edges = along + quarter * np.rint((sunny - along) / quarter)
    height = max(90 - abs(lat) - TILT_OF_EARTH, LOWEST)
    tilt, apart = np.radians(values["flat_tilt"]), 1 / np.tan(np.radians(height))
    found = []
    for facing in (sunny, by_edges):
        away = -np.array([np.sin(facing), np.cos(facing), 0])
        found.append(_Bed(np.array([[away[1], -away[0], 0], away, [0, 0, 1]]), tilt, apart))
    return found


def _inside(rings: Sequence[F64], axes: F64, margin: float) -> Any:
    """Where modules may lie, in the plane of u and v: a shapely geometry, ready to be asked."""
    import shapely

    flat = [(ring @ axes[:2].T).copy() for ring in rings]
    whole = shapely.make_valid(shapely.Polygon(flat[0], [r for r in flat[1:] if len(r) > 2]))
    inside = whole.buffer(TOUCH - margin, join_style="mitre")
    shapely.prepare(inside)
    return inside


def _grid(inside: Any, bed: _Bed, width: float, length: float, gap: float) -> F64:
    """(m, 2) the lower left corners in u and v of the fullest of some grids of modules."""
    import shapely

    deep, high = length * np.cos(bed.tilt), length * np.sin(bed.tilt)
    step_u, step_v = width + gap, deep + max(gap, high * bed.apart)
    u0, v0, u1, v1 = inside.bounds
    many = (u1 - u0) * (v1 - v0) / (step_u * step_v)
    n = int(np.clip(np.sqrt(ENOUGH / max(many, 1)), 1, TRIES))
    us = np.arange(u0 + TOUCH, u1 - width + TOUCH, step_u / n)
    vs = np.arange(v0 + TOUCH, v1 - deep + TOUCH, step_v / n)
    if not (len(us) and len(vs)):
        return np.empty((0, 2))
    u, v = np.meshgrid(us, vs, indexing="ij")
    fits = shapely.covers(inside, shapely.box(u, v, u + width, v + deep))
    tries = [(a, b) for a in range(n) for b in range(n)]
    a, b = max(tries, key=lambda at: int(fits[at[0] :: n, at[1] :: n].sum()))
    chosen = np.zeros_like(fits)
    chosen[a::n, b::n] = fits[a::n, b::n]
    return np.stack([u[chosen], v[chosen]], axis=1)


def _placed(
    corners: F64, bed: _Bed, length: float, normal: F64, origin: F64, values: Mapping[str, float]
) -> Panels:
    """Modules on the table from their lower left corners in a bed."""
    short, long = values["module_short"], values["module_long"]
    width = short + long - length
    deep, high = length * np.cos(bed.tilt), length * np.sin(bed.tilt)
    shape = np.array([[0, 0, 0], [width, 0, 0], [width, deep, high], [0, deep, high]])
    own = np.repeat(shape[None], len(corners), axis=0)
    own[:, :, :2] += corners[:, None]
    points = own @ bed.axes
    low = (points @ normal).min(axis=1, keepdims=True)  # a flat roof may slope a little
    points[:, :, 2] -= low / normal[2]
    points += origin + bed.axes[2] * LIFT
    facing = -np.sin(bed.tilt) * bed.axes[1] + np.cos(bed.tilt) * bed.axes[2]
    return Panels(points, facing, peak(len(corners) * short * long, values))
