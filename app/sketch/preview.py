"""What an edit would lead to, drawn over the picture before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.plan_layers import CHANGED, GONE, PLOT, ZONE, colour_of
from app.tools.tool import Picture
from city.base import Spot
from city.batch import offsets
from city.body import PLAIN, Body
from city.draping import Ground
from city.edits.covering import gave_way
from city.forms import Land
from city.outline import polygons_of
from city.thing import Thing
from city.view import View
from city.zoning import Envelope

F64 = NDArray[np.float64]
Colour = tuple[int, int, int]

MOST_FACES = 1_200  # that are painted; of more, those that look largest
MOST_GONE = 200  # things that are marked as gone
MANY = 60  # bodies: of more than so many only the silhouettes are painted
OUTLINE = 8.0  # metres between the places of that
LIGHT = np.array([0.35, -0.5, 0.79])  # where the light of a sketch comes from
GREEN, BARE = (126, 176, 110), (206, 200, 190)
COLOURS = {
    "PlantCover": GREEN,
    "SolitaryVegetationObject": GREEN,
    "WaterBody": (120, 170, 210),
}
RULES = {"zone": ZONE, "plot": PLOT}  # what only says something of a place, by its function
OPAQUE, FAINT = 205, 70


class Preview:
    """Paints what a try adds, changes and takes away; hidden things shine through."""

    def __init__(self, picture: Picture, stretch: Callable[[], float]) -> None:
        self._picture, self._stretch = picture, stretch
        self.fresh: list[tuple[Body, Colour]] = []
        self.gone: list[Body] = []
        self._layers: list[_Faces] = []

    def show(self, before: View, after: View | None) -> None:
        """Show how two views differ; None: nothing."""
        self.fresh, self.gone = ([], []) if after is None else differences(before, after)
        rules = [one for one in self.fresh if one[1] in RULES.values()]  # one sees through them
        rest = [one for one in self.fresh if one[1] not in RULES.values()]
        layers = [([(body, GONE) for body in self.gone] + rules, FAINT), (rest, OPAQUE)]
        self._layers = [_Faces(bodies, alpha) for bodies, alpha in layers if bodies]
        self._picture.update()

    def paint(self, painter: QPainter) -> None:
        for layer in self._layers:
            layer.paint(painter, self._picture, self._stretch())


class _Faces:
    """The faces of several bodies in columns, so that thousands are looked at together."""

    def __init__(self, bodies: Sequence[tuple[Body, Colour]], alpha: int) -> None:
        self._alpha = alpha
        self._points = np.concatenate([body.points for body, _ in bodies])
        self._ring_points = np.concatenate([body.ring_points for body, _ in bodies])
        self._rings = np.concatenate([body.polygon_rings for body, _ in bodies])
        self._body_points = [len(body.points) for body, _ in bodies]
        self._colours = [colour for _, colour in bodies]
        self._many = len(bodies) > MANY
        if self._many:
            return
        counts = [len(body) for body, _ in bodies]
        self._solid = np.repeat([body.solid for body, _ in bodies], counts)
        self._of = np.repeat(np.arange(len(bodies)), counts)
        vectors = np.concatenate([body.area_vectors() for body, _ in bodies])
        sizes = np.maximum(np.linalg.norm(vectors, axis=1), 1e-12)
        self._light = np.clip(0.62 + 0.38 * (vectors @ LIGHT) / sizes, 0.3, 1.0)

    def paint(self, painter: QPainter, picture: Picture, stretch: float) -> None:
        xy, ahead = picture.projection()(self._points)
        depth = _depth(picture, self._points, stretch) if picture.parallel else ahead
        if self._many:
            self._paint_silhouettes(painter, xy, ahead, depth)
        else:
            self._paint_faces(painter, xy, ahead, depth)

    def _paint_faces(self, painter: QPainter, xy: F64, ahead: F64, depth: F64) -> None:
        """The faces that are turned to the eye, the farthest first."""
        rings = offsets(self._rings)
        starts = offsets(self._ring_points)
        first = starts[rings[:-1]]  # of each face its first point, and that after its outer ring
        end = starts[rings[:-1] + 1]
        size = _areas(xy, first, end)
        wanted = (np.minimum.reduceat(ahead, first) > 0) & ~(self._solid & (size >= 0))
        far = np.maximum.reduceat(depth, first)
        faces = np.flatnonzero(wanted)
        if len(faces) > MOST_FACES:
            faces = faces[np.argsort(-np.abs(size[faces]))[:MOST_FACES]]
        pen: Colour | None = None
        for face in faces[np.argsort(-far[faces], kind="stable")].tolist():
            colour = self._colours[self._of[face]]
            if colour != pen:
                painter.setPen(QPen(_ink(colour, 0.45, 230), 1.0))
                pen = colour
            painter.setBrush(_ink(colour, float(self._light[face]), self._alpha))
            outer = _polygon(xy[first[face] : end[face]])
            if self._rings[face] == 1:
                painter.drawPolygon(outer)
                continue
            path = QPainterPath()  # with its holes
            for ring in range(rings[face], rings[face + 1]):
                path.addPolygon(_polygon(xy[starts[ring] : starts[ring + 1]]))
                path.closeSubpath()
            painter.drawPath(path)

    def _paint_silhouettes(self, painter: QPainter, xy: F64, ahead: F64, depth: F64) -> None:
        """What each body covers of the picture, the farthest first."""
        first = offsets(np.array(self._body_points))[:-1]
        owner = np.repeat(np.arange(len(first)), self._body_points)
        good = np.minimum.reduceat(ahead, first) > 0
        far = np.minimum.reduceat(depth, first)
        lines = shapely.linestrings(xy, indices=owner)
        outlines = shapely.get_exterior_ring(shapely.convex_hull(lines))
        for body in np.argsort(-far, kind="stable").tolist():
            if good[body] and outlines[body] is not None:
                colour = self._colours[body]
                painter.setPen(QPen(_ink(colour, 0.45, 230), 1.0))
                painter.setBrush(_ink(colour, 0.85, self._alpha))
                painter.drawPolygon(_polygon(shapely.get_coordinates(outlines[body])))


def _depth(picture: Picture, points: F64, stretch: float) -> F64:
    """(n,): how far away points are seen in parallel, where that grows evenly along each axis."""
    start = points[0]
    corners = np.vstack([start, start + np.eye(3)]) * (1, 1, stretch)
    _, away = picture.seen(corners)
    return np.asarray((points - start) @ (away[1:] - away[0]))


def _areas(xy: F64, first: NDArray[np.integer], end: NDArray[np.integer]) -> F64:
    """Twice the area of what is seen of each face; negative where it is turned to the eye."""
    after = np.arange(1, len(xy) + 1)
    after[end - 1] = first
    after[after >= len(xy)] = 0
    x, y = (xy - xy[0]).T
    cross = x * y[after] - x[after] * y
    sums = np.concatenate([[0.0], np.cumsum(cross)])
    return np.asarray(sums[end] - sums[first])


def _polygon(places: F64) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in places.tolist()])


def _ink(colour: Sequence[int], light: float, alpha: int) -> QColor:
    red, green, blue = (int(part * light) for part in colour)
    return QColor(red, green, blue, alpha)


def differences(before: View, after: View) -> tuple[list[tuple[Body, Colour]], list[Body]]:
    """What is new or other after an edit, each with its colour, and what is gone."""
    fresh = [
        (body, _colour(thing, bool(known or thing.was)))
        for ident, thing in after.things.items()
        if (known := before.things.get(ident)) is not thing
        and not gave_way(known, thing)
        and len(body := _shown(thing, after.ground))
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


def _colour(thing: Thing, known: bool) -> Colour:
    """As it will stand there, or that of what is changed."""
    rule = RULES.get(str(thing.attributes.get("function", "")))
    if rule is not None or known:
        return rule or CHANGED
    return colour_of(thing) or COLOURS.get(thing.kind, BARE)


def _shown(thing: Thing, ground: Ground) -> Body:
    """The body of a thing; of land that is still to be cut up only its outline on the ground, of an
    envelope what is above it."""
    form = thing.form
    if isinstance(form, Envelope):
        return form.seen()
    if not isinstance(form, Land) or not callable(form.pieces):
        return thing.body
    outlines = [
        [np.c_[ring, ground(ring)] for ring in rings]
        for rings in polygons_of(shapely.segmentize(form.shape, OUTLINE), least=0.0)
    ]
    return Body.of(outlines, [PLAIN] * len(outlines), False)
