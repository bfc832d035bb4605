"""One question at a time to a simulation: a worker answers it, the project keeps the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.planning import Planning
from app.setting_files import KEPT
from app.study_jobs import Answer, Over, answers
from app.tasks import Task, Tasks
from city.project import Project, ProjectError
from city.simulate.catalogue import find
from importers import ReadError


class Computing(QObject):
    """told: something has begun or ended. refused: why something could not be done, in a
    sentence."""

    told = Signal()
    refused = Signal(str)

    def __init__(
        self, planning: Planning, tasks: Tasks, need_project: Callable[[], Project | None]
    ) -> None:
        """need_project: the project that is open, made where there is none."""
        super().__init__()
        self._planning, self._tasks, self._need_project = planning, tasks, need_project
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being computed."""
        return self._task is not None

    def start(
        self,
        name: str,
        given: Mapping[str, Any],
        over: list[Over],
        then: Callable[[list[Answer]], None],
    ) -> None:
        """Ask a simulation over several cities, the last one the one that is wanted, and go on
        with the answers."""
        project = self._need_project()
        if project is None or self.busy:
            return
        try:
            simulation = find(name)
            if project.read_only == "":
                project.renew()
        except (ValueError, ProjectError) as fault:
            self.failed(fault)
            return
        lie = self._planning.setting(KEPT)

        def arrived(come: tuple[list[Answer], Mapping[str, str]]) -> None:
            made, lies = come
            self._planning.remember(KEPT, dict(lies))
            then(made)

        lies = lie if isinstance(lie, dict) else {}
        job = partial(answers, project, simulation, given, over, lies)
        self._task = self._tasks.start(simulation.title, job, arrived, self.failed)
        self._tasks.ended.connect(self._on_ended)
        self.told.emit()

    def cancel(self) -> None:
        """Let what is being computed be."""
        if self._task is not None:
            self._task.cancel()

    def _on_ended(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self._tasks.ended.disconnect(self._on_ended)
            self.told.emit()

    def failed(self, fault: Exception) -> None:
        """Say what a job could not do; what is no plain fault goes on up."""
        if not isinstance(fault, (ValueError, ProjectError, ReadError)):
            raise fault
        self.refused.emit(f"{fault}"[:1].upper() + f"{fault}"[1:])
