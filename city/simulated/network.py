"""Streets, pipes and what else joins places: lines with values of a model over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from city.simulated.field import Variable
from city.simulated.run import Run

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rows = NDArray[np.int64]
Times = NDArray[np.datetime64]


def _no_times() -> Times:
    return np.zeros(0, "datetime64[ms]")


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """l lines or outlines over p points.

    ids, kinds: (l,) as the source has them. offsets: (l + 1,) where each line's points begin.
    points: (p, 3) local metres. width: (l,) metres across, NaN where nobody says.
    """

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    offsets: Rows
    points: F64
    width: F64

    def __len__(self) -> int:
        return len(self.ids)

    def line(self, row: int) -> F64:
        """(k, 3) the points of one line."""
        return self.points[self.offsets[row] : self.offsets[row + 1]]


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """n places where lines meet. ids, kinds: (n,). points: (n, 3) local metres."""

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    points: F64

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Lines between places, and values over time of either.

    ends: (l, 2) rows of `nodes` that each line leads from and to, -1 for none. variables: those at
    "links" have a value for each line, those at "nodes" for each of the places, those at "areas"
    for each outline (crossings, catchments). times: (steps,) datetime64[ms] UTC, rising; none where
    nothing changes. until: (steps,) of means over a while, when that ends; none for values at
    moments. values: by key, (steps, lines, places or outlines), NaN where there is none; may be
    memory-mapped. flat: nobody says how high it lies.
    """

    title: str
    run: Run
    links: Lines
    nodes: Spots
    ends: Rows
    areas: Lines
    variables: tuple[Variable, ...] = ()
    times: Times = field(default_factory=_no_times)
    until: Times = field(default_factory=_no_times)
    values: Mapping[str, F32] = field(default_factory=dict)
    flat: bool = True

    def variable(self, key: str) -> Variable:
        return next(one for one in self.variables if one.key == key)

    def at(self, key: str, moment: np.datetime64) -> F32:
        """The values at a moment: those of the while that it lies in, or between two moments linear
        where the quantity passes over; NaN before the first step and after the last."""
        values = self.values[key]
        if not len(self.times):
            return np.asarray(values[0])
        after = int(np.searchsorted(self.times, moment, "right"))
        before = after - 1
        late = moment >= self.until[before] if len(self.until) else moment > self.times[-1]
        if before < 0 or late:
            return np.full(values.shape[1], np.nan, np.float32)
        first, quantity = np.asarray(values[before]), self.variable(key).quantity
        steady = quantity is not None and quantity.steady
        if len(self.until) or after == len(self.times) or steady:
            return first
        share = (moment - self.times[before]) / (self.times[after] - self.times[before])
        return np.asarray(first + (values[after] - first) * np.float32(share))

    def maximum(self, key: str) -> F32:
        """The largest of each over time; NaN where there never is one."""
        return np.asarray(np.fmax.reduce(self.values[key], axis=0))

    def hours_above(self, key: str, limit: float) -> F32:
        """For how many hours each lies above a limit, in the variable's unit; a value at a moment
        counts until the next one."""
        until = self.until if len(self.until) else np.append(self.times[1:], self.times[-1:])
        hours = (until - self.times) / np.timedelta64(3_600_000, "ms")
        return np.asarray(hours @ (self.values[key] > limit), np.float32)


def with_kinds(network: Network) -> Network:
    """A network that tells no values, telling of what kind each of its lines is."""
    if network.variables or not len(network.links):
        return network
    names, kind = np.unique(np.array(network.links.kinds), return_inverse=True)
    shown = tuple(name or "no kind" for name in names.tolist())
    told = Variable("kind", "Kind", "1", at="links", names=shown)
    values = {"kind": kind.astype(np.float32).reshape(1, -1)}
    none = network.times[:0]
    return replace(network, variables=(told,), values=values, times=none, until=none)


def lines(
    ids: tuple[str, ...], kinds: tuple[str, ...], shapes: list[F64], width: F64 | None = None
) -> Lines:
    """Lines from the points (k, 3) of each."""
    offsets = np.cumsum([0, *(len(shape) for shape in shapes)])
    points = np.concatenate(shapes) if shapes else np.zeros((0, 3))
    return Lines(ids, kinds, offsets, points, np.full(len(ids), np.nan) if width is None else width)
