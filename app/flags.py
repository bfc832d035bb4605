"""The notes as numbered flags over the city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen

from app import theme
from app.document import Document
from app.on_the_table import Change
from city.crs import Crs
from city.project import Note
from city.project.viewpoint import places_in_frame

if TYPE_CHECKING:
    from app.viewport import Viewport

POLE = 24.0  # pixels from the place up to its flag
HEIGHT = 20.0
FAR = 4.0  # times as far as what is looked at: a flag so far away only hides what is near
AT_LEAST = 2000.0  # metres that are never far


class Flags(QObject):
    """Paints a flag where each note is pinned, and hears when one is clicked.

    A note behind the eye or far beyond what is looked at has none, nor has one from another place
    on Earth that nothing leads to.
    """

    clicked = Signal(str)  # ident of the note

    def __init__(self, viewport: Viewport, document: Document) -> None:
        super().__init__(viewport)
        self._viewport, self._document = viewport, document
        self.current = ""  # ident of the note that is looked at in the panel
        self._notes: list[Note] = []
        self._points = np.zeros((0, 3))
        self._boxes: list[tuple[QRectF, Note]] = []  # as painted, the nearest last
        self._held = False
        viewport.marks.append(self)
        viewport.installEventFilter(self)
        document.changed.connect(self._on_change)
        self._place()

    def mark(self, ident: str) -> None:
        """Let one flag stand out."""
        self.current = ident
        self._viewport.update()

    def point_of(self, note: Note) -> tuple[float, float, float] | None:
        """Where a note is pinned, in local metres; None for nowhere here."""
        if note not in self._notes:
            return None
        x, y, z = self._points[self._notes.index(note)].tolist()
        return x, y, z

    def _on_change(self, change: Change) -> None:
        if change.what in ("opened", "notes"):
            self._place()
            self._viewport.update()

    def _place(self) -> None:
        """Find out where in the city each note is."""
        frame = self._document.frame
        self._notes, points = [], []
        for note in self._document.notes if frame is not None else ():
            assert frame is not None
            try:
                found = places_in_frame([note.place], Crs(note.horizontal, note.vertical), frame)
            except ValueError:  # the panel says so
                continue
            if np.isfinite(found).all():
                self._notes.append(note)
                points.append(found[0])
        self._points = np.array(points).reshape(-1, 3)

    def shown(self, room: QRectF) -> list[tuple[Note, QPointF]]:
        """The notes that are in sight in a picture of this room, and where; the farthest first."""
        if not self._notes:
            return []
        places, away = self._viewport.seen(self._points * (1, 1, self._document.exaggeration))
        eye = self._viewport.eye()
        reach = FAR * float(np.linalg.norm(np.subtract(eye.focus, eye.position)))
        near = np.flatnonzero((away > 0) & (away < max(reach, AT_LEAST)))
        order: NDArray[np.intp] = near[np.argsort(-away[near])]
        inside = room.adjusted(-40, -10, 40, 50)
        return [(self._notes[k], places[k]) for k in order if inside.contains(places[k])]

    def paint(self, painter: QPainter) -> None:
        colours = theme.current()
        self._boxes = []
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        for note, place in self.shown(QRectF(painter.window())):
            chosen = note.ident == self.current
            text = str(note.number)
            width = max(painter.fontMetrics().horizontalAdvance(text) + 14.0, HEIGHT)
            box = QRectF(place.x() - 1, place.y() - POLE - HEIGHT, width, HEIGHT)
            fill, ink = QColor(colours.accent), QColor("#ffffff")
            if chosen:
                fill, ink = QColor(colours.paper), QColor(colours.accent)
            painter.setPen(QPen(QColor(colours.paper), 4))  # a seam against a city of any colour
            painter.drawLine(place, box.topLeft() + QPointF(1, HEIGHT / 2))
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawLine(place, box.topLeft() + QPointF(1, HEIGHT / 2))
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(place, 2.5, 2.5)
            painter.setPen(QPen(QColor(colours.accent if chosen else colours.paper), 1.5))
            painter.setBrush(fill)
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(ink)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            self._boxes.append((box, note))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on a flag is for the note, not for what stands behind it."""
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            if event.type() == QEvent.Type.MouseButtonPress:
                hit = next(
                    (n for box, n in reversed(self._boxes) if box.contains(event.position())), None
                )
                self._held = hit is not None
                if hit is not None:
                    self.clicked.emit(hit.ident)
                return self._held
            if event.type() == QEvent.Type.MouseButtonRelease and self._held:
                self._held = False
                return True
        return False
