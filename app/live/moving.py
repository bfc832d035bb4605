"""The things of a live layer that move: where all of them are in this frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.frame import Frame
from city.glyphs import Glyphs, Trails
from city.sheet import sheet
from city.subjects import F64, Rows
from city.tracks import Positions, Tracks

TAIL = 45.0  # seconds of its way that a moving thing trails
LONGEST_DELAY = 60.0  # seconds that what moves live may be shown late, so that it moves evenly
ON = 10.0  # metres that a thing moves on before the ground under it is looked up again
SELDOM = np.timedelta64(200, "ms")  # from one look at the ground to the next
MANY = 2000  # moving things, of which no ways are drawn any more


@dataclass(frozen=True, slots=True, eq=False)
class Paint:
    """How things that move look: (v,) columns by row of `Tracks.ids`."""

    colour: NDArray[np.uint8]
    stale: NDArray[np.bool_]
    alert: NDArray[np.bool_]


class Fleet:
    """What moves in one layer. Its place is found in every frame, the ground under it where it has
    moved on."""

    def __init__(
        self, tracks: Tracks, frame: Frame, ground: Callable[[F64], F64], delay: float
    ) -> None:
        """ground: the height (n,) at local places (n, 2). delay: seconds that it is shown late."""
        self.tracks, self.delay = tracks, min(delay, LONGEST_DELAY)
        self._sheet, self._ground = sheet(frame), ground
        self._height = np.full(len(tracks.ids), np.nan)
        self._stood = np.full((len(tracks.ids), 2), np.nan)  # where that was found
        self._looked: np.datetime64 = np.datetime64("NaT", "ms")  # and when
        self.vehicle: Rows = np.zeros(0, np.int64)  # rows of the tracks' ids that are shown

    def follow(self, tracks: Tracks, delay: float) -> None:
        """Go on with what has come since."""
        before, self.tracks, self.delay = self.tracks, tracks, min(delay, LONGEST_DELAY)
        tracks.go_on(before)
        if tracks.ids == before.ids:
            return
        rows = {ident: row for row, ident in enumerate(before.ids)}
        was = np.array([rows.get(ident, len(rows)) for ident in tracks.ids], np.int64)
        self._height = np.append(self._height, np.nan)[was]
        self._stood = np.vstack([self._stood, np.full((1, 2), np.nan)])[was]

    def glyphs(self, at: np.datetime64, live: bool, paint: Paint) -> Glyphs:
        """All of them where they are at a moment."""
        where = self.tracks.at(at, self.delay if live else 0.0)
        places = self._local(where)
        if not abs(at - self._looked) < SELDOM:
            self._looked = at
            self._look_down(where.vehicle, places)
        points = np.column_stack([places, self._height[where.vehicle]])
        there = np.isfinite(points).all(1)
        self.vehicle = where.vehicle[there]
        return Glyphs.of(
            "vehicle",
            points[there],
            paint.colour[self.vehicle],
            heading=where.heading[there],
            stale=paint.stale[self.vehicle],
            alert=paint.alert[self.vehicle],
        )

    def look_again(self) -> None:
        """Look up the ground in the next picture, also of the same moment: more of it is known."""
        self._looked = np.datetime64("NaT", "ms")

    def _look_down(self, vehicle: Rows, places: F64) -> None:
        """Find how high the ground is under what has moved on; where that is not known yet, it is
        as high as before."""
        moved = ~(np.abs(places - self._stood[vehicle]) < ON).all(1) & np.isfinite(places[:, 0])
        if moved.any():
            height = self._ground(places[moved])
            known = np.isfinite(height)
            row = vehicle[moved][known]
            self._height[row], self._stood[row] = height[known], places[moved][known]

    def place(self, ident: str, at: np.datetime64, live: bool) -> F64 | None:
        """Where one of them is at a moment, (3,); None where it is not there."""
        where = self.tracks.at(at, self.delay if live else 0.0)
        row = np.flatnonzero(where.vehicle == self.tracks.ids.index(ident))
        point = np.append(self._local(where)[row], self._height[where.vehicle[row]])
        return point if len(row) and np.isfinite(point).all() else None

    def trails(self, at: np.datetime64, live: bool, paint: Paint) -> Trails | None:
        """Where they came along; None where they are too many."""
        if len(self.tracks.ids) > MANY:
            return None
        ways = self.tracks.trails(at, TAIL, self.delay if live else 0.0)
        if not len(ways.vehicle):
            return None
        flat = self._sheet.metres(ways.east, ways.north)
        line = np.repeat(np.arange(len(ways.vehicle)), np.diff(ways.offsets))
        height = self._height[ways.vehicle][line]
        points = np.column_stack([flat, height]).astype(np.float32)
        whole = np.ones(len(ways.vehicle), bool)
        whole[line[~np.isfinite(points).all(1)]] = False
        kept = whole[line]
        lengths = np.diff(ways.offsets)[whole]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return Trails(points[kept], starts, paint.colour[ways.vehicle[whole]])

    def _local(self, where: Positions) -> F64:
        return self._sheet.metres(where.east, where.north)
