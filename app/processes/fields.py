"""One field for each kind of thing that a process can be told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.processes.source_field import Areas, SourceField
from app.wording import visible
from importers.processes.form import Input

NOTHING = "–"


class Field(NamedTuple):
    """A field, what is put in (None for nothing; ValueError says what is missing), and the signal
    that it was changed."""

    widget: QWidget
    read: Callable[[], Any]
    changed: Any


def field_of(one: Input, areas: Areas) -> Field:
    """The field for an input, with its default put in."""
    if one.kind in ("geometry", "box", "document", "json"):
        source = SourceField(one, areas)
        return Field(source, source.value, source.changed)
    if one.kind == "choice":
        return _checks(one) if one.several else _choice(one)
    if one.several or one.most != 1:
        return _line(one)
    made = {"switch": _switch, "moment": _moment}.get(one.kind, _line)
    return made(one)


def _line(one: Input) -> Field:
    """A line for a number, a text, or several of them."""
    line = QLineEdit(_written(one))
    line.setPlaceholderText(_hint(one))
    numbers = one.kind in ("number", "whole")

    def read() -> Any:
        text = line.text().strip()
        if not text:
            return None
        if one.most != 1 and not one.several:
            return [_point(part.strip()) if numbers else part.strip() for part in text.split(";")]
        return _point(text) if numbers and not one.several else text

    if not one.unit:
        return Field(line, read, line.textChanged)
    field = QWidget()
    row = QHBoxLayout(field)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(line, 1)
    row.addWidget(QLabel(visible(one.unit)[:30]))
    field.setFocusProxy(line)
    return Field(field, read, line.textChanged)


def _point(text: str) -> str:
    """A number with the comma of many countries as one with a point."""
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def _hint(one: Input) -> str:
    words = [f"{limit:g}" for limit in (one.low, one.high) if limit is not None]
    if one.low is not None and one.high is not None:
        return " – ".join(words)
    side = "at least" if one.low is not None else "at most"
    return f"{side} {words[0]}" if words else ""


def _written(one: Input) -> str:
    """The default as it is typed."""
    if one.default is None:
        return ""
    listed = one.default if isinstance(one.default, list) else [one.default]
    texts = [part if isinstance(part, str) else json.dumps(part) for part in listed]
    return ("," if one.several else "; ").join(texts)


def _choice(one: Input) -> Field:
    box = QComboBox()
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    if one.default is None:  # nobody takes the first one without a look
        box.addItem(NOTHING, None)
    for value in one.choices:
        box.addItem(visible(str(value))[:200], value)
    at = next((k for k in range(box.count()) if box.itemData(k) == one.default), 0)
    box.setCurrentIndex(at)
    return Field(box, box.currentData, box.currentIndexChanged)


class Checks(QWidget):
    """Choices of which several can be taken, a box to check for each."""

    changed = Signal()

    def __init__(self, one: Input) -> None:
        super().__init__()
        taken = one.default if isinstance(one.default, list) else []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.boxes: list[tuple[QCheckBox, Any]] = []
        for value in one.choices:
            box = QCheckBox(visible(str(value))[:200])
            box.setChecked(value in taken)
            box.toggled.connect(lambda _: self.changed.emit())
            column.addWidget(box)
            self.boxes.append((box, value))
        if self.boxes:
            self.setFocusProxy(self.boxes[0][0])

    def value(self) -> list[Any] | None:
        """What is taken, None for nothing."""
        return [value for box, value in self.boxes if box.isChecked()] or None


def _checks(one: Input) -> Field:
    checks = Checks(one)
    return Field(checks, checks.value, checks.changed)


def _switch(one: Input) -> Field:
    """A box to check; where nothing need be said, yes, no and that are chosen from."""
    if one.required or isinstance(one.default, bool):
        box = QCheckBox("Yes")
        box.setChecked(one.default is True)
        return Field(box, box.isChecked, box.toggled)
    choice = QComboBox()
    for words, value in ((NOTHING, None), ("Yes", True), ("No", False)):
        choice.addItem(words, value)
    return Field(choice, choice.currentData, choice.currentIndexChanged)


class Moment(QWidget):
    """A day, or a moment of UTC; where it may be left out, a check box says whether it is told."""

    changed = Signal()

    def __init__(self, one: Input) -> None:
        super().__init__()
        self._day = one.schema.get("format") == "date"
        self.told = QCheckBox()
        self.told.setAccessibleName(f"Tell {one.title}"[:200])
        self.told.setChecked(one.required or one.default is not None)
        self.told.setVisible(not one.required)
        self.edit = QDateTimeEdit()
        self.edit.setCalendarPopup(True)
        self.edit.setTimeZone(QTimeZone(QTimeZone.Initialization.UTC))
        self.edit.setDisplayFormat("yyyy-MM-dd" if self._day else "yyyy-MM-dd HH:mm:ss 'UTC'")
        self.edit.setAccessibleName(visible(one.title)[:200])
        default = QDateTime.fromString(str(one.default or ""), Qt.DateFormat.ISODate)
        noon = QDateTime(QDate.currentDate(), QTime(12, 0), QTimeZone(QTimeZone.Initialization.UTC))
        self.edit.setDateTime(default.toUTC() if default.isValid() and not self._day else noon)
        if self._day and default.isValid():
            self.edit.setDate(default.date())
        self.edit.setEnabled(self.told.isChecked())
        self.told.toggled.connect(self.edit.setEnabled)
        self.told.toggled.connect(lambda _: self.changed.emit())
        self.edit.dateTimeChanged.connect(lambda _: self.changed.emit())
        self.setFocusProxy(self.edit if one.required else self.told)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.told)
        row.addWidget(self.edit, 1)

    def value(self) -> str | None:
        """2026-03-21 or 2026-03-21T08:00:00Z, None for nothing."""
        if not self.told.isChecked():
            return None
        if self._day:
            return self.edit.date().toString("yyyy-MM-dd")
        return self.edit.dateTime().toUTC().toString("yyyy-MM-ddTHH:mm:ss") + "Z"


def _moment(one: Input) -> Field:
    moment = Moment(one)
    return Field(moment, moment.value, moment.changed)
