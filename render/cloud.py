"""Draws a LiDAR survey of any size: as many points as the eye can tell apart, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from city.cloud import PointCloud
from city.progress import Progress
from city.records import Unreadable
from render.lens import Lens
from render.plate import Plate
from render.point_colours import How, colouring
from render.points import Loaded, Nodes, Residents, Sample, box_of, choose, fill, load
from render.splat import DEEPEST, SIZES, Canvas, width_of

GRAIN = 2  # pixels of the window to one of the points' picture, while the camera moves
GAP = 1.0  # pixels between points: where they are as close, finer ones would not be seen
RESTING = 12_000_000  # points, once the camera rests
MOVING = (300_000, 6_000_000)  # points, while it moves: at least and at most
STEADY = 1.4  # a budget is changed when it is off by more than this, lest points come and go
CLOSE = 4  # pixels from a point of a survey that still mean this point
SAME_DEPTH = 1.1  # what is no farther than this much of the nearest may be meant instead
FIRST = 200_000  # points that are read before anything is drawn
BATCH = 2_000_000  # points that are read at once, after which they are shown

Found = dict[int, Loaded | None]


class CloudActors:
    """The points of one survey, as they are seen now.

    `look_through` draws what is in memory; what it lacks, `loading` reads on any thread, and
    `receive` takes it in. stretch: what heights are multiplied by.
    """

    def __init__(self, cloud: PointCloud) -> None:
        self._cloud = cloud
        tree = cloud.octree
        if tree is not None and not tree.sound():
            self._cloud = cloud = replace(cloud, octree=None)
        self._nodes: Nodes = cloud.octree or Sample(cloud)
        self._box = box_of(self._nodes)
        self._residents = Residents(self._nodes)
        self._colouring = colouring(cloud)
        self._plate = Plate()
        self._canvas = Canvas((0, 0))
        self.actors: list[vtkActor] = [self._plate.actor]
        self.visible = True
        self._wanted = np.zeros(0, np.intp)
        self._drawn = np.zeros(0, np.intp)
        self._lens: Lens | None = None
        self._fresh = False
        self._budget: int = MOVING[1]
        self.stretch = 1.0
        self._damaged = self._told = False
        self._planes: NDArray[np.float64] | None = None
        self._read_first()

    def _read_first(self) -> None:
        """Have something to draw at once."""
        first = np.argsort(-self._nodes.spacing, kind="stable")
        self._wanted = first[np.cumsum(self._nodes.count[first]) <= FIRST]
        job = self.loading()
        if job is not None:
            self.receive(job(Progress()))
        self._drawn = np.flatnonzero(self._residents.here)

    @property
    def box(self) -> NDArray[np.float32] | None:
        """(2, 3): the lowest and highest corner; None where there are no points."""
        return None if self._box is None else self._box * np.array([1, 1, self.stretch], np.float32)

    def set_visible(self, visible: bool) -> None:
        self.visible = visible
        self._plate.actor.SetVisibility(visible)

    def set_opacity(self, opacity: float) -> None:
        self._plate.set_opacity(opacity)

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        self.stretch, self._fresh = factor, False

    def set_cutaway(self, planes: NDArray[np.float64] | None) -> None:
        """Draw only points on the inner side of planes (n, 4), see city.cutaway; None: all."""
        self._planes, self._fresh = planes, False

    def set_colouring(self, how: How | None, ramp: NDArray[np.uint8] | None = None) -> None:
        """Colour the points otherwise; see render.point_colours.colouring."""
        self._colouring, self._fresh = colouring(self._cloud, how, ramp), False

    # what is seen

    def look_through(self, lens: Lens, within: float | None) -> None:
        """Draw the picture of the points for where the eye is.

        within: seconds that it may take while the eye moves; None: the eye rests.
        """
        if not len(self._nodes.count):
            return
        self._plate.bound(self.box)
        lens = lens.stretched(self.stretch).grained(1 if within is None else GRAIN)
        budget = RESTING if within is None else self._budget
        self._wanted, width = choose(self._nodes, lens, budget, GAP)
        here = self._residents.here[self._wanted]
        rows = self._wanted[here]
        if self._fresh and lens.same(self._lens) and np.array_equal(rows, self._drawn):
            return
        fill(rows, self._nodes.parent, width)
        seconds = self._draw(rows, width, lens)
        if within is not None:
            self._keep_fluent(int(self._nodes.count[rows].sum()), within / max(seconds, 1e-6))
        self._residents.use(rows.tolist())
        self._lens, self._drawn, self._fresh = lens, rows, True

    def _draw(self, rows: NDArray[np.intp], width: NDArray[np.float64], lens: Lens) -> float:
        """Draw some nodes; the seconds that their points took, without those for the pixels."""
        if self._canvas.size != lens.size:
            self._canvas = Canvas(lens.size)
        pixels = self._plate.pixels(lens.size)
        parts = []
        for row in rows.tolist():
            loaded = self._residents[row]
            if loaded.colouring is not self._colouring:
                loaded.colours = self._colouring(loaded.records)
                loaded.colouring = self._colouring
            points, colours = loaded.points, loaded.colours
            if self._planes is not None:
                kept = self._kept(row, points)
                points, colours = points[kept], colours[kept]
            parts.append((points, colours, width_of(width[row])))
        seconds = self._canvas.draw(parts, lens, pixels)
        self._plate.changed()
        return seconds

    def _kept(self, row: int, points: NDArray[np.float32]) -> NDArray[np.bool_] | slice:
        """Which points of a node are not cut away."""
        assert self._planes is not None
        planes = self._planes * np.array([1, 1, self.stretch, 1])
        low, high = self._nodes.low[row], self._nodes.high[row]
        level = (low + high) / 2 @ planes[:, :3].T + planes[:, 3]
        reach = (high - low) / 2 @ np.abs(planes[:, :3]).T
        if (level >= reach).all():
            return slice(None)
        if (level < -reach).any():
            return slice(0)
        return np.asarray((points @ planes[:, :3].T.astype(np.float32) >= -planes[:, 3]).all(1))

    def _keep_fluent(self, points: int, more: float) -> None:
        """Let the next pictures have as many times the points as there is time for."""
        if points < MOVING[0]:
            return
        budget = float(np.clip(points * more, *MOVING))
        if not 1 / STEADY < budget / self._budget < STEADY:
            self._budget = int((budget + self._budget) / 2)

    # what is in memory

    def loading(self) -> Callable[[Progress], Found] | None:
        """A job that reads the next points that the picture lacks, or None if it lacks none."""
        missing = self._residents.missing(self._wanted)
        if not len(missing):
            return None
        batch = missing[np.cumsum(self._nodes.count[missing]) <= BATCH]
        rows = (batch if len(batch) else missing[:1]).tolist()
        nodes, how = self._nodes, self._colouring

        def read(progress: Progress) -> Found:
            found: Found = {}
            for row in rows:
                progress.check()
                try:
                    found[row] = load(nodes, row, how)
                except (OSError, Unreadable):
                    found[row] = None
            return found

        return read

    def receive(self, found: Found) -> None:
        """Take in what a job has read."""
        self._residents.add(found)
        self._damaged |= None in found.values()

    def trouble(self) -> str:
        """What to say, once, of points that could not be read; "" for nothing."""
        if not self._damaged or self._told:
            return ""
        self._told = True
        return (
            f"{self._cloud.name}: some of its points could not be read, so there it is coarser; "
            "open it again to have them put in order anew"
        )

    # questions about the picture

    def depths(self, size: tuple[int, int]) -> NDArray[np.float32] | None:
        """(rows, columns): metres along the line of sight to the point in each pixel, or infinity.

        size: columns and rows of a picture, perhaps coarser. None as long as nothing was drawn.
        """
        if self._lens is None:
            return None
        columns, rows = self._lens.size
        found = self._depths(slice(0, rows), slice(0, columns))
        return found[_spread(rows, size[1])][:, _spread(columns, size[0])]

    def _depths(self, rows: slice, columns: slice) -> NDArray[np.float32]:
        """The same in a part of the picture."""
        lens = self._lens
        assert lens is not None
        depth = self._plate.pixels(lens.size).view(np.uint32)[:, 1::2][rows, columns]
        ahead = lens.metres(np.minimum(depth, DEEPEST) * np.float32(1 / DEEPEST))
        if not lens.parallel:
            wide, high = lens.size
            across = (np.arange(wide, dtype=np.float32)[columns] + 0.5 - wide / 2) * lens.pixel
            up = (np.arange(high, dtype=np.float32)[rows] + 0.5 - high / 2) * lens.pixel
            ahead *= np.sqrt(1 + across**2 + up[:, None] ** 2).astype(np.float32)
        ahead[depth > DEEPEST] = np.inf
        return np.asarray(ahead)

    def nearest(
        self, start: NDArray[np.float64], direction: NDArray[np.float64], reach: float
    ) -> tuple[int, NDArray[np.float32]] | None:
        """The number of the point that is seen along a line of sight, or close by, and its place.

        reach: metres; what lies behind is hidden.
        """
        if self._lens is None:
            return None
        higher = np.array([1, 1, self.stretch])
        x, y = self._lens.seen_at((start + direction * 100) / higher)
        left, low = max(int(x) - CLOSE, 0), max(int(y) - CLOSE, 0)
        right, high = max(int(x) + CLOSE + 1, 0), max(int(y) + CLOSE + 1, 0)
        window = self._depths(slice(low, high), slice(left, right))
        if not window.size or window.min() == np.inf:
            return None
        # of what is about as near as the nearest, what is seen closest to the line
        up, across = np.nonzero(window <= window.min() * SAME_DEPTH)
        best = np.argmin((across + left + 0.5 - x) ** 2 + (up + low + 0.5 - y) ** 2)
        column, row = int(across[best]) + left, int(up[best]) + low
        depth = int(self._plate.pixels(self._lens.size)[row, column] >> np.uint64(32)) / DEEPEST
        place = self._lens.place(column + 0.5, row + 0.5, depth)
        if np.linalg.norm(place * higher - start) > reach:
            return None
        return self._point_at(place, start / higher, higher)

    def _point_at(
        self,
        place: NDArray[np.float64],
        start: NDArray[np.float64],
        higher: NDArray[np.float64],
    ) -> tuple[int, NDArray[np.float32]] | None:
        """The drawn point around a place that is the closest to the line of sight through it."""
        lens = self._lens
        assert lens is not None
        away = 1.0 if lens.parallel else float(np.linalg.norm(place - lens.eye))
        room = lens.pixel * away * SIZES[-1] + away * 1e-3
        low, high = place - room, place + room
        rows = self._drawn
        close = (self._nodes.low[rows] <= high) & (self._nodes.high[rows] >= low)
        along = (place - start) / max(float(np.linalg.norm(place - start)), 1e-9)
        best, found = np.inf, None
        for row in rows[close.all(axis=1)].tolist():
            points = self._residents[row].points
            near = np.flatnonzero(np.abs(points[:, 0] - np.float32(place[0])) < room)
            off = points[near] - place
            within = (np.abs(off) < room).all(axis=1)
            off, near = off[within], near[within]
            aside = np.einsum("ij,ij->i", off, off) - (off @ along) ** 2
            if len(near) and aside.min() < best:
                best, found = float(aside.min()), (row, int(near[np.argmin(aside)]))
        if found is None:
            return None
        row, which = found
        first = int(self._nodes.count[:row].sum(dtype=np.int64))
        return first + which, (self._residents[row].points[which] * higher).astype(np.float32)


def _spread(many: int, few: int) -> NDArray[np.intp]:
    """Which of many pixels lie in the middle of each of a few."""
    return np.asarray((np.arange(few) + 0.5) * many / few, np.intp)
