"""Handles over what is held: arrows east, north and up, a ring to turn, a cube to scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.tools.snap import metres_at
from app.tools.tool import Picture

F64 = NDArray[np.float64]

WAYS = {
    "east": np.array([1.0, 0.0, 0.0]),
    "north": np.array([0.0, 1.0, 0.0]),
    "up": np.array([0.0, 0.0, 1.0]),
}
# Red, green and blue for x, y and z, as every program for shapes has them; blue and red stay apart
# for colour-blind eyes, and each arrow has its letter besides.
COLOURS = {
    "east": "#d2432f",
    "north": "#4c8f2f",
    "up": "#2467c4",
    "ring": "#c98a00",
    "scale": "#6b4fa0",
}
LETTERS = {"east": "E", "north": "N", "up": "Up"}
ARM, RING = 92.0, 70.0  # pixels from the middle to an arrow's tip, and to the ring
CUBE = np.array([0.66, -0.66, 0.0])  # where the cube is, in arms
GRIP = 8.0  # pixels within which a handle is taken hold of
SHORT = 14.0  # pixels: an arrow that points at the eye and is shorter is not there
SIDES = 72  # of the ring


class _Shapes(NamedTuple):
    """Where the handles are seen: (n, 2) each."""

    lines: dict[str, F64]
    middle: F64


class Gizmo:
    """The handles round a place, as large on the screen however far it is."""

    def __init__(self, picture: Picture, parts: Sequence[str]) -> None:
        """parts: keys of COLOURS that there are."""
        self._picture = picture
        self.parts = tuple(parts)
        self.middle: F64 | None = None  # (3,) as it is drawn; None: there are no handles

    def at(self, place: QPointF) -> str:
        """The handle at a place in the widget, "" for none."""
        shapes = self._shapes()
        if shapes is None:
            return ""
        here = np.array([place.x(), place.y()])
        far = {part: _away(here, line) for part, line in shapes.lines.items()}
        if not far:
            return ""
        nearest = min(far, key=lambda part: far[part])
        return nearest if far[nearest] <= GRIP else ""

    def _shapes(self) -> _Shapes | None:
        """Where the handles are seen; None where their middle is behind the eye."""
        if self.middle is None:
            return None
        _, away = self._picture.seen(self.middle[None])
        if away[0] <= 0:
            return None
        arm = ARM * metres_at(self._picture, self.middle)
        turn = np.linspace(0, 2 * np.pi, SIDES + 1)
        circle = np.c_[np.cos(turn), np.sin(turn), np.zeros(SIDES + 1)]
        offsets = {name: np.stack([way * 0.16, way]) for name, way in WAYS.items()}
        offsets |= {"ring": circle * (RING / ARM), "scale": np.stack([CUBE, CUBE])}
        found: dict[str, F64] = {}
        for part in self.parts:
            line = self._seen(self.middle + offsets[part] * arm)
            if part not in WAYS or np.hypot(*(line[1] - line[0])) >= SHORT:
                found[part] = line
        return _Shapes(found, self._seen(self.middle[None])[0])

    def _seen(self, points: F64) -> F64:
        places, _ = self._picture.seen(points)
        return np.array([(p.x(), p.y()) for p in places])

    def paint(self, painter: QPainter, lit: str) -> None:
        """Draw the handles. lit: the one that is held, or would be."""
        shapes = self._shapes()
        if shapes is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        order = [part for part in ("ring", *WAYS, "scale") if part in shapes.lines]
        for part in order:
            line, colour = shapes.lines[part], QColor(COLOURS[part])
            if lit and part != lit:
                colour.setAlpha(150)
            wide = 4.6 if part == lit else 3.0
            if part == "scale":
                _paint_cube(painter, shapes.middle, line[0], colour, part == lit)
            elif part == "ring":
                _paint_ring(painter, line, colour, wide - 0.8)
            else:
                _paint_arrow(painter, line, colour, wide, LETTERS[part])
        at = QPointF(*shapes.middle)
        painter.setPen(QPen(QColor("#ffffff"), 1.5))
        painter.setBrush(QColor(40, 44, 50))
        painter.drawEllipse(at, 4.5, 4.5)
        painter.restore()


def _away(here: F64, line: F64) -> float:
    """Pixels from a place to the nearest part of a line (n, 2)."""
    start, step = line[:-1], np.diff(line, axis=0)
    size = np.maximum((step**2).sum(1), 1e-9)
    share = np.clip(((here - start) * step).sum(1) / size, 0, 1)
    return float(np.linalg.norm(start + step * share[:, None] - here, axis=1).min())


def _path(line: F64) -> QPainterPath:
    path = QPainterPath(QPointF(*line[0]))
    for x, y in line[1:].tolist():
        path.lineTo(x, y)
    return path


def _stroke(painter: QPainter, path: QPainterPath, colour: QColor, wide: float) -> None:
    """A line with a light edge, which tells on any ground."""
    edge = QColor(255, 255, 255, colour.alpha())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width in ((edge, wide + 2.6), (colour, wide)):
        pen = QPen(ink, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(path)


def _paint_ring(painter: QPainter, line: F64, colour: QColor, wide: float) -> None:
    _stroke(painter, _path(line), colour, wide)


def _paint_arrow(painter: QPainter, line: F64, colour: QColor, wide: float, letter: str) -> None:
    way = line[1] - line[0]
    way = way / max(float(np.hypot(*way)), 1e-9)
    across = np.array([-way[1], way[0]])
    foot = line[1] - way * 13
    _stroke(painter, _path(np.stack([line[0], foot])), colour, wide)
    head = [line[1] + way * 4, foot + across * 7, foot - across * 7]
    painter.setPen(QPen(QColor(255, 255, 255, colour.alpha()), 1.3))
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in head]))
    font = painter.font()
    font.setBold(True)
    painter.setFont(font)
    size = painter.fontMetrics().size(0, letter)
    middle = line[1] + way * 17
    left, top = middle[0] - size.width() / 2, middle[1] - size.height() / 2
    baseline = QPointF(left, top + painter.fontMetrics().ascent())
    path = QPainterPath()
    path.addText(baseline, font, letter)
    painter.setPen(QPen(QColor(255, 255, 255, colour.alpha()), 3.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.fillPath(path, colour)


def _paint_cube(painter: QPainter, middle: F64, at: F64, colour: QColor, lit: bool) -> None:
    line = np.stack([middle + (at - middle) * 0.16, at])
    pen = QPen(colour, 1.4, Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.drawLine(QPointF(*line[0]), QPointF(*line[1]))
    half = 7.5 if lit else 6.0
    painter.setPen(QPen(QColor(255, 255, 255, colour.alpha()), 1.6))
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(at[0] - half, at[1] - half, 2 * half, 2 * half), 2, 2)
