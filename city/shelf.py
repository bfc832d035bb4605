"""Values of many streams, each stream's in order of time: added to as they come, found at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Times = NDArray[np.datetime64]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAST, MOST = 4, 4096  # values that a stream gets room for behind those it has
PART = 1_000_000  # values that are copied at once
LONG_AGO = np.datetime64(-(2**62), "ms")


@dataclass(slots=True, eq=False)
class _Slots:
    """Where values stand, for a shelf and those that follow from it; turn: who may write."""

    time: Times
    value: F64
    received: Times
    turn: int = 0


def _slots(size: int) -> _Slots:
    times = (np.empty(size, "datetime64[ms]") for _ in range(2))
    return _Slots(next(times), np.empty(size), next(times))


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """Values, each with its stream."""

    stream: Rows
    time: Times
    value: F64
    received: Times

    def only(self, rows: Rows | Flags) -> _Columns:
        return _Columns(self.stream[rows], self.time[rows], self.value[rows], self.received[rows])

    def and_(self, other: _Columns) -> _Columns:
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__slots__)
        return _Columns(*(np.concatenate(pair) for pair in pairs))

    def settled(self) -> _Columns:
        """In order of stream and time; of several for one moment the one that holds."""
        weight = np.where(np.isnan(self.value), -np.inf, self.value)  # a gap gives way to a value
        order = np.lexsort((weight, self.received, self.time, self.stream))
        stream, time = self.stream[order], self.time[order]
        last = np.ones(len(order), bool)
        last[:-1] = (stream[1:] != stream[:-1]) | (time[1:] != time[:-1])
        return self.only(order[last])


def _none() -> Rows:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """The values of m streams, with room for more behind each.

    start, count, room: (m,) the slot where a stream's values begin, how many they are, and for how
    many there is room. A slot that is taken is never written over, so that a shelf stays as it was
    when others follow from it. Add from one thread at a time.
    """

    start: Rows = field(default_factory=_none)
    count: Rows = field(default_factory=_none)
    room: Rows = field(default_factory=_none)
    end: int = 0  # the first slot that no stream has
    turn: int = 0
    slots: _Slots = field(default_factory=lambda: _slots(0))

    @classmethod
    def laid(cls, count: Rows, time: Times, value: F64) -> Shelf:
        """The values of streams that stand in order already: so many of each, one stream after the
        other, each in order of time and without two for one moment."""
        slots = _Slots(time.astype("datetime64[ms]"), value, np.full(len(time), LONG_AGO))
        return cls(np.cumsum(count) - count, count, count.copy(), len(time), 0, slots)

    def __len__(self) -> int:
        return int(self.count.sum())

    def of(self, stream: int) -> tuple[Times, F64]:
        """The moments and values of one stream."""
        mine = slice(self.start[stream], self.start[stream] + self.count[stream])
        return self.slots.time[mine], self.slots.value[mine]

    def nth(self, streams: Rows, ranks: Rows) -> tuple[Times, F64]:
        """The moment and the value of each stream's so-manieth, counted from 0; NaT and NaN where
        there is none."""
        there = (ranks >= 0) & (ranks < self.count[streams])
        at = np.where(there, self.start[streams] + ranks, 0)
        if not len(self):
            return np.full(len(at), "NaT", "datetime64[ms]"), np.full(len(at), np.nan)
        time, value = self.slots.time[at], self.slots.value[at]
        time[~there], value[~there] = np.datetime64("NaT", "ms"), np.nan
        return time, value

    def until(self, moment: np.datetime64, streams: Rows | None = None) -> Rows:
        """How many values of each stream, or of some streams, lie at or before a moment."""
        rows = np.arange(len(self.start)) if streams is None else streams
        return self._until(rows, np.full(len(rows), moment, "datetime64[ms]"))

    def _until(self, streams: Rows, moments: Times) -> Rows:
        """How many values of some streams lie at or before a moment for each: bisection."""
        start, count, time = self.start[streams], self.count[streams], self.slots.time
        found = np.zeros(len(start), np.int64)
        step = 1 << int(count.max(initial=0)).bit_length() >> 1
        while step:
            ahead = found + step
            fits = ahead <= count
            early = time[start + np.minimum(ahead, count) - 1] <= moments
            found += step * (fits & early)
            step >>= 1
        return found

    def holds(self, streams: Rows, moments: Times, values: F64) -> Flags:
        """(n,) whether a stream has just this value at just this moment."""
        place = self._until(streams, moments)
        at = self.start[streams] + np.maximum(place, 1) - 1
        mine = self.slots.value[at]
        same = (mine == values) | (np.isnan(mine) & np.isnan(values))
        return np.asarray((place > 0) & (self.slots.time[at] == moments) & same)

    def add(
        self, stream: Rows, time: Times, value: F64, received: np.datetime64 | Times, streams: int
    ) -> Shelf:
        """The shelf of `streams` streams with n more values, received together or each on its own.

        Of two values for one moment the one received later holds, of two received together the
        larger one.
        """
        new = _Columns(stream, time, value, np.full(len(stream), received, "datetime64[ms]"))
        new = new.settled()
        added = np.bincount(new.stream, minlength=streams)
        wide = self._widened(streams)
        late = np.zeros(streams, bool)
        late[new.stream[new.time <= wide._newest()[new.stream]]] = True
        counts = wide.count + added
        shelf = wide._with_space(counts, late)
        shelf = shelf._moved(late | (counts > shelf.room), counts, late)
        between = late[new.stream]
        shelf = shelf._put(new.only(~between))
        if between.any():
            both = wide._columns(np.flatnonzero(late)).and_(new.only(between))
            shelf = shelf._put(both.settled())
        shelf.slots.turn += 1
        return replace(shelf, turn=shelf.slots.turn)

    def _widened(self, streams: int) -> Shelf:
        more = np.zeros(streams - len(self.start), np.int64)
        start, count, room = (np.append(x, more) for x in (self.start, self.count, self.room))
        return replace(self, start=start, count=count, room=room)

    def _newest(self) -> Times:
        newest = np.full(len(self.start), LONG_AGO)
        spoken = np.flatnonzero(self.count)
        newest[spoken] = self.slots.time[self.start[spoken] + self.count[spoken] - 1]
        return newest

    def _columns(self, rows: Rows) -> _Columns:
        """All values of some streams."""
        at, slots = _spans(self.start[rows], self.count[rows]), self.slots
        stream = np.repeat(rows, self.count[rows])
        return _Columns(stream, slots.time[at], slots.value[at], slots.received[at])

    def _moved(self, moved: Flags, counts: Rows, emptied: Flags) -> Shelf:
        """Give some streams new room, for so many values; some of them leave theirs behind."""
        if not moved.any():
            return self
        rooms = np.where(moved, _roomy(counts), 0)
        start = np.where(moved, self.end + np.cumsum(rooms) - rooms, self.start)
        room, count = np.where(moved, rooms, self.room), np.where(moved, 0, self.count)
        shelf = replace(self, start=start, count=count, room=room, end=self.end + int(rooms.sum()))
        return shelf._put(self._columns(np.flatnonzero(moved & ~emptied)))

    def _put(self, new: _Columns) -> Shelf:
        """Write values, in order of stream and time, behind those that are there."""
        added = np.bincount(new.stream, minlength=len(self.start))
        before = np.cumsum(added) - added
        at = (self.start + self.count - before)[new.stream] + np.arange(len(new.stream))
        slots = self.slots
        slots.time[at], slots.value[at], slots.received[at] = new.time, new.value, new.received
        return replace(self, count=self.count + added)

    def _with_space(self, counts: Rows, late: Flags) -> Shelf:
        """This shelf, if nobody else writes into its slots and enough are left, or a copy of it
        with room for so many values."""
        rooms = _roomy(counts)
        need = int(rooms[late | (counts > self.room)].sum())
        if self.turn == self.slots.turn and self.end + need <= len(self.slots.time):
            return self
        end = int(rooms.sum())
        start, count, slots = (
            np.cumsum(rooms) - rooms,
            np.zeros_like(rooms),
            _slots((end + need) * 3 // 2),
        )
        copy = replace(self, start=start, count=count, room=rooms, end=end, slots=slots)
        parts = np.searchsorted(np.cumsum(self.count), np.arange(PART, len(self), PART))
        for rows in np.split(np.arange(len(rooms)), parts):  # in parts, to need less memory
            copy = copy._put(self._columns(rows))
        return copy

    def oldest(self, n: int) -> np.datetime64:
        """The moment of the n-th oldest value, counted from 0."""
        time = self.slots.time[_spans(self.start, self.count)]
        return np.datetime64(np.partition(time.view(np.int64), n)[n].item(), "ms")

    def without(self, first: Rows) -> Shelf:
        """The shelf without the first so many values of each stream."""
        start, count, room = self.start + first, self.count - first, self.room - first
        return replace(self, start=start, count=count, room=room)

    def only(self, streams: Rows) -> Shelf:
        """Some of the streams."""
        start, count, room = self.start[streams], self.count[streams], self.room[streams]
        return replace(self, start=start, count=count, room=room)


def _roomy(count: Rows) -> Rows:
    room: Rows = count + np.clip(count >> 1, LEAST, MOST)
    return room


def _spans(start: Rows, count: Rows) -> Rows:
    """start, start + 1, ... of so many each, one after the other."""
    spans: Rows = np.arange(int(count.sum())) + np.repeat(start - (np.cumsum(count) - count), count)
    return spans
