"""The study over the city: its colours in the picture, its legend, and what it says at a place."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QObject

from app.document import Document
from app.legend_picture import Line
from app.on_the_table import Change, Selection, Study
from app.panels.legend import LegendCard
from app.wording import compact, quantity_words
from city.layer import Layer
from city.layer_colours import UNKNOWN, Colours, colours_of


class StudyLayer(QObject):
    """Keeps the picture and the legend showing the study that the Document holds."""

    def __init__(self, document: Document, viewport: Any, legend: LegendCard) -> None:
        super().__init__()
        self._document, self._viewport, self._legend = document, viewport, legend
        self._shown: Study | None = None
        self._lines: list[Line] = []
        document.changed.connect(self._on_change)

    def _on_change(self, change: Change) -> None:
        if change.what == "study":
            self.refresh()

    def refresh(self) -> None:
        """Show what there is now; of the same layer only what has changed."""
        study, old = self._document.study, self._shown
        self._shown = study
        if study is None:
            self._viewport.take_study_off()
            self._legend.show_study([])
            return
        same = old is not None and old.values is study.values and old.quantity == study.quantity
        if not same:
            colours = colours_in(study.values, study.quantity)
            self._viewport.lay_study(study.values, colours)
            self._lines = study_lines(study, colours)
        self._viewport.look_at_study(study.visible, study.opacity)
        self._legend.show_study(self._lines if study.visible else [])

    def words_at(self, thing: Selection) -> str:
        """What the study says at the place where something was hit; "" where it says nothing."""
        study = self._document.study
        if study is None or not study.visible or thing.point is None:
            return ""
        place = np.array(thing.point) / (1, 1, self._document.exaggeration)
        row = study.values.samples.nearest(place.tolist())
        if row < 0:
            return ""
        quantity = study.values.quantity(study.quantity)
        value = float(study.values.values[study.quantity][row])
        return f"{quantity.title} {quantity_words(quantity, value)}"


def colours_in(layer: Layer, quantity: str) -> Colours:
    """The colours of one quantity of a layer."""
    return colours_of(layer.quantity(quantity), layer.values[quantity], layer.badge)


def study_lines(study: Study, colours: Colours) -> list[Line]:
    """What the legend says of a study: what is shown, whose it is, each class, and where it comes
    from."""
    quantity = colours.quantity
    unit = f" ({quantity.unit})" if quantity.unit not in ("", "clock") else ""
    lines = [Line(f"{quantity.title}{unit}", "heading"), Line(study.of, "layer")]
    for row, entry in enumerate(colours.classes):
        if entry.count or quantity.scale == "sequential":
            hatched = row in colours.hatched
            lines.append(
                Line(entry.word, "class", None, entry.colour, compact(entry.count), hatched=hatched)
            )
    if colours.missing:
        count = compact(colours.missing)
        lines.append(Line("no value", "class", None, UNKNOWN, count, hatched=True))
    days = dict(study.values.facts).get("Days", "")
    return [*lines, Line(days, "source", badge=colours.badge)]
