"""A flow as one sees it: particles that drift in it and leave a trail, and lines along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.glyphs import Glyphs, Ribbons, Trails
from city.grid import Grid
from city.scales import Scale
from city.simulated.field import Field
from city.simulated.vectors import Places, columns

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rows = NDArray[np.int64]

FINEST = 256  # cells from side to side of what is seen
LIFE = 60, 240  # steps that a particle drifts at most
SLOW = 1e-3  # of the strongest flow: what is slower does not move that one would see
EVERY = 3  # steps from point to point of a trail
DENSE = 4.0  # points of a line to how far lines are apart, at least
MOST_POINTS = 2_000_000  # of all lines


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """What flows over an area at a moment.

    cells: (rows, columns, 3) of `grid`: metres per second to the east and to the north, NaN where
    nothing flows, and the local height at which it is drawn.
    """

    grid: Grid
    cells: F32

    @property
    def strongest(self) -> float:
        """Metres per second; 0 of none."""
        speed = np.hypot(self.cells[..., 0], self.cells[..., 1])
        return float(speed.max(where=~np.isnan(speed), initial=0.0))

    def local(self, at: F64) -> F64:
        """(n, 2) local metres of columns and rows (n, 2)."""
        return np.array([self.grid.west, self.grid.north]) + at * [self.grid.step, -self.grid.step]

    def cell(self, local: F64) -> F64:
        """(n, 2) columns and rows of local metres (n, 2)."""
        return (local - [self.grid.west, self.grid.north]) / [self.grid.step, -self.grid.step]


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """An area in which a flow is seen, and where its cells lie in a field: worked out once for all
    moments. height: (rows * columns,) local metres at which it is drawn."""

    grid: Grid
    places: Places
    height: F32

    @classmethod
    def of(
        cls, field: Field, key: str, grid: Grid, height: F64 | float = 0.0, at: F64 | float = 0.0
    ) -> Region:
        """The region of a field under a grid.

        height: at which it is drawn, (rows * columns,) of `grid.places()` or one, local metres: the
        ground and what the level lies above it. at: of a volume, the local height whose cells
        count.
        """
        flat = grid.places()
        points = np.column_stack([flat, np.broadcast_to(at, len(flat))])
        part = field.variable(field.variable(key).parts[0])
        tall = np.broadcast_to(np.asarray(height, np.float32), (len(flat),))
        return cls(grid, Places.of(field.shape, points, part.at), tall)

    def flow(self, field: Field, key: str, moment: np.datetime64, level: int = 0) -> Flow:
        """What flows at a moment, nothing before the first step and after the last."""
        told = self.places.values(columns(field, key, moment, level))
        cells = np.column_stack([told, self.height]).reshape(*self.grid.shape, 3)
        return Flow(self.grid, np.ascontiguousarray(cells, np.float32))


def seen_grid(field: Field, box: F64, finest: int = FINEST) -> Grid | None:
    """The cells in which a flow is resampled where it is seen; None where nothing is seen of it.

    box: (2, 2) the south-western and the north-eastern corner of what is seen, local metres.
    """
    own = field.shape.box()
    low, high = np.maximum(own[0], box[0]), np.minimum(own[1], box[1])
    if not (high > low).all():
        return None
    (west, south), (east, north) = low.tolist(), high.tolist()
    return Grid.over((west, south, east, north), max(east - west, north - south) / finest)


class Particles:
    """Particles that drift in a flow, die when they leave it, come to rest or grow old, and are
    born anew anywhere in it. length: points of the trail of each."""

    def __init__(self, count: int = 5000, length: int = 8, seed: int = 1) -> None:
        self._chance = np.random.default_rng(seed)
        self.places = np.full((count, 2), np.nan)
        self._left = np.zeros(count, np.int32)
        self.speed = np.zeros(count, np.float32)
        self._heads = np.zeros((count, 3), np.float32)
        self._ring = np.zeros((count, length, 3), np.float32)
        self._filled = np.zeros(count, np.int32)
        self._steps = 0

    def step(self, flow: Flow, seconds: float) -> None:
        """Let them drift for so many seconds of the flow's own time."""
        from city.simulated.flow_loops import drift

        self._be_born(flow)
        if self._steps % EVERY == 0:
            newest = self._steps // EVERY % self._ring.shape[1]
            self._ring[:, newest] = self._heads
            self._filled = np.minimum(
                self._filled + np.int32(1), self._ring.shape[1], dtype=np.int32
            )
        at, height = flow.cell(self.places), np.zeros(len(self.places), np.float32)
        slow = max(SLOW * flow.strongest, 1e-9)
        by = seconds / flow.grid.step
        drift(flow.cells, at, self._left, height, self.speed, by, slow)
        self.places = flow.local(at)
        self._heads = np.column_stack([self.places, height]).astype(np.float32)
        self._steps += 1

    def trails(self, scale: Scale, width: float = 2.0) -> Trails:
        """Where they came along, in the colours of how fast they are."""
        from city.simulated.flow_loops import string

        there = self._left > 0
        ring, filled = self._ring[there], self._filled[there]
        heads = np.ascontiguousarray(self._heads[there])
        points = np.empty((int(filled.sum()) + len(heads), 3), np.float32)
        starts = np.empty(len(heads) + 1, np.int64)
        newest = (self._steps - 1) // EVERY % self._ring.shape[1]
        string(ring, filled, newest, heads, points, starts)
        return Trails(points, starts, scale.of(self.speed[there].astype(np.float64)), width)

    def _be_born(self, flow: Flow) -> None:
        """Those that are gone begin anew, anywhere where something flows."""
        rows = np.flatnonzero(self._left <= 0)
        where = np.flatnonzero(np.isfinite(flow.cells[..., 0]))
        if not len(where) or not len(rows):
            return
        cell = where[self._chance.integers(len(where), size=len(rows))]
        row, column = np.divmod(cell, flow.grid.columns)
        off = self._chance.uniform(-0.5, 0.5, (len(rows), 2))
        self.places[rows] = flow.local(np.column_stack([column, row]) + off)
        self._heads[rows, :2] = self.places[rows]
        self._heads[rows, 2] = flow.cells.reshape(-1, 3)[cell, 2]
        self._filled[rows] = 0
        oldest = LIFE[1] if self._steps else LIFE[0]  # at first they are of all ages
        self._left[rows] = self._chance.integers(LIFE[0] if self._steps else 1, oldest, len(rows))


@dataclass(frozen=True, slots=True, eq=False)
class Streamlines:
    """k lines along a flow, which goes from the first point of each to its last.

    points: (m, 3) local metres. starts: (k + 1,). speed: (m,) metres per second at the points.
    """

    points: F32
    starts: Rows
    speed: F32

    def __len__(self) -> int:
        return len(self.starts) - 1

    def ribbons(self, scale: Scale, width: float = 2.0) -> Ribbons:
        """The lines in the colours of how fast it is along them."""
        colours = scale.of(self.speed.astype(np.float64))
        return Ribbons.of(self.points, self.starts, colours, width)

    def arrows(self, scale: Scale, size: float) -> Glyphs:
        """An arrow of so many metres half way along each line, which says where it leads."""
        middle = (self.starts[:-1] + self.starts[1:] - 1) // 2
        way = self.points[middle + 1] - self.points[middle]
        heading = np.degrees(np.arctan2(way[:, 0], way[:, 1])) % 360
        colours = scale.of(self.speed[middle].astype(np.float64))
        return Glyphs.of("arrow", self.points[middle], colours, size=size, heading=heading)


def streamlines(flow: Flow, apart: float, longest: float = np.inf) -> Streamlines:
    """Lines along a flow, about so many metres apart and never nearer than half of that.

    longest: metres that each is long to either side of where it begins.
    """
    from city.simulated.flow_loops import lines

    cells = flow.cells.copy()
    cells[np.hypot(cells[..., 0], cells[..., 1]) < SLOW * flow.strongest] = np.nan
    between = max(apart / flow.grid.step, 1e-3)
    by = min(between / DENSE, 0.5)
    rows, columns = flow.grid.shape
    axes = (np.arange(0, side, between) for side in (columns, rows))
    seeds = np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=1)
    seeds = np.random.default_rng(1).permutation(seeds)
    whole = rows * columns / between / by  # points, if lines were everywhere
    longer = min(longest / flow.grid.step, 4.0 * (rows + columns)) / by
    most = int(max(min(longer, MOST_POINTS / 8), 2))
    room = int(min(2 * whole + 8 * most + 64, MOST_POINTS))
    points, starts = np.empty((room, 2)), np.zeros(room // 2, np.int64)
    count = lines(cells, seeds, between, by, most, points, starts)
    starts = starts[: count + 1].copy()
    at = points[: starts[-1]]
    seen = _cells_at(flow, at)
    local = np.column_stack([flow.local(at), seen[:, 2]]).astype(np.float32)
    return Streamlines(local, starts, np.hypot(seen[:, 0], seen[:, 1]))


def _cells_at(flow: Flow, at: F64) -> F32:
    """(n, 3) what `cells` say nearest to columns and rows (n, 2)."""
    rows, columns = flow.grid.shape
    column, row = np.clip(np.round(at), 0, [columns - 1, rows - 1]).astype(np.int64).T
    return np.asarray(flow.cells[row, column])
