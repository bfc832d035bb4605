"""Plots and zones from a file: asked for, read on a worker, drawn in one go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.dialogs.one_file import ask_file
from app.planning import Planning
from app.plots_file import Drawn, drawn
from city.base import Base

if TYPE_CHECKING:
    from app.sketch.sketching import Sketching
    from app.window import Window

FILTERS = ["Plots and zones (*.geojson *.json *.gpkg *.shp *.zip)", "All files (*)"]


class Plots(QObject):
    """Draws what a zoning plan or a map of plots holds."""

    def __init__(self, window: Window, planning: Planning, sketching: Sketching) -> None:
        super().__init__(window)
        self._window, self._planning, self._sketching = window, planning, sketching
        window.actions_.add("Plot", "Plots or zones from a &file…", "", self.ask)

    def ask(self) -> None:
        """Ask which file holds them."""
        ask_file(self._window, "Plots or zones from a file", self.read, FILTERS)

    def read(self, path: Path) -> None:
        """Read a file on a worker, and draw what it holds."""
        base = self._planning.base
        self._window.tasks.start(
            f"Reading {path.name}",
            lambda progress: drawn(path, base, progress),
            lambda found: self._draw(base, found),
            lambda fault: self._window.notice.say(str(fault)),
        )

    def _draw(self, base: Base, found: Drawn) -> None:
        if self._planning.base is not base or not self._sketching.begin():
            return
        if self._planning.do_all(found.edits, found.words):
            self._window.turn_to("plan")
            words = found.words[:1].upper() + found.words[1:]
            self._window.notice.say(f"{words}: {'; '.join(found.told)}.", grave=False)
