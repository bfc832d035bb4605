"""Vehicles and people that a model moved, as columns: where each was, when, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.series import Measurand, Series, Stream, Thing
from city.shelf import F64, Shelf, Times
from city.simulated.run import Run
from city.tracks import HEADING, LATITUDE, LONGITUDE, Tracks, tracks

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
LOOKED_AT = 100_000  # places that say how often things tell theirs


@dataclass(frozen=True, slots=True, eq=False)
class Moving:
    """n places of m things, in order of time; columns may be memory-mapped.

    ids, kinds: (m,) as the source names them and their classes ("passenger"). thing: (n,) rows of
    `ids`. time: (n,) datetime64[ms] UTC, rising. east, north: (n,) degrees (WGS 84). heading: (n,)
    degrees clockwise from north, NaN where nobody says. values: (n,) columns of what else is told.
    """

    title: str
    run: Run
    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    thing: I32
    time: Times
    east: F64
    north: F64
    heading: F32
    values: Mapping[Measurand, F32]

    def __len__(self) -> int:
        return len(self.thing)

    @property
    def cadence(self) -> float:
        """Seconds from one place of a thing to its next, in the middle; NaN if nothing moves."""
        thing, time = self.thing[:LOOKED_AT], self.time[:LOOKED_AT]
        order = np.argsort(thing, kind="stable")
        gaps = np.diff(time[order])[np.diff(thing[order]) == 0] / np.timedelta64(1, "s")
        return float(np.median(gaps)) if len(gaps) else float("nan")

    def series(
        self, start: np.datetime64 | None = None, end: np.datetime64 | None = None
    ) -> Series:
        """What is told from a moment until before another, as of things that tell their place; all
        of it where none is given."""
        first = 0 if start is None else int(np.searchsorted(self.time, start))
        last = len(self) if end is None else int(np.searchsorted(self.time, end))
        order = first + _in_order(self.thing[first:last], self.time[first:last])
        row, owner = np.unique(self.thing[order], return_inverse=True)
        ids = [self.ids[k] for k in row.tolist()]
        streams: list[Stream] = []
        rows: dict[Measurand, dict[str, int]] = {}
        parts = []
        for measurand, column in self._columns().items():
            values = column[order].astype(np.float64)
            told = np.flatnonzero(~np.isnan(values))
            counts = np.bincount(owner[told], minlength=len(ids))
            some = [ids[k] for k in np.flatnonzero(counts).tolist()]
            rows[measurand] = {id: len(streams) + k for k, id in enumerate(some)}
            streams += [(id, measurand) for id in some]
            parts.append((counts[counts > 0], self.time[order[told]], values[told]))
        shelf = Shelf.laid(*(np.concatenate(column) for column in zip(*parts, strict=True)))
        newest = order[np.searchsorted(owner, np.arange(len(ids)), "right") - 1]
        things = self._things(row.tolist(), newest)
        return Series(
            things=things,
            heard=dict.fromkeys(things, 0),
            streams=tuple(streams),
            rows=rows,
            shelf=shelf,
        )

    def _columns(self) -> dict[Measurand, NDArray[np.floating]]:
        places: dict[Measurand, NDArray[np.floating]]
        places = {LONGITUDE: self.east, LATITUDE: self.north, HEADING: self.heading}
        return {**places, **self.values}

    def _things(self, rows: list[int], last: NDArray[np.intp]) -> dict[str, Thing]:
        places = zip(self.east[last].tolist(), self.north[last].tolist(), strict=True)
        told = zip(rows, places, strict=True)
        return {
            self.ids[row]: Thing(self.ids[row], self.ids[row], at, self.kinds[row])
            for row, at in told
        }

    def tracks(
        self, start: np.datetime64 | None = None, end: np.datetime64 | None = None
    ) -> Tracks:
        """How they go from a moment until before another; who arrives is gone soon after."""
        cadence = self.cadence
        return tracks(self.series(start, end), 1.5 * cadence if cadence > 0 else 1.0)


def _in_order(thing: I32, time: Times) -> NDArray[np.intp]:
    """The rows of things one after the other, each in order of time; of two at one moment the
    later."""
    order = np.argsort(thing, kind="stable")
    again = (np.diff(thing[order]) == 0) & (np.diff(time[order]) == np.timedelta64(0, "ms"))
    return np.asarray(order[np.append(~again, True)[: len(order)]])
