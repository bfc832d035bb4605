"""Places that somebody looks from: points, or all along a path."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.simulate.coordinates import read_points
from city.simulate.fabric import BUILDING
from city.simulate.obstacles import Area, Obstacles
from city.simulate.parameters import Parameter
from city.view import View

F64 = NDArray[np.float64]

MOST = 2000  # viewpoints, above which nobody would wait
OUTSIDE = 500.0  # metres around the city in which one may stand
SIDES = np.array([[0, 0, 1], [1, 0.1, 0.01], [-0.1, 1, 0.01], [-1, -0.1, 0.01], [0.1, -1, 0.01]])

EYES = (
    Parameter(
        "points",
        "Looked from",
        "places",
        "",
        about="x,y or x,y,z, several with ; between them: z in metres above the ground",
    ),
    Parameter(
        "pace",
        "Along the way, every",
        "number",
        0.0,
        "m",
        0,
        500,
        about="0: from the points only; else they are the corners of a path",
    ),
    Parameter("eyes", "Eyes above the ground", "number", 1.6, "m", 0.1, 50),
)


@dataclass(frozen=True, slots=True, eq=False)
class Eyes:
    """Where eyes are: points (v, 3) local metres; names (v,) for people, in the project's
    coordinates. left_out: places along a path that lie inside of a building."""

    points: F64
    names: tuple[str, ...]
    left_out: int = 0


def paced(places: F64, pace: float) -> F64:
    """Places along the path over some corners (n, 3), `pace` metres apart, its corners among them;
    the corners alone for 0."""
    if pace <= 0 or len(places) < 2:
        return places
    runs = []
    for a, b in itertools.pairwise(places):
        count = max(int(np.ceil(np.linalg.norm((b - a)[:2]) / pace - 1e-9)), 1)
        if count > MOST:
            raise ValueError(f"that are more than {MOST:,} viewpoints: let them lie farther apart")
        runs.append(a + (b - a) * (np.arange(count) / count)[:, None])
    return np.concatenate([*runs, places[-1:]])


def whereabouts(view: View, settings: Mapping[str, Any]) -> F64:
    """The viewpoints that EYES ask for: (v, 3) local metres east and north, and metres above the
    ground. Raises ValueError for what is no place of this city."""
    given = read_points(settings["points"])
    given[:, 2] = np.where(np.isfinite(given[:, 2]), given[:, 2], settings["eyes"])
    given[:, :2] -= view.base.frame.origin[:2]
    found = paced(given, settings["pace"])
    if len(found) > MOST:
        raise ValueError(f"{len(found):,} viewpoints are too many: {MOST:,} are possible")
    within(view, found[:, :2])
    if (found[:, 2] < 0).any():
        raise ValueError("a viewpoint lies under the ground: z is counted in metres above it")
    return found


def within(view: View, places: F64) -> None:
    """Raises ValueError where one of some places (n, 2) does not lie in the city, or near it."""
    extent = view.base.extent
    if extent is None:
        raise ValueError("there is no city on the table to look at")
    away = Area(*extent[0], *extent[1]).away(places, places)
    far = np.flatnonzero(away > OUTSIDE)
    if len(far):
        name = named(view, places[far[:1]])[0]
        raise ValueError(f"{name} lies {away[far[0]]:,.0f} m outside of the city")


def named(view: View, places: F64) -> tuple[str, ...]:
    """Places (n, 2 or 3), in the project's coordinates, for people."""
    east, north = view.base.frame.origin[:2]
    return tuple(f"{x + east:.1f}, {y + north:.1f}" for x, y in places[:, :2].tolist())


def ground_at(view: View, places: F64, obstacles: Obstacles) -> F64:
    """(n,): local metres of the ground at places (n, 2): what lines of sight meet, or else what
    the nearest buildings stand at."""
    found = obstacles.ground_under(places)
    unknown = ~np.isfinite(found)
    found[unknown] = view.ground(places[unknown])
    if not np.isfinite(found).all():
        where = named(view, places[~np.isfinite(found)])[0]
        raise ValueError(f"no ground is known at {where}: choose another place")
    return found


def eyes_at(view: View, places: F64, obstacles: Obstacles, path: bool) -> Eyes:
    """Eyes over the ground at places (v, 3), as `whereabouts` tells them.

    Raises ValueError for one inside of a building; along a path such places are left out.
    """
    points = np.c_[places[:, :2], ground_at(view, places[:, :2], obstacles) + places[:, 2]]
    owners = inside(points, obstacles)
    names = named(view, points)
    indoors = np.array([owner != "" for owner in owners])
    if indoors.all() or (indoors.any() and not path):
        at = int(indoors.argmax())
        raise ValueError(
            f"{names[at]} lies inside of {owners[at]}: choose a place in the open, or give a z "
            "that is higher"
        )
    kept = tuple(name for name, out in zip(names, indoors, strict=True) if not out)
    return Eyes(points[~indoors], kept, int(indoors.sum()))


def inside(points: F64, obstacles: Obstacles) -> list[str]:
    """The id of the building that each point (n, 3) lies inside of, "" for none.

    Inside is where the first face above and most of those around are met from behind.
    """
    start, votes = obstacles.local(points), np.zeros(len(points), int)
    hurdle = obstacles.solid
    sorts, owners = hurdle.sorts, hurdle.owners
    above = np.full(len(points), -1)
    for k, side in enumerate(SIDES / np.linalg.norm(SIDES, axis=1, keepdims=True)):
        aim = np.tile(side.astype(np.float32), (len(points), 1))
        _, behind, face = hurdle.first(start, aim)
        met = behind & (face >= 0) & (sorts[face] == BUILDING)
        if k == 0:
            above = np.where(met, face, -1)
        votes += met
    within_one = (above >= 0) & (votes >= 3)
    return [
        str(owners[face]) if in_ else ""
        for face, in_ in zip(above.tolist(), within_one.tolist(), strict=True)
    ]
