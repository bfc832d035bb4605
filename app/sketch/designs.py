"""Design models on their way into a plan: chosen, read, placed by their files or by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from app.design_models import KEPT, SUFFIXES, Design, is_near, read_design, seen_from, wanted
from app.dialogs.one_file import ask_file
from app.planning import Planning
from app.wording import number
from city.base import Base
from city.edits import Place

if TYPE_CHECKING:
    from app.sketch.sketching import Sketching
    from app.window import Window

OFF = 3.0  # metres above or below the ground that a design stands at without a word


class Designs(QObject):
    """Reads design models on a worker, and says what becomes of them."""

    def __init__(self, window: Window, planning: Planning, sketching: Sketching) -> None:
        super().__init__(window)
        self._window, self._planning, self._sketching = window, planning, sketching

    def ask(self) -> None:
        """Ask which file is to be placed."""
        ends = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        filters = [f"Design models ({ends})", "All files (*)"]
        ask_file(self._window, "Place a model", self.read, filters)

    def read(self, path: Path) -> None:
        """Read a design model on a worker, then place it or take it into the hand."""
        base = self._planning.base
        self._window.tasks.start(
            f"Reading {path.name}",
            lambda progress: read_design(path, base.frame, progress),
            lambda design: self._arrived(base, design),
            lambda fault: self._window.notice.say(str(fault)),
        )

    def _arrived(self, base: Base, design: Design) -> None:
        planning = self._planning
        # another city may lie on the table by now
        if planning.base is not base or not self._sketching.begin():
            return
        plans = planning.scenarios.values()
        asked = wanted(edit for plan in plans for edit in plan.edits)
        missing = design.hash in asked.keys() - base.models.keys()
        planning.hold({design.hash: design.city}, again=missing)
        self.remember(design)
        name = design.path.name
        if missing:
            self._say(f"{name} is found again, and stands where the plans place it", [])
        elif is_near(design, base):
            place = Place(self.path(design), design.hash, name=design.name)
            if self._sketching.stand(place):
                words = f"{name} is placed where its file says that it lies"
                told = [*self._height(design), *design.told]
                self._say(f"{words}; the arrows and the ring move it", told)
        else:
            away = _away(design, base)
            self._sketching.hang(design)
            self._say(f"{name}: click where it is to stand", [*away, *design.told])

    def _height(self, design: Design) -> list[str]:
        """What is to be told of how it stands over the ground."""
        frame = self._planning.base.frame
        foot = np.array(design.city.frame.origin) + design.foot - frame.origin
        off = float(foot[2] - self._planning.view.ground(foot[None, :2])[0])
        if abs(off) <= OFF:
            return []
        side = "above" if off > 0 else "below"
        return [f"its foot is {number(abs(off), 1)} m {side} the ground"]

    def path(self, design: Design) -> str:
        """Where its file lies, as seen from the project."""
        project = self._planning.path
        assert project is not None
        return seen_from(project, design.path.absolute())

    def remember(self, design: Design) -> None:
        """Note where its file lies, for when the project is moved."""
        kept = self._planning.setting(KEPT)
        known = kept if isinstance(kept, dict) else {}
        self._planning.remember(KEPT, {**known, design.hash: str(design.path.absolute())})

    def _say(self, words: str, told: list[str]) -> None:
        more = f" ({'; '.join(told)})" if told else ""
        self._window.notice.say(f"{words}{more}.", grave=bool(told))


def _away(design: Design, base: Base) -> list[str]:
    """How far from the city it lies by what its file says."""
    if not design.placed or base.extent is None:
        return []
    middle = base.extent.mean(0) + base.frame.origin[:2]
    there = np.array(design.city.frame.origin[:2]) + design.foot[:2]
    return [
        f"its file says that it lies {number(float(np.hypot(*(there - middle))) / 1000, 0)} km away"
    ]
