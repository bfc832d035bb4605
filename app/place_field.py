"""Fields for places and things, which are pointed out in the picture or typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from city.simulate.coordinates import read_points, written
from city.simulate.parameters import Parameter

F64 = NDArray[np.float64]
NONE = np.zeros((0, 3))


class Pointer(Protocol):
    """What lets places be pointed out; places are (x, y, z), in the project's coordinates and
    metres above the ground, z NaN for the ground itself."""

    def point_out(
        self, kind: str, pointed: Callable[[F64], None], taken_back: Callable[[], None]
    ) -> None:
        """Let the next clicks in the picture say a "place" to stand at, several "places", or an
        "aim", which is looked at."""

    def chosen(self) -> list[str]:
        """The ids of what is selected."""

    def mark(self, places: Sequence[tuple[str, F64]]) -> None:
        """Mark places (n, 3) under a name in the picture, in place of those before."""


class PlaceField(QWidget):
    """A line to type in, with a button that lets the picture be clicked, and one that takes the
    id of what is selected."""

    changed = Signal()

    def __init__(self, one: Parameter, pointer: Pointer | None) -> None:
        """pointer: None where there is no picture to point at."""
        super().__init__()
        self._pointer = pointer
        self.title, self._kind = one.title, one.kind
        self._fresh = False  # whether the next place comes in place of those before
        self.line = QLineEdit()
        self.line.setPlaceholderText(one.about)
        self.line.setAccessibleName(one.title)
        self.line.textChanged.connect(lambda _: self.changed.emit())
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pick = self._button("Pick", f"{one.title}: click in the picture", self._point_out)
        self.take = self._button("Selected", f"{one.title}: what is selected", self._take)
        self.pick.setVisible(pointer is not None and one.kind != "thing")
        self.take.setVisible(pointer is not None and one.kind in ("thing", "aim"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addStretch(1)
        for button in (self.pick, self.take):
            row.addWidget(button)
        column.addLayout(row)

    def _button(self, text: str, tip: str, call: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(call)
        return button

    def text(self) -> str:
        return self.line.text().strip()

    def setText(self, text: str) -> None:
        self.line.setText(text)
        self.line.setCursorPosition(0)

    def places(self) -> F64:
        """(n, 3): what is typed, as far as it is places."""
        try:
            return NONE if self._kind == "thing" else read_points(self.text())
        except ValueError:
            return NONE

    def _point_out(self) -> None:
        assert self._pointer is not None
        self._fresh = True
        self._pointer.point_out(self._kind, self._pointed, self._taken_back)

    def _pointed(self, place: F64) -> None:
        before = NONE if self._fresh else self.places()
        self._fresh = False
        self.setText(written(np.vstack([before, place])))

    def _taken_back(self) -> None:
        self.setText(written(self.places()[:-1]))

    def _take(self) -> None:
        assert self._pointer is not None
        chosen = self._pointer.chosen()
        if chosen:
            self.setText(chosen[0])
