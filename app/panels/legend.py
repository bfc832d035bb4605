"""The legend: a card over the city that says what its colours mean; a click selects a class."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolTip, QWidget

from app import theme
from app.document import Document
from app.legend_picture import LegendSketch, Line, legend_picture, lines_of
from app.legend_words import BADGES, source_words
from app.on_the_table import Change, Chosen, Layer
from app.styling import Styling
from app.wording import number as decimal
from city.colour_vision import seen
from city.legend import Legend
from city.model import City

EDGE = 16  # pixels between the card and the viewport's edge
LEAST = 40  # pixels of a card from which anything can be read


class LegendPage(QWidget):
    """The lines of all legends, one below the other."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._legends: list[tuple[Layer, Legend]] = []
        self._owner: list[int] = []  # which legend each line belongs to
        self.lines: list[Line] = []
        self.sketch = LegendSketch([], self.font())
        self.sight = ""
        self.planned: list[Line] = []  # what the colours of a plan mean
        self.study: list[Line] = []  # and those of a study
        self.fan: list[Line] = []  # and those of a shadow fan
        self.differences: list[Line] = []  # and those of two sides that are compared
        self.live: list[Line] = []  # and those of live layers
        self.results: list[Line] = []  # and those of results of models
        self._marked: int | None = None
        self._look: tuple[object, ...] = ()  # of the picture of all lines
        self._picture = QPixmap()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend; up and down choose a class, Enter selects its objects")

    def show_legends(self, legends: list[tuple[Layer, Legend]]) -> None:
        self._legends = legends
        lines = [*(self.differences or self.planned), *self.live, *self.results]
        lines += [*self.study, *self.fan]
        self._owner = [-1] * len(lines)
        for number, (layer, legend) in enumerate(legends):
            mine = lines_of(legend, layer.name, source_of(layer))
            lines += mine
            self._owner += [number] * len(mine)
        factor = self._document.exaggeration
        if factor != 1.0:
            lines.append(Line(f"Heights × {decimal(factor)}", "heading"))
        self.lines = lines
        self.sketch = LegendSketch([self._as_seen(line) for line in lines], self.font())
        self._marked = None
        self.resize(self.sketch.size.toSize())
        self.update()

    def _as_seen(self, line: Line) -> Line:
        """A line with its colour as the simulated eyes see it."""
        if line.colour is None or not self.sight:
            return line
        red, green, blue = seen(np.array(line.colour, np.uint8), self.sight).tolist()
        return replace(line, colour=(red, green, blue))

    def sizeHint(self) -> QSize:
        return self.sketch.size.toSize()

    def choose(self, line: int) -> None:
        """Select the objects of the class in a line."""
        entry = self.sketch.lines[line].entry
        layer, legend = self._legends[self._owner[line]]
        if entry is not None and isinstance(layer.thing, City):
            self._document.choose(Chosen(layer.thing, legend.rows(entry)))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = (self.sketch, theme.current(), self._marked, self.devicePixelRatioF())
        if look != self._look:
            self._look, self._picture = look, self._painted(look[3])
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _painted(self, ratio: float) -> QPixmap:
        """The lines as a picture, since they are painted anew with each picture of the city."""
        picture = QPixmap((self.sketch.size * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.sketch.paint(painter, theme.current(), self._marked)
        painter.end()
        return picture

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        line = self.sketch.at(event.position())
        told = self.sketch.lines[line] if line is not None else None
        clickable = told is not None and told.entry is not None
        self._mark(line if clickable else None)
        shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        if told is not None and told.role == "source":
            badge = f"{told.badge}: {BADGES[told.badge]}" if told.badge else ""
            words = "\n".join(part for part in (told.text, told.tip, badge) if part)
            QToolTip.showText(event.globalPosition().toPoint(), words, self)
        elif clickable:
            QToolTip.showText(event.globalPosition().toPoint(), "Select these", self)

    def leaveEvent(self, event: QEvent) -> None:
        self._mark(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = self.sketch.at(event.position())
        if line is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        classes = [k for k, line in enumerate(self.sketch.lines) if line.entry is not None]
        if key in steps and classes:
            at = classes.index(self._marked) if self._marked in classes else -1
            first = 0 if steps[key] > 0 else len(classes) - 1
            self._mark(classes[(at + steps[key]) % len(classes) if at >= 0 else first])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Space) and self._marked is not None:
            self.choose(self._marked)
        else:
            super().keyPressEvent(event)

    def _mark(self, line: int | None) -> None:
        if line != self._marked:
            self._marked = line
            self.update()


class LegendCard(QScrollArea):
    """The card in the lower left corner of the viewport; it scrolls where there is no room."""

    def __init__(self, viewport: QWidget, document: Document, styling: Styling) -> None:
        super().__init__(viewport)
        self.setObjectName("card")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._around, self._document, self._styling = viewport, document, styling
        self.page = LegendPage(document)
        self.setWidget(self.page)
        self.page.setAutoFillBackground(False)
        self._below, self._above = 0, EDGE
        self.hide()
        styling.told.connect(lambda _key: self.refresh())
        document.changed.connect(self._on_change)

    def _on_change(self, change: Change) -> None:
        if change.what in ("opened", "layer", "exaggeration"):
            self.refresh()

    def refresh(self) -> None:
        """Write the legends of what is in sight."""
        layers = self._document.layers
        legends = [
            (layers[key], legend)
            for key, legend in self._styling.legends.items()
            if key in layers and layers[key].visible
        ]
        self.page.show_legends(legends)
        self.place(self._below)

    def show_plan(self, lines: list[Line]) -> None:
        """Say what the colours of a plan mean, before all legends; no lines for no plan."""
        if lines != self.page.planned:
            self.page.planned = lines
            self.refresh()

    def show_study(self, lines: list[Line]) -> None:
        """Say what the colours of a study mean; no lines for no study."""
        if lines != self.page.study:
            self.page.study = lines
            self.refresh()

    def show_live(self, lines: list[Line]) -> None:
        """Say what the colours of live layers mean; no lines for none."""
        if lines != self.page.live:
            self.page.live = lines
            self.refresh()

    def show_results(self, lines: list[Line]) -> None:
        """Say what the colours of results of models mean; no lines for none."""
        if lines != self.page.results:
            self.page.results = lines
            self.refresh()

    def show_fan(self, lines: list[Line]) -> None:
        """Say which hour each colour of a shadow fan stands for; no lines for no fan."""
        if lines != self.page.fan:
            self.page.fan = lines
            self.refresh()

    def show_differences(self, lines: list[Line]) -> None:
        """Say what the colours of differences mean, in the place of a plan's; no lines for none."""
        if lines != self.page.differences:
            self.page.differences = lines
            self.refresh()

    def see_as(self, sight: str) -> None:
        """Show the colours as eyes of city.colour_vision.SIGHT see them; "" for most people's."""
        self.page.sight = sight
        self.refresh()

    def picture(self, scale: float) -> QImage | None:
        """The card for a sheet of paper, with `scale` pixels for each of the screen's, or None."""
        lines = self.page.lines
        return legend_picture(lines, theme.LIGHT, self.font(), scale) if lines else None

    def place(self, below: int) -> None:
        """Put the card into its corner, above what takes `below` pixels there; never clipped."""
        self._below = below
        wanted = self.page.sizeHint()
        room = self._around.height() - EDGE - below - self._above
        self.setVisible(bool(self.page.sketch.lines) and room >= LEAST)
        high = max(min(wanted.height() + 2, room), LEAST)
        bar = self.verticalScrollBar().sizeHint().width() if high < wanted.height() + 2 else 0
        self.resize(min(wanted.width() + 2 + bar, self._around.width() - 2 * EDGE), high)
        self.move(EDGE, self._around.height() - EDGE - below - high)

    def stay_below(self, top: int) -> None:
        """Leave so many pixels at the top of the picture to others."""
        self._above = top
        self.place(self._below)


def source_of(layer: Layer) -> str:
    """Where a layer's values come from."""
    thing = layer.thing
    return source_words(thing.sources if isinstance(thing, City) else (thing.source,))
