"""Plans beside one another: which are seen together, how, and which of them is worked on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document
from app.on_the_table import Change
from app.panes.arrangement import Arrangement, Pane, moment_of
from app.panes.contents import Contents
from app.planning import Planning
from app.plans import BASELINE
from app.sunlight import sun_of

BLINK = 900  # milliseconds that a picture is seen: far from what could hurt anybody


class Beside(QObject):
    """Arranges plans in the panes of the picture; the one that is worked on is always among them.

    contents: what the panes show. changed: plans are seen otherwise together, or others are.
    """

    changed = Signal()

    def __init__(
        self, document: Document, planning: Planning, viewport: Any, contents: Contents
    ) -> None:
        super().__init__()
        self._document, self._planning, self._viewport = document, planning, viewport
        self.contents = contents
        self.arrangement = Arrangement()
        self.shown = 0  # which of the pictures is seen that are shown by turns
        self._curtain: NDArray[np.float64] | None = None
        self._blink = QTimer(self, interval=BLINK)
        self._blink.timeout.connect(self._turn)
        document.changed.connect(self._on_change)
        planning.changed.connect(self.follow)
        planning.peeked.connect(self.follow)
        planning.settled.connect(self._keep_plans)
        viewport.entered.connect(self.enter)
        viewport.curtained.connect(self.draw_curtain)
        viewport.moved.connect(self._keep_curtain)

    @property
    def active(self) -> int:
        """The pane whose plan is on the table; the first where none of them has it."""
        plans = [pane.plan for pane in self.arrangement.panes]
        marked = self._viewport.pictures.active
        if marked < len(plans) and plans[marked] == self._planning.active:
            return int(marked)
        return plans.index(self._planning.active) if self._planning.active in plans else 0

    @property
    def alone(self) -> bool:
        """Whether one plan is seen by itself."""
        return self.arrangement.mode == "one"

    def name(self, pane: int) -> str:
        """What the plan of a pane is called."""
        scenario = self._planning.scenarios.get(self.arrangement.panes[pane].plan)
        return scenario.name if scenario is not None else BASELINE

    # Arranging

    def arrange(self, arrangement: Arrangement) -> None:
        """See plans together otherwise."""
        arrangement = arrangement.of_plans(self._planning.scenarios)
        if arrangement.mode == "one":
            arrangement = Arrangement(panes=(Pane(self._planning.active),))
        if arrangement.mode != self.arrangement.mode:
            self._curtain = None
        self.arrangement, self.shown = arrangement, 0
        (self._blink.start if arrangement.mode == "blink" else self._blink.stop)()
        plans = arrangement.plans
        if arrangement.mode == "ghost":  # what is worked on is the solid one
            self._planning.turn_to(plans[0])
        elif self._planning.active not in plans:  # what is worked on is seen
            self._planning.turn_to(plans[-1])
        self._viewport.enter(self.active)
        self.contents.arrange(arrangement)
        self._part()
        self.changed.emit()

    def enter(self, pane: int) -> None:
        """Work in a pane: its plan lies on the table then."""
        self.enter_with(pane, self.arrangement.panes[pane].plan)

    def enter_with(self, pane: int, plan: str) -> None:
        """Work in a pane on another plan."""
        self._viewport.enter(pane)
        self.arrangement = self.arrangement.with_plan(pane, plan)
        self.contents.arrangement = self.arrangement
        self._planning.turn_to(plan)
        self._planning.settle()
        self.follow()
        self.changed.emit()

    def close(self, pane: int) -> None:
        """Show one pane fewer."""
        left = self.arrangement.without(pane)
        if self._planning.active not in left.plans:
            self._planning.turn_to(left.panes[0].plan)
            self._planning.settle()
        self.arrange(left)

    def _keep_plans(self) -> None:
        """Show the plan on the table, and none that is not there any more."""
        known = self.arrangement.of_plans(self._planning.scenarios)
        if self._planning.active not in known.plans:
            pane = min(self._viewport.pictures.active, len(known.panes) - 1)
            known = known.with_plan(pane, self._planning.active)
        elif known.mode == "ghost":  # the one that is worked on is the solid one
            order = sorted(known.panes, key=lambda pane: pane.plan != self._planning.active)
            known = replace(known, panes=tuple(order))
        if known != self.arrangement:
            self.arrange(known)
        elif self._viewport.pictures.active != self.active:  # it is seen in another pane already
            self._viewport.enter(self.active)

    # The curtain, and pictures by turns

    def draw_curtain(self, at: float) -> None:
        """Let the curtain hang elsewhere, from 0 to 1 across the picture."""
        self.arrangement = replace(self.arrangement, at=at)
        if self.arrangement.mode == "space":
            self._curtain = self._viewport.curtain_at(at, self._curtain)
        self._viewport.part(self.arrangement.split(), self._curtain)

    def _keep_curtain(self) -> None:
        """Where the curtain hangs in the city, its knob is where one sees it."""
        if self._curtain is not None:
            at = self._viewport.share_of_curtain(self._curtain)
            self.arrangement = replace(self.arrangement, at=at)
            self._viewport.pictures.split = self.arrangement.split()
        self._viewport.pictures.trace = self._viewport.trace_of(self._curtain)

    def _turn(self) -> None:
        self.shown = (self.shown + 1) % len(self.arrangement.panes)
        self._viewport.part(self.arrangement.split(self.shown))
        self.changed.emit()

    # Following

    def _on_change(self, change: Change) -> None:
        if change.what == "opened" and not self._document.opened:
            self.contents.clear()
            self.arrangement = Arrangement()
            self._blink.stop()
            self._part()
            self.changed.emit()
        elif change.what in ("planned", "shown", "layer", "moment", "opened"):
            self.follow()

    def follow(self) -> None:
        """Let the panes show what their plans have by now."""
        if not self.alone:
            self.contents.follow()
            self._part()

    def _part(self) -> None:
        if self.arrangement.mode == "space" and self._curtain is None:
            self._curtain = self._viewport.curtain_at(self.arrangement.at)
        suns = {
            pane: sun
            for pane, one in enumerate(self.arrangement.panes)
            if (sun := sun_of(self._document, moment_of(one.moment))) is not None
        }
        self._viewport.set_suns(suns if self.arrangement.mode in ("beside", "curtain") else {})
        self._viewport.part(self.arrangement.split(self.shown), self._curtain)
