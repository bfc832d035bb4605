"""Works out, on a worker, what the styles of the layers mean for their objects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.legend_words import trait_word, value_words
from app.on_the_table import Change, Layer, Selection
from app.tasks import Task, Tasks
from city.cloud import PointCloud
from city.kinds import theme
from city.legend import NONE, Legend, legend_of, points_legend
from city.measured import Measured
from city.model import City
from city.style import Style, StyleError, measure_of

Wish = tuple[Style | None, int]  # a layer's style, and the id of the thing it shows


class Styling(QObject):
    """Keeps a legend for every layer that has a style.

    A worker sorts the objects; while it does, only the newest wish for a layer is remembered.
    """

    told = Signal(str)  # a layer, by its key, has another legend, or none any more
    refused = Signal(str)  # why a layer cannot be coloured so, in a person's words

    def __init__(self, document: Document, tasks: Tasks) -> None:
        super().__init__()
        self._document, self._tasks = document, tasks
        self.legends: dict[str, Legend] = {}
        self._done: dict[str, Wish] = {}
        self._busy: dict[str, Task] = {}
        self._measured: dict[int, Measured] = {}
        document.changed.connect(self._on_change)
        tasks.ended.connect(self._on_ended)

    def measured(self, city: City) -> Measured:
        """What is known of a city's sizes; each is worked out once."""
        if id(city) not in self._measured:
            self._measured[id(city)] = Measured(city)
        return self._measured[id(city)]

    def words_of(self, thing: Selection) -> str:
        """What an object or its face is coloured by, and its value: "Height 12.3 m"; "" without."""
        legend = self.legends.get(thing.key)
        if legend is None or legend.values is None:
            return ""
        faces = legend.faces
        row = thing.object if faces is None else faces.row(thing.lod, thing.polygon)
        return value_words(legend.values, row) if row >= 0 and legend.number[row] >= NONE else ""

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            things = {id(layer.thing) for layer in self._document.layers.values()}
            self._measured = {k: m for k, m in self._measured.items() if k in things}
            for key in self._done.keys() - self._document.layers.keys():
                self._forget(key)
            for key in self._document.layers:
                self._follow(key)
        elif change.what == "layer":
            self._follow(change.key)

    def _forget(self, key: str) -> None:
        del self._done[key]
        if self.legends.pop(key, None) is not None:
            self.told.emit(key)

    def _follow(self, key: str) -> None:
        """Sort a layer's objects, unless they are sorted so already, or a worker is at it."""
        layer = self._document.layers[key]
        wanted = (layer.style, id(layer.thing))
        if self._done.get(key, (None, 0))[0] is None and layer.style is None:
            return
        if self._done.get(key) == wanted or key in self._busy:
            return
        if layer.style is None:
            self._forget(key)
            return
        self._done[key] = wanted
        if isinstance(layer.thing, PointCloud):
            self._sorted(key, wanted, points_legend(layer.style, layer.thing))
        if not isinstance(layer.thing, City):
            return
        style, measured = layer.style, self.measured(layer.thing)
        mine = objects_of(layer)
        self._busy[key] = self._tasks.start(
            self._waiting_for(style, measured),
            lambda _: legend_of(style, measured, mine),
            lambda legend: self._sorted(key, wanted, legend),
            lambda fault: self._failed(key, fault),
        )

    def _waiting_for(self, style: Style, measured: Measured) -> str:
        """What takes long, for people; "" where the values are at hand."""
        by = style.by
        if by is None or (by.what != "measure" and not by.of_surfaces):
            return ""
        known = measured.knows_faces if by.of_surfaces else measured.has(*measure_of(by))
        return "" if known else f"Measuring: {trait_word(by).lower()}"

    def _on_ended(self, task: Task) -> None:
        """Take back the style that somebody did not want to wait for."""
        for key in [key for key, mine in self._busy.items() if mine is task]:
            if task.progress.cancelled:
                del self._busy[key]
                self._done.pop(key, None)
                if key in self._document.layers:
                    self._document.set_layer(key, style=None)

    def _sorted(self, key: str, wanted: Wish, legend: Legend) -> None:
        self._busy.pop(key, None)
        if self._done.get(key) == wanted:
            self.legends[key] = legend
            self.told.emit(key)
        if key in self._document.layers:
            self._follow(key)

    def _failed(self, key: str, fault: Exception) -> None:
        self._busy.pop(key, None)
        if not isinstance(fault, StyleError):
            raise fault
        if self.legends.pop(key, None) is not None:
            self.told.emit(key)
        layer = self._document.layers.get(key)
        if layer is not None:
            self.refused.emit(f"{layer.name} cannot be coloured so: {fault}")
            self._follow(key)


def objects_of(layer: Layer) -> NDArray[np.bool_]:
    """(objects,): which of its city's objects a layer shows."""
    objects = layer.thing.objects  # type: ignore[union-attr]  # of a City
    if layer.theme is None:
        return np.ones(len(objects), bool)
    of_theme = np.array([theme(kind) == layer.theme for kind in objects.kinds] + [False])
    return np.asarray(of_theme[objects.kind])
