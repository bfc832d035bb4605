"""A field for an area or a document: of the plan, of the picture, of a file, or typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.one_file import ask_file
from app.process_inputs import PARTS, Chosen, Ground, OfFile, Part, media_of
from app.wording import visible
from importers.processes.form import Input
from importers.processes.media import GEO, suffix
from importers.processes.schema import GEOJSON, alternatives, types

# Areas that are not of the plan, by the key of the choice.
PLACES = {
    "seen": "What is in the picture",
    "chosen": "The ground of what is selected",
    "drawn": "Drawn on the map",
}
JSONS = (GEO, "application/city+json")
FILE, TYPED, NONE = "file", "typed", ""
LINES = 4  # of JSON that are seen at once


class Areas(Protocol):
    """What knows of areas in the picture; shapes are of shapely, in local metres."""

    @property
    def changed(self) -> Any:
        """The signal that another area is drawn."""

    def seen(self) -> Any:
        """The ground that is in the picture, None for none."""

    def chosen(self) -> tuple[str, ...]:
        """The ids of what is selected."""

    def drawn(self) -> Any:
        """The area that was drawn, None for none."""

    def draw(self) -> None:
        """Let the next clicks in the picture draw an area."""


class SourceField(QWidget):
    """Chooses where an area or a document comes from; what that takes is asked for below."""

    changed = Signal()

    def __init__(self, one: Input, areas: Areas) -> None:
        super().__init__()
        self._one, self._areas = one, areas
        self._path: Path | None = None
        self.choice = QComboBox()
        self.choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choice.setAccessibleName(visible(one.title)[:200])
        for key, words in _choices(one).items():
            self.choice.addItem(words, key)
        self.text = QPlainTextEdit() if one.kind in ("geometry", "json") else QLineEdit()
        self.text.setAccessibleName(f"{visible(one.title)[:200]}: typed")
        self.text.setPlaceholderText(visible(one.allowed())[:200])
        if isinstance(self.text, QPlainTextEdit):
            self.text.setTabChangesFocus(True)
            self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * LINES + 16)
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._press)
        self.said = QLabel()
        self.said.setProperty("role", "grey")
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.choice)
        column.addWidget(self.text)
        column.addLayout(row)
        self.setFocusProxy(self.choice)
        if one.default is not None:
            self.type_in(json.dumps(one.default))
        self.choice.currentIndexChanged.connect(lambda _: self._turn())
        self.text.textChanged.connect(lambda *_: self.changed.emit())
        areas.changed.connect(self._turn)
        self._turn()

    def value(self) -> Any:
        """A Source, a text that was typed, or None. Raises ValueError with what is missing."""
        key = self.choice.currentData()
        if key == NONE:
            return None
        if key == TYPED:
            line = self.text
            text = line.text() if isinstance(line, QLineEdit) else line.toPlainText()
            return text.strip() or None
        if key in PARTS:
            return Part(key)
        found: dict[str, Callable[[], Any]] = {
            "seen": lambda: _ground(self._areas.seen()),
            "chosen": lambda: Chosen(ids) if (ids := self._areas.chosen()) else None,
            "drawn": lambda: _ground(self._areas.drawn()),
            FILE: lambda: OfFile(self._path) if self._path is not None else None,
        }
        source = found[key]()
        if source is None:
            missing = {
                "seen": "no ground is in the picture",
                "chosen": "nothing is selected",
                "drawn": "no area is drawn yet",
                FILE: "no file is chosen yet",
            }
            raise ValueError(f"{self._one.title}: {missing[key]}")
        return source

    def type_in(self, text: str) -> None:
        """Send a text."""
        if isinstance(self.text, QLineEdit):
            self.text.setText(text)
        else:
            self.text.setPlainText(text)
        self.choice.setCurrentIndex(self.choice.findData(TYPED))

    def take_file(self, path: Path) -> None:
        """Send what a file holds."""
        self._path = path
        self.choice.setCurrentIndex(self.choice.findData(FILE))
        self._turn()

    def _turn(self) -> None:
        """Show what the choice takes."""
        key = self.choice.currentData()
        self.text.setVisible(key == TYPED)
        words = {"drawn": "Draw…", FILE: "Choose…"}.get(key, "")
        self.button.setText(words)
        self.button.setAccessibleName(f"{words} {visible(self._one.title)[:200]}".strip())
        drawn = self._areas.drawn()
        told = {
            "drawn": "Nothing is drawn yet" if drawn is None else f"{drawn.area:,.0f} m²",
            FILE: visible(self._path.name) if self._path else "No file is chosen yet",
        }.get(key, "")
        self.said.setText(told)
        for part in (self.button, self.said):
            part.setVisible(bool(words))
        self.changed.emit()

    def _press(self) -> None:
        if self.choice.currentData() == FILE:
            ends = " ".join(f"*{suffix(media)}" for media in self._one.media)
            kinds = [f"{visible(self._one.title)[:80]} ({ends})", "All files (*)"] if ends else []
            ask_file(self, f"A file for {visible(self._one.title)[:80]}", self.take_file, kinds)
        else:
            self._areas.draw()


def _ground(shape: Any) -> Ground | None:
    return None if shape is None else Ground(shape)


def _choices(one: Input) -> dict[str, str]:
    """The choices of an input in words, by their keys, the likeliest first."""
    if one.kind == "box":
        parts = ["scenario.box"]
    elif one.kind == "geometry":
        formats = {schema.get("format") for schema in alternatives(one.schema)}
        parts = ["scenario.area"] if formats == {GEOJSON} else ["scenario.geojson", "scenario.area"]
    elif one.kind == "json" and "object" not in (types(one.schema) or ["object"]):
        parts = []
    else:
        documents = [name for name in PARTS if name not in ("scenario.area", "scenario.box")]
        known = one.media or (JSONS if one.kind == "json" else ())
        parts = [name for name in documents if not known or media_of(name) in known]
    found = {} if one.required else {NONE: "–"}
    found |= {name: f"{PARTS[name][:1].upper()}{PARTS[name][1:]}" for name in parts}
    if one.kind in ("box", "geometry"):
        found |= PLACES
    if one.kind != "box":
        found[FILE] = "A file"
    typed = {"box": "Typed in degrees", "geometry": "GeoJSON, typed", "json": "JSON, typed"}
    found[TYPED] = typed.get(one.kind, "An address (https://…)")
    return found
