"""The scenario in the layer panel: the plan on the table, and what of it is to be seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.elided import Elided
from app.legend_picture import paint_swatch
from app.panels.layer_rows import Eye, section

Colour = tuple[int, int, int]


class Patch(QWidget):
    """A small square in the colour of a layer, hatched for what is not there any more."""

    def __init__(self, colour: Colour, hatched: bool = False) -> None:
        super().__init__()
        self._colour, self._hatched = QColor(*colour), hatched
        self.setFixedSize(12, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_swatch(painter, QRectF(0.5, 0.5, 11, 11), self._colour, self._hatched)


class PartRow(QFrame):
    """One line of the scenario: an eye, a swatch, what it is; a click on the words acts."""

    clicked = Signal()

    def __init__(self, name: str, colour: Colour, hatched: bool, tip: str) -> None:
        super().__init__()
        self.setObjectName("layerRow")
        self.eye = Eye(True, name)
        self.words = Elided(name)
        self.badge = QLabel("assumed")
        self.badge.setProperty("role", "assumed")
        self.badge.setToolTip("It is planned: nobody has measured it")
        self.badge.hide()
        self.below = QLabel()
        self.below.setTextFormat(Qt.TextFormat.PlainText)  # names come from files
        self.below.setProperty("role", "grey")
        self.below.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.below.hide()
        self.setToolTip(tip)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 3, 12, 3)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self.eye, 0, 0)
        grid.addWidget(Patch(colour, hatched), 0, 1)
        grid.addWidget(self.words, 0, 2)
        grid.addWidget(self.badge, 0, 3)
        grid.addWidget(self.below, 1, 2, 1, 2)

    def say(self, words: str, below: Sequence[str] = ()) -> None:
        """Say what the row is, and in smaller letters what that holds, two things a line."""
        self.words.setText(words)
        self.eye.setAccessibleName(f"Show {words}")
        lines = [", ".join(below[k : k + 2]) for k in range(0, len(below), 2)]
        self.below.setText("\n".join(lines))
        self.below.setVisible(bool(below))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()


class ScenarioRows(QWidget):
    """The rows of the plan on the table; hidden while the baseline lies there."""

    def __init__(self, added: Colour, gone: Colour, zone: Colour, beyond: Colour) -> None:
        super().__init__()
        self.plan = PartRow("Plan", added, False, "Turn to the plan's page")
        self.plan.badge.show()
        self.gone = PartRow("", gone, True, "Show what was demolished as a ghost")
        self.zones = PartRow("", zone, False, "Show what may be built where")
        self.beyond = PartRow("", beyond, False, "Look at what sticks out of its zone")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(section("Scenario"))
        for row in (self.plan, self.gone, self.zones, self.beyond):
            column.addWidget(row)

    def show_plan(
        self, name: str, contents: Sequence[str], demolished: str, zones: str, beyond: str
    ) -> None:
        """Say what the plan holds; a part without words has no row, and no name hides them all."""
        self.setVisible(bool(name))
        self.plan.say(name, contents or ["nothing drawn yet"])
        for row, words in ((self.gone, demolished), (self.zones, zones), (self.beyond, beyond)):
            row.say(words)
            row.setVisible(bool(words))
