"""The ways of the routes that a timetable knows, as coloured ribbons on the ground."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from app.legend_picture import Line
from app.live.look import MOVING, Look, Places
from app.tasks import Task, Tasks
from city.base import Base
from city.glyphs import Glyphs, Trails
from city.place import local_of
from city.progress import Progress
from city.style import rgb
from city.transit import Lines

ROUTES = "/routes"  # behind the key of a layer: the ways of its routes
STEP = 20.0  # metres between two heights of a way
MOST = 60_000  # points of all ways; of more there are fewer heights
STRAIGHT = 1.0  # metres that a way may be off
BEYOND = 300.0  # metres that ways go on beyond the city
WIDE = 5.0  # pixels


def ribbons(lines: Lines, base: Base, progress: Progress) -> Trails:
    """Ways on the ground of a city, as far as they lie in it."""
    import shapely

    places = local_of(base.frame, lines.points)
    owner = np.repeat(np.arange(len(lines)), np.diff(lines.offsets))
    known = np.isfinite(places).all(1)
    places, owner = places[known], owner[known]
    count = np.bincount(owner, minlength=len(lines))
    some = count[owner] > 1
    ways = shapely.linestrings(places[some], indices=np.unique(owner[some], return_inverse=True)[1])
    of = np.flatnonzero(count > 1)
    if base.extent is not None and len(ways):
        (west, south), (east, north) = base.extent + np.array([[-BEYOND], [BEYOND]])
        ways = shapely.clip_by_rect(ways, west, south, east, north)
    parts, which = shapely.get_parts(ways, return_index=True)
    line = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    parts, of = shapely.simplify(parts[line], STRAIGHT), of[which[line]]
    progress.check()
    step = max(STEP, float(shapely.length(parts).sum()) / MOST)
    parts = shapely.segmentize(parts, step)
    flat = shapely.get_coordinates(parts)
    starts = np.append(0, np.cumsum(shapely.get_num_coordinates(parts))).astype(np.int64)
    height = base.standing(flat) if len(flat) else np.zeros(0)
    told = [lines.routes[k].colour for k in of.tolist()]
    colours = [rgb(one) if one else MOVING for one in told]
    paint = np.array(colours, np.uint8).reshape(-1, 3)
    points = np.column_stack([flat, height]).astype(np.float32)
    return Trails(points, starts, paint, WIDE, fading=False)


class Routes:
    """Shows the ways of the routes of those layers whose ways are to be seen."""

    def __init__(self, viewport: Any, tasks: Tasks, base: Callable[[], Base]) -> None:
        self._viewport, self._tasks, self._base = viewport, tasks, base
        self._shown: dict[str, tuple[Lines, Base]] = {}
        self._busy: dict[str, Task] = {}

    def show(self, look: Look, places: Places) -> tuple[Look, list[Line]]:
        """Show the ways of a layer, if they are to be seen."""
        layer = look.layer
        key, lines = layer.key, layer.lines
        if not layer.source.routes or lines is None:
            self._take_off(key)
        elif key not in self._busy:
            base, before = self._base(), self._shown.get(key)
            if before is None or before[0] is not lines or before[1] is not base:
                self._shown[key] = lines, base
                job = partial(ribbons, lines, base)
                self._busy[key] = self._tasks.start("", job, partial(self._take, key))
        return look, []

    def _take(self, key: str, ways: Trails) -> None:
        del self._busy[key]
        if key in self._shown:
            none = np.zeros((0, 3))
            self._viewport.show_things(f"{key}{ROUTES}", Glyphs.of("vehicle", none, none), ways)

    def _take_off(self, key: str) -> None:
        if self._shown.pop(key, None) is not None:
            self._viewport.hide_things(f"{key}{ROUTES}")

    def keep(self, keys: set[str]) -> None:
        """Show the ways of these layers alone."""
        for key in self._shown.keys() - keys:
            self._take_off(key)
