"""What gives the things of a plan their bodies."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.body import GROUND, PLAIN, ROOF, WALL, Body, joined
from city.outline import Rings, area_of, polygon_of, polygons_of
from city.roof import Roof, massing

F64 = NDArray[np.float64]
FLAT = Roof()


@dataclass(frozen=True, eq=False)
class Shape:
    """A body as it is: what was pushed, cut or placed by hand.

    storeys: how many floors it holds, None where nobody knows.
    """

    faces: Body

    def body(self) -> Body:
        return self.faces


@dataclass(frozen=True, eq=False)
class Massing:
    """A building by its outline, its storeys and its roof.

    rings: outer one and courtyards, local metres (city.outline). base: height of the floor.
    setbacks: (storey, metres): from that storey upwards the walls stand back so far from those
    below; the ground floor is storey 1.
    """

    rings: Rings
    base: float
    storeys: int
    storey_height: float = 3.0
    roof: Roof = FLAT
    setbacks: tuple[tuple[int, float], ...] = ()

    @property
    def eaves(self) -> float:
        """The height of the top of its walls."""
        return self.base + self.storeys * self.storey_height

    def tiers(self) -> list[tuple[list[Rings], int, int]]:
        """The outlines of storeys that are alike, and their numbers: from, to before which."""
        found: list[tuple[list[Rings], int, int]] = []
        shapes, first = [self.rings], 0
        steps: dict[int, float] = {}
        for storey, metres in self.setbacks:
            steps[storey] = steps.get(storey, 0.0) + metres
        for storey, metres in sorted(steps.items()):
            if not first < storey - 1 < self.storeys:
                continue
            found.append((shapes, first, storey - 1))
            inner = shapely.union_all([polygon_of(rings) for rings in shapes])
            shapes = polygons_of(inner.buffer(-metres, join_style="mitre"))
            first = storey - 1
            if not shapes:
                raise ValueError(f"storey {storey} has no room left: the setback is too large")
        return [*found, (shapes, first, self.storeys)]

    def floor_area(self) -> float:
        """Gross floor area in square metres: each storey's outline (ISO 9836:2017, 5.1.3)."""
        return sum(sum(map(area_of, shapes)) * (b - a) for shapes, a, b in self.tiers())

    def footprint(self) -> float:
        """Square metres of ground that it covers."""
        return area_of(self.rings)

    def body(self) -> Body:
        tiers = self.tiers()
        if len(tiers) == 1 and self.roof.shape == "flat":
            return block(self.rings, self.base, self.eaves)
        if len(tiers) == 1:
            return massing(self.rings, self.base, self.eaves, self.roof)
        faces = [[np.c_[ring, np.full(len(ring), self.base)][::-1] for ring in self.rings]]
        surfaces = [GROUND]
        for (shapes, a, b), (upper, *_) in itertools.pairwise(tiers):
            low, high = (self.base + n * self.storey_height for n in (a, b))
            walls = [wall for rings in shapes for wall in walls_of(rings, low, high)]
            above = shapely.union_all([polygon_of(rings) for rings in upper])
            below = shapely.union_all([polygon_of(rings) for rings in shapes])
            terraces = [
                [np.c_[ring, np.full(len(ring), high)] for ring in rings]
                for rings in polygons_of(below.difference(above), least=0.0)
            ]
            faces += [[wall] for wall in walls] + terraces
            surfaces += [WALL] * len(walls) + [ROOF] * len(terraces)
        shapes, a, _ = tiers[-1]
        tops = [
            massing(rings, self.base + a * self.storey_height, self.eaves, self.roof)
            for rings in shapes
        ]
        return joined([Body.of(faces, surfaces), *(without(top, GROUND) for top in tops)])


def block(rings: Rings, low: float, high: float) -> Body:
    """An upright block with a level roof over clean rings; far quicker than any other roof."""
    counts = [len(ring) for ring in rings]
    count, plan = sum(counts), rings[0] if len(rings) == 1 else np.concatenate(rings)
    points = np.empty((6 * count, 3))
    floor, top = points[:count], points[count : 2 * count]
    walls = points[2 * count :].reshape(count, 4, 3)
    floor[:, 2], top[:, 2], top[:, :2] = low, high, plan
    walls[:, 0, :2] = walls[:, 3, :2] = plan
    walls[:, :2, 2], walls[:, 2:, 2] = low, high
    start = 0
    for ring in rings:
        end = start + len(ring)
        floor[start:end, :2] = ring[::-1]
        walls[start : end - 1, 1:3, :2] = ring[1:, None]
        walls[end - 1, 1:3, :2] = ring[0]
        start = end
    return Body(
        points,
        np.array([*counts, *counts, *[4] * count], np.int64),
        np.array([len(rings)] * 2 + [1] * count, np.int64),
        np.array([GROUND, ROOF, *[WALL] * count], np.uint8),
    )


def walls_of(rings: Rings, low: float, high: float) -> list[F64]:
    """An upright rectangle over every side of the rings, seen from outside."""
    walls = []
    for ring in rings:
        after = np.roll(ring, -1, axis=0)
        for (x, y), (u, v) in zip(ring.tolist(), after.tolist(), strict=True):
            walls.append(np.array([(x, y, low), (u, v, low), (u, v, high), (x, y, high)]))
    return walls


def without(body: Body, surface: int) -> Body:
    """A body without its faces of one kind."""
    kept = [face for face, kind in zip(body.faces(), body.surface, strict=True) if kind != surface]
    kinds = [int(kind) for kind in body.surface if kind != surface]
    return Body.of(kept, kinds, body.solid)


SIDES = 8
TRUNK = 0.25  # of a tree's height, where nothing else is said
CROWN = ((0.0, 0.35), (0.35, 1.0), (0.75, 0.75), (1.0, 0.0))  # share of height, share of radius


@dataclass(frozen=True, eq=False)
class Tree:
    """A tree: where it stands (x, y, z), how high it is, and how wide its crown, in metres."""

    place: tuple[float, float, float]
    height: float
    crown: float

    def body(self) -> Body:
        x, y, z = self.place
        points = _TREE.points * (self.crown / 2, self.crown / 2, self.height) + (x, y, z)
        return Body(points, _TREE.ring_points, _TREE.polygon_rings, _TREE.surface, False)


def _tree() -> Body:
    """A tree one metre high with a crown of one metre's radius: a trunk and a crown of faces."""
    turn = np.arange(SIDES) * (2 * np.pi / SIDES)
    circle = np.c_[np.cos(turn), np.sin(turn)]
    rings = [np.c_[circle * 0.06, np.full(SIDES, z)] for z in (0.0, TRUNK * 1.3)]
    faces = [rings]
    crown = [(TRUNK + share * (1 - TRUNK), radius) for share, radius in CROWN]
    faces.append([np.c_[circle * radius, np.full(SIDES, z)] for z, radius in crown])
    quads: list[list[F64]] = []
    for stack in faces:
        for low, high in itertools.pairwise(stack):
            for k in range(SIDES):
                n = (k + 1) % SIDES
                top = [high[n], high[k]] if high[n, :2].any() else [high[k]]
                quads.append([np.array([low[k], low[n], *top])])
    quads.append([faces[1][0][::-1]])
    return Body.of(quads, [PLAIN] * len(quads), False)


_TREE = _tree()


@dataclass(frozen=True, eq=False)
class Land:
    """A piece of land: its shape on the map (shapely), and how it lies on the ground.

    pieces: each a list of rings (k, 3), seen from above; or what makes them once they are needed,
    as to lay a street on hills takes longer than a hand waits that is still drawing it. lift:
    metres above the ground that it was laid out at; None where it was not laid out.
    """

    shape: Any
    pieces: Sequence[Sequence[F64]] | Callable[[], Sequence[Sequence[F64]]]
    lift: float | None = None

    def body(self) -> Body:
        pieces = self.pieces() if callable(self.pieces) else self.pieces
        return Body.of(pieces, [PLAIN] * len(pieces), False)
