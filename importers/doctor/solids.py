"""Whether solids hold water: every edge must be walked once in each direction."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.measure import SOLIDS, shape_volumes
from city.model import Shapes
from city.strings import runs

U64 = NDArray[np.uint64]
GRID = 1000.0  # corners in the same millimetre are one
ON_EDGE = 0.002  # metres: as far may rounding to millimetres move a corner off an edge
MANY = 300  # edges of one solid: with more open ones it is no solid at all
PAIRS = 500_000  # edges and corners that are compared at a time
ONCE = np.ones(1, np.int64)


class Leaks(NamedTuple):
    """What is wrong with the solids of a level, each (shapes,).

    open_edges: how many edges have a face on one side only. turned_edges: how many edges two faces
    walk the same way, so that one of them looks inwards. inside_out: closed, and all faces look
    inwards.
    """

    open_edges: NDArray[np.int64]
    turned_edges: NDArray[np.int64]
    inside_out: NDArray[np.bool_]


class Walks(NamedTuple):
    """Edges of solids that are not walked as often one way as the other.

    first, last: points at their ends; times: how often more from first to last than back.
    """

    shape: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    times: NDArray[np.int64]


def leaks(shapes: Shapes) -> Leaks:
    """Look at every solid of a level of detail.

    Each directed edge gets a random number that its reverse cancels: a closed solid adds up to
    zero, so that only the others need their edges sorted. Where one face has a corner in the
    middle of another's edge, that edge counts in pieces.
    """
    count = len(shapes.shape_type)
    at = shapes.ring_points[shapes.polygon_rings[shapes.shape_polygons]].astype(np.int64)
    solids = np.flatnonzero((shapes.shape_type < SOLIDS) & (np.diff(at) > 0))
    open_edges, turned = np.zeros(count, np.int64), np.zeros(count, np.int64)
    closed = np.zeros(count, bool)
    if len(solids):
        corner = _corners(shapes)
        after = _after(shapes)
        size = np.diff(at)[solids]
        mine = runs(at[:-1][solids], size)
        signed = _signed(corner[mine], corner[after[mine]])
        left = np.add.reduceat(signed, np.cumsum(size) - size)
        closed[solids] = True
        suspect = np.repeat(left != 0, size)
        walks = Walks(np.repeat(solids, size)[suspect], mine[suspect], after[mine[suspect]], ONCE)
        walks = _mended(_unpaired(walks, corner), corner, shapes.points)
        balance = np.abs(walks.times)
        open_edges += np.bincount(walks.shape[balance % 2 == 1], minlength=count)
        turned += np.bincount(walks.shape[balance % 2 == 0], minlength=count)
        closed &= open_edges + turned == 0
    return Leaks(open_edges, turned, closed & (shape_volumes(shapes) < 0))


def _unpaired(walks: Walks, corner: U64) -> Walks:
    """What is left of walks when those there and back have cancelled each other."""
    here, there = corner[walks.first], corner[walks.last]
    signed = _signed(here, there)
    edge = np.where(here < there, signed, np.uint64(0) - signed)
    key = edge ^ _mixed(walks.shape.astype(np.uint64))
    _, sample, which = np.unique(key, return_index=True, return_inverse=True)
    direction = np.where(here < there, 1, -1)
    total = np.zeros(len(sample), np.int64)
    np.add.at(total, which, direction * walks.times)
    kept = (total != 0) & (edge[sample] != 0)
    sample = sample[kept]
    times = total[kept] * direction[sample]
    return Walks(walks.shape[sample], walks.first[sample], walks.last[sample], times)


def _mended(walks: Walks, corner: U64, points: NDArray[np.float64]) -> Walks:
    """Walks cut where another's end lies on them, some solids at a time, and paired again."""
    order = np.argsort(walks.shape, kind="stable")
    walks = Walks(*(column[order] for column in walks))
    size = np.unique(walks.shape, return_counts=True)[1]
    group = np.repeat(np.cumsum(np.where(size <= MANY, size * size, 0)) // PAIRS, size)
    found = [
        _cut(Walks(*(column[group == g] for column in walks)), corner, points)
        for g in np.unique(group)
    ]
    return Walks(*map(np.concatenate, zip(*found, strict=True))) if found else walks


def _cut(walks: Walks, corner: U64, points: NDArray[np.float64]) -> Walks:
    _, at, size = np.unique(walks.shape, return_index=True, return_counts=True)
    few = np.repeat(size <= MANY, size)
    # Every edge with both ends of every other edge of its solid.
    others = np.where(few, np.repeat(size, size), 0)
    edge = np.repeat(np.arange(len(few)), others)
    other = runs(np.repeat(at, size), others)
    edge, point = np.tile(edge, 2), np.concatenate([walks.first[other], walks.last[other]])
    start = points[walks.first[edge]]
    way = points[walks.last[edge]] - start
    arm = points[point] - start
    length2 = np.einsum("ij,ij->i", way, way)
    along = np.einsum("ij,ij->i", arm, way) / np.maximum(length2, 1e-12)
    off = arm - along[:, None] * way
    margin = ON_EDGE / np.sqrt(np.maximum(length2, 1e-12))
    hit = (along > margin) & (along < 1 - margin)
    hit &= np.einsum("ij,ij->i", off, off) < ON_EDGE**2
    if not hit.any():
        return walks
    every = np.arange(len(few))
    edge = np.concatenate([every, every, edge[hit]])
    point = np.concatenate([walks.first, walks.last, point[hit]])
    along = np.concatenate([np.zeros(len(every)), np.ones(len(every)), along[hit]])
    order = np.lexsort((corner[point], along, edge))
    edge, point = edge[order], point[order]
    whole = edge[1:] == edge[:-1]
    pieces = Walks(
        walks.shape[edge[1:][whole]],
        point[:-1][whole],
        point[1:][whole],
        walks.times[edge[1:][whole]],
    )
    return _unpaired(pieces, corner)


def _corners(shapes: Shapes) -> U64:
    """A number for the place of each point, the same for points in the same millimetre."""
    with np.errstate(invalid="ignore"):
        cells = np.rint(shapes.points * GRID).astype(np.int64).view(np.uint64)
    return _mixed(_mixed(_mixed(cells[:, 0]) + cells[:, 1]) + cells[:, 2])


def _after(shapes: Shapes) -> NDArray[np.int64]:
    """The point that follows each point in its ring."""
    after = np.arange(1, len(shapes.points) + 1)
    full = np.diff(shapes.ring_points) > 0
    after[shapes.ring_points[1:][full] - 1] = shapes.ring_points[:-1][full]
    return after


def _signed(here: U64, there: U64) -> U64:
    """A number for each edge, its negative for the way back, 0 for an edge without length."""
    edge = _mixed(np.minimum(here, there) + _mixed(np.maximum(here, there)))
    edge[here == there] = 0
    return np.where(here < there, edge, np.uint64(0) - edge)


def _mixed(value: U64) -> U64:
    """Scatter the bits of a number (the finaliser of SplitMix64, Steele et al. 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(value ^ (value >> np.uint64(31)))
