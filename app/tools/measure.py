"""Measuring with the mouse or the keys: points on corners, edges and faces, and a result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from app.marks import paint_cursor, paint_line, paint_words
from app.measurements import Measurements
from app.measures import Kind, metres
from app.tools.crosshair import Crosshair
from app.tools.snap import Spot, spot_at
from app.tools.tool import Picture
from app.wording import number

if TYPE_CHECKING:
    from app.on_the_table import Selection

Finish = Callable[[Kind, NDArray[np.float64], "Selection | None"], None]

DIGITS = set("0123456789.,")


class Measure(Crosshair):
    """Gathers points; a click or Enter sets one, a double click or Enter on the same place ends."""

    def __init__(
        self, picture: Picture, measures: Measurements, kind: Kind, finish: Finish
    ) -> None:
        super().__init__(picture)
        self._measures, self.kind = measures, kind
        self._finish = finish
        self.points: list[NDArray[np.float64]] = []
        self.typed = ""
        self.spot: Spot | None = None
        self._hit: Selection | None = None

    def double_click(self, event: QMouseEvent) -> bool:
        self.end()  # its first click has set the last point
        return True

    # The keys: arrows move a crosshair, Enter sets a point

    def key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if self.steps(event):
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Backspace:
            self._take_back()
        elif event.text() in DIGITS and event.text() and self.points and self.kind.most != 1:
            self.typed += event.text()
        else:
            return False
        return True

    def claims(self, event: QKeyEvent) -> bool:
        return bool(self.points) and bool(event.text()) and event.text() in DIGITS

    def _enter(self) -> None:
        if self.typed:
            self._set_typed()
            return
        self.follow()
        again = (
            self.points and self.spot is not None and np.allclose(self.points[-1], self.spot.point)
        )
        if again:
            self.end()
        else:
            self.click()

    def _take_back(self) -> None:
        if self.typed:
            self.typed = self.typed[:-1]
        elif self.points:
            self.points.pop()

    def _set_typed(self) -> None:
        """Set a point as far from the last one as was typed, towards the crosshair."""
        length = float(self.typed.replace(",", ".") or 0) if self.typed.count(".") < 2 else 0.0
        self.typed = ""
        self.follow()
        if self.spot is None or not length:
            return
        way = self.spot.point - self.points[-1]
        far = float(np.linalg.norm(way))
        if far > 0:
            self._take(self.points[-1] + way * length / far)

    # The points

    def click(self, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Set a point where the crosshair is."""
        if self.spot is not None:
            self._hit = self.spot.hit
            self._take(self.spot.point)

    def _take(self, point: NDArray[np.float64]) -> None:
        self.points.append(point)
        if len(self.points) == self.kind.most:
            self.end()

    def end(self) -> None:
        """Take the points for all there are, and measure; too few are kept."""
        points = [p for k, p in enumerate(self.points) if k == 0 or (p != self.points[k - 1]).any()]
        if len(points) >= self.kind.least:
            self.points = []
            self._finish(self.kind, np.array(points), self._hit)

    @property
    def _stretch(self) -> float:
        return self._measures.document.exaggeration

    def follow(self, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.spot = spot_at(self._picture, self.place, self._stretch)

    # What is seen of it

    def paint(self, painter: QPainter) -> None:
        tall = np.array([1, 1, self._stretch])
        points = [*self.points, *([self.spot.point] if self.spot is not None else [])]
        if self.points:
            paint_line(painter, self._picture, np.array(points) * tall, self.kind.closed, True)
        held = self.spot.held if self.spot is not None else ""
        at = self.place
        if self.spot is not None:
            places, away = self._picture.seen((self.spot.point * tall)[None])
            at = places[0] if away[0] > 0 else at
        paint_cursor(painter, at, held)
        words = self._words()
        if words:
            paint_words(painter, at + QPointF(14, -14), words)

    def _words(self) -> str:
        if self.typed:
            return f"{self.typed} m"
        if not self.points or self.spot is None:
            return ""
        step = self.spot.point - self.points[-1]
        if self.kind.name == "height":
            return metres(float(step[2]))
        rise = float(step[2])
        return f"{metres(float(np.linalg.norm(step)))}  ↕ {number(rise, 2)}"
