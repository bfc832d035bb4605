"""Large surveys are put in order behind the window's back, so that one may look closer at them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.on_the_table import Change, Layer
from app.tasks import Task, Tasks
from city.cloud import PointCloud
from city.octree import Octree
from city.placement import Placement
from importers import indexing

Wish = tuple[str, Placement]  # a file, and where its points stand


class Indexing(QObject):
    """Puts the points of every survey on the table that shows but a sample into an octree.

    A survey that somebody did not want to wait for, or that cannot be put in order, is left as it
    is until it is opened again.
    """

    refused = Signal(str)  # why only a sample of a survey is shown

    def __init__(self, document: Document, tasks: Tasks) -> None:
        super().__init__()
        self._document, self._tasks = document, tasks
        self._busy: dict[Wish, Task] = {}
        self._left: set[Wish] = set()
        document.changed.connect(self._on_change)
        document.emptying.connect(self._left.clear)
        tasks.ended.connect(self._on_ended)

    def _on_change(self, change: Change) -> None:
        if change.what != "opened":
            return
        samples = {wish: survey for wish, _, survey in self._samples()}
        for gone in self._busy.keys() - samples.keys():
            self._busy.pop(gone).cancel()
        for wish, survey in samples.items():
            if wish not in self._busy and wish not in self._left:
                self._begin(wish, survey)

    def _samples(self) -> list[tuple[Wish, Layer, PointCloud]]:
        """The layers whose survey is still to be put in order."""
        return [
            ((thing.source.path, thing.place), layer, thing)
            for layer in self._document.layers.values()
            if isinstance(thing := layer.thing, PointCloud)
            and thing.place is not None
            and thing.octree is None
        ]

    def _begin(self, wish: Wish, survey: PointCloud) -> None:
        self._busy[wish] = self._tasks.start(
            f"Indexing {survey.name}",
            lambda progress: indexing.index(survey, progress),
            partial(self._arrived, wish),
            partial(self._failed, wish),
        )

    def _arrived(self, wish: Wish, tree: Octree) -> None:
        """Show all points; where a height fix moved the survey, they are as high as the sample."""
        del self._busy[wish]
        for mine, layer, survey in self._samples():
            if mine == wish:
                moved = tree.lifted(layer.lift) if layer.lift else tree
                self._document.refine(layer.key, replace(survey, octree=moved))

    def _failed(self, wish: Wish, fault: Exception) -> None:
        del self._busy[wish]
        self._left.add(wish)
        if not isinstance(fault, indexing.NotIndexed):
            raise fault
        self.refused.emit(str(fault))

    def _on_ended(self, task: Task) -> None:
        """Say what it means that somebody cancelled."""
        for wish in [wish for wish, mine in self._busy.items() if mine is task]:
            if task.progress.cancelled:
                del self._busy[wish]
                self._left.add(wish)
                name = next(survey.name for mine, _, survey in self._samples() if mine == wish)
                why = "the others were not put in order; open it again to have all"
                self.refused.emit(indexing.not_indexed(name, why))
