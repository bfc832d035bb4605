"""What live layers say of buildings, as changes to the plan on the table: compared by a worker,
shown over the city, taken or left by a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.difference_layers import MOST, layers_of, legend_lines
from app.document import Document
from app.left_statements import SETTING, left_in, with_more
from app.on_the_table import Change, Layer
from app.plan_layers import PlanLayers
from app.planning import Planning
from app.proposal_words import sources
from app.tasks import Task, Tasks
from city.compare import Difference, between_plans
from city.edits.edit import count
from city.progress import Progress
from city.proposals import Proposal, Proposals, edits_of, proposals
from city.scenario import fold
from city.statements import Statement
from city.view import View
from importers.live.feed import now

if TYPE_CHECKING:
    from app.legend_picture import Line

TITLE = "Proposed changes"
REST = 300  # milliseconds


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What is proposed, and, while somebody looks, how the city would differ."""

    proposals: Proposals
    difference: Difference | None
    layers: Mapping[str, Layer]


class Proposing(QObject):
    """Keeps what is proposed in step with what is said and with the plan. It changes nothing by
    itself.

    told: something else is proposed. fresh: of what nobody was told before, in a sentence.
    """

    told = Signal()
    fresh = Signal(str)

    def __init__(
        self, document: Document, planning: Planning, layers: PlanLayers, tasks: Tasks
    ) -> None:
        super().__init__()
        self._document, self._planning, self._layers = document, planning, layers
        self._tasks = tasks
        self._known: tuple[object, ...] = ()  # what was found of
        self._task: Task | None = None
        self._again = False
        self._rest = QTimer(self, singleShot=True, interval=REST)  # between two looks at what comes
        self._rest.timeout.connect(self._go_on)
        self._at_work = False  # somebody looks at it
        self._announced: set[str] = set()
        self._left: list[str] = []
        self.found = Found(Proposals(), None, {})
        document.changed.connect(self._on_change)
        planning.settled.connect(self.follow)

    @property
    def offered(self) -> list[Proposal]:
        """What can be taken and was not left."""
        left = {*self._left_now()}
        return [one for one in self.found.proposals.offered if one.key not in left]

    @property
    def left(self) -> int:
        """How many of what is proposed were left."""
        return len(self.found.proposals.offered) - len(self.offered)

    @property
    def names(self) -> dict[str, str]:
        """What people call those who say it: the titles of live layers."""
        layers = self._document.live.values()
        return {one.source: layer.title for layer in layers for one in layer.statements[:1]}

    def begin(self) -> None:
        """Show over the city what would change."""
        self._at_work = True
        self._layers.wear(plain=True)
        self.follow()

    def end(self) -> None:
        """Show the city as it is again."""
        if self._at_work:
            self._at_work = False
            self._layers.wear(plain=False)
            self._document.lay_over({})
            self.told.emit()

    def follow(self) -> None:
        """Find out what is proposed now, if that is not known yet."""
        if self._task is not None:
            self._again = True
            return
        said = [layer.statements for layer in self._document.live.values() if layer.statements]
        planning = self._planning
        if planning.awaited or not (said or self.found.proposals != Proposals()):
            return
        statements = [one for part in said for one in part]
        view, left = planning.view, self._left_now()
        known = (view, said, left, self._at_work)
        if known == self._known:
            return
        self._known, looked = known, self._at_work

        def job(progress: Progress) -> Found:
            return _find(view, statements, {*left}, looked, progress)

        self._task = self._tasks.start("", job, self._arrived, self._failed)

    def _arrived(self, found: Found) -> None:
        self.found = found
        if self._at_work:
            self._document.lay_over(found.layers)
        self.told.emit()
        new = [one for one in self.offered if one.key not in self._announced]
        self._announced |= {one.key for one in new}
        if new and not self._at_work:
            things = count(len({one.object for one in new}), "building")
            self.fresh.emit(f"{sources(new, self.names)} says of {things} what this city does not.")
        self._ended()

    def _failed(self, fault: Exception) -> None:
        self._ended()
        raise fault

    def _ended(self) -> None:
        self._task = None
        self._go_on()

    def _go_on(self) -> None:
        if self._again and not self._rest.isActive():
            self._again = False
            self.follow()

    def legend(self) -> list[Line]:
        """What the colours mean, while something is shown."""
        found = self.found.difference
        return legend_lines(found, "", TITLE) if self._at_work and found is not None else []

    # What is decided

    def take(self, keys: Collection[str]) -> None:
        """Do what was chosen in the plan on the table, in one step; where there is none, in a new
        one that is called after who said it."""
        planning, chosen = self._planning, [one for one in self.offered if one.key in keys]
        if not chosen:
            return
        if planning.scenario is None and not planning.awaited:
            name = planning.free_name(sources(chosen, self.names))
            if planning.add(name) is None:
                return
        planning.do_all(edits_of(chosen), f"took {count(len(chosen), 'proposed change')}")

    def leave(self, keys: Collection[str]) -> None:
        """Offer these no more, until something else is said."""
        self._remember(with_more(self._left_now(), keys))

    def offer_again(self) -> None:
        """Offer everything that was left once more."""
        self._remember([])

    def _remember(self, left: list[str]) -> None:
        self._left = left
        self._planning.remember(SETTING, left, begin=True)
        self.follow()
        self.told.emit()

    def _left_now(self) -> list[str]:
        """What was left in this project, and where it cannot be written, since it was opened."""
        return with_more(left_in({SETTING: self._planning.setting(SETTING)}), self._left)

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            if self._task is not None:
                self._task.cancel()
            self._task, self._again = None, False
            self._left, self._known = [], ()
            self._announced.clear()
        if change.what not in ("live", "lives", "opened"):
            return
        if self._rest.isActive():
            self._again = True
        else:
            self._rest.start()
            self.follow()


def _find(
    view: View,
    statements: Sequence[Statement],
    left: Collection[str],
    looked: bool,
    progress: Progress,
) -> Found:
    """What is proposed; and what would differ with it, where somebody looks."""
    found = proposals(view, statements, now(), progress)
    if not looked:
        return Found(found, None, {})
    first: dict[tuple[str, str], Proposal] = {}  # of what contradicts one alone can be shown
    for one in found.offered:
        if one.key not in left:
            first.setdefault((one.object, one.about), one)
    after = fold(view, edits_of(first.values()))
    difference = between_plans(view, after, progress)
    return Found(found, difference, layers_of(difference, progress, MOST))
