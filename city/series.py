"""Values over time: what stations, vehicles and meters said, when, and what nobody said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

CAPACITY = 2_000_000  # values; a year of 15-minute values of 57 stations

F64 = NDArray[np.float64]
Times = NDArray[np.datetime64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """Something in the city that has values: its id, its name, and where it is.

    place: degrees east, degrees north (WGS 84) and metres up; () where nobody says. kind: what it
    is, as the source calls its type ("AirQualityObserved"); "" where nobody says. of: the id of
    the object that its values are about, as the source names it; "" where it says none.
    """

    id: str
    name: str = ""
    place: tuple[float, ...] = ()
    kind: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Measurand:
    """What is measured, and in which unit, as the source spells both."""

    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What came at once: n values, each of a thing, of something measured, at a moment.

    thing, measurand: (n,) rows of `things` and `measurands`. time: (n,) datetime64[ms] in UTC.
    value: (n,) float64, NaN where the source says that there is none. received: when all this came,
    in UTC. Raises ValueError where columns are of different lengths or a moment is missing.
    """

    things: tuple[Thing, ...]
    measurands: tuple[Measurand, ...]
    thing: Rows
    measurand: Rows
    time: Times
    value: F64
    received: np.datetime64

    def __post_init__(self) -> None:
        columns = (self.thing, self.measurand, self.time, self.value)
        if {column.shape for column in columns} != {(len(self.value),)}:
            raise ValueError("readings need as many things and moments as values")
        if np.isnat(self.time).any() or np.isnat(self.received):
            raise ValueError("every reading needs its moment")
        for rows, table in ((self.thing, self.things), (self.measurand, self.measurands)):
            if len(rows) and (int(rows.min()) < 0 or int(rows.max()) >= len(table)):
                raise ValueError("a reading is of nothing that is listed")

    def __len__(self) -> int:
        return len(self.value)

    def only(self, rows: Rows) -> Readings:
        """Some of them."""
        return replace(
            self,
            thing=self.thing[rows],
            measurand=self.measurand[rows],
            time=self.time[rows],
            value=self.value[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What each stream said last at a moment: (m,) columns, one row for each stream that spoke.

    stream: rows of the series' streams. value: NaN for a gap. time: when it was observed.
    """

    stream: Rows
    value: F64
    time: Times

    def ages(self, now: np.datetime64) -> F64:
        """(m,) seconds since each value was observed; below zero where it lies in the future."""
        seconds: F64 = (now.astype("datetime64[ms]") - self.time) / np.timedelta64(1, "s")
        return seconds


def _no_rows() -> Rows:
    return np.zeros(0, np.int64)


def _no_times() -> Times:
    return np.zeros(0, "datetime64[ms]")


def _no_values() -> F64:
    return np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """All that is known of many streams; a stream is what one thing says of one measurand.

    Whatever order readings arrive in, and however often, the series is the same: of two values for
    one moment the one received later holds, and of two received together the larger one. Beyond
    `capacity` values the oldest are dropped, and with its last value a thing is forgotten.

    streams: (thing, measurand) by row. stream, time, value, received: (n,) in order of stream and
    time.
    """

    capacity: int = CAPACITY
    things: Mapping[str, Thing] = field(default_factory=dict)
    heard: Mapping[str, np.datetime64] = field(default_factory=dict)  # what says so of a thing
    streams: tuple[tuple[str, Measurand], ...] = ()
    stream: Rows = field(default_factory=_no_rows)
    time: Times = field(default_factory=_no_times)
    value: F64 = field(default_factory=_no_values)
    received: Times = field(default_factory=_no_times)

    def __len__(self) -> int:
        return len(self.value)

    def merge(self, readings: Readings) -> Series:
        """The series with these readings."""
        if not len(readings):
            return self
        streams, rows = self._rows_of(readings)
        came = np.full(len(readings), readings.received, "datetime64[ms]")
        stream = np.concatenate([self.stream, rows])
        time = np.concatenate([self.time, readings.time.astype("datetime64[ms]")])
        value = np.concatenate([self.value, readings.value])
        received = np.concatenate([self.received, came])
        weight = np.where(np.isnan(value), -np.inf, value)  # a gap gives way to a value
        order = np.lexsort((weight, received, time, stream))
        stream, time = stream[order], time[order]
        last = np.ones(len(order), bool)
        last[:-1] = (stream[1:] != stream[:-1]) | (time[1:] != time[:-1])
        things, heard = self._told(readings)
        whole = replace(
            self,
            things=things,
            heard=heard,
            streams=streams,
            stream=stream[last],
            time=time[last],
            value=value[order][last],
            received=received[order][last],
        )
        return whole._kept(whole._newest()) if len(whole) > self.capacity else whole

    def unknown(self, readings: Readings) -> Readings:
        """Those of the readings that tell something new: another moment, or another value."""
        _, rows = self._rows_of(readings)
        new = np.ones(len(readings), bool)
        for row in np.unique(rows).tolist():
            mine = np.flatnonzero(rows == row)
            start, end = np.searchsorted(self.stream, [row, row + 1]).tolist()
            if start == end:
                continue
            moments = readings.time[mine].astype("datetime64[ms]")
            at = start + np.searchsorted(self.time[start:end], moments)
            at = np.minimum(at, end - 1)
            ours, theirs = self.value[at], readings.value[mine]
            same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
            new[mine] = ~(same & (self.time[at] == moments))
        return readings if new.all() else readings.only(np.flatnonzero(new))

    def _rows_of(self, readings: Readings) -> tuple[tuple[tuple[str, Measurand], ...], Rows]:
        known = {key: row for row, key in enumerate(self.streams)}
        width = len(readings.measurands)
        pairs, back = np.unique(readings.thing * width + readings.measurand, return_inverse=True)
        rows = np.empty(len(pairs), np.int64)
        for at, pair in enumerate(pairs.tolist()):
            key = (readings.things[pair // width].id, readings.measurands[pair % width])
            rows[at] = known.setdefault(key, len(known))
        return tuple(known), rows[back]

    def _told(self, readings: Readings) -> tuple[dict[str, Thing], dict[str, np.datetime64]]:
        things, heard = dict(self.things), dict(self.heard)
        for row in np.unique(readings.thing).tolist():
            thing = readings.things[row]
            mine = (readings.received, thing)
            if thing.id not in things or mine > (heard[thing.id], things[thing.id]):
                things[thing.id], heard[thing.id] = thing, readings.received
        return things, heard

    def _newest(self) -> Rows:
        """The rows of the newest values, in order; of one moment the last by name."""
        names = np.argsort(sorted(range(len(self.streams)), key=lambda row: self.streams[row]))
        order = np.lexsort((names[self.stream], self.time))
        return np.sort(order[len(order) - self.capacity :])

    def _kept(self, rows: Rows) -> Series:
        used, stream = np.unique(self.stream[rows], return_inverse=True)
        streams = tuple(self.streams[row] for row in used.tolist())
        things = dict.fromkeys(thing for thing, _ in streams)
        return replace(
            self,
            things={id: self.things[id] for id in things},
            heard={id: self.heard[id] for id in things},
            streams=streams,
            stream=stream.astype(np.int64),
            time=self.time[rows],
            value=self.value[rows],
            received=self.received[rows],
        )

    def latest(self) -> Moment:
        """The newest that each stream said."""
        return self._moment(self._ends() - 1, np.ones(len(self.streams), bool))

    def at(self, moment: np.datetime64) -> Moment:
        """What each stream had said last at a moment; streams that began later are left out."""
        early = np.concatenate([[0], np.cumsum(self.time <= moment)])
        ends = self._ends()
        starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
        spoken = early[ends] - early[starts]  # times lie in order within a stream
        return self._moment(starts + spoken - 1, spoken > 0)

    def cadences(self) -> F64:
        """(m,) seconds between two values of each stream, the median; NaN with fewer than three."""
        found = np.full(len(self.streams), np.nan)
        ends = self._ends()
        starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
        for row in np.flatnonzero(ends - starts >= 3).tolist():
            gaps = np.diff(self.time[starts[row] : ends[row]])
            found[row] = float(np.median(gaps / np.timedelta64(1, "s")))
        return found

    def of(self, thing: str, measurand: Measurand) -> tuple[Times, F64]:
        """The moments and values of one stream, in order; none for one that nobody knows."""
        for row, key in enumerate(self.streams):
            if key == (thing, measurand):
                start, end = np.searchsorted(self.stream, [row, row + 1])
                return self.time[start:end], self.value[start:end]
        return self.time[:0], self.value[:0]

    def __iter__(self) -> Iterator[tuple[str, Measurand, np.datetime64, float]]:
        """All values one by one, for a table or a test: thing, measurand, moment, value."""
        for row, time, value in zip(self.stream.tolist(), self.time, self.value, strict=True):
            yield (*self.streams[row], time, float(value))

    def _ends(self) -> Rows:
        return np.searchsorted(self.stream, np.arange(len(self.streams)), "right")

    def _moment(self, rows: Rows, speaks: NDArray[np.bool_]) -> Moment:
        chosen = rows[speaks]
        return Moment(np.flatnonzero(speaks), self.value[chosen], self.time[chosen])
