"""The small plan in the corner: where in the city one is, and a click goes elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from app import theme
from app.document import Document
from app.on_the_table import Change
from app.tasks import Task, Tasks
from city.kinds import theme as theme_of

SIDE = 190  # pixels of the longer side
ROOM = 8
CELLS = 380
BUILT = ("Buildings", "Bridges")
STEP = 0.1  # of the city, that an arrow key goes


class Overview(QWidget):
    """A plan of what is built, with the part that is in sight; a click or a drag looks there."""

    wanted = Signal(float, float)  # a local place to look at

    def __init__(self, viewport: Any, document: Document, tasks: Tasks) -> None:
        super().__init__(viewport)
        self._around, self._document, self._tasks = viewport, document, tasks
        self._plan: QImage | None = None
        self._extent = (0.0, 0.0, 1.0, 1.0)
        self._task: Task | None = None
        self.setAccessibleName("Overview; the arrow keys look elsewhere")
        self.setToolTip("Click to look there")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.resize(SIDE, SIDE)
        self.hide()
        document.changed.connect(self._on_change)
        viewport.moved.connect(lambda *_: self.update())

    def draw(self) -> None:
        """Draw the plan anew, on a worker; for what is shown now."""
        layers = [y for y in self._document.layers.values() if y.theme in BUILT]
        cities = {id(y.thing): y.thing for y in layers}
        kinds = {
            kind
            for city in cities.values()
            for kind in city.objects.kinds  # type: ignore[union-attr]  # layers of a theme
            if theme_of(kind) in BUILT
        }
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if not cities:
            self._plan = None
            self.update()
            return
        extent = self._around.extent()

        def job(_: object) -> NDArray[np.uint8]:
            from city.plan import built_up

            return built_up(list(cities.values()), kinds, extent, CELLS)  # type: ignore[arg-type]

        def put(cover: NDArray[np.uint8]) -> None:
            self._task = None
            self._extent = extent
            rows, columns = cover.shape
            held = np.ascontiguousarray(cover)
            image = QImage(held.data, columns, rows, columns, QImage.Format.Format_Alpha8)
            self._plan = image.copy()
            share = rows / columns
            wide, high = (SIDE, round(SIDE * share)) if share < 1 else (round(SIDE / share), SIDE)
            self.resize(wide + 2 * ROOM, high + 2 * ROOM)
            self.update()

        self._task = self._tasks.start("", job, put)

    def toggle(self) -> None:
        self.setVisible(self.isHidden())
        if not self.isHidden():
            self.draw()

    def _on_change(self, change: Change) -> None:
        if change.what == "opened" and not self.isHidden():
            self.draw()

    def _place(self, x: float, y: float) -> QPointF:
        """A local place in the widget."""
        west, south, east, north = self._extent
        wide, high = self.width() - 2 * ROOM, self.height() - 2 * ROOM
        return QPointF(
            ROOM + (x - west) / (east - west) * wide, ROOM + (north - y) / (north - south) * high
        )

    def _local(self, place: QPointF) -> tuple[float, float]:
        west, south, east, north = self._extent
        wide, high = self.width() - 2 * ROOM, self.height() - 2 * ROOM
        return (
            west + (place.x() - ROOM) / wide * (east - west),
            north - (place.y() - ROOM) / high * (north - south),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.line), 1))
        painter.setBrush(QColor(colours.paper))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        inside = QRectF(self.rect()).adjusted(ROOM, ROOM, -ROOM, -ROOM)
        if self._plan is None:
            return
        inked = QImage(self._plan.size(), QImage.Format.Format_ARGB32_Premultiplied)
        inked.fill(QColor(colours.grey))
        inked.setAlphaChannel(self._plan)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(inside, inked)
        eye, corners = self._around.outline_in_sight()
        painter.setClipRect(inside)
        accent = QColor(colours.accent)
        painter.setPen(QPen(accent, 1.5))
        accent.setAlpha(40)
        painter.setBrush(accent)
        painter.drawPolygon(QPolygonF([self._place(*corner) for corner in corners]))
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(self._place(*eye), 3.5, 3.5)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.wanted.emit(*self._local(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.wanted.emit(*self._local(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        west, south, east, north = self._extent
        far = STEP * max(east - west, north - south)
        x, y, _ = self._around.focus
        self.wanted.emit(x + step[0] * far, y + step[1] * far)
