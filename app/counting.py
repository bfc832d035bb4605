"""The numbers of the plan on the table, while it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.planning import Planning
from app.tasks import Task, Tasks
from city.base import Base
from city.indicators import Numbers, Tally, plots_of, storey_of, tally
from city.indicators.sums import count, counted
from city.progress import Progress
from city.thing import Thing
from city.view import View

Asked = tuple[View, Thing | None, float, int]  # of which plot, how high a storey, which year
Known = tuple[Asked, Tally] | None
KEPT = "assumptions"  # their name in the project
FEW = 200  # things of a plan that are counted at once when it comes to the table
REST = 400  # milliseconds without a change until an assumption is kept


class Counting(QObject):
    """Counts what lies on the table once, on a worker, and from then on the plan only.

    told: there are other numbers, or none yet.
    """

    told = Signal()

    def __init__(self, planning: Planning, tasks: Tasks) -> None:
        super().__init__()
        self._planning, self._tasks = planning, tasks
        self._task: Task | None = None
        self._counting: View | None = None  # what the worker is at
        self._stopped: Base | None = None  # what somebody would not wait for
        self._known = ""  # the ident of the plan whose things have been counted
        self._before: Known = None
        self._now: Known = None
        self.trying: View | None = None
        self.assumptions: dict[str, Any] = {}
        self.place = ""  # the id of the plot whose numbers are told, "" for the whole city
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._keep)
        planning.settled.connect(self.follow)
        tasks.ended.connect(self._on_ended)

    @property
    def busy(self) -> bool:
        """Whether the city is still being counted."""
        return self._counting is not None

    @property
    def view(self) -> View:
        """What is counted: the plan, or what somebody is about to do to it."""
        return self.trying or self._planning.view

    @property
    def plots(self) -> list[Thing]:
        """The plots and zones that numbers can be told of."""
        return plots_of(self.view)

    @property
    def limits(self) -> dict[str, float]:
        """What the zone that is looked at allows at the most, by indicator."""
        zone = self._now[0][1] if self._now is not None else None
        said = zone.attributes if zone is not None else {}
        told = {"far": said.get("far"), "coverage": said.get("coverage")}
        scale = {"far": 1.0, "coverage": 100.0}  # an edit says it as a share
        return {k: v * scale[k] for k, v in told.items() if isinstance(v, (int, float))}

    @property
    def numbers(self) -> Numbers | None:
        """Those of the plan; None until the city is counted."""
        return self._numbers(self._now)

    @property
    def baseline(self) -> Numbers | None:
        """Those of the same place as it is; None until the city is counted."""
        return self._numbers(self._before)

    def _numbers(self, known: Known) -> Numbers | None:
        return known[1].numbers(self.assumptions) if known is not None else None

    def follow(self) -> None:
        """Count what the plan on the table has become."""
        self.trying = None
        kept = self._planning.setting(KEPT)
        if not self._rest.isActive():  # else somebody slides one
            self.assumptions = dict(kept) if isinstance(kept, Mapping) else {}
        base = self._planning.base
        if self._planning.scenario is not None and counted(base) and not self._strange():
            self._count()
            return
        self._before = self._now = None
        if self._planning.scenario is not None and self._stopped is not base:
            self.begin()
        self.told.emit()

    def _strange(self) -> bool:
        """Whether the plan has just come to the table with so much that a worker must count it."""
        return self._known != self._planning.active and len(self._planning.view.things) > FEW

    def tries(self, view: View | None) -> None:
        """Tell the numbers of what somebody is about to do; None: of what is done."""
        self.trying = view
        known = self._planning.scenario is not None and counted(self._planning.base)
        if known and not self._strange():
            self._count()

    def choose(self, place: str) -> None:
        """Tell the numbers of a plot, by its id, or of the whole city."""
        self.place = place
        self.follow()

    def assume(self, name: str, value: float | None) -> None:
        """Take another number for granted from now on; None for the usual one."""
        self.assumptions.pop(name, None)
        if value is not None:
            self.assumptions[name] = value
        self._rest.start()
        if self._now is not None:
            self._count()

    def begin(self) -> None:
        """Let a worker count the city and the plan over it, unless one is at it."""
        view, ident = self._planning.view, self._planning.active
        year = self._planning.year
        if self._counting is not None and self._counting.base is view.base:
            return
        if self._task is not None:
            self._task.cancel()
        self._counting = view

        def job(progress: Progress) -> None:
            if not counted(view.base):
                count(view.base, progress)
            tally(view, year=year)  # what each thing adds is kept with it

        self._stopped = None
        self._task = self._tasks.start("Counting the city", job, lambda _: self._counted(ident))
        self.told.emit()

    def _on_ended(self, task: Task) -> None:
        if task is self._task:
            if task.progress.cancelled and self._counting is not None:
                self._stopped = self._counting.base  # somebody does not want to wait for it
            self._task = self._counting = None
            self.told.emit()

    def _counted(self, ident: str) -> None:
        self._known = ident
        self.follow()

    def _count(self) -> None:
        view = self.view
        plot = next((one for one in self.plots if one.id == self.place), None)
        if plot is None:
            self.place = ""
        self._known = self._planning.active
        storey = storey_of(self.assumptions)
        year = self._planning.year
        self._now = _again(self._now, (view, plot, storey, year))
        nothing = self._before[0][0] if self._before is not None else None
        if nothing is None or nothing.base is not view.base:
            nothing = View.of(view.base)
        self._before = _again(self._before, (nothing, plot, storey, year))
        self.told.emit()

    def keep(self) -> None:
        """Keep what was slid last."""
        if self._rest.isActive():
            self._rest.stop()
            self._keep()

    def _keep(self) -> None:
        self._planning.remember(KEPT, dict(self.assumptions))


def _again(known: Known, asked: Asked) -> Known:
    """What is known already, or the tally of what is asked for."""
    return known if known is not None and known[0] == asked else (asked, tally(*asked))
