"""A shadow fan: where the shadow of one thing lies at each full hour of a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.place import Place
from city.simulate.sun import stamps, sun_at, towards
from city.simulate.target import faces_of
from city.time_zone import hours_of, zone, zone_at
from city.view import View

F64 = NDArray[np.float64]
Ground = Callable[[F64], F64]

LOWEST = 5.0  # degrees of the sun, under which shadows are over 11 times as long as things are high
STEP = 2.0  # metres between the points of an outline that is laid on the ground
ROUNDS = 12  # in which a point finds the ground: enough where that is less steep than the sun
GRAIN = 1e-3  # metres to which outlines are exact
ABOUT = (
    "The whole shadow of the thing alone: what other things shade as well is not left out, and "
    f"hours with the sun lower than {LOWEST:g}° are."
)


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """The shadow at one moment. polygons: of each its rings, the outer one first and then its
    holes, (n, 3) local metres on the ground, the first point not once more at the end. tip: (3,)
    the place of it that lies farthest from the thing.
    """

    moment: datetime
    polygons: tuple[tuple[F64, ...], ...]
    tip: F64


def shadow_fan(view: View, ident: str, day: date, place: Place, clock: str = "") -> list[Cast]:
    """The shadows of a building or a planned thing at each full hour of a day by the clock.

    clock: a time zone, "" for the one near the place. Raises ValueError where nothing of that id
    stands, or the sun does not rise high enough.
    """
    corners = faces_of(view, ident).corners
    moments = _full_hours(day, clock or zone_at(place))
    sun = sun_at(stamps(moments), place)
    ways = towards(sun, place)
    height, middle = float(corners[..., 2].min()), corners[..., :2].mean((0, 1))
    found = []
    for moment, way, altitude in zip(moments, ways, sun.altitude.tolist(), strict=True):
        if altitude >= LOWEST:
            flat = shadow_on_level(corners, way, height)
            polygons = laid_on(flat, way, height, view.ground)
            around = np.concatenate([rings[0] for rings in polygons])
            tip = around[int(np.argmin((around[:, :2] - middle) @ way[:2]))]
            found.append(Cast(moment, polygons, tip))
    if not found:
        raise ValueError(f"the sun does not rise {LOWEST:g}° high on {day}: there is no fan")
    return found


def _full_hours(day: date, clock: str) -> list[datetime]:
    begin, end = hours_of(day, zone(clock))
    first = begin.astimezone(zone(clock))
    hours = int((end - begin) / timedelta(hours=1))
    return [
        (first.astimezone(UTC) + timedelta(hours=k)).astimezone(first.tzinfo) for k in range(hours)
    ]


def shadow_on_level(corners: F64, way: F64, height: float) -> Any:
    """The exact shadow of triangles (t, 3, 3) on level ground, as one shape in plan: each is
    carried along the light onto it, and all are joined. way: (3,) to the sun."""
    reach = (corners[..., 2] - height) / way[2]
    flat = corners[..., :2] - reach[..., None] * way[:2]
    a, b, c = np.moveaxis(flat, 1, 0)
    twice = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    wide = flat[np.abs(twice) > 2 * GRAIN**2]
    return shapely.union_all(shapely.polygons(wide[:, [0, 1, 2, 0]]), grid_size=GRAIN)


def laid_on(flat: Any, way: F64, height: float, ground: Ground) -> tuple[tuple[F64, ...], ...]:
    """A shadow on level ground as it lies on the ground that there is.

    Each point of its outline, one every STEP, is moved along its ray of light until it meets the
    ground: so the outline is exact where the ground is less steep than the sun.
    """
    fine = shapely.segmentize(flat, STEP)
    polygons = [one for one in shapely.get_parts(fine) if one.area > GRAIN]

    def met(ring: Any) -> F64:
        start = shapely.get_coordinates(ring)[:-1]
        at, up = start, ground(start)
        for _ in range(ROUNDS):
            at = start + ((up - height) / way[2])[:, None] * way[:2]
            up = ground(at)
        return np.asarray(np.c_[at, up])

    return tuple((met(one.exterior), *(met(hole) for hole in one.interiors)) for one in polygons)
