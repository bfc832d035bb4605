"""Taking hold of corners and edges of the model near the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from app.tools.tool import Picture
from city.model import City

if TYPE_CHECKING:
    from app.on_the_table import Selection

F64 = NDArray[np.float64]

CORNER, EDGE = 11.0, 7.0  # pixels within which a corner, an edge is taken instead of the face
BESIDE = [QPointF(x, y) for x in (-5, 5) for y in (-5, 5)]  # pixels; one is past any edge nearby
MOST = 1000  # corners of an object that are asked
TRIED = 6  # of them, the nearest first: others may hide behind the model
SLACK = 0.2  # metres that something may be nearer than a point which is in sight all the same


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Where a pointer is: the local point (3,), what it holds ("corner", "edge", "face", "ground"),
    and what was hit."""

    point: F64
    held: str
    hit: Selection | None


def spot_at(picture: Picture, place: QPointF, stretch: float = 1.0) -> Spot:
    """The corner, edge, face or ground at a place in the widget; stretch: of the drawn heights."""
    hit = picture.at(place)
    asked: set[tuple[str, int, int]] = set()
    for beside in (QPointF(0, 0), *BESIDE):  # a corner may be held from outside its silhouette
        held = hit if beside.isNull() else picture.at(place + beside)
        if held is None or (held.key, held.object, held.polygon) in asked:
            continue
        asked.add((held.key, held.object, held.polygon))
        near = _near(picture, place, held, stretch)
        if near is not None:
            return Spot(near[0], near[1], held)
    if hit is None or hit.point is None:
        return Spot(_true(picture.under(place), stretch), "ground", None)
    return Spot(_true(hit.point, stretch), "face", hit)


def metres_at(picture: Picture, point: F64) -> float:
    """Metres to a pixel where a drawn point (3,) is seen."""
    ends = np.array([point, point, point])
    ends[1, 0] += 1.0
    ends[2, 1] += 1.0
    seen, _ = _seen(picture, ends)
    return float(1.0 / max(*np.hypot(*(seen[1:] - seen[0]).T), 1e-6))


def _true(point: tuple[float, float, float], stretch: float) -> F64:
    return np.array([point[0], point[1], point[2] / stretch])


def _near(
    picture: Picture, place: QPointF, hit: Selection, stretch: float
) -> tuple[F64, str] | None:
    """The corner or edge of what was hit that is seen near a place, and which of both."""
    rings = _rings(hit)
    if not rings:
        return None
    first = np.concatenate(rings)
    last = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    tall = np.array([1, 1, stretch])
    a, ahead = _seen(picture, first * tall)
    b, beyond = _seen(picture, last * tall)
    here = np.array([place.x(), place.y()])
    away = np.where(ahead > 0, np.linalg.norm(a - here, axis=1), np.inf)
    for corner in np.argsort(away, kind="stable")[:TRIED].tolist():
        if away[corner] <= CORNER and _in_sight(picture, first[corner] * tall):
            return first[corner], "corner"
    along = b - a
    size = np.maximum((along**2).sum(1), 1e-9)
    share = np.clip(((here - a) * along).sum(1) / size, 0, 1)
    aside = np.linalg.norm(a + along * share[:, None] - here, axis=1)
    aside[(ahead <= 0) | (beyond <= 0)] = np.inf
    for edge in np.argsort(aside, kind="stable")[:TRIED].tolist():
        # what is half way in the picture is not half way in space: nearer parts are larger
        k, p, q = share[edge], ahead[edge], beyond[edge]
        true = k if picture.parallel else k * p / (k * p + (1 - k) * q)
        point = first[edge] + (last[edge] - first[edge]) * true
        if aside[edge] <= EDGE and _in_sight(picture, point * tall):
            return point, "edge"
    return None


def _in_sight(picture: Picture, point: F64) -> bool:
    """Whether nothing hides a point of the drawn model."""
    places, away = picture.seen(point[None])
    before = picture.at(places[0])
    if before is None or before.point is None:
        return True
    _, nearer = picture.seen(np.array(before.point)[None])
    return bool(nearer[0] > away[0] - SLACK - away[0] * 2e-3)


def _rings(hit: Selection) -> list[F64]:
    """The outlines of the face that was hit, and of its object where they are few."""
    if not isinstance(hit.thing, City) or hit.lod is None or hit.polygon < 0:
        return []
    shapes = hit.thing.shapes[hit.lod]
    first, last = shapes.object_polygons()[hit.object : hit.object + 2].tolist()
    start, end = shapes.ring_points[shapes.polygon_rings[[first, last]]].tolist()
    polygons = range(first, last) if end - start <= MOST else [hit.polygon]
    return [ring for polygon in polygons for ring in shapes.rings(polygon)]


def _seen(picture: Picture, points: F64) -> tuple[F64, F64]:
    places, away = picture.seen(points)
    return np.array([(p.x(), p.y()) for p in places]), away
