"""The places that a form holds: pointed out in the picture, and marked there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app import theme
from app.on_the_table import Selection
from app.planning import Planning
from app.tools.places import Places
from app.tools.tool import Point
from city.model import City

if TYPE_CHECKING:
    from app.document import Document
    from app.viewport import Viewport

F64 = NDArray[np.float64]

LYING = 1.0  # metres over the ground up to which a click means the ground
EYES = 1.6  # metres above a roof that is clicked
OFF = 0.3  # metres off a façade that is clicked
STEEP = 0.5  # share of a normal that is upright, under which a face is a façade
ONE = "Click the place in the picture; Esc lets it be."
SEVERAL = "Click the places; Enter or Esc ends it, Backspace takes the last one back."


class ChosenPlaces(QObject):
    """Lets places be pointed out, and paints a mark with its name where each of them is."""

    def __init__(
        self,
        viewport: Viewport,
        document: Document,
        planning: Planning,
        say: Callable[[str], None],
        chosen: Callable[[], list[str]],
    ) -> None:
        """say: tells what to do, "" for nothing more. chosen: the ids of what is selected."""
        super().__init__(viewport)
        self._viewport, self._document, self._planning = viewport, document, planning
        self._say, self._chosen = say, chosen
        self._names: list[str] = []
        self._points = np.zeros((0, 3))
        viewport.marks.append(self)

    def chosen(self) -> list[str]:
        """The ids of what is selected."""
        return self._chosen()

    def point_out(
        self, kind: str, pointed: Callable[[F64], None], taken_back: Callable[[], None]
    ) -> None:
        """Let the next clicks in the picture say a "place" to stand at, several "places", or an
        "aim", which is looked at."""
        several = kind == "places"

        def told(point: Point, hit: Selection | None) -> None:
            pointed(self.aim_of(point) if kind == "aim" else self.place_of(point, hit))

        self._viewport.take(
            Places(self._viewport, several, told, taken_back, lambda: self._say(""))
        )
        self._say(SEVERAL if several else ONE)
        self._viewport.setFocus()

    def aim_of(self, point: Point) -> F64:
        """(3,): the very point that was clicked, as a form holds it."""
        x, y, z = np.array(point) / (1, 1, self._document.exaggeration)
        east, north = self._planning.base.frame.origin[:2]
        ground = float(self._planning.view.ground(np.array([[x, y]]))[0])
        return np.array([x + east, y + north, max(z - ground, 0.0)])

    def place_of(self, point: Point, hit: Selection | None) -> F64:
        """(3,): what a form holds of a point that was clicked: on the ground, standing on a roof,
        or looking out of a façade."""
        true = np.array(point) / (1, 1, self._document.exaggeration)
        ground = float(self._planning.view.ground(true[None, :2])[0])
        if not true[2] - ground > LYING:
            true[2] = np.nan
        else:
            normal = _normal(hit, self._eye() - true)
            if normal is None or abs(normal[2]) > STEEP:
                true[2] += EYES
            else:
                true += normal * OFF
            true[2] -= ground
        east, north = self._planning.base.frame.origin[:2]
        return np.array([true[0] + east, true[1] + north, true[2]])

    def _eye(self) -> F64:
        return np.array(self._viewport.eye().position) / (1, 1, self._document.exaggeration)

    def mark(self, places: Sequence[tuple[str, F64]]) -> None:
        """Mark places (n, 3) with a name, in the picture; several of one name are numbered."""
        names, rows = [], [np.zeros((0, 3))]
        for name, some in places:
            names += [f"{name} {k + 1}" if len(some) > 1 else name for k in range(len(some))]
            rows.append(some)
        self._names, points = names, np.concatenate(rows)
        if len(points):
            points = points - [*self._planning.base.frame.origin[:2], 0.0]
            points[:, 2] = np.nan_to_num(points[:, 2]) + self._planning.view.ground(points[:, :2])
        self._points = points
        self._viewport.update()

    def paint(self, painter: QPainter) -> None:
        colours = theme.current()
        tall = np.array([1, 1, self._document.exaggeration])
        places, away = self._viewport.seen(self._points * tall)
        flags = Qt.AlignmentFlag.AlignCenter
        for name, place, metres in zip(self._names, places, away.tolist(), strict=True):
            if not metres > 0:
                continue
            painter.setPen(QPen(QColor(colours.paper), 2))
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(place, 6, 6)
            wide = painter.fontMetrics().horizontalAdvance(name) + 14
            card = QRectF(place + QPointF(10, -11), place + QPointF(10 + wide, 11))
            painter.setPen(QColor(colours.line))
            painter.setBrush(QColor(colours.paper))
            painter.drawRoundedRect(card, 6, 6)
            painter.setPen(QColor(colours.ink))
            painter.drawText(card, flags, name)


def _normal(hit: Selection | None, towards: F64) -> F64 | None:
    """(3,): the unit normal of a face that was hit, on the side of `towards`; None of no face."""
    if hit is None or not isinstance(hit.thing, City) or hit.polygon < 0 or hit.lod is None:
        return None
    shapes = hit.thing.shapes[hit.lod]
    first = shapes.triangles[shapes.polygon_triangles[hit.polygon]]
    a, b, c = shapes.points[first].astype(float)
    across = np.cross(b - a, c - a)
    size = float(np.linalg.norm(across))
    if not size > 0:
        return None
    return np.asarray(across / size * (1 if across @ towards >= 0 else -1))
