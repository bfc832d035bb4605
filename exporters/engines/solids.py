"""The buildings of a plan as closed solids, each triangle a piece of roof, wall or ground."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.base import Spot
from city.blocks import outline_of, seen_from_above
from city.body import CEILING, FLOOR, GROUND, ROOF, WALL, Body
from city.edits.edit import count
from city.grid import Box
from city.kinds import theme
from city.progress import Progress
from city.roof import Roof, massing
from city.solid import LEVEL, WELD, rims, sealed, united
from city.thing import Thing
from city.view import View

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

FLOORED = "a floor, or another face, was missing, and was added"
BLOCK = "its faces do not close, so it stands as a block over its outline"
LOST = "covers no ground, and is left out"
EVEN = 0.5  # metres that the corners of a missing face may lie off its plane
STANDING = ("Buildings", "Bridges")  # themes: trees let the wind through, and are no solids
SURFACES = ("ground", "wall", "roof")
_KIND = {GROUND: 0, FLOOR: 0, WALL: 1, CEILING: 1, ROOF: 2}


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """One building, closed.

    points: (n, 3) local metres, no two the same. triangles: (t, 3) rows of them, anticlockwise
    seen from outside. surface: (t,) index into SURFACES. note: how it was mended, "" where it was
    not.
    """

    id: str
    points: F64
    triangles: I64
    surface: NDArray[np.uint8]
    body: Body
    note: str = ""

    def volume(self) -> float:
        """Cubic metres."""
        a, b, c = (self.points[self.triangles[:, k]] - self.points[0] for k in range(3))
        return float((a * np.cross(b, c)).sum() / 6.0)

    def closed(self) -> bool:
        """Whether no gap is left: along each side as many triangles run one way as the other."""
        begin, end = self.triangles.ravel(), np.roll(self.triangles, -1, axis=1).ravel()
        count = len(self.points)
        return np.array_equal(np.sort(begin * count + end), np.sort(end * count + begin))


def solids_of(view: View, box: Box, progress: Progress) -> tuple[list[Solid], list[str]]:
    """All that stands in a box of local metres, and what became of what is no closed solid.

    Parts are joined to one body without the walls between them. What has faces that do not close
    stands as a block over its outline; what covers no ground is left out.
    """
    standing = list(_standing(view))
    found: list[Solid] = []
    lost: list[str] = []
    for number, (name, one) in enumerate(standing):
        progress.report(number, len(standing), "Closing solids")
        body = view.body(one)
        if not len(body) or not _touches(body, box):
            continue
        try:
            solid = solid_of(name, body)
        except ValueError:
            lost.append(name)
        else:
            found.append(solid)
    told = [
        _counted([one.id for one in found if one.note == note], note) for note in (FLOORED, BLOCK)
    ]
    return found, [line for line in (*told, _counted(lost, LOST)) if line]


def _counted(names: list[str], what: str) -> str:
    """A line of what became of some buildings; "" for none."""
    first = names[0] if names else ""
    more = f" (the first is {first})" if len(names) > 1 else f" ({first})"
    return f"{count(len(names), 'building')}: {what}{more}" if names else ""


def solid_of(name: str, body: Body) -> Solid:
    """A body as a closed solid: as it is, with what is missing at its rims, or else as a block over
    its outline. ValueError for what covers no ground."""
    for note, mend in (("", _as_it_is), (FLOORED, _floored)):
        with suppress(ValueError):  # NotClosed among others
            solid = _solid(name, united([mend(body)]), note)
            if solid.closed():
                return solid
    rings = outline_of(body)
    return _solid(name, massing(rings, body.low, max(body.high, body.low + 0.1), Roof()), BLOCK)


def _as_it_is(body: Body) -> Body:
    return body


def _floored(body: Body) -> Body:
    """A body with a face in each of its rims: most often a floor that nobody has surveyed.
    ValueError where a rim is not even."""
    corners, _ = sealed(body)
    cell = np.round((body.points - body.points[0]) / WELD).astype(np.int64)
    _, first, place = np.unique(cell, axis=0, return_index=True, return_inverse=True)
    faces, kinds = body.faces(), body.surface.tolist()
    for rim in rims(place.ravel()[corners].astype(np.int64)):
        ring = body.points[first][rim][::-1]
        apart = ring - ring.mean(0)
        normal = np.cross(apart, np.roll(apart, -1, axis=0)).sum(0)
        normal /= max(float(np.linalg.norm(normal)), 1e-30)
        if np.abs(apart @ normal).max() > EVEN:
            raise ValueError("more is missing than a face")
        faces.append([ring])
        kinds.append(GROUND if normal[2] < -LEVEL else ROOF if normal[2] > LEVEL else WALL)
    return Body.of(faces, kinds)


def outlines(solids: list[Solid]) -> list[object]:
    """What each solid covers, as shapely polygons in local metres."""
    return [seen_from_above(solid.body) for solid in solids]


def _solid(name: str, body: Body, note: str = "") -> Solid:
    corners, face = sealed(body)
    points, place = np.unique(body.points, axis=0, return_inverse=True)
    triangles = place.ravel()[corners].astype(np.int64)
    real = (triangles != np.roll(triangles, 1, axis=1)).all(1)
    triangles, face = triangles[real], face[real]
    kinds = np.array([_KIND.get(code, 3) for code in range(int(body.surface.max()) + 1)], np.uint8)
    surface = kinds[body.surface[face]]
    plain = surface == 3
    if plain.any():
        surface[plain] = _by_slope(points, triangles[plain])
    return Solid(name, points, triangles, surface, body, note)


def _by_slope(points: F64, triangles: I64) -> NDArray[np.uint8]:
    """What triangles are of which nobody has said it."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    up = normal[:, 2] / np.maximum(np.linalg.norm(normal, axis=1), 1e-30)
    return np.where(up > LEVEL, 2, np.where(up < -LEVEL, 0, 1)).astype(np.uint8)


def _standing(view: View) -> Iterator[tuple[str, Spot | Thing]]:
    """What stands of the base, and what a plan has built; a family goes by its topmost."""
    for number, city in enumerate(view.base.cities):
        tops = (city.objects.parent < 0) & ~view.gone[number]
        kinds = np.array([theme(kind) in STANDING for kind in city.objects.kinds] or [False])
        for row in np.flatnonzero(tops & kinds[city.objects.kind]).tolist():
            yield city.objects.ids[row], Spot(number, row)
    for thing in view.things.values():
        if theme(thing.kind) in STANDING:
            yield thing.id, thing


def _touches(body: Body, box: Box) -> bool:
    low, high = body.points.min(0), body.points.max(0)
    west, south, east, north = box
    return bool(low[0] <= east and high[0] >= west and low[1] <= north and high[1] >= south)
