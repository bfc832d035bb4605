"""A closed body of a footprint, the faces over it, and upright walls between the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from city.body import GROUND, ROOF, WALL, Body
from city.extrude import Rings, flat, turned, walls
from city.roof.outline import F64, Outline

NEAR = 1e-9  # metres: nodes that are nearer are one
NOTHING: Mapping[int, Sequence[int]] = {}


def closed(
    outline: Outline,
    base: float,
    nodes: F64,
    roofs: Sequence[Sequence[Sequence[int]]],
    tops: Mapping[int, Sequence[int]] = NOTHING,
) -> Body:
    """The body between a level floor and a roof.

    nodes: (n, 3) local metres, first the corners of the outline at the tops of their walls. roofs:
    the roof's faces, each the nodes of its rings. tops: for edges whose wall ends in more than its
    two corners, all the nodes along its top, from its start and end backwards round. Nodes in one
    place are one, and what has no area without them is no face.
    """
    first_at: dict[tuple[float, ...], int] = {}
    cells = np.round(nodes / NEAR).tolist()
    place = [first_at.setdefault(tuple(cell), row) for row, cell in enumerate(cells)]
    roofs = [face for face in ([_once(ring, place) for ring in face] for face in roofs) if face[0]]
    tops = {edge: _once(ring, place) for edge, ring in tops.items()}
    count = len(outline.points)
    rings = outline.rings()
    ground = [[corner + len(nodes) for corner in reversed(ring)] for ring in rings]
    sides = []
    for start, end in enumerate(outline.follow.tolist()):
        first, *others = tops.get(start, (start, end))
        sides.append([start + len(nodes), end + len(nodes), *others, first])
    every = [*ground, *sides, *(ring for face in roofs for ring in face)]
    floor = np.c_[outline.points, np.full(count, base)]
    rows = np.array([row for ring in every for row in ring])
    faces = [len(ground), *[1] * len(sides), *map(len, roofs)]
    kinds = [GROUND, *[WALL] * len(sides), *[ROOF] * len(roofs)]
    return Body(
        np.concatenate([nodes, floor])[rows],
        np.array([len(ring) for ring in every], np.int64),
        np.array(faces, np.int64),
        np.array(kinds, np.uint8),
    )


def _once(ring: Sequence[int], place: Sequence[int]) -> list[int]:
    """A ring without repeated places; empty where no area is left."""
    rows = [place[row] for row in ring]
    kept = [row for k, row in enumerate(rows) if not k or row != rows[k - 1]]
    if kept[-1] == kept[0]:
        kept.pop()
    return kept if len(kept) > 2 else []


def prisms(footprints: Sequence[Sequence[F64]], base: F64, eaves: F64) -> list[Body]:
    """Blocks with level roofs, thousands at once.

    footprints: for each block its rings, the outer one (k, 2) first, then holes; base, eaves:
    (blocks,) the heights of floors and roofs. Points are taken as they are, save that repeated
    ones are left out. ValueError where a footprint has less than three corners.
    """
    if not footprints:
        return []
    rings = _rings(footprints)
    floor, top = np.asarray(base, np.float64), np.asarray(eaves, np.float64)
    below, above = flat(rings, floor, down=True), flat(rings, top)
    sides, _ = walls(rings, floor, top)
    points, every = rings.polygon_points(), rings.polygon_rings
    ends, ring_ends = np.cumsum(points), np.cumsum(every)
    bodies = []
    columns = (column.tolist() for column in (ends, points, ring_ends, every))
    for last, count, last_ring, more in zip(*columns, strict=True):
        here = slice(last - count, last)
        mine = rings.ring_points[last_ring - more : last_ring]
        upright = sides[4 * (last - count) : 4 * last]
        bodies.append(
            Body(
                np.concatenate([below.points[here], upright, above.points[here]]),
                np.concatenate([mine, np.full(count, 4), mine]),
                np.array([more, *[1] * count, more], np.int64),
                np.array([GROUND, *[WALL] * count, ROOF], np.uint8),
            )
        )
    return bodies


def _rings(footprints: Sequence[Sequence[F64]]) -> Rings:
    """The footprints in a row, the right way round and without repeated points."""
    every = [ring for rings in footprints for ring in rings]
    sizes = np.array([len(ring) for ring in every], np.int64)
    plan = np.concatenate(every)[:, :2]
    number = np.repeat(np.arange(len(every)), sizes)
    last = np.arange(len(plan)) - 1
    starts = np.cumsum(sizes) - sizes
    last[starts[sizes > 0]] = np.cumsum(sizes)[sizes > 0] - 1
    fresh = (plan != plan[last]).any(1)
    counts = np.bincount(number[fresh], minlength=len(every)).astype(np.int64)
    if counts.min() < 3:
        raise ValueError("A footprint needs at least three corners.")
    points = np.zeros((int(counts.sum()), 3))
    points[:, :2] = plan[fresh]
    return turned(Rings(points, counts, np.array([len(rings) for rings in footprints], np.int64)))
