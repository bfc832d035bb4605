"""Values over time: what stations, vehicles and meters said, when, and what nobody said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from city.shelf import F64, Rows, Shelf, Times

CAPACITY = 36_000_000  # values; a year of 15-minute values of a thousand stations
LAST = 16  # values that say how often a stream speaks


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


Stream = tuple[str, Measurand]  # the id of a thing, and what it measures


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


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """All that is known of many streams; a stream is what one thing says of one measurand.

    Whatever order readings arrive in, and however often, the series is the same: of two values for
    one moment the one received later holds, and of two received together the larger one. The
    newest `capacity` values are kept; older ones are dropped an eighth of it at a time, and with
    its last value a thing is forgotten. A series stays as it is when others follow from it; merge
    from one thread at a time.

    streams: (thing, measurand) by row.
    """

    capacity: int = CAPACITY
    things: Mapping[str, Thing] = field(default_factory=dict)
    heard: Mapping[str, int] = field(default_factory=dict)  # when that came, in ms
    streams: tuple[Stream, ...] = ()
    rows: Mapping[Measurand, Mapping[str, int]] = field(default_factory=dict)  # of the streams
    shelf: Shelf = field(default_factory=Shelf)

    def __len__(self) -> int:
        return len(self.shelf)

    def merge(self, *parts: Readings) -> Series:
        """The series with these readings; many at once are as good as one after the other."""
        parts = tuple(readings for readings in parts if len(readings))
        if not parts:
            return self
        streams, rows, found = self._rows_of(parts)
        things, heard = self._told(parts)
        time = np.concatenate([one.time.astype("datetime64[ms]") for one in parts])
        value = np.concatenate([one.value for one in parts])
        received = np.repeat(
            np.array([one.received for one in parts], "datetime64[ms]"), [*map(len, parts)]
        )
        shelf = self.shelf.add(np.concatenate(found), time, value, received, len(streams))
        whole = replace(self, things=things, heard=heard, streams=streams, rows=rows, shelf=shelf)
        return whole._newest() if len(whole) > self.capacity + self.capacity // 8 else whole

    def unknown(self, readings: Readings) -> Readings:
        """Those of the readings that tell something new: another moment, or another value."""
        _, _, (row,) = self._rows_of((readings,))
        told = np.flatnonzero(row < len(self.streams))
        time = readings.time[told].astype("datetime64[ms]")
        new = np.ones(len(readings), bool)
        new[told] = ~self.shelf.holds(row[told], time, readings.value[told])
        return readings if new.all() else readings.only(np.flatnonzero(new))

    def _rows_of(
        self, parts: Iterable[Readings]
    ) -> tuple[tuple[Stream, ...], Mapping[Measurand, Mapping[str, int]], list[Rows]]:
        """All streams with those that the readings bring, their rows, and each reading's row."""
        new: list[Stream] = []
        own: dict[Measurand, dict[str, int]] = {}  # rows with those of new streams
        found = []
        for readings in parts:
            height = max(len(readings.things), 1)
            pair = readings.measurand * height + readings.thing
            pairs, back = np.unique(pair, return_inverse=True)
            ends = np.searchsorted(pairs, np.arange(len(readings.measurands) + 1) * height).tolist()
            row = np.empty(len(pairs), np.int64)
            for at, measurand in enumerate(readings.measurands):
                mine = slice(ends[at], ends[at + 1])
                ids = [readings.things[row].id for row in (pairs[mine] - at * height).tolist()]
                known = own.get(measurand) or self.rows.get(measurand, {})
                if strange := [id for id in dict.fromkeys(ids) if id not in known]:
                    first = len(self.streams) + len(new)
                    more = {id: first + k for k, id in enumerate(strange)}
                    if measurand in own:
                        own[measurand].update(more)
                    else:
                        known = own[measurand] = {**known, **more}
                    new += [(id, measurand) for id in strange]
                row[mine] = [known[id] for id in ids]
            found.append(row[back])
        if not new:
            return self.streams, self.rows, found
        return (*self.streams, *new), {**self.rows, **own}, found

    def _told(self, parts: Iterable[Readings]) -> tuple[Mapping[str, Thing], dict[str, int]]:
        """The things with those of some readings, the same where nothing of them is new; and when
        they were heard of."""
        new: dict[str, Thing] = {}
        heard = dict(self.heard)
        for readings in parts:
            received = int(readings.received.astype("datetime64[ms]").astype(np.int64))
            for row in np.flatnonzero(np.bincount(readings.thing)).tolist():
                thing = readings.things[row]
                before = heard.get(thing.id)
                known = new.get(thing.id) or self.things.get(thing.id)
                if before is None or known is None or received > before:
                    heard[thing.id] = received
                elif received < before or not thing > known:
                    continue
                if thing != known:
                    new[thing.id] = thing
        return ({**self.things, **new} if new else self.things), heard

    def _newest(self) -> Series:
        """The series of the newest values alone; of one moment the last by name."""
        drop = len(self) - self.capacity
        edge = self.shelf.oldest(drop)
        gone = self.shelf.until(edge - np.timedelta64(1, "ms"))
        tied = np.flatnonzero(self.shelf.until(edge) > gone).tolist()
        tied.sort(key=self._name)
        gone[tied[: drop - int(gone.sum())]] += 1
        shelf = self.shelf.without(gone)
        left = np.flatnonzero(shelf.count)
        if len(left) == len(self.streams):
            return replace(self, shelf=shelf)
        streams = tuple(self.streams[row] for row in left.tolist())
        rows: dict[Measurand, dict[str, int]] = {}
        for row, (id, measurand) in enumerate(streams):
            rows.setdefault(measurand, {})[id] = row
        ids = dict.fromkeys(id for id, _ in streams)
        return replace(
            self,
            things={id: self.things[id] for id in ids},
            heard={id: self.heard[id] for id in ids},
            streams=streams,
            rows=rows,
            shelf=shelf.only(left),
        )

    def _name(self, row: int) -> tuple[str, str, str]:
        id, measurand = self.streams[row]
        return id, measurand.name, measurand.unit

    def latest(self) -> Moment:
        """The newest that each stream said."""
        return self._moment(self.shelf.count)

    def at(self, moment: np.datetime64) -> Moment:
        """What each stream had said last at a moment; streams that began later are left out."""
        return self._moment(self.shelf.until(moment))

    def span(self) -> tuple[np.datetime64, np.datetime64] | None:
        """From when until when anything was said; None while nothing was."""
        some = np.flatnonzero(self.shelf.count)
        if not len(some):
            return None
        first, _ = self.shelf.nth(some, np.zeros(len(some), np.int64))
        last, _ = self.shelf.nth(some, self.shelf.count[some] - 1)
        return first.min(), last.max()

    def cadences(self) -> F64:
        """(m,) seconds between two values of each stream, the median of its last few; NaN with
        fewer than three values."""
        count, back = self.shelf.count, np.arange(LAST)[:, None]
        at = self.shelf.start + np.maximum(count - 1 - back, 0)
        gaps = np.diff(self.shelf.slots.time[at][::-1], axis=0) / np.timedelta64(1, "s")
        gaps[back[:0:-1] >= count] = np.inf  # those are of nobody
        gaps.sort(axis=0)
        last, column = np.clip(count, 3, LAST) - 2, np.arange(len(count))
        middle = (gaps[last // 2, column] + gaps[(last + 1) // 2, column]) / 2
        return np.where(count >= 3, middle, np.nan)

    def of(self, thing: str, measurand: Measurand) -> tuple[Times, F64]:
        """The moments and values of one stream, in order; none for one that nobody knows."""
        row = self.rows.get(measurand, {}).get(thing)
        if row is None:
            return np.zeros(0, "datetime64[ms]"), np.zeros(0)
        return self.shelf.of(row)

    def __iter__(self) -> Iterator[tuple[str, Measurand, np.datetime64, float]]:
        """All values one by one, for a table or a test: thing, measurand, moment, value."""
        for row, stream in enumerate(self.streams):
            for time, value in zip(*self.shelf.of(row), strict=True):
                yield (*stream, time, float(value))

    def _moment(self, said: Rows) -> Moment:
        """The last of the first so many values of each stream."""
        stream = np.flatnonzero(said)
        time, value = self.shelf.nth(stream, said[stream] - 1)
        return Moment(stream, value, time)
