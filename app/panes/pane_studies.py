"""The study in every pane: of each plan its own answer to the question, in the same colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.on_the_table import Change
from app.panes.arrangement import Arrangement
from app.panes.beside import Beside
from app.studies import DIFFERENCE, PLAN, Studies
from app.study_jobs import Wish, alike, between, read
from app.study_layer import colours_in
from app.tasks import Task, Tasks
from city.layer import Layer
from city.layer_colours import one_scale
from city.progress import Progress
from city.project import Result

KEY = "study@"  # what its name in the scene begins with, and the ident of the plan
UNKNOWN = "not computed"


class PaneStudies(QObject):
    """Lays over each pane what is known of its plan, and tells where nothing is: it shows nothing
    that nobody has computed.

    told: other plans have an answer, or none, than before.
    """

    told = Signal()

    def __init__(
        self, document: Document, studies: Studies, beside: Beside, viewport: Any, tasks: Tasks
    ) -> None:
        super().__init__()
        self._document, self._studies, self._beside = document, studies, beside
        self._viewport, self._tasks = viewport, tasks
        self._laid: dict[str, Layer] = {}  # by the ident of the plan
        self._asked: object = None  # what is laid, or on its way
        self._task: Task | None = None
        self.lacking: frozenset[str] = frozenset()  # idents of plans without an answer
        document.changed.connect(self._on_change)
        studies.told.connect(self.follow)
        beside.changed.connect(self.follow)

    @property
    def busy(self) -> bool:
        """Whether answers are still being read."""
        return self._task is not None

    def _on_change(self, change: Change) -> None:
        if change.what == "study":
            self.follow()

    def follow(self) -> None:
        """Show in each pane what there is of its plan."""
        shown, study, now = self._studies.shown, self._document.study, self._beside.arrangement
        if shown is None or study is None or now.split().count == 1:
            self._clear()
            return
        mine = shown.scenario
        if self._studies.map is not None:  # it is of one plan, and of no other pane
            self._clear()
            self._viewport.put_study(self._panes(now, mine), study.visible, study.opacity)
            return
        others = [plan for plan in now.plans if plan != mine]
        found = {plan: self._studies.answer_of(plan, shown) for plan in others}
        if self._studies.aspect == DIFFERENCE:
            found.pop(self._studies.against, None)  # which does not differ from itself
        elif self._studies.aspect != PLAN:
            found = {}  # each pane would show the same
        self._viewport.put_study(self._panes(now, mine), study.visible, study.opacity)
        asked = (shown.ident, self._studies.quantity, self._studies.aspect, now.panes, now.mode)
        wanted = {plan: one for plan, one in found.items() if one is not None}
        known = (asked, tuple(sorted((plan, one.ident) for plan, one in wanted.items())))
        lacking = frozenset(plan for plan, one in found.items() if one is None)
        if lacking != self.lacking:
            self.lacking = lacking
            self.told.emit()
        if known != self._asked:
            self._asked = known
            self._read(shown, wanted)
        self._look()

    def compute(self, plan: str) -> None:
        """Ask for a plan exactly what was asked for the one on show."""
        self._studies.ask_for(plan, self._studies.aspect)

    def _panes(self, now: Arrangement, plan: str) -> frozenset[int]:
        return frozenset(k for k, pane in enumerate(now.panes) if pane.plan == plan)

    def _read(self, shown: Result, wanted: Mapping[str, Result]) -> None:
        """Let a worker read the answers, or set them against what the one on show is."""
        if self._task is not None:
            self._task.cancel()
        studies, own = self._studies, self._studies.layer
        project, known, other = studies.project, list(reversed(studies.known)), None
        if studies.aspect == DIFFERENCE:
            other = studies.other(shown)
        held = dict(studies.held)

        def job(progress: Progress) -> dict[str, Layer]:
            if other is None:
                layers = read(project, list(wanted.values()), held, progress)
                return {plan: layers[one.ident] for plan, one in wanted.items()}
            found = {}
            for plan, one in wanted.items():
                wish = Wish(one, DIFFERENCE, other=other)
                beside = alike(wish, known, len(known))
                wish = replace(wish, alike=tuple((each.scenario, each) for each in beside))
                found[plan] = between(wish, read(project, wish.results, held, progress))
            return found

        def put(found: dict[str, Layer]) -> None:
            self._task = None
            if own is self._studies.layer and own is not None:
                self._lay(own, found)

        self._task = self._tasks.start("", job, put, self._failed)

    def _failed(self, fault: Exception) -> None:
        self._task = None
        if not isinstance(fault, ValueError):  # of answers that cannot be compared nothing is shown
            raise fault

    def _lay(self, own: Layer, found: Mapping[str, Layer]) -> None:
        """Lay the answers over their panes, their colours on one scale."""
        key = self._studies.quantity
        for plan in self._laid.keys() - found.keys():
            self._viewport.take_pane_study_off(KEY + plan)
        self._laid = dict(found)
        layers = [own, *found.values()]
        quantity = one_scale([layer.quantity(key) for layer in layers],
                             [layer.values[key] for layer in layers])  # fmt: skip
        for plan, layer in found.items():
            scaled = _on_scale(layer, key, quantity)
            panes = self._panes(self._beside.arrangement, plan)
            self._viewport.lay_pane_study(KEY + plan, scaled, colours_in(scaled, key), panes)
        study = self._document.study
        if study is not None and study.values.quantity(key) != quantity:
            self._document.lay_study(replace(study, values=_on_scale(own, key, quantity)))
        self._look()

    def _look(self) -> None:
        study = self._document.study
        if study is not None:
            for plan in self._laid:
                self._viewport.look_at_pane_study(KEY + plan, study.visible, study.opacity)

    def _clear(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        for plan in self._laid:
            self._viewport.take_pane_study_off(KEY + plan)
        self._laid, self._asked = {}, None
        if self.lacking:
            self.lacking = frozenset()
            self.told.emit()
        study = self._document.study
        if study is not None:
            self._viewport.put_study(None, study.visible, study.opacity)


def _on_scale(layer: Layer, key: str, quantity: Any) -> Layer:
    """A layer with one of its quantities on another scale."""
    return replace(
        layer,
        quantities=tuple(quantity if one.key == key else one for one in layer.quantities),
    )
