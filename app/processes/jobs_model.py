"""Jobs as the rows of a table, the newest first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.planning import Planning
from app.plans import BASELINE
from app.processes.following import Following
from app.processes.words import lasting, moment_words, state_words
from app.wording import as_tip, visible
from city.project import Job
from city.project.jobs import plan_of
from city.scenario import Scenario

HEADS = ("Simulation", "Plan", "State", "Asked", "It took")
Index = QModelIndex | QPersistentModelIndex


class JobsModel(QAbstractTableModel):
    """What was asked, of which plan, how far it is, when, and how long it takes or took."""

    def __init__(self, following: Following, planning: Planning) -> None:
        super().__init__()
        self._following, self._planning = following, planning
        self._jobs: tuple[Job, ...] = ()
        self._hashes: dict[str, tuple[Scenario, str]] = {}  # of plans, see `plan_of`

    def refresh(self) -> bool:
        """Read the jobs anew; returns whether there are others, or in another order."""
        fresh = self._following.jobs
        same = [job.ident for job in fresh] == [job.ident for job in self._jobs]
        if same:
            self._jobs = fresh
            if fresh:
                self.dataChanged.emit(self.index(0, 0), self.index(len(fresh) - 1, len(HEADS) - 1))
            return False
        self.beginResetModel()
        self._jobs = fresh
        self.endResetModel()
        return True

    def job(self, row: int) -> Job | None:
        """The job of a row, None for none."""
        return self._jobs[row] if 0 <= row < len(self._jobs) else None

    def row(self, ident: str) -> int:
        """The row of a job, -1 where it is not there."""
        return next((row for row, job in enumerate(self._jobs) if job.ident == ident), -1)

    def plan_name(self, job: Job) -> str:
        """What the plan is called that was asked about, and whether it is another by now."""
        scenario = self._planning.scenarios.get(job.scenario)
        if scenario is None:
            return BASELINE if not job.scenario else "a plan that is gone"
        known = self._hashes.get(job.scenario)
        if known is None or known[0] is not scenario:
            known = self._hashes[job.scenario] = (scenario, plan_of(scenario))
        return f"{visible(scenario.name)}{'' if known[1] == job.plan else ', changed since'}"

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._jobs)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        job = self.job(index.row())
        if job is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        words = self._words(job, index.column())
        return words if role == Qt.ItemDataRole.DisplayRole else as_tip(words)

    def _words(self, job: Job, column: int) -> str:
        match column:
            case 0:
                return visible(job.title)[:200]
            case 1:
                return self.plan_name(job)
            case 2:
                following = self._following
                return state_words(job, job.ident in following.locked, following.follows(job.ident))
            case 3:
                return moment_words(job.made)
        return lasting(job, datetime.now(UTC))
