"""The layer list: what is on the table, and how each part of it shows."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.document import Document
from app.elided import Elided
from app.on_the_table import GROUPS, PLANNED, BaseMap, Change, Layer
from app.wording import compact, lift_words

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
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 3, 8, 3)
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
            grid.addWidget(_grey("Level of detail"), line, 0)
            grid.addWidget(self.lods, line, 1)
            line += 1
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setValue(round(self.layer.opacity * 100))
        self.opacity.setAccessibleName(f"Opacity of {self.layer.name}")
        self.opacity.valueChanged.connect(lambda value: self._set(opacity=value / 100))
        grid.addWidget(_grey("Opacity"), line, 0)
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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().y() < 30:
            self.toggle()

    def _set(self, **look: object) -> None:
        self._document.set_layer(self.layer.key, **look)


class Layers(QFrame):
    """The left panel: the layers of the document under City, Terrain and Points."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("leftPanel")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._document = document
        self.rows: dict[str, LayerRow] = {}
        self.map: MapRow | None = None
        self._said = ""
        self._first: QWidget | None = None
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list = QWidget()
        self._list.setObjectName("layerList")
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 10, 0, 10)
        self._column.setSpacing(0)
        area.setWidget(self._list)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 1, 0)
        outside.addWidget(area)
        document.changed.connect(self._on_change)
        self._fill()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard comes to the first layer."""
        for row in self.rows.values():
            row.eye.setFocus(event.reason())
            break

    def _on_change(self, change: Change) -> None:
        there = self._document.base_map is not None
        if change.what == "opened" or (change.what == "map" and there != (self.map is not None)):
            self._fill()
        elif change.what == "layer" and change.key in self.rows:  # not those of a plan
            row = self.rows[change.key]
            row.layer = self._document.layers[change.key]
            row.eye.setChecked(row.layer.visible)

    def begin_with(self, first: QWidget) -> None:
        """Put something above all rows, for good."""
        self._first = first
        self._column.insertWidget(0, first)

    def say_of_map(self, text: str) -> None:
        """Say how it stands with the map under the city, "" when all is well."""
        self._said = text
        if self.map is not None:
            self.map.say(text)

    def _fill_map(self) -> None:
        base_map = self._document.base_map
        self.map = None
        if base_map is not None and self.rows:
            self._column.addWidget(section("Map"))
            self.map = MapRow(base_map, self._document)
            self.map.say(self._said)
            self._column.addWidget(self.map)

    def _fill(self) -> None:
        while item := self._column.takeAt(0):
            if (old := item.widget()) and old is not self._first:
                old.deleteLater()
        self.rows = {}
        if self._first is not None:
            self._column.addWidget(self._first)
        for group in GROUPS:
            if group == PLANNED:
                continue
            members = [y for y in self._document.layers.values() if y.group == group]
            if members:
                self._column.addWidget(section(group))
            for layer in members:
                self.rows[layer.key] = row = LayerRow(layer, self._document)
                self._column.addWidget(row)
        self._fill_map()
        if not self.rows:
            word = _grey("Nothing is open yet.\nDrop a file here, or press Open.")
            word.setWordWrap(True)
            word.setContentsMargins(16, 8, 12, 8)
            self._column.addWidget(word)
        self._column.addStretch(1)


class MapRow(QFrame):
    """The map under the city: dot, name, strength, and a way to take it away."""

    def __init__(self, base_map: BaseMap, document: Document) -> None:
        super().__init__()
        self.setObjectName("layerRow")
        self._document = document
        self.eye = Eye(base_map.visible, base_map.title)
        self.eye.toggled.connect(lambda on: self._set(visible=on))
        name = Elided(base_map.title)
        self.away = QToolButton()
        self.away.setProperty("role", "flat")
        self.away.setText("✕")
        self.away.setToolTip("Take the map away")
        self.away.setAccessibleName("Take the map away")
        self.away.setFixedSize(22, 22)
        self.away.setStyleSheet("padding: 0")
        self.away.clicked.connect(lambda: document.lay_map(None))
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.strength.setRange(10, 100)
        self.strength.setValue(round(base_map.strength * 100))
        self.strength.setAccessibleName("How strongly the map shows")
        self.strength.valueChanged.connect(lambda value: self._set(strength=value / 100))
        self.said = _grey("")
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


def section(text: str) -> QLabel:
    """The heading above a group of rows."""
    label = QLabel(text.upper())
    label.setProperty("role", "section")
    label.setContentsMargins(16, 12, 12, 6)
    return label


def _grey(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "grey")
    return label
