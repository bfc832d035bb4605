"""Keeps what lies on the table at the heights that were fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject

from app.document import Document
from app.on_the_table import Change, Opened
from app.tasks import Task, Tasks
from city.heights import lifted
from city.model import City
from city.progress import Progress
from city.project import HeightFix, Note


class Lift(QObject):
    """Moves what a height fix speaks of, on a worker, whenever the fixes or the table change."""

    def __init__(self, document: Document, tasks: Tasks) -> None:
        super().__init__()
        self._document, self._tasks = document, tasks
        self._moving: dict[int, Task] = {}
        document.changed.connect(self._on_change)

    def _on_change(self, change: Change) -> None:
        if change.what in ("opened", "fixes"):
            for opened in self._document.opened:
                self._follow(opened)

    def _follow(self, opened: Opened) -> None:
        wanted = wanted_lifts(opened, self._document.fixes)
        if opened.number in self._moving or wanted == current_lifts(opened):
            return
        self._moving[opened.number] = self._tasks.start(
            f"Moving {opened.title}",
            lambda progress: lift(opened, wanted, progress),
            lambda moved: self._arrived(opened, moved),
        )

    def _arrived(self, before: Opened, moved: Opened) -> None:
        del self._moving[moved.number]
        if any(opened is before for opened in self._document.opened):
            self._document.move(moved)  # which sees to whatever was fixed meanwhile
        else:
            self._on_change(Change("fixes"))


def wanted_lifts(opened: Opened, fixes: Sequence[HeightFix]) -> tuple[float, ...]:
    """The metres that each path of an opening is to be moved up by."""
    metres = {fix.position: fix.metres for fix in fixes if fix.opening == opened.number}
    return tuple(metres.get(position, 0.0) for position in range(len(opened.paths)))


def current_lifts(opened: Opened) -> tuple[float, ...]:
    return opened.lifts or (0.0,) * len(opened.paths)


def carried(document: Document, opening: int, position: int, metres: float) -> tuple[Note, ...]:
    """The document's notes, those about an object of a source as much higher as it will be."""
    notes = []
    for note in document.notes:
        if note.object and note.opening == opening and _source_of(document, note) == position:
            east, north, up = note.place
            note = replace(note, place=(east, north, up + metres))
        notes.append(note)
    return tuple(notes)


def _source_of(document: Document, note: Note) -> int:
    """Which path of its opening the object of a note came from, -1 for none."""
    for opened in document.opened:
        for layer in opened.layers if opened.number == note.opening else ():
            city = layer.thing
            row = city.objects.ids.find(note.object) if isinstance(city, City) else -1
            if isinstance(city, City) and row >= 0:
                number = int(city.source[row]) if len(city.source) else 0
                return position_of(city.sources[number].path, opened.paths) if city.sources else 0
    return -1


def position_of(source: str, paths: Sequence[str]) -> int:
    """Which of the opened paths a file belongs to: itself, its folder or its archive."""
    file = Path(source).absolute()
    for position, path in enumerate(paths):
        if file == Path(path).absolute() or file.is_relative_to(Path(path).absolute()):
            return position
    return 0


def lift(opened: Opened, lifts: tuple[float, ...], progress: Progress) -> Opened:
    """The same opening, what each of its paths brought moved up by so many metres in all."""
    steps = np.subtract(lifts, current_lifts(opened))
    moved: dict[int, Any] = {}
    layers = []
    for layer in opened.layers:
        progress.check()
        thing = layer.thing
        sources = thing.sources if isinstance(thing, City) else (thing.source,)
        places = [position_of(source.path, opened.paths) for source in sources] or [0]
        if id(thing) not in moved:
            moved[id(thing)] = lifted(thing, steps[places]) if steps[places].any() else thing
        most = 0  # the source that most of a city comes from speaks for it
        if isinstance(thing, City) and len(thing.source):
            most = int(np.bincount(thing.source).argmax())
        layers.append(replace(layer, thing=moved[id(thing)], lift=lifts[places[most]]))
    return replace(opened, layers=tuple(layers), lifts=lifts)
