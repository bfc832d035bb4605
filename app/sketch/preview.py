"""What an edit would lead to, drawn over the picture before it is done."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.plan_layers import ADDED, CHANGED, GONE
from app.tools.tool import Picture
from city.base import Spot
from city.batch import offsets
from city.body import Body
from city.view import View

F64 = NDArray[np.float64]
MOST_FACES = 4_000  # that are painted; of more, only the largest
FEW = 60  # faces of what lies on the ground or grows, whose edges are shown
MOST_GONE = 200  # things that are marked as gone
LIGHT = np.array([0.35, -0.5, 0.79])  # where the light of a sketch comes from
GREEN, PLAIN = (126, 176, 110), (206, 200, 190)
COLOURS = {
    "Building": ADDED,
    "PlantCover": GREEN,
    "SolitaryVegetationObject": GREEN,
    "WaterBody": (120, 170, 210),
}
OPAQUE = 205


class Preview:
    """Paints what a try adds, changes and takes away; hidden things shine through."""

    def __init__(self, picture: Picture, stretch: Callable[[], float]) -> None:
        self._picture, self._stretch = picture, stretch
        self.fresh: list[tuple[Body, tuple[int, int, int]]] = []
        self.gone: list[Body] = []

    def show(self, before: View, after: View | None) -> None:
        """Show how two views differ; None: nothing."""
        self.fresh, self.gone = ([], []) if after is None else differences(before, after)
        self._picture.update()

    def paint(self, painter: QPainter) -> None:
        tall = np.array([1.0, 1.0, self._stretch()])
        for body in self.gone:
            self._paint(painter, body, tall, GONE, 70)
        for body, colour in self.fresh:
            self._paint(painter, body, tall, colour, OPAQUE)

    def _paint(
        self, painter: QPainter, body: Body, tall: F64, colour: tuple[int, int, int], alpha: int
    ) -> None:
        """The faces that are turned to the eye, the farthest first."""
        places, away = self._picture.seen(body.points * tall)
        xy = np.array([(p.x(), p.y()) for p in places])
        outer = offsets(body.polygon_rings)[:-1]  # the first ring of each face
        first = offsets(body.ring_points)[outer]
        ends = first + body.ring_points[outer]
        vectors = body.area_vectors()
        sizes = np.linalg.norm(vectors, axis=1)
        shades = 0.62 + 0.38 * (vectors @ LIGHT) / np.maximum(sizes, 1e-12)
        depth = np.maximum.reduceat(away, first) if len(away) else away
        before = np.minimum.reduceat(away, first) > 0 if len(away) else away > 0
        wanted = np.flatnonzero(before)
        if len(wanted) > MOST_FACES:
            wanted = wanted[np.argsort(-sizes[wanted])[:MOST_FACES]]
        order = wanted[np.argsort(-depth[wanted], kind="stable")]
        plain = not body.solid and len(body) > FEW
        edge = Qt.PenStyle.NoPen if plain else QPen(_ink(colour, 0.45, 230), 1.0)
        for face in order.tolist():
            seen = xy[first[face] : ends[face]]
            if body.solid and _area(seen) >= 0:  # its back is turned to the eye
                continue
            light = float(np.clip(shades[face], 0.3, 1.0))
            painter.setBrush(_ink(colour, light, alpha))
            painter.setPen(edge)
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in seen.tolist()]))


def _ink(colour: tuple[int, int, int], light: float, alpha: int) -> QColor:
    red, green, blue = (int(part * light) for part in colour)
    return QColor(red, green, blue, alpha)


def _area(outer: F64) -> float:
    """Twice the area of what is seen of a face; negative where it is turned to the eye."""
    x, y = outer.T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())


def differences(
    before: View, after: View
) -> tuple[list[tuple[Body, tuple[int, int, int]]], list[Body]]:
    """What is new or other after an edit, each with its colour, and what is gone."""
    fresh = [
        (thing.body, CHANGED if known or thing.was else COLOURS.get(thing.kind, PLAIN))
        for ident, thing in after.things.items()
        if (known := before.things.get(ident)) is not thing and len(thing.body)
    ]
    gone = [
        thing.body
        for ident, thing in before.things.items()
        if ident not in after.things and len(thing.body)
    ]
    stand_ins = {thing.was for thing in after.things.values() if thing.was is not None}
    for number, (old, new) in enumerate(zip(before.gone, after.gone, strict=True)):
        if old is new:
            continue
        rows = np.flatnonzero(new & ~old)
        parent = before.base.cities[number].objects.parent[rows]
        top = rows[(parent < 0) | ~np.isin(parent, rows)]
        spots = [Spot(number, row) for row in top.tolist()[:MOST_GONE]]
        gone += [before.body(spot) for spot in spots if spot not in stand_ins]
    return fresh, [body for body in gone if len(body)]
