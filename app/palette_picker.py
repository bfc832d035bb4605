"""Choosing colours: a list of strips for scales and sets, and a swatch for a single colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QColorDialog, QComboBox

from app import theme
from city.palettes import PALETTES

STRIP = QSize(60, 14)
STEPS = 24  # colours of a scale in its strip


class PalettePicker(QComboBox):
    """The palettes for numbers or for values, each as a strip of its colours."""

    def __init__(self) -> None:
        super().__init__()
        self.setIconSize(STRIP)
        self.setMaxVisibleItems(24)
        self.setAccessibleName("Colours")
        self._offered: tuple[bool, bool] | None = None

    def offer(self, numbers: bool, reversed: bool, chosen: str) -> None:
        """List what suits numbers, or else single values; nothing is emitted."""
        self.blockSignals(True)
        if self._offered != (numbers, reversed):
            self._offered = (numbers, reversed)
            self.clear()
            for name, palette in PALETTES.items():
                if (palette.use != "qualitative") == numbers:
                    told = f"{palette.source}; {palette.licence}"
                    if not palette.safe:
                        told += "\nSome of its colours look alike to colour-blind eyes."
                    self.addItem(QIcon(strip(name, reversed)), name)
                    self.setItemData(self.count() - 1, told, Qt.ItemDataRole.ToolTipRole)
        if self.findText(chosen) < 0:  # a style from a file may use a set for numbers
            self.addItem(QIcon(strip(chosen, reversed)), chosen)
        self.setCurrentText(chosen)
        self.blockSignals(False)


def strip(name: str, reversed: bool = False) -> QPixmap:
    """A palette as a strip of its colours."""
    palette = PALETTES[name]
    count = len(palette.anchors) if palette.use == "qualitative" else STEPS
    picture = QPixmap(STRIP * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    wide = STRIP.width() / count
    for place, colour in enumerate(palette.colours(count, reversed).tolist()):
        painter.fillRect(QRectF(place * wide, 0, wide + 0.5, STRIP.height()), QColor(*colour))
    painter.end()
    return picture


class Swatch(QAbstractButton):
    """A single colour; a click lets one choose another."""

    picked = Signal(str)  # "#rrggbb"

    def __init__(self, what: str, colour: str) -> None:
        super().__init__()
        self.what, self.colour = what, colour
        self.setFixedSize(34, 20)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(what)
        self.setToolTip(f"{what}: click to choose another colour")
        self.clicked.connect(self._ask)

    def show_colour(self, colour: str) -> None:
        self.colour = colour
        self.update()

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self.colour), self)
        dialog.setWindowTitle(self.what)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(self._take)
        dialog.open()

    def _take(self, colour: QColor) -> None:
        self.show_colour(colour.name())
        self.picked.emit(self.colour)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.current()
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.line))
        painter.setBrush(QColor(self.colour))
        painter.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1), 4, 4)
