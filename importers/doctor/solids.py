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


class Leaks(NamedTuple):
    """What is wrong with the solids of a level, each (shapes,).

    open_edges: how many edges only one face has. turned_edges: how many edges two faces walk the
    same way, so that one of them looks inwards. inside_out: closed, and all faces look inwards.
    """

    open_edges: NDArray[np.int64]
    turned_edges: NDArray[np.int64]
    inside_out: NDArray[np.bool_]


def leaks(shapes: Shapes) -> Leaks:
    """Look at every solid of a level of detail.

    Each directed edge gets a random number that its reverse cancels: a closed solid adds up to
    zero, so that only the others need their edges sorted.
    """
    count = len(shapes.shape_type)
    open_edges, turned = np.zeros(count, np.int64), np.zeros(count, np.int64)
    rings_at = shapes.polygon_rings[shapes.shape_polygons]
    at = shapes.ring_points[rings_at].astype(np.int64)
    solids = np.flatnonzero((shapes.shape_type < SOLIDS) & (np.diff(at) > 0))
    if not len(solids):
        return Leaks(open_edges, turned, np.zeros(count, bool))
    here, there = _ends(shapes)
    edge, forward = _edges(here, there)
    size = np.diff(at)[solids]
    mine = runs(at[:-1][solids], size)
    signed = np.where(forward, edge, np.uint64(0) - edge)[mine]
    left = np.add.reduceat(signed, np.cumsum(size) - size)
    for shape in solids[left != 0].tolist():
        span = slice(at[shape], at[shape + 1])
        real = here[span] != there[span]
        _, which = np.unique(edge[span][real], return_inverse=True)
        balance = np.abs(np.bincount(which, np.where(forward[span][real], 1, -1)))
        open_edges[shape] = np.count_nonzero(balance % 2)
        turned[shape] = np.count_nonzero((balance > 0) & (balance % 2 == 0))
    closed = np.zeros(count, bool)
    closed[solids[left == 0]] = True
    return Leaks(open_edges, turned, closed & (shape_volumes(shapes) < 0))


def _ends(shapes: Shapes) -> tuple[U64, U64]:
    """A number for the corner at each point, and for the corner after it in its ring."""
    with np.errstate(invalid="ignore"):
        cells = np.rint(shapes.points * GRID).astype(np.int64).view(np.uint64)
    here = _mixed(_mixed(_mixed(cells[:, 0]) + cells[:, 1]) + cells[:, 2])
    there = np.empty_like(here)
    there[:-1] = here[1:]
    full = np.diff(shapes.ring_points) > 0
    there[shapes.ring_points[1:][full] - 1] = here[shapes.ring_points[:-1][full]]
    return here, there


def _edges(here: U64, there: U64) -> tuple[U64, NDArray[np.bool_]]:
    """A number for each edge whichever way it is walked, 0 for none; and which way that is."""
    forward = here < there
    edge = _mixed(np.minimum(here, there) + _mixed(np.maximum(here, there)))
    edge[here == there] = 0
    return edge, forward


def _mixed(value: U64) -> U64:
    """Scatter the bits of a number (the finaliser of SplitMix64, Steele et al. 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(value ^ (value >> np.uint64(31)))
