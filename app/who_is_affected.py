"""Who is affected by the difference on show: counted by a worker, mapped, and written as a list."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.cli_affected import dwelling_in
from app.planning import Planning
from app.tasks import Task, Tasks
from city.layer import Layer, Quantity
from city.progress import Progress
from city.simulate.affected import HOMES, Affected, affected
from city.simulate.affected_table import rows_of
from city.simulate.thresholds import Threshold, threshold_of, with_amount
from city.view import View

if TYPE_CHECKING:
    from app.studies import Studies

KEPT = "thresholds"  # in the project: those that somebody has put in, by the key of a quantity
Question = tuple[Layer, Layer, str, Threshold, str]  # after, before, of what, how much, by what


class WhoIsAffected(QObject):
    """Counts anew whenever another difference is on show, or somebody asks otherwise.

    told: another count is there, or none. written: a list is on the disk, in a sentence.
    """

    told = Signal()
    written = Signal(str)

    def __init__(self, studies: Studies, planning: Planning, tasks: Tasks) -> None:
        super().__init__()
        self._studies, self._planning, self._tasks = studies, planning, tasks
        self._thresholds: dict[str, Threshold] = {}  # that somebody has put in just now
        self._question: Question | None = None
        self._task: Task | None = None
        self._view: View | None = None  # that the count is of
        self.rule = HOMES
        self.mapped = False  # whether the picture shows who is affected
        self.found: Affected | None = None
        self.names: dict[str, str] = {}  # addresses or names of the affected buildings, by id
        studies.told.connect(self.refresh)

    @property
    def quantity(self) -> Quantity | None:
        """Of what somebody may lose; None where no difference in numbers is on show."""
        pair, key = self._studies.pair, self._studies.quantity
        if pair is None:
            return None
        found = next((one for one in pair[0].quantities if one.key == key), None)
        return None if found is None or found.scale == "classes" else found

    @property
    def threshold(self) -> Threshold | None:
        """How much it has to be; None where there is nothing to count."""
        one = self.quantity
        if one is None:
            return None
        return self._thresholds.get(one.key) or self._kept(one) or threshold_of(one)

    def _kept(self, one: Quantity) -> Threshold | None:
        """What the project keeps for a quantity, as far as it makes sense."""
        kept = self._planning.setting(KEPT)
        said = kept.get(one.key) if isinstance(kept, dict) else None
        if not isinstance(said, list) or len(said) != 3:
            return None
        amount, gains, relative = said
        if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not amount > 0:
            return None
        return with_amount(threshold_of(one), one, float(amount), bool(gains), bool(relative))

    @property
    def counting(self) -> bool:
        return self._task is not None

    def ask(self, amount: float, gains: bool, relative: bool) -> None:
        """Count with another threshold."""
        one = self.quantity
        if one is not None:
            usual = threshold_of(one)
            self._thresholds[one.key] = with_amount(usual, one, amount, gains, relative)
            kept = self._planning.setting(KEPT)
            kept = kept if isinstance(kept, dict) else {}
            self._planning.remember(KEPT, {**kept, one.key: [amount, gains, relative]})
            self.refresh()

    def forget(self) -> None:
        """Another project comes, with thresholds of its own."""
        self._thresholds.clear()
        self.rule, self.mapped = HOMES, False

    def count_by(self, rule: str) -> None:
        """Let homes count by another rule, of RULES."""
        self.rule = rule
        self.refresh()

    def show_map(self, mapped: bool) -> None:
        """Show in the picture who is affected, or how much has changed."""
        self.mapped = mapped
        self._map()
        self.told.emit()

    def refresh(self) -> None:
        """Count what is on show now, unless that was counted already."""
        pair, one, threshold = self._studies.pair, self.quantity, self.threshold
        question: Question | None = None
        if pair is not None and one is not None and threshold is not None:
            question = (*pair, one.key, threshold, self.rule)
        if question == self._question:
            self._map()
            return
        self._question, self.found = question, None
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if question is not None:
            self._count(question)
        self.told.emit()

    def _count(self, question: Question) -> None:
        after, before, key, threshold, rule = question
        shown, planning = self._studies.shown, self._planning
        base, scenario = planning.base, planning.scenarios.get(shown.scenario if shown else "")
        view = planning.view if shown is not None and shown.scenario == planning.active else None
        size = dwelling_in(self._studies.project, after)

        def job(progress: Progress) -> tuple[View, Affected, dict[str, str]]:
            progress.report(0, 0, "Counting who is affected")
            over = view or (View.of(base) if scenario is None else scenario.over(base))
            found = affected(after, before, over, key, threshold, rule, size)
            progress.check()
            rows = rows_of(found, over)
            return over, found, {row["id"]: row["address"] or row["name"] for row in rows}

        def put(come: tuple[View, Affected, dict[str, str]]) -> None:
            if self._question is question:
                self._task = None
                self._view, self.found, self.names = come
                self._map()
                self.told.emit()

        self._task = self._tasks.start("", job, put)

    def _map(self) -> None:
        """Lay the map over the city, or take it off."""
        if self._studies.pair is not None:
            found = self.found if self.mapped else None
            if found is not None or not self.mapped:
                self._studies.map_over(None if found is None else found.layer)

    def write(self, path: Path) -> None:
        """Write the list; a worker does it."""
        from exporters import write_affected

        found, view = self.found, self._view
        if found is None or view is None:
            return

        def put(told: list[str]) -> None:
            lost = f" The format could not keep everything: {'; '.join(told)}." if told else ""
            self.written.emit(f"Written: {path}.{lost}")

        job = partial(_written, write_affected, found, view, path)
        self._tasks.start("Writing who is affected", job, put, self._failed)

    def _failed(self, fault: Exception) -> None:
        from exporters import WriteError

        if not isinstance(fault, WriteError):
            raise fault
        self._studies.refused.emit(str(fault))


def _written(write: Any, found: Affected, view: View, path: Path, _: Progress) -> list[str]:
    lines: list[str] = write(found, view, path)
    return lines
