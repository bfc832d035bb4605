"""A line that is drawn on the map by its two ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QPainter, QPen

from app import theme
from app.simulated.kept import Line
from app.tools.places import Places
from app.tools.tool import Point

if TYPE_CHECKING:
    from app.on_the_table import Selection
    from app.viewport import Viewport

HINT = "Click the two ends of the slice; Esc lets it be, Backspace takes the first one back."


class DrawnLine(QObject):
    """Lets a line be drawn, and marks its first end until the second one is there."""

    def __init__(self, viewport: Viewport, say: Callable[[str], None]) -> None:
        """say: tells what to do, "" for nothing more."""
        super().__init__(viewport)
        self._viewport, self._say = viewport, say
        self._start: np.ndarray | None = None
        self._drawn: Callable[[Line], None] = lambda line: None
        viewport.marks.append(self)

    def draw(self, drawn: Callable[[Line], None]) -> None:
        """Let the next two clicks in the picture be the ends of a line; `drawn` gets it."""
        self._start, self._drawn = None, drawn
        self._viewport.take(
            Places(self._viewport, True, self._pointed, self._take_back, self._ended)
        )
        self._say(HINT)
        self._viewport.setFocus()

    def paint(self, painter: QPainter) -> None:
        if self._start is None:
            return
        (place,), (away,) = self._viewport.seen(self._start[None])
        if away > 0:
            painter.setPen(QPen(QColor(theme.current().paper), 2))
            painter.setBrush(QColor(theme.current().accent))
            painter.drawEllipse(place, 6, 6)

    def _pointed(self, point: Point, _: Selection | None) -> None:
        place = np.array(point)
        if self._start is None:
            self._start = place
            self._viewport.update()
            return
        line = (*self._start[:2].tolist(), *place[:2].tolist())
        self._viewport.take(None)
        if line[:2] != line[2:]:
            self._drawn(line)

    def _take_back(self) -> None:
        self._start = None
        self._viewport.update()

    def _ended(self) -> None:
        self._take_back()
        self._say("")
