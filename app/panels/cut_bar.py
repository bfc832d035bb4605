"""The bar of a cut through the city: which way, where, and back to the whole."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QToolButton,
)

from app.document import Document
from app.on_the_table import Change
from app.tab import Tab
from app.wording import number
from app.yielding import fold, folded_width
from city.cutaway import KINDS, Cutaway, Kind

STEPS = 1000  # of the slider, from one end of the city to the other
WORDS: dict[Kind, tuple[str, str]] = {
    "upright": ("Upright", "Cut away what is before a wall"),
    "level": ("Level", "Cut away what is above a height"),
    "box": ("Box", "Keep only a box"),
}


class CutBar(QFrame):
    """Shown while the city is cut; every move of it cuts at once."""

    asked = Signal()  # for a cut of the chosen kind, where one looks

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("status")
        self._document = document
        self._middle = (0.0, 0.0, 0.0)
        self._reach = 100.0
        self.kinds: dict[Kind, Tab] = {}
        together = QButtonGroup(self)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(16, 5, 16, 5)
        self._halves.setSpacing(10)
        left, right = QHBoxLayout(), QHBoxLayout()
        for half in (left, right):
            half.setSpacing(10)
            self._halves.addLayout(half)
        self._halves.setStretch(0, 1)
        for kind in KINDS:
            word, hint = WORDS[kind]
            button = Tab(word)
            button.setToolTip(hint)
            button.clicked.connect(lambda _=False, k=kind: self._set(kind=k))
            together.addButton(button)
            self.kinds[kind] = button
            left.addWidget(button)
        self.place = QSlider(Qt.Orientation.Horizontal)
        self.place.setRange(0, STEPS)
        self.place.setMinimumWidth(60)
        self.place.setAccessibleName("Where the city is cut")
        self.place.valueChanged.connect(self._slide)
        left.addWidget(self.place, 1)
        self.where = QLabel()
        self.where.setMinimumWidth(70)
        left.addWidget(self.where)
        self.turn = QSpinBox()
        self.turn.setRange(0, 359)
        self.turn.setWrapping(True)
        self.turn.setSuffix("°")
        self.turn.setSingleStep(5)
        self.turn.setAccessibleName("Direction, degrees from north")
        self.turn.setToolTip("Direction, degrees from north")
        self.turn.valueChanged.connect(lambda value: self._set(azimuth=float(value)))
        right.addWidget(self.turn)
        self.side = QSpinBox()
        self.side.setRange(10, 5000)
        self.side.setSingleStep(10)
        self.side.setSuffix(" m")
        self.side.setAccessibleName("Width of the box")
        self.side.setToolTip("Width of the box")
        self.side.valueChanged.connect(self._widen)
        right.addWidget(self.side)
        for box in (self.turn, self.side):
            box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.flip = QToolButton()
        self.flip.setText("Flip")
        self.flip.setToolTip("See the other side of the cut")
        self.flip.clicked.connect(self._flip)
        right.addWidget(self.flip)
        self.here = QToolButton()
        self.here.setText("Here")
        self.here.setToolTip("Cut where you look, facing you")
        self.here.clicked.connect(self.asked)
        right.addWidget(self.here)
        self.whole = QToolButton()
        self.whole.setText("Whole")
        self.whole.setToolTip("Close the cut (X)")
        self.whole.clicked.connect(lambda: document.cut(None))
        right.addWidget(self.whole)
        document.changed.connect(self._on_change)
        self.hide()

    def minimumSizeHint(self) -> QSize:
        return QSize(folded_width(self._halves), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fold(self._halves, self.width())

    def measure(self, middle: tuple[float, float, float], reach: float) -> None:
        """How far the slider goes: so many metres to both sides of a point."""
        self._middle, self._reach = middle, max(reach, 1.0)

    def _on_change(self, change: Change) -> None:
        if change.what != "cutaway":
            return
        cut = self._document.cutaway
        self.setVisible(cut is not None)
        if cut is None:
            return
        for part in (self.place, self.turn, self.side):
            part.blockSignals(True)
        self.kinds[cut.kind].setChecked(True)
        self.turn.setValue(round(cut.azimuth) % 360)
        self.side.setValue(round(cut.size[0]))
        share = (self._along(cut) + self._reach) / (2 * self._reach)
        self.place.setValue(round(min(max(share, 0.0), 1.0) * STEPS))
        for part in (self.place, self.turn, self.side):
            part.blockSignals(False)
        self.turn.setVisible(cut.kind != "level")
        self.side.setVisible(cut.kind == "box")
        self.flip.setVisible(cut.kind == "upright")
        fold(self._halves, self.width())
        self.where.setText(self._said(cut))

    def _said(self, cut: Cutaway) -> str:
        if cut.kind == "level":
            frame = self._document.frame
            height = cut.place[2] + (frame.origin[2] if frame is not None else 0.0)
            return f"at {number(height, 1)} m"
        return f"{number(self._along(cut), 0)} m"

    def _along(self, cut: Cutaway) -> float:
        """Metres from the middle of the city to the cut, along its direction."""
        if cut.kind == "level":
            return cut.place[2] - self._middle[2]
        ahead = replace(cut, place=self._middle).moved(1.0).place
        way = [a - b for a, b in zip(ahead, self._middle, strict=True)]
        off = [a - b for a, b in zip(cut.place, self._middle, strict=True)]
        return sum(a * b for a, b in zip(way, off, strict=True))

    def _slide(self, step: int) -> None:
        cut = self._document.cutaway
        if cut is not None:
            wanted = (step / STEPS * 2 - 1) * self._reach
            self._document.cut(cut.moved(wanted - self._along(cut)))

    def _widen(self, side: int) -> None:
        self._set(size=(float(side), float(side), 2 * self._reach + 1000.0))

    def _flip(self) -> None:
        cut = self._document.cutaway
        if cut is not None:
            self._set(azimuth=(cut.azimuth + 180) % 360)

    def _set(self, **what: object) -> None:
        cut = self._document.cutaway
        if cut is not None:
            self._document.cut(replace(cut, **what))  # type: ignore[arg-type]
