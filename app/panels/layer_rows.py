"""The rows of the layer list: a layer, the study over the city, the map under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.document import Document
from app.elided import Elided
from app.on_the_table import BaseMap, Layer, Study
from app.wording import as_tip, compact, lift_words
from app.yielding import make_room

LEFT, RIGHT = 12, 8  # pixels beside a layer
# The colour of the swatch before a layer's name: what the thing is drawn in.
SWATCHES = {
    "Buildings": "#efece2",
    "Bridges": "#d9d4c8",
    "Tunnels": "#c9c4ba",
    "Transport": "#c4c8cc",
    "Vegetation": "#b5d3a0",
    "Water": "#9cc3e0",
    "Land use": "#e3dcc3",
    "Terrain": "#dde1da",
    "Furniture": "#d3c0a8",
    "Other": "#e0d7e5",
}


class Eye(QAbstractButton):
    """A dot that is filled while the layer shows and a ring while it does not."""

    def __init__(self, shown: bool, name: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setChecked(shown)
        self.setToolTip("Show or hide")
        self.setAccessibleName(f"Show {name}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(20, 20)

    def sizeHint(self) -> QSize:
        return QSize(20, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grey = QColor(theme.current().accent if self.hasFocus() else theme.current().grey)
        painter.setPen(grey)
        painter.setBrush(grey if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(6, 6, 8, 8)


class LayerRow(QFrame):
    """One layer: dot, swatch, name, count; opened, its level of detail, opacity and textures."""

    def __init__(self, layer: Layer, document: Document) -> None:
        super().__init__()
        self.setObjectName("layerRow")
        self.layer, self._document = layer, document
        self.eye = Eye(layer.visible, layer.name)
        self.eye.toggled.connect(lambda on: self._set(visible=on))
        swatch = QLabel()
        colour = SWATCHES.get(layer.theme or layer.group, "#b9a6d6")
        swatch.setStyleSheet(f"background: {colour}; border: 1px solid #c8cdd3; border-radius: 3px")
        swatch.setFixedSize(12, 12)
        self.name = Elided(layer.name)
        self.count = QLabel(compact(layer.count) if layer.count else "")
        self.count.setProperty("role", "grey")
        self.more = QToolButton()
        self.more.setProperty("role", "flat")
        self.more.setText("▸")
        self.more.setToolTip("Level of detail, opacity, textures")
        self.more.setAccessibleName(f"How {layer.name} shows")
        self.more.setFixedSize(22, 22)
        self.more.setStyleSheet("padding: 0")
        self.more.clicked.connect(self.toggle)
        top = QHBoxLayout()
        top.setSpacing(8)
        for part in (self.eye, swatch):
            top.addWidget(part)
        top.addWidget(self.name, 1)
        top.addWidget(self.count)
        top.addWidget(self.more)
        self._top = top
        column = QVBoxLayout(self)
        column.setContentsMargins(LEFT, 3, RIGHT, 3)
        column.setSpacing(4)
        column.addLayout(top)
        self.lift = QLabel(lift_words(layer.lift))
        self.lift.setProperty("role", "badge")
        self.lift.setToolTip("A height fix: see “Why does it float?”")
        self.lift.setVisible(layer.lift != 0)
        below = QHBoxLayout()
        below.setContentsMargins(48, 0, 0, 0)
        below.addWidget(self.lift)
        below.addStretch(1)
        column.addLayout(below)
        self.details = self._details()
        self.details.hide()
        column.addWidget(self.details)

    def _details(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(28, 0, 6, 6)
        grid.setHorizontalSpacing(10)
        line = 0
        self.lods = QComboBox()
        if self.layer.lods:
            self.lods.addItem("Best", None)
            for lod in reversed(self.layer.lods):
                self.lods.addItem(lod or "as given", lod)
            self.lods.setCurrentIndex(max(self.lods.findData(self.layer.lod), 0))
            self.lods.currentIndexChanged.connect(lambda _: self._set(lod=self.lods.currentData()))
            grid.addWidget(grey("Level of detail"), line, 0)
            grid.addWidget(self.lods, line, 1)
            line += 1
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setValue(round(self.layer.opacity * 100))
        self.opacity.setAccessibleName(f"Opacity of {self.layer.name}")
        self.opacity.valueChanged.connect(lambda value: self._set(opacity=value / 100))
        grid.addWidget(grey("Opacity"), line, 0)
        grid.addWidget(self.opacity, line, 1)
        self.textures = QCheckBox("Photo textures")
        self.textures.setChecked(self.layer.textures)
        self.textures.toggled.connect(lambda on: self._set(textures=on))
        if self.layer.textured:
            grid.addWidget(self.textures, line + 1, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        return box

    def toggle(self) -> None:
        """Open or close what can be set."""
        opened = self.details.isHidden()
        self.details.setVisible(opened)
        self.more.setText("▾" if opened else "▸")
        self.setProperty("open", opened)
        self.style().polish(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name has room first; how much there is, the mouse tells then."""
        super().resizeEvent(event)
        # of the name, the row counts no more than its least width
        name = self.name.sizeHint().width() - self.name.minimumWidth()
        hidden = make_room(self._top, self.width() - LEFT - RIGHT - name, [self.count])
        self.setToolTip(as_tip(self.count.text()) if hidden else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().y() < 30:
            self.toggle()

    def _set(self, **look: object) -> None:
        self._document.set_layer(self.layer.key, **look)


class StudyRow(QFrame):
    """The study over the city: dot, name, badge, opacity, and a way to take it off."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("layerRow")
        self._document = document
        self.eye = Eye(True, "the study")
        self.eye.toggled.connect(lambda on: self._set(visible=on))
        self.name = Elided("")
        self.badge = QLabel()
        self.badge.setProperty("role", "badge")
        self.away = _button("✕", "Take it off the city", lambda: document.lay_study(None))
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setAccessibleName("Opacity of the study")
        self.opacity.valueChanged.connect(lambda value: self._set(opacity=value / 100))
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 3, 8, 6)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.eye, 0, 0)
        grid.addWidget(self.name, 0, 1)
        grid.addWidget(self.away, 0, 2)
        grid.addWidget(self.badge, 1, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.opacity, 2, 1)

    def show_study(self, study: Study) -> None:
        """Say which it is, and how it shows."""
        self.name.setText(study.values.quantity(study.quantity).title)
        self.name.setToolTip(f"{study.values.title}: {study.of}")
        self.badge.setText("out of date" if study.stale else study.values.badge)
        with QSignalBlocker(self.eye), QSignalBlocker(self.opacity):
            self.eye.setChecked(study.visible)
            self.opacity.setValue(round(study.opacity * 100))

    def _set(self, **look: Any) -> None:
        study = self._document.study
        if study is not None:
            self._document.lay_study(replace(study, **look))


class MapRow(QFrame):
    """The map under the city: dot, name, strength, and a way to take it away."""

    def __init__(self, base_map: BaseMap, document: Document) -> None:
        super().__init__()
        self.setObjectName("layerRow")
        self.base_map, self._document = base_map, document
        self.eye = Eye(base_map.visible, base_map.title)
        self.eye.toggled.connect(lambda on: self._set(visible=on))
        name = Elided(base_map.title)
        self.away = _button("✕", "Take the map away", lambda: document.lay_map(None))
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.strength.setRange(10, 100)
        self.strength.setValue(round(base_map.strength * 100))
        self.strength.setAccessibleName("How strongly the map shows")
        self.strength.valueChanged.connect(lambda value: self._set(strength=value / 100))
        self.said = grey("")
        self.said.setWordWrap(True)
        self.said.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 3, 8, 6)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.eye, 0, 0)
        grid.addWidget(name, 0, 1)
        grid.addWidget(self.away, 0, 2)
        grid.addWidget(self.strength, 1, 1)
        grid.addWidget(self.said, 2, 1, 1, 2)

    def say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _set(self, **look: object) -> None:
        base_map = self._document.base_map
        if base_map is not None:
            self._document.lay_map(replace(base_map, **look))  # type: ignore[arg-type]


def _button(text: str, tip: str, then: Callable[[], None]) -> QToolButton:
    """A small button at the end of a row."""
    button = QToolButton()
    button.setProperty("role", "flat")
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFixedSize(22, 22)
    button.setStyleSheet("padding: 0")
    button.clicked.connect(lambda: then())
    return button


def section(text: str) -> QLabel:
    """The heading above a group of rows."""
    label = QLabel(text.upper())
    label.setProperty("role", "section")
    label.setContentsMargins(16, 12, 12, 6)
    return label


def grey(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "grey")
    return label
