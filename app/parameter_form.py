"""A form for what a simulation can be asked with, made from its one declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.one_file import ask_file
from app.form import Form
from app.panels.fold import Fold
from app.place_field import PlaceField, Pointer
from app.setting_files import FILTERS
from city.simulate.parameters import Parameter

USUAL_DAYS = ((3, 21), (6, 21), (9, 23), (12, 22))
NARROW = 96  # pixels that a field has at least
FILE = "\0file"  # stands for a file that is still to be chosen
AREAS = (("plan", "Around the plan"), ("view", "What is in the picture"), ("all", "All of it"))


class ParameterForm(QWidget):
    """One field for each parameter; those that most people never touch are folded away.

    area_in_view: the box of the project's coordinates that is in the picture, None for none.
    """

    changed = Signal()

    def __init__(
        self,
        parameters: Sequence[Parameter],
        area_in_view: Callable[[], list[float] | None],
        pointer: Pointer | None = None,
    ) -> None:
        """pointer: lets places be pointed out; without it they are typed."""
        super().__init__()
        self._area_in_view, self._pointer = area_in_view, pointer
        self.fields: dict[str, QWidget] = {}
        self._read: dict[str, Callable[[], Any]] = {}
        self._write: dict[str, Callable[[Any], None]] = {}
        front, more = Form(), Form()
        for one in parameters:
            field = getattr(self, f"_{one.kind}")(one)
            field.setToolTip(". ".join(filter(None, (one.title, one.about, one.allowed()))))
            if not isinstance(
                field.layout(), QVBoxLayout
            ):  # what is longer is seen as far as it goes
                field.setMinimumWidth(NARROW)
            self.fields[one.key] = field
            (more if one.rare else front).row(one.title, field)
            self._write[one.key](one.taken(one.default))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(front)
        if any(one.rare for one in parameters):
            column.addWidget(Fold("More settings", more, opened=False))

    def values(self) -> dict[str, Any]:
        """What is put in, as the simulation takes it."""
        return {key: read() for key, read in self._read.items()}

    def show_values(self, settings: Mapping[str, Any]) -> None:
        """Put in what something was asked with before."""
        for key, value in settings.items():
            if key in self._write:
                self._write[key](value)

    def places(self) -> list[tuple[str, NDArray[np.float64]]]:
        """The places that are put in, (n, 3) under the title of each field: x, y in the project's
        coordinates, z in metres above the ground, NaN for the ground itself."""
        fields = [field for field in self.fields.values() if isinstance(field, PlaceField)]
        return [(field.title, field.places()) for field in fields if len(field.places())]

    def _keep(self, one: Parameter, read: Callable[[], Any], write: Callable[[Any], None]) -> None:
        self._read[one.key], self._write[one.key] = read, write

    # one field for each kind

    def _number(self, one: Parameter) -> QWidget:
        field = QDoubleSpinBox()
        span = one.high - one.low
        usual = len(f"{one.default:g}".partition(".")[2])  # digits that the default needs
        field.setDecimals(max(usual, 0 if span > 200 else 1 if span > 20 else 2))
        field.setRange(one.low, one.high)
        field.setSingleStep(1.0 if span > 20 else 0.5)
        field.setSuffix(f" {one.unit}" if one.unit else "")
        field.valueChanged.connect(lambda _: self.changed.emit())
        said: dict[float, float] = {}  # what was put in, by how the field rounds it

        def write(value: float) -> None:
            field.setValue(value)
            said.clear()
            said[field.value()] = value

        self._keep(one, lambda: said.get(field.value(), field.value()), write)
        return field

    def _whole(self, one: Parameter) -> QWidget:
        field = QSpinBox()
        field.setRange(int(one.low), int(one.high))
        field.setSuffix(f" {one.unit}" if one.unit else "")
        field.valueChanged.connect(lambda _: self.changed.emit())
        self._keep(one, field.value, field.setValue)
        return field

    def _switch(self, one: Parameter) -> QWidget:
        field = QCheckBox()
        field.toggled.connect(lambda _: self.changed.emit())
        self._keep(one, field.isChecked, field.setChecked)
        return field

    def _choice(self, one: Parameter) -> QWidget:
        field = QComboBox()
        for key, title in one.choices:
            field.addItem(title, key)
        field.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._keep(one, field.currentData, lambda key: field.setCurrentIndex(field.findData(key)))
        return field

    def _several(self, one: Parameter) -> QWidget:
        field = QWidget()
        column = QVBoxLayout(field)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        boxes = {key: QCheckBox(title) for key, title in one.choices}
        for box in boxes.values():
            box.toggled.connect(lambda _: self.changed.emit())
            column.addWidget(box)

        def write(keys: Sequence[str]) -> None:
            for key, box in boxes.items():
                box.setChecked(key in keys)

        self._keep(one, lambda: [key for key, box in boxes.items() if box.isChecked()], write)
        return field

    def _text(self, one: Parameter) -> QWidget:
        if one.key in FILTERS:
            return self._file(one)
        field = QLineEdit()
        field.setPlaceholderText(one.about)
        field.textChanged.connect(lambda _: self.changed.emit())
        self._keep(one, field.text, field.setText)
        return field

    def _place(self, one: Parameter) -> QWidget:
        field = PlaceField(one, self._pointer)
        field.changed.connect(self.changed)
        self._keep(one, field.text, field.setText)
        return field

    _places = _thing = _aim = _place

    def _file(self, one: Parameter) -> QWidget:
        """What there is to choose from, and at the end a file of one's own."""
        field = QComboBox()
        for key, title in one.choices or (("", "None"),):
            field.addItem(title, key)
        field.addItem("A file …", FILE)
        chosen = [0]

        def write(value: Any) -> None:
            if field.findData(value) < 0:  # a path, or what was taken of a file before
                name = Path(value).name if len(value) < 1000 and Path(value).suffix else "As before"
                field.insertItem(field.count() - 1, name, value)
            chosen[0] = field.findData(value)
            field.setCurrentIndex(chosen[0])
            self.changed.emit()

        def turn(line: int) -> None:
            if field.itemData(line) != FILE:
                write(field.itemData(line))
                return
            field.setCurrentIndex(chosen[0])
            ask_file(self, one.title, lambda path: write(str(path)), FILTERS[one.key])

        field.activated.connect(turn)
        self._keep(one, field.currentData, write)
        return field

    def _date(self, one: Parameter) -> QWidget:
        field = DayField(optional=one.default == "")
        field.changed.connect(self.changed)
        self._keep(one, field.day, field.show_day)
        return field

    def _area(self, one: Parameter) -> QWidget:
        field = QComboBox()
        for key, title in AREAS:
            field.addItem(title, key)
        said: list[list[float]] = []  # four numbers that something was asked with before

        def read() -> Any:
            key = field.currentData()
            return (
                said[-1]
                if key == "said"
                else self._area_in_view() or "all"
                if key == "view"
                else key
            )

        def write(value: Any) -> None:
            if isinstance(value, str):
                field.setCurrentIndex(field.findData(value))
                return
            said[:] = [list(value)]
            if field.findData("said") < 0:
                field.addItem("As before", "said")
            field.setCurrentIndex(field.findData("said"))

        field.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._keep(one, read, write)
        return field


class DayField(QWidget):
    """A day, with the usual days of sun studies beside it; one that is optional may be left out."""

    changed = Signal()

    def __init__(self, optional: bool) -> None:
        super().__init__()
        self.on = QCheckBox()
        self.on.setChecked(not optional)
        if not optional:  # shown it would be a window of its own until it is laid out
            self.on.hide()
        self.on.setAccessibleName("A last day")
        self.date = QDateEdit()
        self.date.setCalendarPopup(True)
        self.date.setDisplayFormat("d MMM yyyy")
        self.date.setDate(QDate.currentDate())
        self.date.setMinimumWidth(NARROW)
        self.usual = QToolButton()
        self.usual.setText("…")
        self.usual.setToolTip("The usual days of sun studies")
        self.usual.setAccessibleName("Usual day")
        self.usual.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.usual)
        for month, day in USUAL_DAYS:
            at = QDate(2026, month, day)
            menu.addAction(at.toString("d MMMM"), partial(self._take_usual, month, day))
        self.usual.setMenu(menu)
        self.date.setEnabled(not optional)
        self.usual.setEnabled(not optional)
        self.on.toggled.connect(self.date.setEnabled)
        self.on.toggled.connect(self.usual.setEnabled)
        self.on.toggled.connect(lambda _: self.changed.emit())
        self.date.dateChanged.connect(lambda _: self.changed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.on)
        row.addWidget(self.date, 1)
        row.addWidget(self.usual)

    def day(self) -> str:
        """2026-03-21, or "" for none."""
        return self.date.date().toString("yyyy-MM-dd") if self.on.isChecked() else ""

    def show_day(self, day: str) -> None:
        self.on.setChecked(day != "" or self.on.isHidden())
        if day:
            at = date.fromisoformat(day)
            self.date.setDate(QDate(at.year, at.month, at.day))

    def _take_usual(self, month: int, day: int) -> None:
        self.date.setDate(QDate(self.date.date().year(), month, day))
