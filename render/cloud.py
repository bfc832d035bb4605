"""Draws a LiDAR survey of any size: as many points as the eye can tell apart, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from city.cloud import PointCloud
from city.octree import Unreadable
from city.progress import Progress
from render.lens import Lens
from render.pick import nearest_dot
from render.plate import Plate
from render.point_colours import How, colouring
from render.points import Loaded, Nodes, Residents, Sample, box_of, choose, fill, load
from render.splat import DEEPEST, Canvas, shaped, width_of

GRAIN = 2  # pixels of the window to one of the points' picture, while the camera moves
GAP = 1.0  # pixels between points: where they are as close, finer ones would not be seen
RESTING = 12_000_000  # points, once the camera rests
MOVING = (300_000, 6_000_000)  # points, while it moves: at least and at most
FLUENT = 0.04  # seconds that points may take of a picture while the camera moves
STEADY = 1.4  # a budget is changed when it is off by more than this, lest points come and go
FIRST = 200_000  # points that are read before anything is drawn
BATCH = 2_000_000  # points that are read at once, after which they are shown

Found = dict[int, Loaded | None]


class CloudActors:
    """The points of one survey, as they are seen now.

    `look_through` draws what is in memory; what it lacks, `loading` reads on any thread, and
    `receive` takes it in. stretch: what heights are multiplied by. damaged: the file of which
    some points could not be read.
    """

    def __init__(self, cloud: PointCloud) -> None:
        self._cloud = cloud
        tree = cloud.octree
        if tree is not None and not tree.sound():
            self._cloud = cloud = replace(cloud, octree=None)
        self._nodes: Nodes = cloud.octree or Sample(cloud)
        self._residents = Residents(self._nodes)
        self._colouring = colouring(cloud)
        self._plate = Plate()
        self.actors: list[vtkActor] = [self._plate.actor]
        self.visible = True
        self._wanted = np.zeros(0, np.intp)
        self._drawn = np.zeros(0, np.intp)
        self._lens: Lens | None = None
        self._fresh = False
        self._budget: int = MOVING[1]
        self.stretch = 1.0
        self.damaged: str | None = None
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
        if not len(self._nodes.count):
            return None
        return box_of(self._cloud) * np.array([1, 1, self.stretch], np.float32)

    def set_visible(self, visible: bool) -> None:
        self.visible = visible
        self._plate.actor.SetVisibility(visible)

    def set_opacity(self, opacity: float) -> None:
        self._plate.set_opacity(opacity)

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        self.stretch, self._fresh = factor, False

    def set_colouring(self, how: How | None, ramp: NDArray[np.uint8] | None = None) -> None:
        """Colour the points otherwise; see render.point_colours.colouring."""
        self._colouring, self._fresh = colouring(self._cloud, how, ramp), False

    # what is seen

    def look_through(self, lens: Lens, resting: bool) -> None:
        """Draw the picture of the points for where the eye is."""
        if not len(self._nodes.count):
            return
        self._plate.bound(self.box)
        lens = lens.stretched(self.stretch).grained(1 if resting else GRAIN)
        budget = RESTING if resting else self._budget
        self._wanted, whole, width = choose(self._nodes, lens, budget, GAP)
        here = self._residents.here[self._wanted]
        rows, whole = self._wanted[here], whole[here]
        if self._fresh and lens.same(self._lens) and np.array_equal(rows, self._drawn):
            return
        fill(rows, self._nodes.parent, width)
        seconds = self._draw(rows, whole, width, lens)
        if not resting:
            self._keep_fluent(int(self._nodes.count[rows].sum()), seconds)
        self._residents.use(rows.tolist())
        self._lens, self._drawn, self._fresh = lens, rows, True

    def _draw(
        self,
        rows: NDArray[np.intp],
        whole: NDArray[np.bool_],
        width: NDArray[np.float64],
        lens: Lens,
    ) -> float:
        """Draw some nodes; the seconds that their points took, without those for the pixels."""
        canvas = Canvas(lens, self._plate.pixels(lens.size))
        began = perf_counter()
        for row, inside in zip(rows.tolist(), whole.tolist(), strict=True):
            loaded = self._residents[row]
            if loaded.colouring is not self._colouring:
                loaded.colours = self._colouring(loaded.records)
                loaded.colouring = self._colouring
            canvas.put(loaded.points, loaded.colours, width_of(width[row]), inside)
        seconds = perf_counter() - began
        canvas.finish()
        shaped(canvas.pixels, lens)
        self._plate.changed()
        return seconds

    def _keep_fluent(self, points: int, seconds: float) -> None:
        """Let the next pictures of a movement have as many points as there is time for."""
        if points < MOVING[0]:
            return
        budget = float(np.clip(points * FLUENT / max(seconds, 1e-6), *MOVING))
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
        if None in found.values() and self._cloud.octree is not None:
            self.damaged = self._cloud.octree.path

    # questions about the picture

    def depths(self) -> NDArray[np.float32] | None:
        """(rows, columns): metres along the line of sight to the point in each pixel, or infinity.

        None as long as nothing was drawn.
        """
        lens = self._lens
        if lens is None:
            return None
        depth = self._plate.pixels(lens.size).view(np.uint32)[:, 1::2]
        ahead = lens.metres(np.minimum(depth, DEEPEST) * np.float32(1 / DEEPEST))
        if not lens.parallel:
            columns, rows = lens.size
            across = (np.arange(columns, dtype=np.float32) + 0.5 - columns / 2) * lens.pixel
            up = (np.arange(rows, dtype=np.float32) + 0.5 - rows / 2) * lens.pixel
            ahead *= np.sqrt(1 + across**2 + up[:, None] ** 2).astype(np.float32)
        ahead[depth > DEEPEST] = np.inf
        return np.asarray(ahead)

    def nearest(
        self,
        start: NDArray[np.float64],
        direction: NDArray[np.float64],
        width: float,
        reach: float,
    ) -> tuple[int, NDArray[np.float32]] | None:
        """The number of the point that a line of sight passes closely, and its place.

        width, reach: as of render.pick.nearest_dot.
        """
        higher = np.array([1, 1, self.stretch], np.float32)
        rows = self._drawn
        low, high = self._nodes.low[rows] * higher, self._nodes.high[rows] * higher
        middle, half = (low + high) / 2, np.linalg.norm(high - low, axis=1) / 2
        away = middle - start
        ahead = away @ direction
        beside = np.sqrt(np.maximum(np.einsum("ij,ij->i", away, away) - ahead**2, 0))
        near = (beside < half + width * np.maximum(ahead + half, 0)) & (ahead - half < reach)
        rows = rows[near][np.argsort(ahead[near] - half[near], kind="stable")]
        if not len(rows):
            return None
        points = np.concatenate([self._residents[row].points for row in rows.tolist()]) * higher
        found = nearest_dot(points, start, direction, width, reach)
        if found is None:
            return None
        ends = np.cumsum(self._nodes.count[rows])
        which = int(np.searchsorted(ends, found, side="right"))
        row = int(rows[which])
        within = found - int(ends[which] - self._nodes.count[row])
        first = int(self._nodes.count[:row].sum(dtype=np.int64))
        return first + within, points[found]
