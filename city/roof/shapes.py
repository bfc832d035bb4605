"""The shapes that a roof can have: each from an outline to a closed body."""

from __future__ import annotations

import math

import numpy as np
import shapely

from city.body import Body
from city.roof.outline import F64, Outline
from city.roof.skeleton import Skeleton, skeleton
from city.roof.solid import closed, prisms

# How far the steep part of a mansard rises (metres), and how its upper part slopes (degrees).
BREAK = 2.5
UPPER = 30.0


def flat(outline: Outline, base: float, eaves: float) -> Body:
    """A level roof."""
    rings = [outline.points[ring] for ring in outline.rings()]
    return prisms([rings], np.array([base]), np.array([eaves]))[0]


def shed(outline: Outline, base: float, eaves: float, rise: float, direction: float | None) -> Body:
    """One plane over the whole footprint, falling towards a direction; its lowest corner is at the
    eaves. Without a direction it falls towards the outside of the longest outer edge."""
    if direction is None:
        edges = outline.edges()[: outline.sizes[0]]
        x, y = edges[np.argmax(np.hypot(*edges.T))]
        down = np.array([y, -x]) / math.hypot(x, y)
    else:
        down = along(direction)
    fall = outline.points @ down
    nodes = np.c_[outline.points, eaves + (fall.max() - fall) * rise]
    return closed(outline, base, nodes, [outline.rings()])


def hip(outline: Outline, base: float, eaves: float, rise: float) -> Body:
    """A slope over every edge, all of them equal; ridges, hips and valleys are where they meet."""
    return raised(skeleton(outline), outline, base, eaves, rise)


def pyramid(outline: Outline, base: float, eaves: float, rise: float) -> Body | None:
    """All slopes up to one apex, over a convex footprint without courtyards; otherwise None.

    Where equal slopes meet in one point, that is the apex. Elsewhere it lies over the centroid, the
    slopes differ, and it is as high as makes their mean the wanted one: the mean of the tangents,
    each weighed by the ground it covers, is `rise`.
    """
    edges = outline.edges()
    turn = cross(edges, edges[outline.follow])
    if len(outline.sizes) > 1 or turn.min() < 0:
        return None
    found = skeleton(outline)
    if len({node for _, ring in found.faces for node in ring[2:]}) == 1:
        return raised(found, outline, base, eaves, rise)
    centre = shapely.get_coordinates(shapely.centroid(shapely.polygons(outline.points)))[0]
    high = rise * 2 * outline.area / np.hypot(*edges.T).sum()
    top = np.append(centre, eaves + high)
    nodes = np.concatenate([_at(outline, eaves), top[None]])
    return closed(
        outline,
        base,
        nodes,
        [[[a, b, len(nodes) - 1]] for a, b in enumerate(outline.follow.tolist())],
    )


def mansard(outline: Outline, base: float, eaves: float, rise: float) -> Body:
    """A steep slope over every edge up to the break, and flatter ones from there on."""
    cut = BREAK / rise
    found = skeleton(outline, cut=cut)
    nodes = found.nodes.copy()
    over = np.maximum(nodes[:, 2] - cut, 0.0)
    nodes[:, 2] = eaves + (nodes[:, 2] - over) * rise + over * math.tan(math.radians(UPPER))
    return closed(outline, base, nodes, [[ring] for _, ring in found.faces])


def along(direction: float) -> F64:
    """The way (2,) of so many degrees clockwise from north."""
    turn = math.radians(direction)
    return np.array([math.sin(turn), math.cos(turn)])


def cross(a: F64, b: F64) -> F64:
    """(n,): how far each way of b turns to the left of the one of a, times their lengths."""
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])


def _at(outline: Outline, height: float) -> F64:
    return np.asarray(np.c_[outline.points, np.full(len(outline.points), height)])


def raised(
    found: Skeleton,
    outline: Outline,
    base: float,
    eaves: float,
    rise: float,
    upright: frozenset[int] = frozenset(),
) -> Body:
    """The body under a skeleton whose faces rise by so much a metre; upright ones are walls."""
    nodes = found.nodes.copy()
    nodes[:, 2] = eaves + nodes[:, 2] * rise
    tops = {edge: ring for (edge, _), ring in found.faces if edge in upright}
    roofs = [[ring] for (edge, _), ring in found.faces if edge not in upright]
    return closed(outline, base, nodes, roofs, tops)
