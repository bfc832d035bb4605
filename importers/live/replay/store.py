"""Recordings in a loop: what they say at the present of a clock, and what they said before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from city.series import Measurand, Readings, Series, Thing
from city.tracks import LATITUDE, LONGITUDE
from importers.live.replay.clock import Clock

MEMORY = 24 * 3600 * 1000  # milliseconds before the present that are remembered

Moments = NDArray[np.int64]  # milliseconds since 1970, UTC
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stream:
    """What one thing says of one measurand: milliseconds since the recording began, and values."""

    row: int
    thing: Thing
    measurand: Measurand
    offsets: Moments
    values: F64


@dataclass(frozen=True, slots=True)
class Said:
    """What a thing said last: values by measurand and when, in milliseconds since 1970, UTC.

    thing: where it is now. moved: when it was there, for things that move; else 0.
    """

    thing: Thing
    values: dict[Measurand, tuple[float, int]]
    moved: int

    @property
    def newest(self) -> int:
        """When it said something last."""
        return max([self.moved, *(moment for _, moment in self.values.values())])


class Store:
    """Plays what was recorded, from the moment at which the clock began and in a loop, as if it had
    always been playing. Raises ValueError where nothing was recorded."""

    def __init__(self, batches: Iterable[Readings], clock: Clock) -> None:
        whole = _together(batches)
        series = Series().merge(whole)
        self.clock = clock
        begin = whole.time.min().astype("datetime64[ms]").astype(np.int64)
        end = max(whole.received, whole.time.max()).astype("datetime64[ms]").astype(np.int64)
        self._length = max(1000, int(end - begin))
        self._epoch = _milliseconds(clock.begin)
        self.streams: list[Stream] = []
        for row, (id, measurand) in enumerate(series.streams):
            times, values = series.of(id, measurand)
            offsets = times.astype("datetime64[ms]").astype(np.int64) - begin
            self.streams.append(Stream(row, series.things[id], measurand, offsets, values))
        self.of: dict[str, list[Stream]] = {}  # the streams of each thing, by id
        for stream in sorted(self.streams, key=lambda one: (one.thing, one.measurand)):
            self.of.setdefault(stream.thing.id, []).append(stream)

    def now(self) -> int:
        """The present, in milliseconds since 1970, UTC."""
        return _milliseconds(self.clock.now())

    def moves(self, id: str) -> bool:
        """Whether a thing's place changes."""
        return {LONGITUDE, LATITUDE} <= {stream.measurand for stream in self.of[id]}

    def said(self, ids: Iterable[str] | None = None, now: int | None = None) -> list[Said]:
        """What things said last at a moment, by default all of them at present."""
        now = self.now() if now is None else now
        return [self._said(self.of[id], now) for id in (self.of if ids is None else ids)]

    def _said(self, streams: list[Stream], now: int) -> Said:
        values = {stream.measurand: self._last(stream, now) for stream in streams}
        thing, moved = streams[0].thing, 0
        if LONGITUDE in values and LATITUDE in values:
            (east, moved), (north, _) = values.pop(LONGITUDE), values.pop(LATITUDE)
            thing = replace(thing, place=(east, north))
        return Said(thing, values, moved)

    def _last(self, stream: Stream, now: int) -> tuple[float, int]:
        turn, position = divmod(now - self._epoch, self._length)
        row = int(np.searchsorted(stream.offsets, position, "right")) - 1
        turn -= row < 0  # not yet in this turn: what it said at the end of the one before
        moment = self._epoch + turn * self._length + int(stream.offsets[row])
        return float(stream.values[row]), moment

    def history(self, stream: Stream, start: int, end: int) -> tuple[Moments, F64]:
        """What was said from a moment until before another, as far as it is past and remembered."""
        now = self.now()
        start, end = max(start, now - MEMORY), min(end, now + 1)
        if start >= end:
            return stream.offsets[:0], stream.values[:0]
        first, last = ((one - self._epoch) // self._length for one in (start, end))
        turns = np.arange(first, last + 1) * self._length + self._epoch
        moments = (turns[:, None] + stream.offsets).ravel()
        values = np.tile(stream.values, len(turns))
        begin, stop = np.searchsorted(moments, [start, end])
        return moments[begin:stop], values[begin:stop]


def _together(batches: Iterable[Readings]) -> Readings:
    """All batches as one, so that they are put in order once."""
    things: dict[str, tuple[int, Thing]] = {}
    measurands: dict[Measurand, int] = {}
    columns: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    parts = [one for one in batches if len(one)]
    if not parts:
        raise ValueError("nothing was recorded here")
    for part in parts:
        to_thing = [things.setdefault(one.id, (len(things), one))[0] for one in part.things]
        to_measurand = [measurands.setdefault(one, len(measurands)) for one in part.measurands]
        columns.append((np.array(to_thing)[part.thing], np.array(to_measurand)[part.measurand]))
    return Readings(
        tuple(thing for _, thing in things.values()),
        tuple(measurands),
        np.concatenate([rows for rows, _ in columns]),
        np.concatenate([rows for _, rows in columns]),
        np.concatenate([part.time for part in parts]),
        np.concatenate([part.value for part in parts]),
        max(part.received for part in parts),
    )


def _milliseconds(moment: np.datetime64) -> int:
    return int(moment.astype("datetime64[ms]").astype(np.int64))
