"""A section through the city as a chart: to be looked at, read off, copied and saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.dialogs.one_file import ask_new_file
from app.theme import LIGHT, Theme
from app.wording import number
from city.frame import Frame
from city.profile import Profile, as_csv, top_of

LEFT, RIGHT, TOP, BOTTOM = 62, 16, 14, 40  # pixels around the chart
GROUND, EARTH = QColor("#8a7a5c"), QColor("#e9e2d3")
WATER, GREEN = QColor("#4f8fbd"), QColor("#6f9e5f")
POINTS = {2: "#a08f6b", 3: "#8fb476", 4: "#6f9e5f", 5: "#4c8348", 6: "#c27b5a", 9: "#5b9bc8"}


class SectionChart(QWidget):
    """Heights over the way along the line; the mouse reads them off."""

    read = Signal(str)

    def __init__(self, cut: Profile) -> None:
        super().__init__()
        self.cut = cut
        self.setMouseTracking(True)
        self.setMinimumSize(480, 240)
        self.setAccessibleName("Section")
        heights = [cut.cuts[..., 1].ravel(), cut.ground[:, 1], cut.points[:, 1]]
        every = np.concatenate(heights)
        every = every[np.isfinite(every)] if np.isfinite(every).any() else np.array([0.0, 10.0])
        low, high = float(every.min()), float(every.max())
        room = max((high - low) * 0.08, 1.0)
        self.low, self.high = low - room, high + room
        self._at: float | None = None
        relief = cut.themes.index("Terrain") if "Terrain" in cut.themes else -1
        self._top = top_of(cut.cuts[cut.cut_theme != relief], cut.ground[:, 0])

    def sizeHint(self) -> QSize:
        return QSize(900, 360)

    def _room(self, size: QSize) -> QRectF:
        return QRectF(LEFT, TOP, size.width() - LEFT - RIGHT, size.height() - TOP - BOTTOM)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        painter.fillRect(self.rect(), QColor(colours.paper))
        self.draw(painter, self.size(), colours)
        if self._at is not None:
            room = self._room(self.size())
            x = room.left() + self._at * room.width()
            painter.setPen(QPen(QColor(colours.accent), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))

    def draw(self, painter: QPainter, size: QSize, colours: Theme) -> None:
        """Draw the section into a picture of a size."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self._room(size)
        self._draw_axes(painter, room, colours)
        painter.save()
        painter.setClipRect(room)
        self._draw_ground(painter, room)
        self._draw_points(painter, room)
        self._draw_cuts(painter, room, colours)
        painter.restore()

    def _spots(self, room: QRectF, values: np.ndarray) -> np.ndarray:
        """Stations and heights (.., 2) -> where they are drawn (.., 2)."""
        x = room.left() + values[..., 0] / self.cut.length * room.width()
        y = room.bottom() - (values[..., 1] - self.low) / (self.high - self.low) * room.height()
        return np.stack([x, y], axis=-1)

    def _draw_axes(self, painter: QPainter, room: QRectF, colours: Theme) -> None:
        line, grey = QColor(colours.line), QColor(colours.grey)
        middle = Qt.AlignmentFlag.AlignCenter
        for height in steps(self.low, self.high, max(int(room.height() / 45), 2)):
            y = float(self._spots(room, np.array([0.0, height]))[1])
            painter.setPen(line)
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(grey)
            spot = QRectF(0, y - 9, LEFT - 8, 18)
            painter.drawText(spot, Qt.AlignmentFlag.AlignRight, f"{number(height)} m")
        for station in steps(0, self.cut.length, max(int(room.width() / 90), 2)):
            x = float(self._spots(room, np.array([station, 0.0]))[0])
            painter.setPen(line)
            painter.drawLine(QPointF(x, room.bottom()), QPointF(x, room.bottom() + 4))
            painter.setPen(grey)
            wide = 80.0
            left = min(max(x - wide / 2, 0), room.right() + RIGHT - wide)
            painter.drawText(QRectF(left, room.bottom() + 5, wide, 16), middle, number(station))
        rise = room.height() / (self.high - self.low) / (room.width() / self.cut.length)
        words = f"metres along the line · heights drawn {number(rise, 1)} times as high"
        painter.drawText(QRectF(room.left(), room.bottom() + 21, room.width(), 16), middle, words)

    def _draw_ground(self, painter: QPainter, room: QRectF) -> None:
        known = np.isfinite(self.cut.ground[:, 1])
        edges = np.flatnonzero(np.diff(np.concatenate([[0], known.astype(int), [0]])))
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            spots = self._spots(room, self.cut.ground[first:last])
            shape = QPolygonF([QPointF(x, y) for x, y in spots.tolist()])
            below = [QPointF(spots[-1, 0], room.bottom()), QPointF(spots[0, 0], room.bottom())]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(EARTH)
            painter.drawPolygon(QPolygonF([*shape.toList(), *below]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(GROUND, 1.6))
            painter.drawPolyline(shape)

    def _draw_points(self, painter: QPainter, room: QRectF) -> None:
        spots = self._spots(room, self.cut.points)
        for code in np.unique(self.cut.classes).tolist():
            painter.setPen(QPen(QColor(POINTS.get(code, "#9a9a9a")), 2))
            mine = spots[self.cut.classes == code]
            painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in mine.tolist()]))

    def _draw_cuts(self, painter: QPainter, room: QRectF, colours: Theme) -> None:
        ends = self._spots(room, self.cut.cuts).reshape(-1, 4)
        kinds = {"Water": WATER, "Vegetation": GREEN, "Terrain": GROUND}
        for k, name in enumerate(self.cut.themes):
            painter.setPen(QPen(kinds.get(name, QColor(colours.ink)), 1.5))
            mine = ends[self.cut.cut_theme == k].tolist()
            painter.drawLines([QLineF(*piece) for piece in mine])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        room = self._room(self.size())
        share = (event.position().x() - room.left()) / room.width()
        self._at = share if 0 <= share <= 1 else None
        self.update()
        self.read.emit(self.words_at(share * self.cut.length) if self._at is not None else "")

    def words_at(self, station: float) -> str:
        """What the section shows at a station."""
        row = int(np.argmin(np.abs(self.cut.ground[:, 0] - station)))
        ground, top = self.cut.ground[row, 1], self._top[row]
        words = [f"At {number(station, 1)} m"]
        if np.isfinite(ground):
            words.append(f"ground {number(ground, 2)} m")
        if np.isfinite(top):
            words.append(f"top {number(top, 2)} m")
        if np.isfinite(ground) and np.isfinite(top):
            words.append(f"{number(top - ground, 2)} m above the ground")
        return " · ".join(words)


def steps(low: float, high: float, most: int) -> list[float]:
    """Round numbers between two, not many more than wanted."""
    rough = max(high - low, 1e-9) / most
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= rough)
    first = np.ceil(low / step - 1e-9)
    count = int(np.floor(high / step + 1e-9) - first) + 1
    return [float((first + k) * step) for k in range(count)]


class SectionDialog(QDialog):
    """The chart with its buttons; it stays open beside the city."""

    def __init__(self, parent: QWidget | None, cut: Profile, frame: Frame) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Section")
        self._cut, self._frame = cut, frame
        self.chart = SectionChart(cut)
        self.words = QLabel("Move over the section to read it off.")
        self.words.setProperty("role", "grey")
        self.chart.read.connect(self.words.setText)
        self.copy = QPushButton("Copy as CSV")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.table()))
        self.save = QPushButton("Save…")
        self.save.clicked.connect(self._ask_save)
        row = QHBoxLayout()
        self.words.setWordWrap(True)
        row.addWidget(self.words, 1)
        row.addWidget(self.copy)
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.addWidget(self.chart, 1)
        column.addLayout(row)

    def table(self) -> str:
        """The section as comma-separated values."""
        return as_csv(self._cut, self._frame)

    def _ask_save(self) -> None:
        kinds = ["Picture (*.png)", "Drawing (*.svg)", "Table (*.csv)"]
        ask_new_file(self, "Save the section", lambda path, _: self._save_said(path), kinds)

    def _save_said(self, path: Path) -> None:
        try:
            self.words.setText(f"Saved as {self.save_as(path).name}")
        except OSError as fault:
            self.words.setText(f"{path} could not be written: {fault.strerror or fault}")

    def save_as(self, path: Path) -> Path:
        """Write the section as a .png, .svg or .csv, by the name's end; .png where it has none."""
        if path.suffix.lower() not in (".png", ".svg", ".csv"):
            path = path.with_name(path.name + ".png")
        if path.suffix.lower() == ".csv":
            path.write_text(self.table(), encoding="utf-8")
        else:
            path.write_bytes(self._picture(path.suffix.lower()))
        return path

    def _picture(self, kind: str) -> bytes:
        size = QSize(1200, 480)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if kind == ".svg":
            from PySide6.QtSvg import QSvgGenerator

            drawing = QSvgGenerator()
            drawing.setOutputDevice(buffer)
            drawing.setSize(size)
            drawing.setViewBox(QRectF(0, 0, size.width(), size.height()))
            drawing.setTitle("Section")
            painter = QPainter(drawing)
            self.chart.draw(painter, size, LIGHT)
            painter.end()
        else:
            image = QImage(size * 2, QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(2)
            image.fill(Qt.GlobalColor.white)
            painter = QPainter(image)
            self.chart.draw(painter, size, LIGHT)
            painter.end()
            image.save(buffer, "PNG")  # type: ignore[call-overload]  # the hints want bytes
        return bytes(buffer.data().data())
