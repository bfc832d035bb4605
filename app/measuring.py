"""Measuring in the window: the page, the tool in the hand and the marks over the city, together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.dialogs.section import SectionDialog
from app.document import Document
from app.marks import Marks
from app.measurements import Measurements
from app.measures import KINDS, Kind, Mark
from app.on_the_table import Change, Selection
from app.panels.measure import MeasurePage
from app.tasks import Tasks
from app.tools.measure import Measure
from app.viewport import Viewport


class Measuring(QObject):
    """Puts the measuring tool into the hand, and its results on the page and over the city."""

    def __init__(self, document: Document, tasks: Tasks, viewport: Viewport) -> None:
        super().__init__()
        self._document, self._tasks, self._viewport = document, tasks, viewport
        self.measures = Measurements(document)
        self.page = MeasurePage(self.measures)
        self.tool: Measure | None = None
        viewport.marks.append(Marks(viewport, self.measures))
        self.page.wanted.connect(self.take)
        self.page.opened.connect(self.show_section)
        viewport.taken.connect(self._taken)
        self.measures.changed.connect(viewport.update)
        document.changed.connect(self._on_change)

    def begin(self, name: str) -> None:
        """Take the tool for a kind of measure into the hand."""
        self.take(KINDS[name])

    def take(self, kind: Kind | None) -> None:
        """The same for a Kind; None puts the tool down."""
        if kind is None or not self._document.opened:
            self._viewport.take(None)
        else:
            tool = Measure(self._viewport, self.measures, kind, self.measure)
            self._viewport.take(tool)
            self._viewport.setFocus()

    def _taken(self, tool: object) -> None:
        self.tool = tool if isinstance(tool, Measure) else None
        self.page.show_kind(self.tool.kind if self.tool is not None else None)

    def measure(self, kind: Kind, points: NDArray[np.float64], hit: Selection | None) -> None:
        """Let a worker find a result, and keep it."""
        job = self.measures.job(kind, points, hit)
        title = f"Measuring: {kind.title.lower()}" if kind.name in ("section", "earthwork") else ""
        self.page.say("")
        self._tasks.start(title, job, self._found, self._failed)

    def _found(self, mark: Mark) -> None:
        self.measures.add(mark)
        if mark.section is not None:
            self.show_section(mark)

    def _failed(self, fault: Exception) -> None:
        if not isinstance(fault, ValueError):
            raise fault
        self.page.say(f"No result: {fault}.")

    def show_section(self, mark: Mark) -> None:
        """Show a section as a chart; one that was cut before the project was closed is cut anew."""
        if mark.section is None:
            job = self.measures.job(mark.kind, mark.points, None)
            self._tasks.start(
                "Measuring: section", job, lambda cut: self._cut_again(mark, cut), self._failed
            )
        if mark.section is not None and self._document.frame is not None:
            window: QWidget = self._viewport.window()
            SectionDialog(window, mark.section, self._document.frame).show()

    def _cut_again(self, mark: Mark, cut: Mark) -> None:
        if cut.section is not None and mark in self.measures.marks:
            self.show_section(self.measures.learn(mark, cut.section))

    def _on_change(self, change: Change) -> None:
        if change.what == "opened" and not self._document.opened:
            self._viewport.take(None)
