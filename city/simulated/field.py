"""Values of a model over an area and over time, read when they are shown."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from city.quantities import Quantity, quantity_of
from city.series import Measurand
from city.simulated.mesh import Mesh
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.run import Run
from city.simulated.volume import Volume

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Times = NDArray[np.datetime64]
# the key of a variable, the level, the first step and the one after the last -> (steps, values)
Read = Callable[[str, int, int, int], F32]

CAPACITY = 1 << 30  # bytes of values that a field keeps


@dataclass(frozen=True, slots=True)
class Variable:
    """Something that a model computed.

    key: its name in the file. unit: as people write it, "1" for a number. standard_name: as CF has
    it. at: what its values belong to. parts: of a vector, the keys of what points east, north and
    up; its own values are how long it is. turn: degrees against the clock by which the first two
    are turned to lie along the frame's axes. names: of classes, those of the numbers 0, 1, 2 and so
    on.
    """

    key: str
    title: str
    unit: str
    standard_name: str = ""
    at: Literal["cells", "nodes", "links", "areas"] = "cells"
    parts: tuple[str, ...] = ()
    turn: float = 0.0
    names: tuple[str, ...] = ()

    @property
    def quantity(self) -> Quantity | None:
        """What it is in the table of quantities, with colours and limits; None: nobody knows."""
        for name in (self.standard_name, self.title, self.key):
            found = quantity_of(Measurand(name, self.unit)) if name else None
            if found is not None and found.fits(self.unit):
                return found
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Heights that a field has values at. above: what they are counted from, "" for nobody knows.

    heights: (k,) upwards, in `unit`: metres where it has a place in space.
    """

    heights: F64
    title: str = "height"
    unit: str = "m"
    above: Literal["ground", "datum", ""] = ""


class Kept:
    """The values that were read last, as far as they fit; any thread may ask."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._held: OrderedDict[tuple[str, int, int], F32] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: tuple[str, int, int], read: Callable[[], F32]) -> F32:
        """What is kept under this key, read now where it is not."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        values = read()
        values.flags.writeable = False
        with self._lock:
            if key not in self._held:
                self._held[key] = values
                self._size += values.nbytes
            while self._size > self._capacity and len(self._held) > 1:
                self._size -= self._held.popitem(last=False)[1].nbytes
        return values


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Values over time on one geometry.

    shape: what they lie on; values at cells are those of its cells or faces. times: (steps,)
    datetime64[ms] UTC, rising; none for one that does not change. read: as `Read` says; raises
    OSError for a file that is gone. block: steps that are best read together.
    """

    title: str
    run: Run
    shape: Raster | Mesh | Points | Volume
    variables: tuple[Variable, ...]
    times: Times
    read: Read
    levels: Levels | None = None
    block: int = 1
    kept: Kept = field(default_factory=Kept)

    @property
    def steps(self) -> int:
        return max(len(self.times), 1)

    def variable(self, key: str) -> Variable:
        return next(one for one in self.variables if one.key == key)

    def values(self, key: str, step: int = 0, level: int = 0) -> F32:
        """(rows, columns) of a raster, (faces,) or (nodes,) of a mesh; NaN where there is none.

        Of a vector its length. Not to be written into.
        """
        parts = self.variable(key).parts
        if not parts:
            return self._scalar(key, step, level)
        squares = [self._scalar(part, step, level) ** 2 for part in parts]
        return np.asarray(np.sqrt(np.sum(squares, axis=0)), np.float32)

    def vectors(self, key: str, step: int = 0, level: int = 0) -> F32:
        """(rows, columns, k) or (n, k): a vector along the frame's axes: east, north (and up)."""
        of = self.variable(key)
        parts = [self._scalar(part, step, level) for part in of.parts]
        if of.turn:
            cos, sin = (np.float32(way(np.radians(of.turn))) for way in (np.cos, np.sin))
            u, v = parts[:2]
            parts[:2] = u * cos - v * sin, u * sin + v * cos
        return np.stack(parts, axis=-1)

    def at(self, key: str, moment: np.datetime64, level: int = 0) -> F32:
        """The values at a moment: linear between two steps, or those of the last step where the
        quantity stays until the next one; NaN before the first step and after the last."""
        if not len(self.times):
            return self.values(key, 0, level)
        after = int(np.searchsorted(self.times, moment, "right"))
        before = after - 1
        first = self.values(key, max(before, 0), level)
        if before < 0 or moment > self.times[-1]:
            return np.full_like(first, np.nan)
        quantity = self.variable(key).quantity
        if after == len(self.times) or (quantity is not None and quantity.steady):
            return first
        share = (moment - self.times[before]) / (self.times[after] - self.times[before])
        if not share:
            return first
        second = self.values(key, after, level)
        mixed = second - first  # in one array: there may be millions, many times a second
        mixed *= np.float32(share)
        mixed += first
        gaps = np.isnan(mixed)
        if gaps.any():  # a shore moves: one of both is dry
            mixed[gaps] = (first if share < 0.5 else second)[gaps]
        return mixed

    def probe(self, points: F64, key: str, step: int = 0, level: int = 0) -> F64:
        """(n,) values at points of local metres, (n, 2), or (n, 3) in a volume: those of the cell,
        face or place that each lies in or at, or between the nodes around it; NaN outside.

        Within a cell of a volume, of the nodes the nearest counts.
        """
        values = self.values(key, step, level)
        if self.variable(key).at == "nodes":
            if isinstance(self.shape, Mesh):
                return self.shape.between(points, values)
            assert isinstance(self.shape, Volume)
            found = self.shape.nearest_node(points)
        else:
            found = self.shape.cells(points)
        return np.where(found >= 0, values.ravel()[found], np.nan)

    def _scalar(self, key: str, step: int, level: int) -> F32:
        first = step - step % self.block
        last = min(first + self.block, self.steps)
        block = self.kept.get((key, level, first), lambda: self.read(key, level, first, last))
        return np.asarray(block[step - first])
