"""Studies of sun, sky and view: asked for, computed by a worker, kept in the project, and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.on_the_table import Study
from app.outgrown import outgrown, same_question
from app.planning import Planning
from app.plans import BASELINE
from app.setting_files import KEPT, files_of
from app.study_computing import Computing
from app.study_jobs import Answer, Over, Wish, alike, between, read
from app.tasks import Task, Tasks
from app.who_is_affected import WhoIsAffected
from city.layer import Layer
from city.progress import Progress
from city.project import Project, ProjectError, Result
from city.simulate.catalogue import find
from city.simulate.shade import prepare
from city.view import View

if TYPE_CHECKING:
    from app.document import Document

AS_IT_IS = "the city as it is"
PLAN, TODAY, DIFFERENCE = "plan", "today", "difference"
HELD = 6  # layers that are held in memory; the others are read when they are shown
BESIDE = 4  # more plans whose differences share the colours


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
        self._held = held
        self._layers: dict[str, Layer] = {}  # by the ident of their result, the newest last
        self._prepared = False
        self._ageing: Task | None = None
        self._wish: Wish | None = None  # what is to be shown, once it is there
        self._of = ""  # whose it is, in words
        self.stale: frozenset[str] = frozenset()  # idents of results that the plan has outgrown
        self.shown: Result | None = None
        self.aspect = PLAN
        self._against = ""  # the ident of the plan that plans are set against
        self.layer: Layer | None = None  # what is on show, by one of its quantities
        self.quantity = ""
        self.pair: tuple[Layer, Layer] | None = None  # of a difference, after and before
        self.map: Layer | None = None  # what lies over the city in the place of a difference
        self._computing = Computing(planning, tasks, need_project)
        self._computing.told.connect(self.told)
        self._computing.refused.connect(self.refused)
        self.who = WhoIsAffected(self, planning, tasks)
        planning.settled.connect(self.age)
        document.emptying.connect(self._leave)

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
        return self._computing.busy

    @property
    def known(self) -> list[Result]:
        """All results of the project, the newest first."""
        project = self._held()
        return list(reversed(project.results)) if project is not None else []

    @property
    def results(self) -> list[Result]:
        """Those of the plan on the table, and of the city as it is; the newest first."""
        return [one for one in self.known if one.scenario in ("", self._planning.active)]

    @property
    def held(self) -> Mapping[str, Layer]:
        """The layers that are in memory, by the ident of their result."""
        return self._layers

    def name_of(self, result: Result) -> str:
        """Whose result it is."""
        return self.plan_name(result.scenario)

    def plan_name(self, ident: str) -> str:
        """What a plan is called by its ident; without one it is the city as it is."""
        scenario = self._planning.scenarios.get(ident)
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
        ident, view = self._planning.active, self._planning.view
        base = View.of(view.base)
        over: list[Over] = [(ident, lambda: view)]
        if ident and not find(name).compares:  # from the city's the plan's follows quickly
            over = [("", lambda: base), *over]

        def then(made: list[Answer]) -> None:
            self._arrived(made)
            self.show(made[-1].result, self.aspect)
            self.age()

        self._computing.start(name, given, over, then)

    def ask_for(self, ident: str, aspect: str = "") -> None:
        """Compute what is on show for another plan too, or "" for the city as it is: exactly what
        was asked; and then set the two against each other, or show an aspect of what is on show."""
        shown, base = self.shown, self._planning.base
        scenario = self._planning.scenarios.get(ident)
        if shown is None or (ident and scenario is None):
            return
        over = partial(View.of, base) if scenario is None else partial(scenario.over, base)

        def then(made: list[Answer]) -> None:
            self._arrived(made)
            if self.shown is shown:
                self.show(shown, aspect or DIFFERENCE)
            self.age()

        self._computing.start(shown.simulation, self.asked(shown), [(ident, over)], then)

    def cancel(self) -> None:
        """Let what is being computed be."""
        self._computing.cancel()

    def _arrived(self, made: list[Answer]) -> None:
        for one in made:
            self._hold(one.result, one.layer)
        self.stale -= {one.result.ident for one in made}

    def _hold(self, result: Result, layer: Layer) -> None:
        self._layers.pop(result.ident, None)
        self._layers[result.ident] = layer
        while len(self._layers) > HELD:
            del self._layers[next(iter(self._layers))]

    # Showing

    def show(self, result: Result, aspect: str = "", quantity: str = "") -> None:
        """Show a result, the one that it is set against, or how they differ."""
        other = self.other(result)
        aspect = PLAN if other is None else aspect or self.aspect
        wish = Wish(result, aspect, quantity)
        if aspect == DIFFERENCE:
            wish = replace(wish, other=other)
            beside = alike(wish, list(reversed(self.known)), BESIDE)
            wish = replace(wish, alike=tuple((self.name_of(one), one) for one in beside))
        elif aspect == TODAY and other is not None:
            wish = replace(wish, result=other)
        self._wish = wish
        if aspect != DIFFERENCE and wish.result.ident in self._layers:
            self._lay(result, wish, self._layers[wish.result.ident])
            return
        project, held = self._held(), dict(self._layers)

        def job(progress: Progress) -> tuple[dict[str, Layer], Layer]:
            layers = read(project, wish.results, held, progress)
            shown = layers[wish.result.ident] if wish.other is None else between(wish, layers)
            return layers, shown

        def put(found: tuple[dict[str, Layer], Layer]) -> None:
            layers, shown = found
            for one in reversed(wish.results):
                self._hold(one, layers[one.ident])
            if self._wish is wish:
                self._lay(result, wish, shown, layers)

        there = all(one.ident in held for one in wish.results)
        self._tasks.start("" if there else "Reading a study", job, put, self._computing.failed)

    def _lay(
        self, result: Result, wish: Wish, layer: Layer, layers: Mapping[str, Layer] | None = None
    ) -> None:
        keys = [one.key for one in layer.quantities]
        wanted = wish.quantity or self.quantity
        self.quantity = wanted if wanted in keys else keys[0]
        self.shown, self.aspect, self.layer = result, wish.aspect, layer
        self.pair = self.map = None
        self._of = self.name_of(wish.result)
        if layers is not None and wish.other is not None:
            self.pair = layers[wish.result.ident], layers[wish.other.ident]
            than = self.name_of(wish.other) if wish.other.scenario else AS_IT_IS
            self._of = f"{self._of} against {than}"
        self._put()
        self.told.emit()

    def _put(self) -> None:
        """Lay over the city what is on show."""
        layer = self.map or self.layer
        if layer is None:
            return
        old = self._document.study
        quantity = self.quantity if self.map is None else layer.quantities[0].key
        opacity = old.opacity if old is not None else 1.0
        self._document.lay_study(
            Study(layer, quantity, self._of, opacity=opacity, stale=self.is_old)
        )

    @property
    def is_old(self) -> bool:
        """Whether a plan has outgrown what is on show."""
        shown = self.shown
        if shown is None:
            return False
        seen = [shown] if self.aspect != TODAY else []
        if self.aspect != PLAN and (other := self.other(shown)) is not None:
            seen.append(other)
        return any(one.ident in self.stale for one in seen)

    def quantify(self, quantity: str) -> None:
        """Show another quantity of what is on show."""
        if self.layer is not None:
            self.quantity, self.map = quantity, None
            self._put()
            self.told.emit()

    def map_over(self, layer: Layer | None) -> None:
        """Lay a map over the city in the place of the difference; None takes it off again."""
        if layer is not self.map:
            self.map = layer
            self._put()

    def hide(self) -> None:
        """Take the study off the city."""
        self.shown = self._wish = self.layer = self.pair = self.map = None
        self._document.lay_study(None)
        self.told.emit()

    def _leave(self) -> None:
        """The plans go, and with them what was set against them."""
        self._against = ""
        self.who.forget()
        self.hide()

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

    # Setting against

    @property
    def against(self) -> str:
        """The ident of the plan that what is on show is set against, "" for the city as it is."""
        return self._beside(self.shown.scenario if self.shown is not None else "")

    def _beside(self, own: str) -> str:
        """What a plan is set against: not itself, and nothing that is gone."""
        known = self._against in self._planning.scenarios
        return self._against if known and self._against != own else ""

    def set_against(self, ident: str) -> None:
        """Set what is on show against another plan, or "" against the city as it is."""
        if ident != self.against:
            self._against = ident
            if self.shown is not None:
                self.show(self.shown, self.aspect)
            self.told.emit()
            self.age()

    def other(self, result: Result) -> Result | None:
        """The result of the same question that one is set against; None where there is none."""
        ident = self._beside(result.scenario)
        return self.answer_of(ident, result) if self.can_be_set_against(result, ident) else None

    def answer_of(self, ident: str, result: Result) -> Result | None:
        """The result of the same question over another plan, or "" over the city as it is."""
        mine = [one for one in self.known if one.scenario == ident]
        return next((one for one in mine if same_question(one, result)), None)

    def plans_beside(self, result: Result) -> list[tuple[str, str]]:
        """What a result may be set against, by ident and name: first the city as it is, then every
        plan but its own that is not put away."""
        plans = self._planning.scenarios.values()
        others = [p for p in plans if p.ident != result.scenario and not p.archived]
        return [("", AS_IT_IS.capitalize()), *((p.ident, p.name) for p in others)]

    def can_be_set_against(self, result: Result, ident: str) -> bool:
        """Whether a result may be set against a plan's: never against its own, nor the city as it
        is against a plan; one that itself compares with the city as it is only against plans."""
        if not result.scenario or ident == result.scenario:
            return False
        try:
            return bool(ident) or not find(result.simulation).compares
        except ValueError:  # a plug-in that is not there
            return False

    @property
    def aspects(self) -> list[str]:
        """What can be seen of the result on show: the plan's, today's, and the difference."""
        shown = self.shown
        if shown is None or self.other(shown) is None:
            return [PLAN]
        return [TODAY, PLAN, DIFFERENCE]

    # Ageing

    def age(self) -> None:
        """Find out on a worker which results their plans have outgrown."""
        if self._ageing is not None:
            self._ageing.cancel()
        base, active = self._planning.base, self._planning.active
        views = {"": View.of(base), active: self._planning.view}
        other = self._planning.scenarios.get(self._against)
        whose = {*views, self._against}
        results = [one for one in self.known if one.scenario in whose]

        def job(progress: Progress) -> frozenset[str]:
            if other is not None and other.ident not in views:
                views[other.ident] = other.over(base)
            return outgrown(results, views, progress)

        def put(old: frozenset[str]) -> None:
            self._ageing = None
            if old != self.stale and active == self._planning.active:
                self.stale = old
                study = self._document.study
                if study is not None and self.shown is not None:
                    self._document.lay_study(replace(study, stale=self.is_old))
                self.told.emit()

        if results:
            self._ageing = self._tasks.start("", job, put)
