"""What differs between two plans, or this city and a file: found by a worker, listed and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.delivery_words import Meaning, meanings
from app.difference_layers import LOOKS, MOST, layers_of, legend_lines
from app.document import Document
from app.on_the_table import Layer
from app.plan_layers import PlanLayers
from app.planning import Planning
from app.plans import BASELINE
from app.tasks import Task, Tasks
from app.wording import kind_word
from city.base import Base
from city.compare import (
    SORTS,
    Difference,
    Sort,
    between_cities,
    between_plans,
    counterpart,
    over_delivery,
    placed,
)
from city.model import City
from city.outcome import whole_city
from city.progress import Progress
from city.scenario import Scenario
from city.view import View
from importers import Options, ReadError
from importers import read as read_sources

if TYPE_CHECKING:
    from app.legend_picture import Line

# Sides: idents of plans, "" the baseline, a file beside, and plans over it as a new delivery.
FILE, OVER = "file", "over/"
OTHERWISE: tuple[Sort, ...] = ("removed", "shape", "both")  # what does not look as it did
TITLE = "Comparing"


@dataclass(frozen=True, slots=True)
class Found:
    """What differs, and the layers that show it.

    texts: of each object its sort, its id, what is other, and its class, in words. means: what the
    file means for the plan, where it is taken as a new delivery of the city.
    """

    difference: Difference
    texts: Sequence[tuple[str, str, str, str]]
    layers: Mapping[str, Layer]
    means: Sequence[Meaning] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that was opened to be compared with, and what is to be told of it."""

    name: str
    city: City
    told: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Over:
    """A plan over a file that is taken as a new delivery of the city."""

    plan: Scenario
    delivery: Beside


State = View | Scenario | Beside | Over


class Differing(QObject):
    """Holds two sides, keeps what differs between them, and shows it over the city.

    told: another difference is known, or none, or one is being looked for. refused: why something
    could not be done, in a sentence.
    """

    told = Signal()
    refused = Signal(str)

    def __init__(
        self, document: Document, planning: Planning, layers: PlanLayers, tasks: Tasks
    ) -> None:
        super().__init__()
        self._document, self._planning, self._tasks = document, planning, tasks
        self._plan_layers = layers
        self._task: Task | None = None
        self._at_work = False  # somebody looks at it
        self._known: tuple[object, ...] = ()  # what the difference was found of
        self.a, self.b = "", ""
        self.beside: Beside | None = None
        self.found: Found | None = None
        self.sorts: tuple[Sort, ...] = SORTS  # those that are shown
        planning.settled.connect(self.follow)
        document.emptying.connect(self._empty)
        tasks.ended.connect(self._on_ended)

    @property
    def busy(self) -> bool:
        """Whether a difference is being looked for."""
        return self._task is not None

    @property
    def sides(self) -> dict[str, str]:
        """What can be compared: its key, and its name."""
        plans = [one for one in self._planning.scenarios.values() if not one.archived]
        found = {"": BASELINE} | {one.ident: one.name for one in plans}
        if self.beside is None:
            return found
        name = self.beside.name
        over = {f"{OVER}{one.ident}": f"{one.name} over {name}" for one in plans}
        return found | {FILE: name} | over

    @property
    def on_the_table(self) -> str:
        """The plan on the table, "" for the baseline."""
        return self._planning.active

    def name_of(self, side: str) -> str:
        return self.sides.get(side, BASELINE)

    # Whether, and what

    def begin(self) -> None:
        """Show what differs; what somebody plans now is compared with what it was before."""
        if not self._at_work:
            self._at_work = True
            if FILE not in (self.a, self.b):
                self.b = self._planning.active
            self._plan_layers.wear(plain=True)
            self.follow()

    def end(self) -> None:
        """Show the city as it is again; the sides are remembered."""
        if self._at_work:
            self._at_work = False
            self._stop()
            self._plan_layers.wear(plain=False)
            self._show({})
            self.told.emit()

    def choose(self, a: str, b: str) -> None:
        """Compare two sides; the second lies on the table where it is a plan or the baseline. A
        plan over a new delivery is compared with the delivery."""
        if FILE in (a, b) and self.beside is None:
            return
        if b.startswith(OVER) and b == self.b and a != FILE:
            b = b.removeprefix(OVER)  # the delivery is looked away from
        over = next((side for side in (b, a) if side.startswith(OVER)), None)
        self.a, self.b = (a, b) if over is None else (FILE, over)
        if over is not None:
            self._planning.turn_to(over.removeprefix(OVER))
        elif b != FILE:
            self._planning.turn_to(b)
        elif a != FILE:
            self._planning.turn_to(a)
        self.follow()

    def swap(self) -> None:
        self.choose(self.b, self.a)

    def follow(self) -> None:
        """Look for what differs now, if that is not known yet."""
        if not self._at_work:
            return
        planning = self._planning
        if FILE not in (self.a, self.b) and self.b != planning.active and not planning.awaited:
            self.b = planning.active  # another plan was put on the table
        elif self.b.startswith(OVER) and not planning.awaited:
            self.b = f"{OVER}{planning.active}" if planning.active else FILE
            self.a = FILE if planning.active else ""
        for name in ("a", "b"):
            if getattr(self, name) not in self.sides:
                setattr(self, name, "")
        one, other = self._side(self.a), self._side(self.b)
        known = (planning.base, one, other)
        if known == self._known and (self.found is not None or self.busy):
            self._show(self.found.layers if self.found is not None else {})
            self.told.emit()
            return
        self._stop()
        self._known = known
        job = partial(_compare, planning.base, self._state(self.a), self._state(self.b))
        self._task = self._tasks.start(TITLE, job, self._arrived, self._failed)
        self.told.emit()

    def _side(self, key: str) -> Scenario | Beside | Over:
        """A side as it is now: the same as before where nothing of it has changed."""
        if key.startswith(OVER) and self.beside is not None:
            return Over(self._planning.scenarios[key.removeprefix(OVER)], self.beside)
        if key == FILE and self.beside is not None:
            return self.beside
        return self._planning.scenarios.get(key) or Scenario("", BASELINE)

    def _state(self, key: str) -> State:
        """A side as a worker compares it; only other plans are still to be worked out."""
        planning = self._planning
        if key == planning.active and not planning.awaited:
            return planning.view
        side = self._side(key)
        bare = isinstance(side, Scenario) and not side.steps
        return View.of(planning.base) if bare else side

    def _arrived(self, found: Found) -> None:
        self.found = found
        self._show(found.layers)
        self.told.emit()

    def _failed(self, fault: Exception) -> None:
        if not isinstance(fault, (ValueError, ReadError)):
            raise fault
        self.found = None
        self._show({})
        said = str(fault)  # which begins with the name of a file where that is at fault
        named = isinstance(fault, ReadError)
        self.refused.emit(said if named else said[:1].upper() + said[1:])
        self.told.emit()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def cancel(self) -> None:
        """Let what is being looked for be."""
        self._stop()
        self.told.emit()

    def _on_ended(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self.told.emit()

    def _empty(self) -> None:
        self._stop()
        self.a = self.b = ""
        self.beside = self.found = None
        self._known = ()
        self.told.emit()

    # A file beside

    def open_beside(self, path: Path) -> None:
        """Read a file and compare this city with it; a worker does both."""
        base, crs = self._planning.base, ""

        def job(progress: Progress) -> Beside:
            if not base.cities:
                raise ValueError("there is no city on the table to compare it with")
            reading = read_sources(path, Options(crs=crs), progress)
            if reading.city is None:
                raise ReadError(f"{path.name}: there is no city in it to compare")
            city, told = placed(reading.city, base.cities[0])
            return Beside(path.name, city, told)

        self._tasks.start(f"Opening {path.name}", job, self._opened, self._failed)

    def _opened(self, beside: Beside) -> None:
        self.beside = beside
        self.choose(self._planning.active, FILE)

    # What is shown

    def show_sorts(self, sorts: Sequence[Sort]) -> None:
        """Show some sorts of differences only."""
        self.sorts = tuple(sorts)
        self._show(self.found.layers if self.found is not None else {})
        self.told.emit()

    def _show(self, layers: Mapping[str, Layer]) -> None:
        kept = {key: one for key, one in layers.items() if key.split("/")[1] in self.sorts}
        if kept or self._document.over:
            self._document.lay_over(kept, self._beneath() if kept else {})

    def _beneath(self) -> dict[int, NDArray[np.bool_]]:
        """Where a file is shown over this city: what of this city looks otherwise there."""
        if self.b != FILE or self.found is None:
            return {}
        difference, base = self.found.difference, self._planning.base
        sorts = [difference.sort_of(row) for row in range(len(difference))]
        rows = [row for row, s in enumerate(sorts) if s in OTHERWISE and s in self.sorts]
        away = [np.zeros(len(city.objects), bool) for city in base.cities]
        spots = base.find([difference.ids[row][0] for row in rows])
        for row, spot in zip(rows, spots, strict=True):
            if spot is not None:
                gone = sorts[row] == "removed"
                away[spot.city][base.family(spot) if gone else spot.row] = True
        return {id(city): mask for city, mask in zip(base.cities, away, strict=True)}

    def legend(self) -> list[Line]:
        """What the colours mean, while something is shown."""
        if not self._at_work or self.found is None:
            return []
        a = "" if self.b.startswith(OVER) else self.name_of(self.a)
        return legend_lines(self.found.difference, a, self.name_of(self.b))


def _compare(base: Base, one: State, other: State, progress: Progress) -> Found:
    """What differs between two sides, and the layers that show it."""
    means: list[Meaning] = []
    a, b = (side.over(base) if isinstance(side, Scenario) else side for side in (one, other))
    if isinstance(b, Over):
        delivery = over_delivery(b.plan, base, b.delivery.city, progress)
        difference, means = delivery.left, list(meanings(delivery, b.plan))
    elif isinstance(a, View) and isinstance(b, View):
        difference = between_plans(a, b, progress)
    else:
        assert not isinstance(a, Over)
        difference = between_cities(_city(a, b), _city(b, a), progress)
    texts = [_texts(difference, row) for row in range(len(difference))]
    return Found(difference, texts, layers_of(difference, progress, MOST), means)


def _texts(difference: Difference, row: int) -> tuple[str, str, str, str]:
    look, kind = LOOKS[difference.sort_of(row)], kind_word(difference.kinds[row])
    words = difference.words(row) or look.title.lower()
    return f"{look.sign} {look.title}", difference.ident(row), words, kind


def _city(side: View | Beside, against: View | Beside) -> City:
    """A side as one city: of what lies on the table the part that a file is about."""
    if isinstance(side, Beside):
        return side.city
    planned = side.things or side.said or any(mask.any() for mask in side.gone)
    cities = (whole_city(side),) if planned else side.base.cities
    return counterpart(cities, against.city).part if isinstance(against, Beside) else cities[0]
