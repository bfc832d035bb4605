"""What box, lasso and polygon share: an outline on the screen, and the objects inside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF

from app import theme
from app.tools.tool import Picture, Tool
from city.kinds import theme as theme_of
from city.lineage import below
from city.measured import Measured
from city.progress import Progress
from city.query import inside

if TYPE_CHECKING:
    from app.asking import Asking

Mask = NDArray[np.bool_]
F64 = NDArray[np.float64]
Project = Callable[[F64], tuple[F64, F64]]
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
GREATER = 0.5  # the share of an object's box that must lie where the outline does
SMALL = 3.0  # pixels: an outline that is smaller chooses nothing


class Outline(Tool):
    """Chooses the objects in an outline: with Shift beside the others, with Ctrl out of them.

    An object counts where its middle and the greater part of it are inside; with Alt, where any
    part of it touches.
    """

    hint = ""

    def __init__(self, picture: Picture, asking: Asking) -> None:
        self._picture, self._asking = picture, asking
        self.corners: list[QPointF] = []

    def choose(self, keys: Qt.KeyboardModifier) -> None:
        """Choose what the outline holds, and begin anew."""
        outline = np.array([(p.x(), p.y()) for p in self.corners], float).reshape(-1, 2)
        self.corners = []
        self._picture.update()
        if len(outline) < 3 or np.ptp(outline, axis=0).min() < SMALL:
            return
        how = "add" if keys & SHIFT else "remove" if keys & CTRL else "only"
        find = touched if keys & ALT else held
        asking, project = self._asking, self._picture.projection()
        asked = [asking.measured_of(city) for city in asking.document.cities()]
        visible = [self._visible(measured) for measured in asked]

        def job(progress: Progress) -> list[Mask]:
            found = []
            for measured, mask in zip(asked, visible, strict=True):
                progress.check()
                found.append(find(measured, mask, outline, project))
            return found

        def then(found: list[Mask]) -> None:
            best = max(range(len(asked)), key=lambda k: int(found[k].sum()), default=-1)
            if best >= 0 and found[best].any():
                asking.turn_to(asked[best].city)
                asking.choose(np.flatnonzero(found[best]), how)
            elif how == "only":
                asking.document.choose(None)

        asking.look(job, then)

    def _visible(self, measured: Measured) -> Mask:
        """(objects,): what the window shows of a city."""
        city = measured.city
        document = self._asking.document
        on = {y.theme for y in document.layers.values() if y.thing is city and y.visible}
        kinds = np.array([None in on or theme_of(k) in on for k in city.objects.kinds] + [False])
        mask = kinds[city.objects.kind]
        shown = document.shown.get(id(city))
        return mask if shown is None else mask & shown

    def key(self, event: QKeyEvent) -> bool:
        """Backspace takes the last corner back; Escape gives the outline up."""
        if event.key() == Qt.Key.Key_Backspace and self.corners:
            self.corners.pop()
            return True
        return False

    def put_down(self) -> None:
        self.corners = []

    def paint(self, painter: QPainter) -> None:
        if len(self.corners) < 2:
            return
        colours = theme.current()
        fill = QColor(colours.accent)
        fill.setAlpha(38)
        outline = QPolygonF(self.corners)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor("#ffffff"), 3.0), (QColor(colours.accent), 1.5)):
            painter.setPen(QPen(colour, width))
            painter.drawPolygon(outline)


def held(measured: Measured, visible: Mask, outline: F64, project: Project) -> Mask:
    """(objects,): the whole things whose middle lies inside an outline, with all their parts.

    The greater part of them must lie where the outline does: else a box over some houses would
    choose the river whose middle happens to be among them.
    outline: (k, 2) in the widget. project: local points (n, 3) -> places (n, 2), and what is above
    0 before the eye.
    """
    city = measured.city
    roots = measured.generations[0]
    middle = measured.boxes[roots].mean(1)
    good = np.isfinite(middle).all(1)
    places, away = project(middle[good])
    rows = roots[good][inside(outline, places) & (away > 0)]
    low, high = _seen(measured.boxes[rows], project)
    edge, end = outline.min(0), outline.max(0)
    common = np.clip(np.minimum(high, end) - np.maximum(low, edge), 0, None).prod(1)
    with np.errstate(invalid="ignore"):
        rows = rows[common >= GREATER * (high - low).prod(1)]
    return _families(city.objects.parent, rows, visible)


def touched(measured: Measured, visible: Mask, outline: F64, project: Project) -> Mask:
    """(objects,): the whole things of which a triangle touches an outline, with all their parts."""
    import shapely

    city = measured.city
    area = shapely.make_valid(shapely.Polygon(outline))
    shapely.prepare(area)
    found = np.zeros(len(city.objects), bool)
    near = _near(measured, visible, outline, project)
    for lod, drawn in measured.drawn.items():
        shapes = city.shapes[lod]
        offsets = shapes.object_triangles()
        rows = np.flatnonzero(drawn & near)
        counts = np.diff(offsets)[rows]
        mask = np.zeros(len(shapes.triangles), bool)
        for row in rows.tolist():
            mask[offsets[row] : offsets[row + 1]] = True
        if not mask.any():
            continue
        places, away = project(shapes.points[shapes.triangles[mask].ravel()])
        corners = places.reshape(-1, 3, 2)
        front = (away.reshape(-1, 3) > 0).all(1)
        hit = np.zeros(len(corners), bool)
        closed = corners[front][:, [0, 1, 2, 0]]
        hit[front] = shapely.intersects(area, shapely.polygons(closed))
        found[np.repeat(rows, counts)[hit]] = True
    top = np.arange(len(found))
    for generation in reversed(measured.generations[1:]):
        up = generation[found[generation]]
        found[city.objects.parent[up]] = True
    roots = top[found & (city.objects.parent < 0)]
    return _families(city.objects.parent, roots, visible)


def _near(measured: Measured, visible: Mask, outline: F64, project: Project) -> Mask:
    """(objects,): those whose box, as it is seen, comes near the box of the outline."""
    boxes = measured.boxes
    rows = np.flatnonzero(visible & np.isfinite(boxes).all((1, 2)))
    low, high = _seen(boxes[rows], project)
    near = (low <= outline.max(0)).all(1) & (high >= outline.min(0)).all(1)
    mask = np.zeros(len(boxes), bool)
    mask[rows[near]] = True
    return mask


def _seen(boxes: F64, project: Project) -> tuple[F64, F64]:
    """(n, 2) each: the corners in the widget of what boxes (n, 2, 3) fill, as far as in front."""
    low = np.full((len(boxes), 2), np.inf)
    high = -low
    for corner in range(8):
        pick = [corner & 1, corner >> 1 & 1, corner >> 2]
        places, away = project(boxes[:, pick, [0, 1, 2]])
        places[away <= 0] = np.nan
        low, high = np.fmin(low, places), np.fmax(high, places)
    return low, high


def _families(parent: NDArray[np.int32], roots: NDArray[np.integer], visible: Mask) -> Mask:
    """Whole things with their parts, those that are not in sight left out."""
    mask = np.zeros(len(parent), bool)
    mask[roots] = True
    return np.asarray(below(parent, mask) & visible)
