"""Keeps the picture and the legend showing what the live layers tell at the moment on show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document
from app.legend_picture import Line
from app.live.look import Look, Places, legend_lines, look, places_of, said_places
from app.on_the_table import Change
from app.tasks import Task, Tasks
from city.subjects import F64
from importers.live.feed import now

FRAME = 40  # milliseconds between two pictures at least
AGES = 1000  # milliseconds after which what was told has become older


class LivePicture(QObject):
    """Shows live layers; however much arrives, the picture changes but once in a frame.

    told: how layers look has changed.
    """

    told = Signal()

    def __init__(
        self,
        document: Document,
        viewport: Any,
        tasks: Tasks,
        standing: Callable[[F64], F64],
        say: Callable[[list[Line]], None],
    ) -> None:
        """standing: the height of the ground at places. say: shows the lines of the legend."""
        super().__init__()
        self._document, self._viewport, self._tasks = document, viewport, tasks
        self._standing, self._say = standing, say
        self.looks: dict[str, Look] = {}  # of layers, by key, also of those that are not in sight
        self._drawn: set[str] = set()
        self._places: dict[str, Places] = {}
        self._placing: dict[str, Task] = {}
        self._soon = QTimer(self, singleShot=True, interval=FRAME)
        self._soon.timeout.connect(self.show)
        self._age = QTimer(self, interval=AGES)
        self._age.timeout.connect(self.show)
        document.changed.connect(self._on_change)

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            self._forget()
        if change.what in ("opened", "live", "lives", "shown_at") and not self._soon.isActive():
            self._soon.start()

    def _forget(self) -> None:
        """The table is another one: nothing stands where it did."""
        for task in self._placing.values():
            task.cancel()
        self._placing.clear()
        self._places.clear()

    def moment(self) -> tuple[np.datetime64, bool]:
        """The moment on show, and whether it is now."""
        at = self._document.shown_at
        return (now(), True) if at is None else (at, False)

    def show(self) -> None:
        """Show what there is now."""
        at, live = self.moment()
        layers = self._document.live
        self.looks = {}
        lines: list[Line] = []
        for key, layer in layers.items():
            places = self._placed(key)
            found = look(layer, places, at, live) if places is not None else None
            if found is None:
                continue
            self.looks[key] = found
            if layer.source.visible:
                self._viewport.show_things(key, found.glyphs)
                self._drawn.add(key)
                lines += legend_lines(layer, found)
        seen = {key for key in self.looks if layers[key].source.visible}
        for key in self._drawn - seen:
            self._viewport.hide_things(key)
        self._drawn &= seen
        self._say(lines)
        if bool(layers) != self._age.isActive():
            self._age.start() if layers else self._age.stop()
        self.told.emit()

    def _placed(self, key: str) -> Places | None:
        """Where a layer's things stand, as far as that is known by now; a worker finds the rest."""
        layer, known = self._document.live[key], self._places.get(key)
        frame = self._document.frame
        if frame is None:
            return known
        if key not in self._placing and (
            known is None or (layer.streams.things and known.of != said_places(layer))
        ):
            job = partial(places_of, said_places(layer), frame, self._standing)
            self._placing[key] = self._tasks.start("", job, partial(self._take, key))
        return known

    def _take(self, key: str, places: Places) -> None:
        self._placing.pop(key, None)
        self._places[key] = places
        self._soon.start()

    def thing_at(self, key: str, row: int) -> str:
        """The id of the thing that a glyph shows."""
        layer, shown = self._document.live[key], self.looks[key]
        return layer.streams.things[int(shown.things[row])]

    def place_of(self, key: str, thing: str) -> F64 | None:
        """Where a thing stands, (3,) local metres; None where nobody knows."""
        layer, places = self._document.live.get(key), self._places.get(key)
        if layer is None or places is None or thing not in layer.streams.things:
            return None
        row = layer.streams.things.index(thing)
        point = places.points[row] if row < len(places.points) else np.full(3, np.nan)
        return point if np.isfinite(point).all() else None

    def close(self) -> None:
        """Show nothing any more."""
        self._soon.stop()
        self._age.stop()
        self._forget()
