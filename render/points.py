"""Which points of a survey are drawn, and those of them that are in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.records import COLOURED, POINT
from render.lens import Lens
from render.point_colours import Colouring

RUN = 50_000  # points: so many fit into a core's own memory while they are drawn
NEAREST = 1.0  # metres
RESIDENT = 24_000_000  # points in memory at most, of 24 bytes each
COARSE = 3_000_000  # points of the coarsest nodes, which always stay in memory

Records = NDArray[Any]


class Nodes(Protocol):
    """A survey in parts, coarse ones first; columns as of city.octree.Octree."""

    @property
    def low(self) -> NDArray[np.float32]: ...
    @property
    def high(self) -> NDArray[np.float32]: ...
    @property
    def spacing(self) -> NDArray[np.float32]: ...
    @property
    def parent(self) -> NDArray[np.int32]: ...
    @property
    def count(self) -> NDArray[np.int32]: ...
    def read(self, node: int) -> Records: ...


class Sample:
    """A survey that is kept in memory: runs of points, of which any first are an even sample."""

    def __init__(self, cloud: PointCloud) -> None:
        starts = np.arange(0, len(cloud), RUN)
        ends = np.minimum(starts + RUN, len(cloud))
        columns = cloud.points.T if len(cloud) else np.zeros((3, 1), np.float32)
        # column by column: over rows of three numpy takes many times as long
        low, high = (np.array([edge(c) for c in columns]) for edge in (np.min, np.max))
        area = float(np.prod(np.maximum(high - low, 0.1)[:2]))
        self._cloud = cloud
        self.low, self.high = (np.tile(corner, (len(starts), 1)) for corner in (low, high))
        # by chance some neighbours are twice as far apart as if they stood in rows
        self.spacing = (1.5 * np.sqrt(area / np.maximum(ends, 1))).astype(np.float32)
        self.parent = np.arange(-1, len(starts) - 1, dtype=np.int32)
        self.count = (ends - starts).astype(np.int32)

    def read(self, node: int) -> Records:
        cloud, part = self._cloud, slice(node * RUN, (node + 1) * RUN)
        points = cloud.points[part]
        records = np.zeros(len(points), POINT if cloud.colour is None else COLOURED)
        for axis, name in enumerate("xyz"):
            records[name] = points[:, axis]
        records["code"] = cloud.classes[part]
        if cloud.intensity is not None:
            records["intensity"] = cloud.intensity[part]
        if cloud.colour is not None:
            records["rgb"] = cloud.colour[part]
        return records


def box_of(nodes: Nodes) -> NDArray[np.float32] | None:
    """(2, 3): the lowest and highest corner of a survey; None where there are no points."""
    return np.stack([nodes.low.min(0), nodes.high.max(0)]) if len(nodes.count) else None


def choose(
    nodes: Nodes, lens: Lens, budget: int, gap: float
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The nodes to draw, parents before their children: finer ones where gaps are wide.

    budget: points at most. gap: pixels between points below which no finer ones are wanted.
    Returns also how wide a point of each must be drawn to reach its neighbours, pixels.
    """
    seen = lens.inside(nodes.low, nodes.high)
    wide = _pixels(nodes.spacing, lens, lens.away(nodes.low, nodes.high))
    coarser = np.where(nodes.parent >= 0, wide[nodes.parent], np.inf)
    wanted = np.flatnonzero(seen & (coarser > gap))
    wanted = wanted[np.argsort(-wide[wanted], kind="stable")]
    wanted = wanted[np.cumsum(nodes.count[wanted]) <= budget]
    middle = (nodes.low[wanted] + nodes.high[wanted]) / 2
    width = np.zeros(len(seen))
    width[wanted] = _pixels(nodes.spacing[wanted], lens, lens.away(middle, middle))
    return wanted, width


def _pixels(
    spacing: NDArray[np.float32], lens: Lens, away: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How many pixels lie between points of a spacing, seen from so far away."""
    metres = lens.pixel if lens.parallel else lens.pixel * np.maximum(away, NEAREST)
    return np.asarray(spacing / metres)


def fill(rows: NDArray[np.intp], parent: NDArray[np.int32], width: NDArray[np.float64]) -> None:
    """Let coarse points be no wider than the finest that are drawn among them; in place."""
    for row in rows[::-1].tolist():
        above = parent[row]
        if above >= 0 and width[row] < width[above]:
            width[above] = width[row]


@dataclass(slots=True)
class Loaded:
    """The points of one node in memory."""

    records: Records
    points: NDArray[np.float32]
    colours: NDArray[np.uint32]
    colouring: Colouring
    used: int = 0


class Residents:
    """The nodes that are in memory; the coarse ones stay, of the others those used last."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._held: dict[int, Loaded] = {}
        self.here = np.zeros(len(nodes.count), bool)
        self._unreadable = np.zeros(len(nodes.count), bool)
        coarse_first = np.argsort(-nodes.spacing, kind="stable")
        stay = np.cumsum(nodes.count[coarse_first]) <= COARSE
        self._stays = np.zeros(len(nodes.count), bool)
        self._stays[coarse_first[stay]] = True
        self._now = 0

    def __getitem__(self, node: int) -> Loaded:
        return self._held[node]

    def use(self, rows: Iterable[int]) -> None:
        """Remember that these are drawn now."""
        self._now += 1
        for row in rows:
            self._held[row].used = self._now

    def missing(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Those of some nodes that are not here, and can be had."""
        return rows[~(self.here | self._unreadable)[rows]]

    def add(self, found: dict[int, Loaded | None]) -> None:
        """Take in what was read; None for a node that cannot be read."""
        for row, loaded in found.items():
            if loaded is None:
                self._unreadable[row] = True
            else:
                loaded.used = self._now
                self._held[row] = loaded
                self.here[row] = True
        total = sum(len(loaded.colours) for loaded in self._held.values())
        if total <= RESIDENT:
            return
        oldest = sorted(self._held, key=lambda row: self._held[row].used)
        for row in oldest:
            if total <= RESIDENT or self._held[row].used == self._now:
                break
            if not self._stays[row]:
                total -= len(self._held.pop(row).colours)
                self.here[row] = False


def load(nodes: Nodes, row: int, colouring: Colouring) -> Loaded:
    """Read the points of a node and colour them; on any thread."""
    records = nodes.read(row)
    step = records.dtype.itemsize // 4
    points = records.view(np.float32).reshape(-1, step)[:, :3]
    return Loaded(records, points, colouring(records), colouring)
