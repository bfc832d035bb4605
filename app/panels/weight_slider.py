"""A slider for a weight that shows how far it can be moved until another plan comes first."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from app import theme
from app.board_words import band_words
from app.still import StillSlider
from city.indicators.weighing import FULL


class WeightSlider(StillSlider):
    """From 0 to 100; the band below its handle is where the plan that is first stays first."""

    def __init__(self, title: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, int(FULL))
        self.setPageStep(10)
        self.setAccessibleName(f"Weight of {title}")
        self.band: tuple[float, float] | None = None

    def show_band(self, band: tuple[float, float] | None) -> None:
        """Show the weights with which the first plan stays first; None for none of them."""
        self.band = band
        self.setToolTip(band_words(band))
        self.setAccessibleDescription(band_words(band))
        self.update()

    def _x(self, weight: float) -> float:
        """Where the middle of the handle is at a weight."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        return handle / 2 + weight / FULL * (self.width() - handle)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.band is not None:
            colours = theme.current()
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            low, high = (self._x(min(max(end, 0.0), FULL)) for end in self.band)
            middle = self.height() / 2
            place = QRectF(low, middle - 7, max(high - low, 2.0), 14)
            painter.setPen(QColor(colours.accent))
            painter.setBrush(QColor(colours.tint))
            painter.drawRoundedRect(place, 3, 3)
            painter.end()
        super().paintEvent(event)
