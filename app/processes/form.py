"""A form for what a process can be told, made from its description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.processes.fields import Field, field_of
from app.processes.parts import label
from app.processes.source_field import Areas
from app.wording import visible
from importers.processes.form import Input

LONGEST = 300  # letters of what is said of an input


class ProcessForm(QWidget):
    """One field for each input, under its name; what is wrong is said beneath it."""

    changed = Signal()

    def __init__(self, inputs: Sequence[Input], areas: Areas) -> None:
        super().__init__()
        self._inputs = {one.key: one for one in inputs}
        self.fields: dict[str, Field] = {}
        self.faults: dict[str, QLabel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for one in inputs:
            field = self.fields[one.key] = field_of(one, areas)
            name = label(_title(one))
            name.setBuddy(field.widget)
            field.widget.setAccessibleName(visible(one.title)[:LONGEST])
            about = label(_about(one), "grey")
            about.setVisible(bool(about.text()))
            field.widget.setAccessibleDescription(about.text())
            fault = self.faults[one.key] = label("", "assumed")
            fault.hide()
            for part in (name, field.widget, about, fault):
                column.addWidget(part)
            column.addSpacing(8)
            field.changed.connect(partial(self._change, one.key))
        column.addStretch(1)

    def values(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What is put in, and what is wrong with it at a glance, both by the keys of inputs; what
        takes work to know is not known yet."""
        found: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for key, one in self._inputs.items():
            try:
                found[key] = value = self._value(key)
            except ValueError as fault:
                faults[key] = str(fault)
                continue
            if value is None and one.required:
                faults[key] = f"{one.title} is missing: {one.allowed()}"
        return found, faults

    def _value(self, key: str) -> Any:
        """What is put into a field. Raises ValueError with what is wrong with it."""
        value = self.fields[key].read()
        if isinstance(value, str | int | float | list):
            self._inputs[key].taken(value)
        return value

    def show_faults(self, faults: Mapping[str, str]) -> QWidget | None:
        """Say beneath each field what is wrong with it, and turn to the first of them; returns what
        is said there."""
        for key, part in self.faults.items():
            self._say(part, faults.get(key, ""))
        first = next((key for key in self._inputs if key in faults), None)
        if first is None:
            return None
        self.fields[first].widget.setFocus()
        return self.faults[first]

    def begin(self) -> None:
        """Let somebody type into the first field."""
        for field in self.fields.values():
            field.widget.setFocus()
            return

    def _change(self, key: str, *_: object) -> None:
        """Say at once what is wrong with what was put in, but not that nothing is yet."""
        words = ""
        try:
            self._value(key)
        except ValueError as fault:
            words = str(fault)
        self._say(self.faults[key], words)
        self.changed.emit()

    def _say(self, part: QLabel, words: str) -> None:
        part.setText(f"⚠ {visible(words)[:LONGEST]}" if words else "")
        part.setVisible(bool(words))


def _title(one: Input) -> str:
    need = "" if one.required else "  (may be left out)"
    return f"{visible(one.title)[:LONGEST]}{need}"


def _about(one: Input) -> str:
    """What is said of an input, and what it takes."""
    about = visible(one.about)[:LONGEST] if one.about != one.title else ""
    plain = one.kind in ("number", "whole", "box") or (one.several and one.kind != "choice")
    takes = visible(one.allowed())[:LONGEST] if plain else ""
    several = "several are parted by ;" if one.most != 1 and not one.several else ""
    parts = [part.rstrip(".") for part in (about, takes, several) if part]
    return ". ".join(f"{part[:1].upper()}{part[1:]}" for part in parts)
