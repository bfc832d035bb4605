"""What is drawn of a layer from afar: boxes for buildings, covers for ground."""

from __future__ import annotations

from dataclasses import dataclass
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from city.lineage import lineage
from render import _bridge
from render.actors import box_actor, face_actor
from render.blocks import FOUR, Blocks
from render.draft import Draft
from render.face_colours import FaceColours
from render.light import Sun, shares
from render.style import BY_SURFACE, object_colours
from render.tree import upwards

Bytes = NDArray[np.uint8]
F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
Mask = NDArray[np.bool_]
Mark = tuple[int, int]  # two looks with the same second number have the same shape

# The faces of a box: a roof, and the walls that look along and against its two directions.
CORNERS = np.array(
    [
        [[-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]],
        [[1, -1, 0], [1, 1, 0], [1, 1, 1], [1, -1, 1]],
        [[-1, 1, 0], [-1, -1, 0], [-1, -1, 1], [-1, 1, 1]],
        [[1, 1, 0], [-1, 1, 0], [-1, 1, 1], [1, 1, 1]],
        [[-1, -1, 0], [1, -1, 0], [1, -1, 1], [-1, -1, 1]],
    ],
    np.float32,
)
OUTWARDS = np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]], np.float32)


EIGHT = [16, 17, 12, 13, 0, 1, 2, 3]  # of these twenty corners: the lower four, the upper four
SIDES = np.array(
    [
        *[[4, 5, 6], [4, 6, 7], [1, 2, 6], [1, 6, 5], [3, 0, 4], [3, 4, 7]],
        *[[2, 3, 7], [2, 7, 6], [0, 1, 5], [0, 5, 4]],
    ],
    np.int32,
)


@dataclass(frozen=True, slots=True, eq=False)
class Simple:
    """Faces that stand for a node: points (n, 3), triangles (t, 3), colours (n, 3) uint8.

    normals: (n, 3), or None where the colours have the light in them and the faces are closed.
    """

    points: F32
    triangles: I32
    colours: Bytes
    normals: F32 | None

    def actor(self) -> vtkActor:
        """To be called on the thread that owns the window."""
        poly = _bridge.surface(self.points, self.triangles, self.normals, self.colours)
        return box_actor(poly) if self.normals is None else face_actor(poly)


class Distant:
    """Makes what stands for the nodes of a tree, anew when colours, sun or choice change."""

    def __init__(self, draft: Draft, sun: Sun) -> None:
        self._draft = draft
        self._sun = sun
        self._colours: Bytes | None = None
        self._faces: FaceColours | None = None
        self._mixed: tuple[FaceColours, Bytes, Bytes] | None = None  # from afar, once worked out
        self._shown: Mask | None = None
        self._turn = 0  # how often colours changed
        self._forms = np.zeros(draft.tree.levels[-1], np.int64)  # and how often, of a node, more
        self._paint: list[tuple[F32, F32]] = []
        self._there: list[F32] = []
        self._mixing = RLock()  # one worker at a time, while the window need not wait for it
        self._lock = RLock()  # several workers may ask at once, while the window changes its mind

    def mark(self, node: int) -> Mark:
        """What the look that a node has now is known by."""
        return self._turn, int(self._forms[node])

    def set_sun(self, sun: Sun) -> None:
        if sun != self._sun:
            self._sun = sun
            self._turn += bool(self._draft.blocks)

    def set_colours(self, colours: Bytes | None, faces: FaceColours | None = None) -> None:
        with self._lock:
            self._colours, self._faces, self._paint = colours, faces, []
            self._turn += 1

    def set_shown(self, shown: Mask | None) -> Mask | None:
        """Draw only some objects; returns (nodes,), of which of the tree anything is shown.

        Only the nodes whose objects come or go have another look then.
        """
        draft, owner = self._draft, self._draft.pieces.owner
        with self._lock:
            before, self._shown = self._shown, shown
            self._there, self._paint = [], []
            if draft.covers:  # which show their objects' parts one by one
                self._forms += 1
            else:
                every = np.ones(len(owner), bool)
                was, now = (every if mask is None else mask[owner] for mask in (before, shown))
                self._forms += self._above(was != now)
        return None if shown is None else self._above(shown[owner])

    def _above(self, pieces: Mask) -> Mask:
        """(nodes,): those of the tree that any of some pieces (n,) is below."""
        tree = self._draft.tree
        found = np.zeros(tree.levels[-1], np.float32)
        if tree.leaves:
            found[: tree.leaves] = np.maximum.reduceat(pieces.astype(np.float32), tree.piece[:-1])
            upwards(found, tree.levels, np.maximum)
        return found > 0

    def simple(self, node: int) -> Simple:
        """What stands for a node."""
        if not self._draft.covers:
            points, triangles, colours = self.boxes(node)
            return Simple(points, triangles, colours, None)
        cover = self._draft.covers[node]
        colours, triangles = self.colours(node), cover.triangles
        if self._shown is not None:
            triangles = triangles[self._shown[cover.owner[triangles[:, 0]]]]
        return Simple(cover.points, triangles, colours, cover.normals)

    def colours(self, node: int) -> Bytes:
        """(n, 3): the colours alone of what stands for a node."""
        if not self._draft.covers:
            fold, rows = self._rows(node)
            lit = self._lit(fold, rows, self._draft.blocks[fold])
            return np.repeat(lit.reshape(-1, 3), 4, axis=0)
        cover = self._draft.covers[node]
        found = cover.colours
        for mixed in self._from_afar()[:1]:
            found = _over(mixed[cover.owner], found)
        return found if self._colours is None else _over(self._colours[cover.owner], found)

    def solid(self, node: int) -> tuple[F32, I32]:
        """Points and triangles of what stands for a node, for rays."""
        if self._draft.covers:
            cover = self._draft.covers[node]
            return cover.points, cover.triangles
        points = self._places(*self._rows(node))
        boxes = np.arange(0, len(points), dtype=np.int32)[:, None, None]
        corners = points.reshape(-1, 20, 3)[:, EIGHT].reshape(-1, 3)
        return corners, (boxes * 8 + SIDES).reshape(-1, 3)

    def boxes(self, node: int) -> tuple[F32, I32, Bytes]:
        """The boxes of a node: points (n, 3), triangles (t, 3), colours (n, 3) with their light."""
        fold, rows = self._rows(node)
        points = self._places(fold, rows).reshape(-1, 3)
        first = np.arange(0, len(rows) * 20, 4, dtype=np.int32)[:, None]
        triangles = (first + np.array([0, 1, 2, 0, 2, 3], np.int32)).reshape(-1, 3)
        return points, triangles, self.colours(node)

    def _rows(self, node: int) -> tuple[int, NDArray[np.intp]]:
        """Which boxes stand for a node, of those where anything is shown."""
        fold, span = self._draft.boxes(node)
        kept = self._draft.blocks[fold].error[span] > 0
        share = self._share(fold)
        if share is not None:
            kept &= share[span] > 0
        return fold, np.flatnonzero(kept) + span.start

    def _places(self, fold: int, rows: NDArray[np.intp]) -> F32:
        """(boxes, 5, 4, 3): the corners of the faces of some boxes."""
        blocks, share = self._draft.blocks[fold], self._share(fold)
        smaller = np.float32(1) if share is None else np.sqrt(share[rows])
        x, y = CORNERS[None, :, :, 0], CORNERS[None, :, :, 1]
        long = (blocks.long[rows] * smaller)[:, None, None]
        wide = (blocks.wide[rows] * smaller)[:, None, None]
        c, s = blocks.cosine[rows][:, None, None], blocks.sine[rows][:, None, None]
        low, high = blocks.low[rows][:, None, None], blocks.high[rows][:, None, None]
        points = np.empty((len(rows), 5, 4, 3), np.float32)
        points[..., 0] = blocks.x[rows][:, None, None] + x * long * c - y * wide * s
        points[..., 1] = blocks.y[rows][:, None, None] + x * long * s + y * wide * c
        points[..., 2] = np.where(CORNERS[None, :, :, 2] > 0, high, low)
        return points

    def _lit(self, fold: int, rows: NDArray[np.intp], blocks: Blocks) -> Bytes:
        """(boxes, 5, 3): the colours of roofs and walls in the sun."""
        roof, wall = self._painted(fold)
        colours = np.repeat(wall[rows][:, None], 5, axis=1)
        colours[:, 0] = roof[rows]
        normals = np.zeros((len(rows), 5, 3), np.float32)
        c, s = blocks.cosine[rows][:, None], blocks.sine[rows][:, None]
        normals[..., 0] = OUTWARDS[:, 0] * c - OUTWARDS[:, 1] * s
        normals[..., 1] = OUTWARDS[:, 0] * s + OUTWARDS[:, 1] * c
        normals[:, 0, 2] = 1
        light = shares(normals.reshape(-1, 3), self._sun).reshape(-1, 5, 3)
        return np.asarray(np.minimum(colours * light, 255), np.uint8)

    def _painted(self, fold: int) -> tuple[F32, F32]:
        """The colours of the roofs and the walls of boxes, (boxes, 3) each."""
        self._from_afar()
        with self._lock:
            if not self._paint:
                self._paint.append(self._own())
            while len(self._paint) <= fold:
                done = len(self._paint) - 1
                weight, share = self._draft.blocks[done].area(), self._share(done)
                if share is not None:
                    weight = weight * share
                roof, wall = self._paint[done]
                mean = _mean(wall, weight)
                self._paint.append((mean if roof is wall else _mean(roof, weight), mean))
            return self._paint[fold]

    def _own(self) -> tuple[F32, F32]:
        """The colours of the pieces."""
        city, owner = self._draft.city, self._draft.pieces.owner
        # rows are taken, and turned into columns: by indices numpy takes seven times as long
        given = None if self._colours is None else np.take(self._colours, owner, axis=0)
        if given is not None and given[:, 3].all():
            wall = given.T[:3].astype(np.float32, order="C").T
            return wall, wall
        wall = object_colours(city.objects.kinds)[city.objects.kind[owner]].astype(np.float32)
        roof = wall
        if "RoofSurface" in city.surfaces.kinds:
            roof = np.broadcast_to(np.array(BY_SURFACE["RoofSurface"], np.float32), wall.shape)
        if self._faces is not None:
            roofs, walls = self._from_afar()
            roof, wall = _over(roofs[owner], roof), _over(walls[owner], wall)
        if given is not None:
            roof, wall = _over(given, roof), _over(given, wall)
        return roof, wall

    def _from_afar(self) -> tuple[Bytes, ...]:
        """What the colours of faces mix to on the roofs and the walls of objects; () for none."""
        with self._mixing:
            faces, draft = self._faces, self._draft
            if faces is None:
                return ()
            if self._mixed is None or self._mixed[0] is not faces:
                parent = draft.city.objects.parent
                whose = np.arange(len(parent)) if draft.covers else lineage(parent)[0]
                self._mixed = faces, *faces.from_afar(draft.pieces.masks, whose)
            return self._mixed[1:]

    def _share(self, fold: int) -> F32 | None:
        """(boxes,): how much of the ground of what a box stands for is shown; None for all."""
        with self._lock:
            if self._shown is None:
                return None
            if not self._there:
                self._there.append(self._shown[self._draft.pieces.owner].astype(np.float32))
            while len(self._there) <= fold:
                done = len(self._there) - 1
                area = self._draft.blocks[done].area()
                self._there.append(_mean(self._there[done][:, None], area)[:, 0])
            return self._there[fold]


def _over(given: Bytes, below: NDArray[Any]) -> NDArray[Any]:
    """Colours (n, 3) with others (n, 4) over them, where their last is not 0."""
    return np.where(given[:, 3:] > 0, given[:, :3], below).astype(below.dtype)


def _mean(values: F32, weight: F32) -> F32:
    """(n, k) -> (n / 4, k): the means of four neighbours by their weights."""
    total = np.maximum(_added(weight), 1e-6)
    return np.stack([_added(column * weight) / total for column in values.T], axis=1)


def _added(values: F32) -> F32:
    """(n,) -> (n / 4,): the sums of four neighbours."""
    whole = np.pad(values, (0, -len(values) % FOUR))
    return np.asarray(sum(whole[k::FOUR] for k in range(FOUR)))
