"""Gathers where things were, piece by piece, into `Moving`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from city.series import Measurand
from city.simulated.moving import Moving
from city.simulated.run import Run
from importers.intake import ReadError
from importers.live.feed import text
from importers.report import Report
from importers.simulated.columns import Columns

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
Times = NDArray[np.datetime64]
Named = Callable[[list[int]], Iterable[tuple[str, str]]]

MOST = 5_000_000  # things


class Fixes:
    """Places of things, in the order that a file has them. values: of what else it tells."""

    def __init__(self, values: Iterable[Measurand]) -> None:
        self._rows: dict[Hashable, int] = {}
        self._ids: list[str] = []
        self._kinds: list[str] = []
        self._values = {f"value {row}": one for row, one in enumerate(values)}
        types = {"thing": "i4", "time": "M8[ms]", "east": "f8", "north": "f8", "heading": "f4"}
        self._columns = Columns({**types, **dict.fromkeys(self._values, "f4")})
        self._last = np.datetime64("NaT", "ms")
        self._rising = True
        self._lost = 0

    def __len__(self) -> int:
        return len(self._columns)

    def meet(self, keys: Sequence[Hashable], named: Named) -> I32:
        """(k,) the rows of things by keys of their own. named: ids and kinds of some of them."""
        new = [at for at, key in enumerate(keys) if key not in self._rows]
        if len(self._ids) + len(new) > MOST:
            raise ReadError(f"it names more than {MOST:,} things that move; open a part of it")
        for at, (id, kind) in zip(new, named(new), strict=True):
            self._rows[keys[at]] = len(self._ids)
            self._ids.append(text(id))
            self._kinds.append(text(kind))
        return np.array([self._rows[key] for key in keys], np.int32)

    def add(
        self,
        thing: I32,
        time: Times,
        degrees: tuple[F64, F64],
        heading: F64,
        values: Mapping[Measurand, F64],
    ) -> None:
        """Places of things at moments; those without a place or a moment are counted as lost."""
        east, north = degrees
        sound = np.isfinite(east) & np.isfinite(north) & ~np.isnat(time)
        columns = {"thing": thing, "time": time, "east": east, "north": north, "heading": heading}
        columns |= {name: values[of] for name, of in self._values.items() if of in values}
        if not sound.all():
            self._lost += int((~sound).sum())
            columns = {name: column[sound] for name, column in columns.items()}
            time = time[sound]
        if not len(time):
            return
        falls = (np.diff(time) < np.timedelta64(0, "ms")).any() or time[0] < self._last
        self._rising, self._last = self._rising and not falls, time[-1]
        self._columns.add(len(time), columns)

    def moving(self, title: str, run: Run, report: Report) -> Moving:
        """All of it, in order of time. Raises ReadError where nothing moves."""
        if self._lost:
            message = f"{self._lost:,} places without a moment, or not on Earth; they are left out"
            report.error("NO_PLACE", title, message)
        if not len(self):
            raise ReadError(f"{title}: nothing moves in it; was the run empty?")
        columns = self._columns.arrays()
        if not self._rising:
            order = np.argsort(columns["time"], kind="stable")
            columns = {name: column[order] for name, column in columns.items()}
        told = {of: columns[name] for name, of in self._values.items()}
        return Moving(
            title,
            run,
            tuple(self._ids),
            tuple(self._kinds),
            columns["thing"],
            columns["time"],
            columns["east"],
            columns["north"],
            columns["heading"],
            told,
        )
