"""The report of two plans from the window: those seen beside one another, written by a process of
its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.dialogs.one_file import ask_new_file
from app.panes.beside import Beside
from app.planning import Planning
from app.plans import BASELINE
from app.reporting import PAPERS, as_pdf, file_name, let_write, program

if TYPE_CHECKING:
    from app.window import Window

NOTHING = (
    "There is only the city as it is: put a plan on the table, or see two plans beside one another."
)


class PlanReport(QObject):
    """Writes the report of two plans where somebody wants it.

    keep: lets the project hold what was chosen last.
    """

    def __init__(
        self, window: Window, planning: Planning, beside: Beside, keep: Callable[[], object]
    ) -> None:
        super().__init__(window)
        self._window, self._planning, self._beside, self._keep = window, planning, beside, keep
        window.actions_.add("Compare", "Re&port of two plans…", "", self.ask, part="decide")

    @property
    def sides(self) -> tuple[str, str] | None:
        """The names of the two plans that are compared; None where there is but the baseline.

        The first two that are seen beside one another, of three and more without the baseline,
        which is in every report; else the baseline and the plan on the table.
        """
        seen = self._beside.arrangement.plans
        if len(seen) > 2:
            seen = [plan for plan in seen if plan]
        one, other = seen[:2] if len(seen) > 1 else ("", self._planning.active)
        return None if one == other else (self._name(one), self._name(other))

    def _name(self, plan: str) -> str:
        scenario = self._planning.scenarios.get(plan)
        return scenario.name if scenario is not None else BASELINE

    def ask(self) -> None:
        """Ask where the report is to be written, and on which paper."""
        sides = self.sides
        if sides is None:
            self._window.notice.say(NOTHING)
            return
        ask_new_file(
            self._window,
            f"Report of {sides[0]} and {sides[1]} as PDF",
            lambda path, paper: self.write(*sides, path, PAPERS[paper]),
            list(PAPERS),
            f"{file_name(f'{sides[1]} against {sides[0]}')}.pdf",
        )

    def write(self, one: str, other: str, path: Path, paper: str) -> None:
        """Let the report of two plans be written, by their names."""
        project = self._planning.path
        if project is None:
            return
        self._keep()
        path = as_pdf(path)
        let_write(self._window, command(project, one, other, path, paper), path)


def command(project: Path, one: str, other: str, path: Path, paper: str) -> list[str]:
    """The order that writes the report of two plans of a project."""
    order = [*program(), "compare", "--paper", paper, "-o", str(path.absolute())]
    return [*order, "--", str(project.absolute()), one, other]
