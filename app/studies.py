"""Studies of sun, sky and view: asked for, computed by a worker, kept in the project, and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.on_the_table import Study
from app.planning import Planning
from app.plans import BASELINE
from app.setting_files import KEPT, files_of, taken
from app.tasks import Task, Tasks
from city.layer import Layer
from city.progress import Progress
from city.project import Project, ProjectError, Result
from city.simulate.catalogue import find
from city.simulate.difference import difference
from city.simulate.shade import prepare
from city.simulate.simulation import Simulation
from city.view import View
from importers import ReadError

if TYPE_CHECKING:
    from app.document import Document

PLAN, TODAY, DIFFERENCE = "plan", "today", "difference"
HELD = 6  # layers that are held in memory; the others are read when they are shown


@dataclass(frozen=True, slots=True)
class Answer:
    """One result, and whose it is: the ident of a scenario, "" for the city as it is."""

    result: Result
    layer: Layer


class Studies(QObject):
    """What was asked, what is known, and what of it is on show.

    told: results have come, gone or aged, or another is on show. refused: why something could not
    be done, in a sentence.
    """

    told = Signal()
    refused = Signal(str)

    def __init__(
        self,
        document: Document,
        planning: Planning,
        tasks: Tasks,
        held: Callable[[], Project | None],
        need_project: Callable[[], Project | None],
    ) -> None:
        """held: the project that is open. need_project: the same, made where there is none."""
        super().__init__()
        self._document, self._planning, self._tasks = document, planning, tasks
        self._held, self._need_project = held, need_project
        self._layers: dict[str, Layer] = {}  # by the ident of their result, the newest last
        self._prepared = False
        self._task: Task | None = None
        self._ageing: Task | None = None
        self._wanted: Result | None = None  # what is to be shown, once it has been read
        self.stale: frozenset[str] = frozenset()  # idents of results that the plan has outgrown
        self.shown: Result | None = None
        self.aspect = PLAN
        planning.settled.connect(self.age)
        document.emptying.connect(self.hide)

    @property
    def study(self) -> Study | None:
        """What lies over the city."""
        return self._document.study

    @property
    def project(self) -> Project | None:
        """The project that results are kept in, where there is one."""
        return self._held()

    @property
    def busy(self) -> bool:
        """Whether something is being computed."""
        return self._task is not None

    @property
    def results(self) -> list[Result]:
        """Those of the plan on the table, and of the city as it is; the newest first."""
        project = self._held()
        mine = ("", self._planning.active)
        known = project.results if project is not None else []
        return [one for one in reversed(known) if one.scenario in mine]

    def name_of(self, result: Result) -> str:
        """Whose result it is."""
        scenario = self._planning.scenarios.get(result.scenario)
        return scenario.name if scenario is not None else BASELINE

    def asked(self, result: Result) -> dict[str, Any]:
        """What a result was asked with, what it has of files by where they lie."""
        lie = self._planning.setting(KEPT)
        return files_of(result.settings, lie if isinstance(lie, dict) else {})

    # Asking

    def prepare(self) -> None:
        """Let a worker compile what the first study would wait for; at most once."""
        if not self._prepared:
            self._prepared = True
            self._tasks.start("", lambda _: prepare(), lambda _: None)

    def ask(self, name: str, given: Mapping[str, Any]) -> None:
        """Compute a simulation over the plan on the table, and over the city without it."""
        if self._planning.awaited:
            self.refused.emit(self._planning.awaited)
            return
        project = self._need_project()
        if project is None or self.busy:
            return
        simulation, view = find(name), self._planning.view
        ident = self._planning.active
        kept = project.results
        if project.read_only == "":
            try:
                project.renew()
            except ProjectError as fault:
                self.refused.emit(str(fault))
                return

        lie = self._planning.setting(KEPT)

        def job(progress: Progress) -> tuple[list[Answer], Mapping[str, str]]:
            said, lies = taken(given, lie if isinstance(lie, dict) else {})
            settings = simulation.asked(view, said)
            earlier = _earlier(project, kept, simulation, settings)
            found: list[Answer] = []
            for whose, over in _asked_of(simulation, view, ident):
                try:
                    layer = simulation.run(over, settings, progress, earlier)
                except ValueError:
                    if whose == ident:
                        raise
                    continue  # it asks for what only the plan builds
                found.append(Answer(_kept(project, layer, whose), layer))
                earlier = layer
            return found, lies

        self._task = self._tasks.start(simulation.title, job, self._arrived, self._failed)
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

    def _arrived(self, come: tuple[list[Answer], Mapping[str, str]]) -> None:
        answers, lies = come
        self._planning.remember(KEPT, dict(lies))
        for one in answers:
            self._hold(one.result, one.layer)
        self.stale -= {one.result.ident for one in answers}
        self.show(answers[-1].result, self.aspect)
        self.age()

    def _failed(self, fault: Exception) -> None:
        if not isinstance(fault, (ValueError, ProjectError, ReadError)):
            raise fault
        self.refused.emit(f"{fault}"[:1].upper() + f"{fault}"[1:])

    def _hold(self, result: Result, layer: Layer) -> None:
        self._layers.pop(result.ident, None)
        self._layers[result.ident] = layer
        while len(self._layers) > HELD:
            del self._layers[next(iter(self._layers))]

    # Showing

    def show(self, result: Result, aspect: str = "", quantity: str = "") -> None:
        """Show a result, or how it differs from the city without the plan."""
        self._wanted = result
        project, before = self._held(), self._before(result)
        aspect = PLAN if before is None else aspect or self.aspect
        of = {PLAN: (result,), TODAY: (before,), DIFFERENCE: (result, before)}[aspect]
        wanted = [one for one in of if one is not None]
        missing = [one for one in wanted if one.ident not in self._layers]
        if missing and project is not None:
            job = partial(_read, project, missing)
            self._tasks.start(
                "Reading a study", job, partial(self._read, result, aspect, quantity), self._failed
            )
            return
        layers = [self._layers[one.ident] for one in wanted]
        shown = difference(*layers) if len(layers) == 2 else layers[0]
        self._lay(result, aspect, shown, quantity)

    def _read(self, result: Result, aspect: str, quantity: str, found: dict[str, Layer]) -> None:
        for ident, layer in found.items():
            self._layers[ident] = layer
        if self._wanted is result:
            self.show(result, aspect, quantity)

    def _lay(self, result: Result, aspect: str, layer: Layer, quantity: str) -> None:
        keys = [one.key for one in layer.quantities]
        old = self._document.study
        wanted = quantity or (old.quantity if old is not None else "")
        of = self.name_of(result)
        if aspect == DIFFERENCE:
            of = f"{of} against the city as it is"
        elif aspect == TODAY:
            of = BASELINE
        self.shown, self.aspect = result, aspect
        self._document.lay_study(
            Study(
                layer,
                wanted if wanted in keys else keys[0],
                of,
                opacity=old.opacity if old is not None else 1.0,
                stale=result.ident in self.stale,
            )
        )
        self.told.emit()

    def quantify(self, quantity: str) -> None:
        """Show another quantity of what is on show."""
        study = self._document.study
        if study is not None:
            self._document.lay_study(replace(study, quantity=quantity))
            self.told.emit()

    def hide(self) -> None:
        """Take the study off the city."""
        self.shown = self._wanted = None
        self._document.lay_study(None)
        self.told.emit()

    def forget(self, result: Result) -> None:
        """Take a result out of the project."""
        project = self._held()
        if project is None:
            return
        try:
            project.forget_result(result)
        except ProjectError as fault:
            self.refused.emit(str(fault))
            return
        self._layers.pop(result.ident, None)
        if self.shown is result:
            self.hide()
        self.told.emit()

    def _before(self, result: Result) -> Result | None:
        """The result of the same question over the city without the plan; None where there is none
        to compare with."""
        if self._compares(result):
            return None
        return next(
            (one for one in self.results if one.scenario == "" and _same(one, result)), None
        )

    @staticmethod
    def _compares(result: Result) -> bool:
        """Whether a result itself sets the plan against the city as it is."""
        try:
            return find(result.simulation).compares
        except ValueError:  # a plug-in that is not there
            return True

    @property
    def aspects(self) -> list[str]:
        """What can be seen of the result on show: the plan's, today's, and the difference."""
        shown = self.shown
        if shown is None or shown.scenario == "" or self._before(shown) is None:
            return [PLAN]
        return [TODAY, PLAN, DIFFERENCE]

    # Ageing

    def age(self) -> None:
        """Find out on a worker which results the plan has outgrown."""
        if self._ageing is not None:
            self._ageing.cancel()
        view, base = self._planning.view, View.of(self._planning.base)
        results, active = self.results, self._planning.active

        def job(progress: Progress) -> frozenset[str]:
            old = set()
            for one in results:
                progress.check()
                try:
                    now = find(one.simulation).inputs(view if one.scenario else base, one.settings)
                except ValueError:  # a plug-in that is not there
                    continue
                if now != one.inputs:
                    old.add(one.ident)
            return frozenset(old)

        def put(old: frozenset[str]) -> None:
            self._ageing = None
            if old != self.stale and active == self._planning.active:
                self.stale = old
                study = self._document.study
                if study is not None and self.shown is not None:
                    stale = self.shown.ident in old
                    self._document.lay_study(replace(study, stale=stale))
                self.told.emit()

        if results:
            self._ageing = self._tasks.start("", job, put)


def _asked_of(simulation: Simulation, view: View, ident: str) -> list[tuple[str, View]]:
    """Whose views are computed: the city as it is first, from which the plan's follows quickly."""
    base = ("", View.of(view.base))
    if simulation.compares and ident:
        return [(ident, view)]
    return [base, (ident, view)] if ident else [base]


def _earlier(
    project: Project, kept: list[Result], simulation: Simulation, settings: Mapping[str, Any]
) -> Layer | None:
    """The newest kept answer to the same question, over whatever plan."""
    same = [r for r in kept if r.simulation == simulation.name and dict(r.settings) == settings]
    for one in reversed(same):
        try:
            return project.layer_of(one)
        except ProjectError:
            continue
    return None


def _kept(project: Project, layer: Layer, scenario: str) -> Result:
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return project.keep_result(layer, scenario, made)


def _read(project: Project, results: list[Result], progress: Progress) -> dict[str, Layer]:
    return {one.ident: project.layer_of(one) for one in results}


def _same(one: Result, other: Result) -> bool:
    return one.simulation == other.simulation and dict(one.settings) == dict(other.settings)
