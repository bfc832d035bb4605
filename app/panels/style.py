"""The style page: how a layer is coloured, seen in the city while one chooses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.one_file import ask_file, ask_new_file
from app.document import Document
from app.form import Form
from app.histogram import Histogram
from app.legend_words import METHOD_WORDS, style_words
from app.on_the_table import Change, Layer
from app.palette_picker import PalettePicker, Swatch
from app.rule_list import RuleList, first_rule
from app.style_file import load_style, points_style
from app.styling import Styling
from app.trait_box import HEADING, PLAIN, RULES, TraitBox
from app.value_colours import ValueColours
from app.wording import number
from city.cloud import PointCloud
from city.legend import OUTSIDE, Legend, usual_style
from city.model import City
from city.style import (
    CLASSES,
    SUFFIX,
    Style,
    StyleError,
    write_style,
)
from city.traits import traits

FILTERS = (f"Styles (*{SUFFIX})", "All files (*)")
EACH = "each"  # the choice of a colour for every value, among the methods
EXAGGERATION = (5, 50)  # tenths


class StylePage(QWidget):
    """Chooses a layer's colours; each choice shows at once and can be undone."""

    trouble = Signal(str)

    def __init__(self, document: Document, styling: Styling) -> None:
        super().__init__()
        self._document, self._styling = document, styling
        self._filling = False
        self._before: Style | None = None  # the style before a break was dragged
        self._dragging = False
        self.layer = QComboBox()
        self.by = TraitBox()
        self.method = QComboBox()
        self.classes = QSpinBox()
        self.palette_ = PalettePicker()
        self.turned = QCheckBox("Reversed")
        self.histogram = Histogram()
        self.value_colours = ValueColours()
        self.rules = RuleList()
        self.one = Swatch("The colour of all", Style().colour)
        self.missing = Swatch("Without data", Style().missing)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.exaggeration = QSlider(Qt.Orientation.Horizontal)
        self.factor = QLabel()
        self.textures = QCheckBox("Photo textures")
        self.covered = QLabel("Colours lie over the photos. What has no value keeps its photo.")
        self.save, self.load = QPushButton("Save style…"), QPushButton("Load style…")
        self.plaster = QPushButton("Plaster again")
        self._lay_out()
        self._connect()
        document.changed.connect(self._on_change)
        styling.told.connect(self._on_legend)
        self._list_layers()
        self.refresh()

    # The page

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 8)
        column.setSpacing(8)
        form, self._form = Form(), Form()
        for what, field in (
            ("Layer", self.layer),
            ("Colour by", self.by),
            ("Classes", self.method),
            ("How many", self.classes),
            ("Colours", self.palette_),
            ("", self.turned),
            ("Colour", self.one),
        ):
            self._form.row(what, field)
        column.addWidget(self._form)
        for part in (self.histogram, self.value_colours, self.rules):
            column.addWidget(part)
        self._below = Form()
        self._below.row("Without data", self.missing)
        self._below.row("Opacity", self.opacity)
        self._below.row("", self.textures)
        column.addWidget(self._below)
        self.covered.setProperty("role", "grey")
        self.covered.setWordWrap(True)
        column.addWidget(self.covered)
        buttons = QHBoxLayout()
        for button in (self.save, self.load):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.plaster, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(_section("All layers"))
        form.row("Heights", self.exaggeration, self.factor)
        column.addWidget(form)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(area)

    def _connect(self) -> None:
        self.classes.setRange(*CLASSES)
        self.opacity.setRange(10, 100)
        self.exaggeration.setRange(*EXAGGERATION)
        self.layer.currentIndexChanged.connect(lambda _: self.refresh())
        self.by.activated.connect(lambda _: self._colour_by(self.by.currentData()))
        self.method.activated.connect(lambda _: self._classify(self.method.currentData()))
        self.classes.valueChanged.connect(lambda count: self._set(classes=count))
        self.palette_.currentTextChanged.connect(lambda name: self._set(palette=name))
        self.turned.toggled.connect(lambda on: self._set(reversed=on))
        self.one.picked.connect(lambda colour: self._set(colour=colour))
        self.missing.picked.connect(lambda colour: self._set(missing=colour))
        self.opacity.valueChanged.connect(lambda value: self._show(opacity=value / 100))
        self.textures.toggled.connect(lambda on: self._show(textures=on))
        self.exaggeration.valueChanged.connect(
            lambda tenths: self._document.exaggerate(tenths / 10)
        )
        self.histogram.moving.connect(self._drag)
        self.histogram.moved.connect(self._drop)
        self.value_colours.picked.connect(self._colour_value)
        self.rules.changed.connect(lambda rules: self._set(rules=rules))
        self.save.clicked.connect(self.ask_save)
        self.load.clicked.connect(self.ask_load)
        self.plaster.clicked.connect(lambda: self._wear(None))

    # What there is

    @property
    def key(self) -> str:
        """The layer that is being styled, "" for none."""
        return str(self.layer.currentData() or "")

    @property
    def _layer(self) -> Layer | None:
        return self._document.layers.get(self.key)

    @property
    def style_(self) -> Style:
        """The layer's style; of plaster, the plain one."""
        layer = self._layer
        return (layer.style if layer is not None else None) or Style()

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            self._list_layers()
            self.refresh()
        elif change.what == "layer" and change.key == self.key and not self._dragging:
            self.refresh()
        elif change.what == "exaggeration":
            self._show_factor()

    def _list_layers(self) -> None:
        """The layers that can be coloured; the one that was chosen stays so."""
        chosen = self.key
        self.layer.blockSignals(True)
        self.layer.clear()
        for layer in self._document.layers.values():
            if isinstance(layer.thing, (City, PointCloud)) and layer.theme != "Terrain":
                self.layer.addItem(layer.name, layer.key)
        self.layer.setCurrentIndex(max(self.layer.findData(chosen), 0))
        self.layer.blockSignals(False)

    def refresh(self) -> None:
        """Show what the layer's style is now."""
        layer = self._layer
        self.setEnabled(layer is not None)
        self._show_factor()
        if layer is None:
            return
        self._filling = True
        style = self.style_
        if isinstance(layer.thing, City):
            self.by.offer_city(layer.thing, traits(self._styling.measured(layer.thing)))
        elif isinstance(layer.thing, PointCloud):
            self.by.offer_points(layer.thing)
        self.by.show_style(layer.style)
        graded, each = style.kind == "graduated", style.kind == "categorised"
        points = isinstance(layer.thing, PointCloud)
        self._list_methods()
        self.classes.setValue(len(style.breaks) + 1 if style.method == "own" else style.classes)
        self.classes.setEnabled(not (graded and style.method == "own"))
        self.palette_.offer(
            graded or (each and style.palette == "viridis"), style.reversed, style.palette
        )
        self.turned.setChecked(style.reversed)
        self.one.show_colour(style.colour)
        self.missing.show_colour(style.missing)
        self.opacity.setValue(round(layer.opacity * 100))
        self.textures.setChecked(layer.textures)
        scaled = points and style.by is not None and style.by.name in ("height", "intensity")
        classed = (graded or each) and not points
        ruled = style.kind == "rule"
        for field, shown in (
            (self.method, classed),
            (self.classes, classed),
            (self.palette_, classed or scaled),
            (self.turned, classed or scaled),
            (self.one, style.kind == "plain" and layer.style is not None),
        ):
            self._form.show_row(field, shown)
        self._below.show_row(self.missing, classed or ruled)
        self._below.rename(self.missing, "All others" if ruled else "Without data")
        self._below.show_row(self.textures, layer.textured)
        self.covered.setVisible(layer.textured and layer.textures and layer.style is not None)
        self.rules.setVisible(ruled)
        self.rules.show_rules(style.rules)
        self.save.setEnabled(layer.style is not None)
        self.plaster.setVisible(layer.style is not None and not points)
        self._show_legend(self._styling.legends.get(layer.key))
        self._filling = False

    def _list_methods(self) -> None:
        style, legend = self.style_, self._styling.legends.get(self.key)
        known = legend.values if legend is not None else None
        self.method.clear()
        if known is None or known.numbers is not None:
            for method, word in METHOD_WORDS.items():
                self.method.addItem(word, method)
        self.method.addItem("One for each value", EACH)
        chosen = EACH if style.kind == "categorised" else style.method
        self.method.setCurrentIndex(max(self.method.findData(chosen), 0))

    def _on_legend(self, key: str) -> None:
        if key == self.key:
            self._filling = True
            if not self._dragging:
                self._list_methods()
            self._show_legend(self._styling.legends.get(key))
            self._filling = False

    def _show_legend(self, legend: Legend | None) -> None:
        style = self.style_
        known = legend.values if legend is not None else None
        graded = style.kind == "graduated" and known is not None and known.numbers is not None
        self.histogram.setVisible(graded)
        if graded and legend is not None and known is not None and known.numbers is not None:
            if self.histogram.property("of") != (id(known), self.key):
                held = known.holder & (legend.number != OUTSIDE) & np.isfinite(known.numbers)
                self.histogram.show_values(known.numbers[held])
                self.histogram.setProperty("of", (id(known), self.key))
            self.histogram.show_breaks(legend.breaks, [entry.colour for entry in legend.entries])
        each = style.kind == "categorised" and legend is not None and bool(legend.entries)
        self.value_colours.setVisible(each)
        if each and legend is not None:
            self.value_colours.show_legend(legend)

    def _show_factor(self) -> None:
        self.exaggeration.blockSignals(True)
        self.exaggeration.setValue(round(self._document.exaggeration * 10))
        self.exaggeration.blockSignals(False)
        self.factor.setText(f"× {number(self._document.exaggeration, 1)}")

    # What is chosen

    def _wear(self, style: Style | None, words: str = "") -> None:
        layer = self._layer
        if layer is not None and not self._filling:
            self._document.dress(layer.key, layer.style, style, words or style_words(style))

    def _set(self, **changes: Any) -> None:
        if self._layer is not None and not self._filling:
            self._wear(replace(self.style_, **changes))

    def _show(self, **look: Any) -> None:
        if self._layer is not None and not self._filling:
            self._document.set_layer(self.key, **look)

    def _colour_by(self, what: Any) -> None:
        layer = self._layer
        if what == HEADING or layer is None:
            return
        if what is None:
            self._wear(None)
        elif what == PLAIN:
            self._wear(Style())
        elif what == RULES:
            self._wear(Style("rule", rules=(first_rule(),)))
        elif isinstance(layer.thing, City):
            self._wear(usual_style(layer.thing, what, layer.style))
        else:
            self._wear(points_style(what.name))

    def _classify(self, method: str) -> None:
        legend = self._styling.legends.get(self.key)
        if method == EACH:
            self._set(kind="categorised")
        elif method == "own":
            breaks = legend.breaks if legend is not None else ()
            if breaks:
                self._set(kind="graduated", method="own", breaks=breaks)
        else:
            self._set(kind="graduated", method=method, breaks=())

    def _drag(self, breaks: tuple[float, ...]) -> None:
        """A break is being moved: show it, and remember from where."""
        layer = self._layer
        if layer is None:
            return
        if not self._dragging:
            self._before, self._dragging = layer.style, True
        self._document.set_layer(self.key, style=replace(self.style_, method="own", breaks=breaks))

    def _drop(self, breaks: tuple[float, ...]) -> None:
        """The break was let go: one step that brings back where it was."""
        layer = self._layer
        if layer is None:
            return
        before = self._before if self._dragging else layer.style
        self._dragging = False
        style = replace(self.style_, method="own", breaks=breaks)
        self._document.dress(layer.key, before, style, "Own breaks")
        self.refresh()

    def _colour_value(self, word: str, colour: str) -> None:
        self._set(own=tuple({**dict(self.style_.own), word: colour}.items()))

    # Styles as files

    def ask_save(self) -> None:
        """Let the style be written to a file that others can use."""
        ask_new_file(self, "Save style", lambda path, _: self.save_to(path), FILTERS)

    def ask_load(self) -> None:
        """Let a style be taken from a file."""
        ask_file(self, "Load style", self.load_from, FILTERS)

    def save_to(self, path: Path) -> None:
        """Write the layer's style, with how opaque the layer is."""
        layer = self._layer
        if layer is None:
            return
        try:
            path.write_text(write_style(replace(self.style_, opacity=layer.opacity)), "utf-8")
        except OSError as fault:
            self.trouble.emit(f"{path.name} could not be written: {fault.strerror}")

    def load_from(self, path: Path) -> None:
        """Take a style from a file; what is wrong with it is said in one line."""
        layer = self._layer
        if layer is None:
            return
        try:
            style = load_style(path)
        except StyleError as fault:
            self.trouble.emit(str(fault))
            return
        self._wear(style, f"Style {path.name.removesuffix(SUFFIX)}")
        self._document.set_layer(layer.key, opacity=style.opacity)


def _section(text: str) -> QLabel:
    label = QLabel(text.upper())
    label.setProperty("role", "section")
    label.setContentsMargins(0, 8, 0, 0)
    return label
