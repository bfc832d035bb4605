"""What the indicator board decides by: assumptions, targets and weights, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app.counting import Counting
from app.plan_counts import PlanCounts
from app.planning import Planning
from app.tasks import Tasks
from city.indicators import targets, weighing
from city.indicators.board import Board, board
from city.indicators.sensitivity import Swing, bands, ranks, swings
from city.indicators.targets import Target
from city.indicators.weighing import Criterion, Way, Weighed, weigh

NAMES = (targets.KEPT, weighing.KEPT, weighing.COMPETES)  # what the project keeps
REST = 400  # milliseconds without a change until a weight is kept
SOON = 150  # milliseconds without a change until the assumptions are tried one by one


class Deciding(QObject):
    """Lays the counted plans on a board and weighs them; assumptions and weights cost no count.

    told: there is another board, or another ranking. refused: what could not be read.
    """

    told = Signal()
    refused = Signal(str)

    def __init__(self, planning: Planning, counting: Counting, tasks: Tasks) -> None:
        super().__init__()
        self._planning, self._counting = planning, counting
        self.counts = PlanCounts(planning, tasks)
        self._read: dict[str, Any] = {}  # the settings as they were read last
        self.board: Board | None = None
        self.weighed: Weighed | None = None
        self.bands: list[tuple[float, float] | None] = []
        self.ranks: NDArray[np.float64] = np.zeros((0, 0))
        self.swings: list[Swing] = []
        self.targets: dict[str, Target] = {}
        self.criteria: tuple[Criterion, ...] = ()
        self.baseline_competes = False
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._keep)
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.try_assumptions)
        self.counts.told.connect(self._on_counts)
        counting.told.connect(self._on_numbers)

    def begin(self) -> None:
        """Somebody looks at the board."""
        self.counts.begin()

    def end(self) -> None:
        """Nobody looks at it any more: keep what was slid last, and let go of the plans."""
        self.keep()
        self.counts.end()
        self._forget()

    def _forget(self) -> None:
        self.board = self.weighed = None
        self.swings = []
        self._read = {}
        self._soon.stop()

    @property
    def assumptions(self) -> Mapping[str, Any]:
        """What is taken for granted in place of the usual."""
        return self._counting.assumptions

    # What the counts come to

    def _on_counts(self) -> None:
        if self.counts.plans:
            self._take_settings()
            self._lay()
        else:
            self._forget()
        self.told.emit()

    def _lay(self) -> None:
        """Lay the plans on the board, and weigh them."""
        self.board = board(self.counts.plans, self.assumptions)
        self._rank()

    def _rank(self) -> None:
        if self.board is not None:
            self.weighed = self._weigh(self.board)
            self.bands, self.ranks = bands(self.weighed), ranks(self.weighed)
            self._soon.start()

    def _weigh(self, found: Board) -> Weighed:
        return weigh(found, self.criteria, self.targets, self.rivals)

    @property
    def rivals(self) -> list[int]:
        """The plans that are weighed against each other, by their places on the board."""
        known = self.board.plans if self.board is not None else ()
        all_of_them = self.lonely or self.baseline_competes
        return [k for k, one in enumerate(known) if one.ident or all_of_them]

    @property
    def lonely(self) -> bool:
        """Whether there is nothing to weigh a plan against but the baseline."""
        return self.board is not None and len(self.board.plans) < 3

    def try_assumptions(self) -> None:
        """Find out what each assumption does to the ranking, at its lowest and at its highest."""
        self._soon.stop()
        now, weighed = self.board, self.weighed
        if now is None or weighed is None:
            return
        found = swings(weighed, lambda taken: self._weigh(board(now.plans, taken)), now.taken)
        if found != self.swings:
            self.swings = found
            self.told.emit()

    # What is chosen

    def assume(self, name: str, value: float | None) -> None:
        """Take another number for granted; None for the usual one."""
        self._counting.assume(name, value)
        self._on_numbers()

    def _on_numbers(self) -> None:
        """Follow the assumptions of the plan's page, which are the same."""
        if self.board is not None and dict(self.board.taken) != self.assumptions:
            self._lay()
            self.told.emit()

    def aim(self, key: str, target: Target | None) -> None:
        """Set the target of an indicator, or take it away."""
        self.targets.pop(key, None)
        if target is not None:
            self.targets[key] = target
        self._chosen()

    def judge(self, criterion: Criterion) -> None:
        """Weigh an indicator from now on."""
        rest = [one for one in self.criteria if one.key != criterion.key]
        if len(rest) < weighing.MOST:
            self._choose_criteria((*rest, criterion))

    def weigh_by(self, key: str, weight: float) -> None:
        """Give a criterion another weight."""
        self._choose_criteria(
            tuple(replace(c, weight=weight) if c.key == key else c for c in self.criteria)
        )

    def turn(self, key: str, way: Way) -> None:
        """Say which way of a criterion is better."""
        self._choose_criteria(
            tuple(replace(c, way=way) if c.key == key else c for c in self.criteria)
        )

    def leave(self, key: str) -> None:
        """Weigh an indicator no more."""
        self._choose_criteria(tuple(one for one in self.criteria if one.key != key))

    def _choose_criteria(self, criteria: tuple[Criterion, ...]) -> None:
        if criteria != self.criteria:
            self.criteria = criteria
            self._chosen()

    def let_baseline_compete(self, on: bool) -> None:
        """Whether leaving all as it is counts as one of the plans."""
        if on != self.baseline_competes:
            self.baseline_competes = on
            self._chosen()

    def _chosen(self) -> None:
        self._rest.start()
        self._rank()
        self.told.emit()

    # The project

    def keep(self) -> None:
        """Keep what was slid last."""
        if self._rest.isActive():
            self._rest.stop()
            self._keep()

    def _keep(self) -> None:
        said = {
            targets.KEPT: targets.said(self.targets),
            weighing.KEPT: weighing.said(self.criteria),
            weighing.COMPETES: self.baseline_competes,
        }
        for name, value in said.items():
            if value or self._planning.setting(name) is not None:
                self._planning.remember(name, value)
            self._read[name] = self._planning.setting(name)

    def _take_settings(self) -> None:
        """Take over what the project holds, where that is not what was read last."""
        found = {name: self._planning.setting(name) for name in NAMES}
        if self._rest.isActive() or found == self._read or self._planning.path is None:
            return  # without a project what was chosen holds
        self._read = found
        self.targets, faults = targets.read(found[targets.KEPT])
        self.criteria, more = weighing.read(found[weighing.KEPT])
        self.baseline_competes = found[weighing.COMPETES] is True
        if faults or more:
            words = "; ".join([*faults, *more][:3])
            self.refused.emit(words[:1].upper() + words[1:])
