"""An area that is drawn on the map, corner by corner, and what else is known of areas there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app import theme
from app.tools.places import Places
from app.tools.tool import Point

if TYPE_CHECKING:
    from app.document import Document
    from app.on_the_table import Selection
    from app.viewport import Viewport

HINT = "Click the corners of the area; Enter or Esc ends it, Backspace takes the last one back."


class DrawnArea(QObject):
    """Lets an area be drawn, and paints it over the city as long as it is wanted.

    changed: another area is drawn. Shapes are of shapely, in local metres.
    """

    changed = Signal()

    def __init__(
        self,
        viewport: Viewport,
        document: Document,
        say: Callable[[str], None],
        chosen: Callable[[], list[str]],
    ) -> None:
        """say: tells what to do, "" for nothing more. chosen: the ids of what is selected."""
        super().__init__(viewport)
        self._viewport, self._document = viewport, document
        self._say, self._chosen = say, chosen
        self._corners = np.zeros((0, 3))
        self._wanted = True
        viewport.marks.append(self)
        document.emptying.connect(lambda: self._lay(self._corners[:0]))

    def seen(self) -> Any:
        """The ground that is in the picture, None for none."""
        found = self._viewport.ground_in_sight()
        return shapely.box(*found[0]) if found is not None else None

    def chosen(self) -> tuple[str, ...]:
        """The ids of what is selected."""
        return tuple(self._chosen())

    def drawn(self) -> Any:
        """The area that was drawn; None for none, and for one that crosses itself into nothing."""
        if len(self._corners) < 3:
            return None
        area = shapely.make_valid(shapely.Polygon(self._corners[:, :2]))
        return area if area.area > 0 else None

    def draw(self) -> None:
        """Let the next clicks in the picture draw an area, in the place of the last one."""
        self._lay(self._corners[:0])
        tool = Places(self._viewport, True, self._pointed, self._taken_back, self._ended)
        self._viewport.take(tool)
        self._say(HINT)
        self._viewport.activateWindow()
        self._viewport.setFocus()

    def show(self, wanted: bool) -> None:
        """Paint the area, or leave it out."""
        self._wanted = wanted
        self._viewport.update()

    def paint(self, painter: QPainter) -> None:
        if not self._wanted or not len(self._corners):
            return
        tall = np.array([1, 1, self._document.exaggeration])
        places, away = self._viewport.seen(self._corners * tall)
        if not (away > 0).all():
            return
        colour = QColor(theme.current().accent)
        fill = QColor(colour)
        fill.setAlpha(38)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF(places))
        painter.setBrush(colour)
        for place in places:
            painter.drawEllipse(place, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _pointed(self, point: Point, _: Selection | None) -> None:
        true = np.array(point) / (1, 1, self._document.exaggeration)
        self._lay(np.vstack([self._corners, true]))

    def _taken_back(self) -> None:
        self._lay(self._corners[:-1])

    def _lay(self, corners: Any) -> None:
        self._corners = corners
        self._viewport.update()
        self.changed.emit()

    def _ended(self) -> None:
        self._say("")
