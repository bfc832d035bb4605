"""What a plan's numbers take for granted, as sliders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from app.elided import Elided
from app.wording import number
from city.assumptions import ASSUMPTIONS, Assumption, assumed
from city.indicators import INDICATORS

STEPS = 200  # of a slider from its lowest to its highest value
SHOWN = tuple(name for name in ASSUMPTIONS if any(name in one.assumes for one in INDICATORS))


class Assumptions(QWidget):
    """A slider for each number, with its unit; where it comes from is told beside it."""

    moved = Signal(str, object)  # the name of an assumption and its value, None for the usual one

    def __init__(self) -> None:
        super().__init__()
        self.sliders: dict[str, QSlider] = {}
        self.values: dict[str, QLabel] = {}
        self.back: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for name in SHOWN:
            self._row(column, name, ASSUMPTIONS[name])
        self.show_values({})

    def _row(self, column: QVBoxLayout, name: str, one: Assumption) -> None:
        title, value = Elided(one.title), QLabel()
        slider = self.sliders[name] = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, STEPS)
        slider.setPageStep(STEPS // 10)
        slider.setAccessibleName(one.title)
        slider.valueChanged.connect(lambda at: self._move(name, at))
        usual = self.back[name] = QPushButton(f"usually {_told(one, one.value)}")
        usual.setProperty("role", "link")
        usual.setToolTip("Take the usual number again")
        usual.clicked.connect(lambda: self.moved.emit(name, None))
        self.values[name] = value
        for part in (value, slider):
            part.setToolTip(f"{one.title}: {one.source}")
        line = QHBoxLayout()
        line.addWidget(title, 1)
        line.addWidget(value)
        column.addLayout(line)
        column.addWidget(slider)
        column.addWidget(usual)

    def show_values(self, changed: Mapping[str, Any]) -> None:
        """Show what is taken for granted; `changed` are those that are not as usual."""
        taken = assumed(changed)
        for name in SHOWN:
            one, slider = ASSUMPTIONS[name], self.sliders[name]
            if value_at(one, slider.value()) != taken[name]:
                slider.blockSignals(True)
                slider.setValue(round((taken[name] - one.low) / (one.high - one.low) * STEPS))
                slider.blockSignals(False)
            self.values[name].setText(_told(one, taken[name]))
            self.back[name].setVisible(taken[name] != one.value)

    def _move(self, name: str, at: int) -> None:
        self.moved.emit(name, value_at(ASSUMPTIONS[name], at))


def value_at(one: Assumption, at: int) -> float:
    """The number that a slider stands for, round enough to be said."""
    value = one.low + (one.high - one.low) * at / STEPS
    decimals = -1 if one.high > 2000 else 0 if one.high > 100 else 1 if one.high > 6 else 2
    return round(value, decimals)


def _told(one: Assumption, value: float) -> str:
    return f"{number(value)} {one.unit}".strip()
