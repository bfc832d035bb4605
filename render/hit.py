"""Where a line of sight meets a layer: its tiles first, then its pieces, then their triangles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from city.model import Shapes
from city.terrain import Terrain
from render.blocks import Blocks
from render.draft import Draft

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
Boxes = tuple[NDArray[np.floating], NDArray[np.floating]]  # lowest and highest corners (n, 3)

BATCH = 24  # pieces whose triangles are asked at once
STEPS = 2_000  # along a line of sight over a terrain
HALVINGS = 24


@dataclass(frozen=True, slots=True)
class Hit:
    """A face in the way: metres to it, its polygon, of which level of detail and which object."""

    away: float
    polygon: int
    lod: str
    object: int


def first_hit(
    draft: Draft,
    start: F64,
    direction: F64,
    reach: float = np.inf,
    shown: Mask | None = None,
) -> Hit | None:
    """The first face of a layer along a line from `start` (3,), up to `reach`; None for none.

    shown: (objects,) limits the question to these objects. Works on the city's own columns: nothing
    has to be made for it first.
    """
    tree, pieces = draft.tree, draft.pieces
    leaves = tree.leaves
    away = entries(tree.low[:leaves], tree.high[:leaves], start, direction)
    best: Hit | None = None
    order = np.flatnonzero(away < reach)
    order = order[np.argsort(away[order], kind="stable")]
    for leaf in order.tolist():
        if away[leaf] >= (best.away if best else reach):
            break
        first, last = tree.piece[leaf : leaf + 2].tolist()
        rows = np.arange(first, last)
        blocks = draft.blocks
        low, high = _boxes(blocks[0], slice(first, last)) if blocks else _flat_boxes(draft, leaf)
        into = entries(low, high, start, direction)
        if shown is not None:
            into[~shown[pieces.owner[rows]]] = np.inf
        hit = np.flatnonzero(into < (best.away if best else reach))
        rows, into = rows[hit], into[hit]
        turn = np.argsort(into, kind="stable")
        for k in range(0, len(turn), BATCH):
            batch = turn[k : k + BATCH]
            if into[batch[0]] >= (best.away if best else reach):
                break
            found = _in_pieces(
                draft, rows[batch], start, direction, best.away if best else reach, shown
            )
            best = found or best
    return best


def _boxes(blocks: Blocks, rows: slice) -> Boxes:
    columns = (getattr(blocks, name)[rows] for name in blocks.__slots__)
    return Blocks(*columns).boxes()


_KNOWN: WeakKeyDictionary[Draft, dict[int, Boxes]] = WeakKeyDictionary()


def _flat_boxes(draft: Draft, leaf: int) -> Boxes:
    """The lowest and the highest corners (n, 3) of the pieces of a tile of ground, which no blocks
    stand for; worked out when they are first asked for.
    """
    known = _KNOWN.setdefault(draft, {})
    if leaf not in known:
        first, last = draft.tree.piece[leaf : leaf + 2].tolist()
        low, high = np.full((last - first, 3), np.inf), np.full((last - first, 3), -np.inf)
        for lod, cut in draft.pieces.cuts.items():
            shapes = draft.city.shapes[lod]
            ends = shapes.ring_points[shapes.polygon_rings[cut[first : last + 1]]].tolist()
            for row, (begin, end) in enumerate(pairwise(ends)):
                if end > begin:
                    points = shapes.points[begin:end]
                    low[row] = np.fmin(low[row], np.fmin.reduce(points))
                    high[row] = np.fmax(high[row], np.fmax.reduce(points))
        known[leaf] = low, high
    return known[leaf]


def entries(
    low: NDArray[np.floating], high: NDArray[np.floating], start: F64, direction: F64
) -> F64:
    """(n,): metres along a line to boxes (n, 3) each, infinite where it passes them by."""
    safe = np.where(np.abs(direction) > 1e-12, direction, 1e-12)
    a, b = (low - 1e-3 - start) / safe, (high + 1e-3 - start) / safe
    into, out = np.minimum(a, b).max(1), np.maximum(a, b).min(1)
    into = np.maximum(into, 0.0)
    return np.where(into <= out, into, np.inf)


def _in_pieces(
    draft: Draft,
    rows: NDArray[np.intp],
    start: F64,
    direction: F64,
    reach: float,
    shown: Mask | None,
) -> Hit | None:
    """The first face among those of some pieces."""
    best: Hit | None = None
    for lod, cut in draft.pieces.cuts.items():
        shapes, mask = draft.city.shapes[lod], draft.pieces.masks[lod]
        begin = shapes.polygon_triangles[cut[rows]]
        end = shapes.polygon_triangles[cut[rows + 1]]
        runs = [np.arange(a, b) for a, b in zip(begin.tolist(), end.tolist(), strict=True)]
        numbers = np.concatenate(runs) if runs else np.zeros(0, np.intp)
        away = meets(shapes.points, shapes.triangles[numbers], start, direction)
        near = np.flatnonzero(away < (best.away if best else reach))
        for k in near[np.argsort(away[near], kind="stable")].tolist():
            triangle = int(numbers[k])
            polygon = _polygon(shapes, triangle)
            row = shapes.object_of_polygon(polygon)
            if mask[row] and (shown is None or shown[row]):
                best = Hit(float(away[k]), polygon, lod, row)
                break
    return best


def _polygon(shapes: Shapes, triangle: int) -> int:
    return int(np.searchsorted(shapes.polygon_triangles, np.int32(triangle), side="right")) - 1


def meets(
    points: NDArray[np.floating], triangles: NDArray[np.integer], start: F64, direction: F64
) -> F64:
    """(t,): metres along a line to each triangle, from either side; infinite where it misses.

    Moeller & Trumbore, Journal of Graphics Tools 2(1), 1997.
    """
    a, b, c = (points[triangles[:, k]] for k in range(3))
    one, two = b - a, c - a
    across = _cross(direction[None], two)
    level = _dot(one, across)
    safe = np.where(np.abs(level) > 1e-14, level, 1e-14)
    from_a = start - a
    u = _dot(from_a, across) / safe
    other = _cross(from_a, one)
    v = (other @ direction) / safe
    away = _dot(two, other) / safe
    edge = 1e-9
    inside = (np.abs(level) > 1e-14) & (u >= -edge) & (v >= -edge) & (u + v <= 1 + edge)
    return np.where(inside & (away > 0), away, np.inf)


def _dot(a: F64, b: F64) -> F64:
    return np.asarray(np.einsum("ij,ij->i", a, b))


def _cross(a: F64, b: F64) -> F64:
    (ax, ay, az), (bx, by, bz) = a.T, b.T
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=1)


def terrain_hit(terrain: Terrain, start: F64, direction: F64, reach: float) -> float | None:
    """Metres along a line to a terrain; None where it does not meet it before `reach`."""
    rows, columns = terrain.heights.shape
    heights = terrain.heights[np.isfinite(terrain.heights)]
    if not len(heights):
        return None
    east = terrain.west + (columns - 1) * terrain.step[0]
    south = terrain.north - (rows - 1) * terrain.step[1]
    low = np.array([[terrain.west, south, float(heights.min())]])
    high = np.array([[east, terrain.north, float(heights.max())]])
    safe = np.where(np.abs(direction) > 1e-12, direction, 1e-12)
    a, b = (low - 1e-3 - start) / safe, (high + 1e-3 - start) / safe
    into = max(float(np.minimum(a, b).max()), 0.0)
    out = min(float(np.maximum(a, b).min()), reach)
    if into > out:
        return None
    steps = np.linspace(into, out, STEPS)
    places = start + steps[:, None] * direction
    over = places[:, 2] - terrain.height_at(places)
    known = np.isfinite(over)
    crossed = known[:-1] & known[1:] & (np.sign(over[:-1]) != np.sign(over[1:]))
    if not crossed.any():
        return None
    k = int(np.argmax(crossed))
    near, far = float(steps[k]), float(steps[k + 1])
    above = over[k] > 0
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        place = start + middle * direction
        higher = place[2] > float(terrain.height_at(place[None])[0])
        near, far = (middle, far) if higher == above else (near, middle)
    return far
