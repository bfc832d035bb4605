"""Things that move: where all of them are at a moment, which way they go, and where they came from.

A place that changes is measured like everything else: degrees east and north, and a heading.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.series import Measurand, Series
from city.shelf import F64, Rows, Shelf, Times

LONGITUDE = Measurand("longitude", "°")
LATITUDE = Measurand("latitude", "°")
HEADING = Measurand("heading", "°")  # clockwise from north

LASTING = 300.0  # seconds that a vehicle is taken to be where it was seen last
FASTEST = 120.0  # m/s; two places farther apart than this allows are a jump
STILL = 3.0  # metres that are no way at all: two readings of a place differ by as much
LOOK_BACK = 8  # readings that may tell which way a vehicle stands
RADIUS = 6_371_008.8  # metres, the Earth's mean (IUGG)

Flags = NDArray[np.bool_]

# what is known of a motion: between which seconds, from where, by how much a second
SINCE, UNTIL, EAST, NORTH, EASTWARD, NORTHWARD, HEAD, TURNING, SPEED = range(9)


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Where vehicles are at a moment: (k,) columns, a row for each that is there.

    vehicle: rows of the tracks' ids. east, north: degrees (WGS 84). heading: degrees clockwise from
    north; speed: m/s; both NaN where nobody knows. age: seconds since it was seen.
    """

    vehicle: Rows
    east: F64
    north: F64
    heading: F64
    speed: F64
    age: F64


@dataclass(frozen=True, slots=True, eq=False)
class Trails:
    """Ways that vehicles have come: l lines over p points, a gap or a jump begins a new line.

    vehicle: (l,) rows of the tracks' ids. offsets: (l + 1,) where each line's points begin. east,
    north: (p,) degrees. age: (p,) seconds since the vehicle was there.
    """

    vehicle: Rows
    offsets: Rows
    east: F64
    north: F64
    age: F64


@dataclass(frozen=True, slots=True, eq=False)
class _Fixes:
    """One reading of the place of each of some vehicles; NaT and NaN where there is none."""

    time: Times
    east: F64
    north: F64


@dataclass(frozen=True, slots=True, eq=False)
class _Legs:
    """The ways from one place to another: seconds, and metres east and north.

    fine: a way for a vehicle, neither a jump nor longer than anybody knows what happened.
    """

    seconds: F64
    east: F64
    north: F64
    metres: F64
    fine: Flags

    def speeds(self) -> F64:
        return np.where(self.fine, self.metres / np.maximum(self.seconds, 1e-3), np.nan)

    def headings(self) -> F64:
        """Degrees clockwise from north; NaN for what is no way at all."""
        clear = self.fine & (self.metres >= STILL)
        return np.where(clear, np.degrees(np.arctan2(self.east, self.north)) % 360, np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """The motion of v vehicles, as a series knows it.

    ids: of the things that move. lasting: seconds after which a vehicle that is not seen again is
    gone. Between two readings it goes straight and evenly; after the newest it stands.
    """

    ids: tuple[str, ...]
    shelf: Shelf
    longitude: Rows
    latitude: Rows
    heading: Rows  # -1 where the source does not say
    lasting: float = LASTING
    kept: F64 = field(init=False)  # how each went when last asked

    def __post_init__(self) -> None:
        kept = np.full((9, len(self.ids)), np.nan)
        object.__setattr__(self, "kept", kept)

    def go_on(self, before: Tracks) -> None:
        """Know how things went as those before knew it, where nothing has come of them since."""
        count = min(len(self.ids), len(before.ids))
        if self.ids[:count] != before.ids[:count]:
            return
        same = np.ones(count, bool)
        for name in ("longitude", "latitude", "heading"):
            row, was = (getattr(one, name)[:count] for one in (self, before))
            told = row >= 0
            same &= told == (was >= 0)
            row, was = (np.maximum(one, 0) for one in (row, was))
            for column in ("start", "count"):
                now, then = (getattr(one.shelf, column) for one in (self, before))
                same &= ~told | (now[row] == then[np.minimum(was, len(then) - 1)])
        self.kept[:, :count][:, same] = before.kept[:, :count][:, same]

    def at(self, moment: np.datetime64, delay: float = 0.0) -> Positions:
        """Where vehicles were `delay` seconds before a moment (UTC).

        With a delay of one cadence live vehicles move evenly from each reading to the next.
        """
        moment = _earlier(moment, delay)
        now, kept = _seconds(moment), self.kept
        other = np.flatnonzero(~((kept[SINCE] <= now) & (now < kept[UNTIL])))
        kept[:, other] = self._motion(other, moment)  # few from one frame to the next
        return self._positions(kept, now)

    def _positions(self, motion: F64, now: float) -> Positions:
        age = now - motion[SINCE]
        row = np.flatnonzero((age <= self.lasting) & ~np.isnan(motion[EAST]))
        motion, age = motion[:, row], age[row]
        east = _turn(motion[EAST] + age * motion[EASTWARD])
        north = motion[NORTH] + age * motion[NORTHWARD]
        heading = (motion[HEAD] + age * motion[TURNING]) % 360
        return Positions(row, east, north, heading, motion[SPEED], age)

    def _motion(self, rows: Rows, moment: np.datetime64) -> F64:
        """(9, k) how some vehicles go from their reading before a moment to the one after it."""
        ranks = self._ranks(rows, moment)
        before, after = (self._fixes(rows, ranks, step) for step in (-1, 0))
        leg, speed = self._legs(before, after), self._legs(before, after).speeds()
        over = np.flatnonzero(~leg.fine)
        last = self._fixes(rows[over], ranks[:, over], -2)
        speed[over] = self._legs(last, _some(before, over)).speeds()
        rate = np.where(leg.fine, 1 / np.maximum(leg.seconds, 1e-3), 0.0)
        east = np.where(leg.fine, _turn(after.east - before.east) * rate, 0.0)
        north = np.where(leg.fine, (after.north - before.north) * rate, 0.0)
        heading, turn = self._headings(rows, ranks, (before, after), leg)
        since, until = _seconds(before.time), _seconds(after.time)
        return np.stack(
            [
                np.where(np.isnan(since), -np.inf, since),
                np.where(np.isnan(until), np.inf, until),
                before.east,
                before.north,
                east,
                north,
                heading,
                turn * rate,
                speed,
            ]
        )

    def trails(self, moment: np.datetime64, seconds: float, delay: float = 0.0) -> Trails:
        """The ways of the last seconds, up to where `at` says that the vehicles are."""
        moment = _earlier(moment, delay)
        start, rows = _earlier(moment, seconds), np.arange(len(self.ids))
        now, then = (
            self._positions(self._motion(rows, when), _seconds(when)) for when in (moment, start)
        )
        first, end = self._ranks(rows, start)[0], self._ranks(rows, moment)[0]
        count = np.maximum(end - first, 0)[now.vehicle]
        vehicle = np.repeat(now.vehicle, count)
        rank = np.arange(len(vehicle)) + np.repeat(
            first[now.vehicle] - np.cumsum(count) + count, count
        )
        between = self._fixes(vehicle, np.stack([rank] * 3), 0)
        parts = (
            (then.vehicle, np.full(len(then.vehicle), start), then.east, then.north),
            (vehicle, between.time, between.east, between.north),
            (now.vehicle, np.full(len(now.vehicle), moment), now.east, now.north),
        )
        row, time, east, north = (np.concatenate(column) for column in zip(*parts, strict=True))
        going = np.isin(row, now.vehicle) & ~np.isnan(east + north)
        order = np.flatnonzero(going)
        order = order[np.argsort(row[order], kind="stable")]  # each from its oldest to its newest
        row, fixes = row[order], _Fixes(time[order], east[order], north[order])
        leg = self._legs(_some(fixes, slice(None, -1)), _some(fixes, slice(1, None)))
        breaks = np.ones(len(row) + 1, bool)
        breaks[1:-1] = (row[1:] != row[:-1]) | ~leg.fine & (leg.seconds > 0)
        offsets = np.flatnonzero(breaks)
        age = (moment - fixes.time) / np.timedelta64(1, "s")
        return Trails(row[offsets[:-1]], offsets, fixes.east, fixes.north, age)

    def _ranks(self, rows: Rows, moment: np.datetime64) -> Rows:
        """(3, k) how many longitudes, latitudes and headings came until a moment."""
        streams = (self.longitude[rows], self.latitude[rows], self.heading[rows])
        east = self.shelf.until(moment, streams[0])
        times = (self.shelf.nth(stream, east - 1)[0] for stream in streams[:2])
        north, apart = east.copy(), np.flatnonzero(np.not_equal(*times))  # nearly always none
        north[apart] = self.shelf.until(moment, streams[1][apart])
        heading, told = np.zeros(len(rows), np.int64), np.flatnonzero(streams[2] >= 0)
        heading[told] = self.shelf.until(moment, streams[2][told])
        return np.stack([east, north, heading])

    def _fixes(self, rows: Rows, ranks: Rows, step: int) -> _Fixes:
        time, east = self.shelf.nth(self.longitude[rows], ranks[0] + step)
        also, north = self.shelf.nth(self.latitude[rows], ranks[1] + step)
        return _Fixes(time, np.where(time == also, east, np.nan), north)

    def _legs(self, one: _Fixes, other: _Fixes) -> _Legs:
        seconds = (other.time - one.time) / np.timedelta64(1, "s")
        flat = np.cos(np.radians((one.north + other.north) / 2))
        x = np.radians(_turn(other.east - one.east)) * flat * RADIUS
        y = np.radians(other.north - one.north) * RADIUS
        metres = np.hypot(x, y)
        fine = (seconds <= self.lasting) & (metres <= FASTEST * seconds)
        return _Legs(seconds, x, y, metres, fine & (seconds > 0))

    def _headings(
        self, rows: Rows, ranks: Rows, ends: tuple[_Fixes, _Fixes], leg: _Legs
    ) -> tuple[F64, F64]:
        """Which way vehicles stand, and by how much they turn until their next reading: as the
        source says, the short way round; else as their track goes."""
        heading, turn = np.full(len(rows), np.nan), np.zeros(len(rows))
        told = np.flatnonzero(self.heading[rows] >= 0)
        said = []
        for step, fixes in zip((-1, 0), ends, strict=True):
            time, value = self.shelf.nth(self.heading[rows[told]], ranks[2, told] + step)
            said.append(np.where(time == fixes.time[told], value, np.nan))
        heading[told], turn[told] = said[0], np.nan_to_num(_turn(said[1] - said[0]))
        left = np.flatnonzero(np.isnan(heading))
        heading[left] = leg.headings()[left]
        for back in range(2, 2 + LOOK_BACK):
            left = np.flatnonzero(np.isnan(heading))
            if not len(left):
                break
            earlier = self._fixes(rows[left], ranks[:, left], -back)
            heading[left] = self._legs(earlier, _some(ends[0], left)).headings()
        return heading, turn


def tracks(series: Series, lasting: float = LASTING) -> Tracks:
    """The motion of all things in a series whose place is measured."""
    east, north, heading = (series.rows.get(x, {}) for x in (LONGITUDE, LATITUDE, HEADING))
    ids = tuple(id for id in east if id in north)
    rows = [
        np.array([column.get(id, -1) for id in ids], np.int64) for column in (east, north, heading)
    ]
    return Tracks(ids, series.shelf, rows[0], rows[1], rows[2], lasting)


def _some(fixes: _Fixes, rows: Rows | slice) -> _Fixes:
    return _Fixes(fixes.time[rows], fixes.east[rows], fixes.north[rows])


def _turn(degrees: F64) -> F64:
    """The same direction within -180 and 180."""
    turned: F64 = degrees - 360.0 * np.floor((degrees + 180.0) / 360.0)
    return turned


def _earlier(moment: np.datetime64, seconds: float) -> np.datetime64:
    earlier: np.datetime64 = moment.astype("datetime64[ms]") - np.timedelta64(
        round(seconds * 1000), "ms"
    )
    return earlier


def _seconds(moment: Any) -> Any:
    """Seconds since 1970; NaN for no moment."""
    return (moment - np.datetime64(0, "ms")) / np.timedelta64(1, "s")
