"""Gables: hip roofs whose ends stand upright."""

from __future__ import annotations

import numpy as np
import shapely

from city.body import Body
from city.roof.front import Broken
from city.roof.outline import F64, Outline, ringed
from city.roof.shapes import along, cross, raised
from city.roof.skeleton import Skeleton, skeleton

# What stands off a straight wall by less than this is part of it; times the size.
JOG = 0.02
# A wall with a gable turns by more than this from the walls beside it (degrees); by the second only
# where no wall does by the first.
TURNS = (50.0, 15.0)
# What lies across a ridge does so by at least so much of its length.
ACROSS = 0.6
# A wall goes on beyond its edge where it does so by more than this; times the edge.
SLACK = 1e-3


def gable(
    outline: Outline, base: float, eaves: float, rise: float, direction: float | None
) -> Body:
    """A hip roof whose ends stand upright; ValueError where the footprint has no end for a gable.

    An end is a wall between two true corners over which a hip would be a triangle. With a
    direction only the ends of ridges that run there stand upright, or, where there are none, the
    walls across that direction. Of two ends that share a corner only one can, the one that lies
    more across the ridge along the direction, or along the smallest rectangle about the footprint.
    """
    ends = _ends(outline, direction)
    while ends:
        upright = frozenset(edge for end in ends for edge in end)
        found = skeleton(outline, upright)
        beyond = _beyond(found, outline, upright)
        if not beyond:
            return raised(found, outline, base, eaves, rise, upright)
        ends = [short for end in ends if (short := _shortened(end, beyond))]
    raise ValueError(
        "This footprint has no end for a gable there: choose another direction, or a hip, whose"
        " slopes are the same."
    )


def _ends(outline: Outline, direction: float | None) -> list[list[int]]:
    """The walls that stand upright, each as its edges."""
    coarse, walls = _walls(outline)
    edges = coarse.edges()
    length = np.hypot(*edges.T)
    ways = edges / length[:, None]
    back = np.empty_like(coarse.follow)
    back[coarse.follow] = np.arange(len(back))
    turn = np.degrees(np.arctan2(cross(ways[back], ways), (ways[back] * ways).sum(1)))
    ridge = _long_side(coarse) if direction is None else along(direction)
    across = np.abs(cross(ways, ridge[None])).round(6)
    order = np.lexsort((length, -across))
    triangle = _triangles(coarse)
    for least in TURNS:
        able = (turn > least) & (turn[coarse.follow] > least)
        suit = able & triangle
        if direction is not None:
            facing = able & (across >= ACROSS)
            suit = facing & triangle if (facing & triangle).any() else facing
        if suit.any():
            break
    chosen: set[int] = set()
    for wall in order[suit[order]].tolist():
        if not {int(back[wall]), int(coarse.follow[wall])} & chosen:
            chosen.add(wall)
    return [walls[wall] for wall in sorted(chosen)]


def _beyond(found: Skeleton, outline: Outline, upright: frozenset[int]) -> set[int]:
    """The upright edges whose walls go on beyond them, into the house."""
    edges = outline.edges()
    beyond = set()
    for (edge, _), ring in found.faces:
        if edge in upright:
            share = (found.nodes[ring, :2] - outline.points[edge]) @ edges[edge]
            share /= edges[edge] @ edges[edge]
            if share.min() < -SLACK or share.max() > 1 + SLACK:
                beyond.add(edge)
    return beyond


def _shortened(end: list[int], beyond: set[int]) -> list[int]:
    """An end without such edges, and without what lies between them and its nearer corner."""
    for k, edge in enumerate(end):
        if edge in beyond:
            first, last = end[:k], _shortened(end[k + 1 :], beyond)
            return first if len(first) > len(last) else last
    return end


def _walls(outline: Outline) -> tuple[Outline, list[list[int]]]:
    """The outline without its jogs, and the edges that each of its walls has."""
    edges = outline.edges()
    sharp = np.abs(cross(edges, edges[outline.follow])) / np.hypot(*edges.T)
    rings = []
    for ring in outline.rings():
        first = int(np.argmax(sharp[ring])) + 1  # the edge before turns most at its end
        rings.append(ring[first:] + ring[:first])
    row = {tuple(point): k for k, point in enumerate(outline.points.tolist())}
    plain = shapely.simplify(
        shapely.Polygon(outline.points[rings[0]], [outline.points[r] for r in rings[1:]]),
        JOG * outline.size,
    )
    kept, sizes, walls = [], [], []
    for ring, line in zip(rings, [plain.exterior, *plain.interiors], strict=True):
        stays = {row[tuple(point)] for point in shapely.get_coordinates(line).tolist()}
        corners = [k for k, corner in enumerate(ring) if corner in stays]
        turned = ring[corners[0] :] + ring[: corners[0]]
        places = [k - corners[0] for k in corners]
        walls += [turned[a:b] for a, b in zip(places, [*places[1:], len(turned)], strict=True)]
        kept += [ring[k] for k in corners]
        sizes.append(len(corners))
    return ringed(outline.points[kept], sizes), walls


def _triangles(outline: Outline) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """(n,): over which edges the hip is a triangle."""
    found = np.zeros(len(outline.points), bool)
    try:
        hips = skeleton(outline)
    except Broken:
        return found
    found[[edge for (edge, _), ring in hips.faces if len(ring) == 3]] = True
    return found


def _long_side(outline: Outline) -> F64:
    """The way (2,) of the longer side of the smallest rectangle about an outline."""
    box = shapely.oriented_envelope(shapely.multipoints(outline.points))
    sides = np.diff(shapely.get_coordinates(box)[:3], axis=0)
    long = sides[np.argmax(np.hypot(*sides.T))]
    return np.asarray(long / np.hypot(*long))
