"""The cross-section of a street, part by part; sections of one's own are kept for the next time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.panels.section_picture import COLOURS, Lane, SectionPicture
from app.settings import Settings
from app.sketch.making import SECTIONS, lanes_of
from city.edits import Lane as Part
from city.edits.parts import Number, parts_of

OWN = "your own"
MOST = 20  # parts
WIDTH = next(one for name, one, *_ in parts_of(Part) if name == "width")
YIELDS = (QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # a page is as wide as it is
FRESH = ("pavement", 2.0)  # what is added


class SectionEditor(QWidget):
    """Says what a street is made of: a preset to begin with, and every part of it.

    changed: a preset's name, or the parts from left to right.
    """

    changed = Signal(object)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.lanes: tuple[Lane, ...] = ()
        self._filling = False
        self.preset = QComboBox()
        self.preset.setAccessibleName("Begin with")
        self.preset.setSizePolicy(*YIELDS)
        self.preset.currentIndexChanged.connect(self._choose)
        self.picture = SectionPicture()
        self.picture.clicked.connect(self._point)
        self.rows: list[tuple[QComboBox, QDoubleSpinBox]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(0, 1)
        self.add = QPushButton("Add a part")
        self.add.clicked.connect(lambda: self._say((*self.lanes, FRESH)))
        self.name = QLineEdit()
        self.name.setPlaceholderText("Name to keep it by")
        self.name.setMaxLength(60)
        self.name.setSizePolicy(*YIELDS)
        self.keep = QPushButton("Keep")
        self.forget = QPushButton("Forget")
        self.keep.clicked.connect(self._keep)
        self.name.returnPressed.connect(self._keep)
        self.forget.clicked.connect(self._forget)
        for small in (self.keep, self.forget):
            small.setStyleSheet("padding: 4px 8px")
            small.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        last = QHBoxLayout()
        last.setSpacing(4)
        last.addWidget(self.name, 1)
        last.addWidget(self.keep)
        last.addWidget(self.forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.preset)
        column.addWidget(self.picture)
        column.addLayout(self._grid)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(last)

    def show_section(self, section: str | Sequence[Lane]) -> None:
        """Show a section: a preset's name, or its parts."""
        lanes = lanes_of(section)
        if lanes != self.lanes or not self.preset.count():
            self.lanes = lanes
            self._fill()

    def _all(self) -> dict[str, tuple[Lane, ...]]:
        return {**SECTIONS, **self._settings.sections}

    def _fill(self) -> None:
        """Let everything show the section as it is."""
        self._filling = True
        found = self._all()
        now = next((name for name, lanes in found.items() if lanes == self.lanes), OWN)
        self.preset.clear()
        for name in found:
            self.preset.addItem(name[:1].upper() + name[1:], name)
        if now == OWN:
            self.preset.addItem("Your own", OWN)
        self.preset.setCurrentIndex(self.preset.findData(now))
        self.forget.setVisible(now in self._settings.sections)
        fits = len(self.lanes) < MOST
        self.add.setEnabled(fits)
        self.picture.show_lanes(self.lanes)
        while len(self.rows) > len(self.lanes):
            self._drop_row()
        while len(self.rows) < len(self.lanes):
            self._add_row(len(self.rows))
        for (kind, width), (box, number) in zip(self.lanes, self.rows, strict=True):
            box.setCurrentIndex(box.findData(kind))
            number.setValue(width)
        self._filling = False

    def _add_row(self, at: int) -> None:
        box, number = QComboBox(), QDoubleSpinBox()
        for kind in COLOURS:
            box.addItem(kind.capitalize(), kind)
        assert isinstance(WIDTH, Number)
        number.setRange(WIDTH.low, WIDTH.high)
        number.setDecimals(2)
        number.setSingleStep(0.25)
        number.setSuffix(" m")
        number.setKeyboardTracking(False)
        box.setSizePolicy(*YIELDS)
        number.setFixedWidth(84)
        box.setAccessibleName(f"Part {at + 1}")
        number.setAccessibleName(f"Width of part {at + 1}")
        box.currentIndexChanged.connect(lambda _: self._read(at))
        number.valueChanged.connect(lambda _: self._read(at))
        self._grid.addWidget(box, at, 0)
        self._grid.addWidget(number, at, 1)
        buttons = (
            ("↑", "Move it to the left", partial(self._swap, at, at - 1)),
            ("↓", "Move it to the right", partial(self._swap, at, at + 1)),
            ("×", "Take it away", partial(self._remove, at)),
        )
        for column, (text, words, call) in enumerate(buttons, 2):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(words)
            button.setAccessibleName(f"{words}: part {at + 1}")
            button.setProperty("role", "flat")
            button.setStyleSheet("padding: 3px 0")
            button.setFixedWidth(20)
            button.clicked.connect(lambda _=False, do=call: do())
            self._grid.addWidget(button, at, column)
        self.rows.append((box, number))

    def _drop_row(self) -> None:
        self.rows.pop()
        for column in range(5):
            item = self._grid.itemAtPosition(len(self.rows), column)
            if item is not None and (widget := item.widget()) is not None:
                self._grid.removeWidget(widget)
                widget.deleteLater()

    # What is changed

    def _say(self, lanes: Sequence[Lane]) -> None:
        self.lanes = tuple(lanes)
        self._fill()
        now = self.preset.currentData()
        self.changed.emit(now if now in SECTIONS else self.lanes)

    def _choose(self, _: int) -> None:
        found = self._all().get(self.preset.currentData())
        if found is not None and not self._filling:
            self._say(found)

    def _read(self, at: int) -> None:
        if not self._filling:
            box, number = self.rows[at]
            fresh = (str(box.currentData()), round(number.value(), 2))
            self.picture.mark(at)
            self._say((*self.lanes[:at], fresh, *self.lanes[at + 1 :]))

    def _swap(self, one: int, other: int) -> None:
        if 0 <= other < len(self.lanes):
            lanes = list(self.lanes)
            lanes[one], lanes[other] = lanes[other], lanes[one]
            self.picture.mark(other)
            self._say(lanes)

    def _remove(self, at: int) -> None:
        if len(self.lanes) > 1:
            self.picture.mark(-1)
            self._say((*self.lanes[:at], *self.lanes[at + 1 :]))

    def _point(self, at: int) -> None:
        self.picture.mark(at)
        self.rows[at][1].setFocus()
        self.rows[at][1].selectAll()

    def _keep(self) -> None:
        name = self.name.text().strip()
        if not name or name.lower() in (*SECTIONS, OWN):
            self.name.setFocus()
            return
        self._settings.keep_section(name, self.lanes)
        self.name.clear()
        self._fill()

    def _forget(self) -> None:
        self._settings.keep_section(str(self.preset.currentData()), ())
        self._fill()
