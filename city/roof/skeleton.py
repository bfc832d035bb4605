"""The faces of a hip roof over any footprint, as its straight skeleton divides it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from city.roof.front import Broken
from city.roof.outline import F64, Outline
from city.roof.wavefront import NEAR, Arc, Key, Wavefront

# How far from its plane a node may lie, and how far back a face may run; times the size.
EXACT = 1e-8
# The footprint is shaken this much where the first try fails; times the size.
SHAKE = 1e-7
TRIES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """The nodes and faces of a roof that rises by one metre a metre.

    nodes: (n, 3) x, y and the distance from the edges whose faces meet there, the corners of the
    outline first. faces: the edge that each face rises from, its storey (1 above the break of a
    mansard, otherwise 0), and its nodes anticlockwise, those of its lower edge first.
    """

    nodes: F64
    faces: list[tuple[Key, list[int]]]


def skeleton(outline: Outline, upright: frozenset[int] = frozenset(), cut: float = 0.0) -> Skeleton:
    """The straight skeleton of a footprint.

    upright: edges that stay where they are, as gable walls. cut: a distance at which the faces end
    and those of a second storey begin; 0 for none. Where rounding leads the wavefront astray, the
    footprint is shaken by a ten-millionth and its nodes are put back onto their planes. Raises
    Broken where that does not help either.
    """
    if not cut and (simple := _rectangle(outline, upright)) is not None:
        return simple
    weights = np.ones(len(outline.points))
    weights[list(upright)] = 0.0
    random = np.random.default_rng(0)
    for attempt in range(TRIES):
        shaken = outline
        if attempt:
            shift = random.uniform(-SHAKE, SHAKE, outline.points.shape) * outline.size
            shaken = replace(outline, points=outline.points + shift)
        try:
            found = _faces(_moved(shaken, weights, cut), len(outline.points))
            if attempt:
                found = _put_back(found, outline, weights)
            _check(found, outline, weights)
            return found
        except Broken:
            continue
    raise Broken


def _rectangle(outline: Outline, upright: frozenset[int]) -> Skeleton | None:
    """The skeleton of four right-angled corners, in a tenth of the time; otherwise None."""
    if len(outline.points) != 4:
        return None
    (ax, ay), (bx, by), (cx, cy), _ = outline.edges().tolist()
    a, b = math.hypot(ax, ay), math.hypot(bx, by)
    slack = NEAR * max(a, b)
    if abs(ax * bx + ay * by) > slack * min(a, b) or math.hypot(ax + cx, ay + cy) > slack:
        return None
    first = min(upright) % 2 if upright else int(a > b)  # the one end, whose hip is a triangle
    if upright not in (frozenset(), {first, first + 2}):
        return None
    end, side = (a, b) if first == 0 else (b, a)
    corners = [(first + k) % 4 for k in range(4)]
    points = outline.points[corners]
    inset = 0.0 if upright else end / (2 * side)
    middles = (points[0] + points[1]) / 2, (points[2] + points[3]) / 2
    ridge = [middles[k] + (middles[1 - k] - middles[k]) * inset for k in (0, 1)]
    p, q, r, s = corners
    low, high = 4, 4 if side - end <= slack and not upright else 5
    nodes = np.zeros((high + 1, 3))
    nodes[:4, :2] = outline.points
    nodes[4:, :2] = ridge[: high - 3]
    nodes[4:, 2] = end / 2
    top = [high, low] if high > low else [low]
    faces = [(p, [p, q, low]), (q, [q, r, *top]), (r, [r, s, high]), (s, [s, p, *top[::-1]])]
    return Skeleton(nodes, [((edge, 0), ring) for edge, ring in sorted(faces)])


def _moved(outline: Outline, weights: F64, cut: float) -> Wavefront:
    wave = Wavefront(outline, weights)
    if cut:
        wave.run(cut)
        wave.cut(cut)
    wave.run()
    return wave


def _faces(wave: Wavefront, corners: int) -> Skeleton:
    """Walk round the arcs of every face, nodes in one place being one."""
    nodes = np.array(wave.nodes)
    nodes[:, :2] += wave.origin
    same = _merged(wave, nodes, corners)
    faces = []
    for key, arcs in sorted(wave.arcs.items()):
        onward: dict[int, list[int]] = {}
        for a, b in _single(arcs, same):
            onward.setdefault(a, []).append(b)
        starts = [same[a] for a, _ in arcs[:1]] if key[1] == 0 else []
        while onward:
            first = starts.pop() if starts else next(iter(onward))
            faces += [(key, cycle) for cycle in _cycles(onward, first)]
    return Skeleton(nodes, faces)


def _merged(wave: Wavefront, nodes: F64, corners: int) -> list[int]:
    """The node that stands for each: the first of those in one place."""
    same = list(range(len(nodes)))

    def root(a: int) -> int:
        while same[a] != a:
            a = same[a]
        return a

    near = 4 * wave.near
    ends = np.array([arc for arcs in wave.arcs.values() for arc in arcs])
    apart = np.abs(nodes[ends[:, 0]] - nodes[ends[:, 1]]).max(1)
    for a, b in ends[apart < near].tolist():
        low, high = sorted((root(a), root(b)))
        if high >= corners:
            same[high] = low
    return [root(a) for a in same]


def _single(arcs: list[Arc], same: list[int]) -> list[Arc]:
    """The arcs between different places, without those that a face runs to and fro."""
    left: dict[Arc, int] = {}
    for a, b in arcs:
        a, b = same[a], same[b]
        if a == b:
            continue
        if left.get((b, a)):
            left[b, a] -= 1
        else:
            left[a, b] = left.get((a, b), 0) + 1
    return [arc for arc, count in left.items() for _ in range(count)]


def _cycles(onward: dict[int, list[int]], first: int) -> list[list[int]]:
    """The loops that begin at a node; one that comes back to a node on its way is cut off there."""
    found: list[list[int]] = []
    path, place = [first], {first: 0}
    while True:
        ways = onward.get(path[-1])
        if not ways:
            raise Broken
        step = ways.pop(0)
        if not ways:
            del onward[path[-1]]
        if step not in place:
            place[step] = len(path)
            path.append(step)
            continue
        found.append(path[place[step] :])
        del path[place[step] + 1 :]
        place = {node: k for k, node in enumerate(path)}
        if step == first and first not in onward:
            return found


def _put_back(found: Skeleton, outline: Outline, weights: F64) -> Skeleton:
    """Every node back onto the planes of its faces, of the footprint as it was."""
    x, y = outline.points.T
    along = outline.edges()
    along /= np.hypot(*along.T)[:, None]
    about: dict[int, set[int]] = {}
    for (edge, _), ring in found.faces:
        for node in ring:
            about.setdefault(node, set()).add(edge)
    nodes = found.nodes.copy()
    nodes[: len(outline.points), :2] = outline.points
    for node, edges in about.items():
        if node < len(outline.points):
            continue
        rows = sorted(edges)
        planes = np.c_[-along[rows, 1], along[rows, 0], -weights[rows]]
        base = nodes[node] - np.c_[x[rows], y[rows], np.zeros(len(rows))]
        off = np.einsum("ij,ij->i", planes, base)
        nodes[node] -= np.linalg.lstsq(planes, off, rcond=1e-4)[0]
    return Skeleton(nodes, found.faces)


def _check(found: Skeleton, outline: Outline, weights: F64) -> None:
    """Each face has an edge, lies in its plane, and is simple; so they cover the footprint once."""
    sizes = np.array([len(ring) for _, ring in found.faces])
    rows = np.array([node for _, ring in found.faces for node in ring])
    edge = np.repeat([key[0] for key, _ in found.faces], sizes)
    if {key[0] for key, _ in found.faces if key[1] == 0} != set(range(len(outline.points))):
        raise Broken
    way = outline.edges()[edge]
    way /= np.hypot(*way.T)[:, None]
    x, y = (found.nodes[rows, :2] - outline.points[edge]).T
    t = found.nodes[rows, 2]
    exact = EXACT * outline.size
    off = way[:, 0] * y - way[:, 1] * x - weights[edge] * t
    ends = np.cumsum(sizes)
    after = np.arange(1, len(rows) + 1)
    after[ends - 1] = ends - sizes
    area = np.add.reduceat(x * y[after] - x[after] * y, ends - sizes)
    if max(np.abs(off).max(), -t.min(), -area.min() / outline.size) > exact:
        raise Broken
    for face in _winding(way[:, 0] * x + way[:, 1] * y, after, sizes, exact):
        (row, _), ring = found.faces[face]
        polygon = shapely.Polygon(found.nodes[ring, :2])
        if not (weights[row] and polygon.is_valid):
            raise Broken


def _winding(
    along: F64, after: NDArray[np.int64], sizes: NDArray[np.int64], exact: float
) -> list[int]:
    """The faces that do not run forth along their edge and back once, which proves a face simple.

    along: for each node of each face how far along the edge it lies; after: the row of the face's
    next node; sizes: nodes of each face.
    """
    step = along[after] - along
    real = np.abs(step) > exact
    forth, which = step[real] > 0, np.repeat(np.arange(len(sizes)), sizes)[real]
    first = np.flatnonzero(np.diff(which, prepend=-1))
    before = np.arange(len(which)) - 1
    before[first] = np.append(first[1:], len(which)) - 1
    turns = np.bincount(which[forth != forth[before]], minlength=len(sizes))
    return np.flatnonzero(turns > 2).tolist()
