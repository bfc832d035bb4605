"""Puts questions to the open cities, and does something with what they find."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.on_the_table import Change, Chosen, Selection
from app.tasks import Task, Tasks
from city.expression import Answer, Completion, Fault, ask, complete
from city.expression.shared import shared_questions
from city.kinds import theme
from city.lineage import below
from city.measured import Measured
from city.model import City
from city.progress import Progress
from city.search import Hit, Search
from city.statistics import tops
from city.subset import subset

# What makes a text a question and not words to search for.
QUESTION = re.compile(
    r"[<>=()]|\b(and|or|not|is|in|like|contains|starts|ends|between)\b", re.IGNORECASE
)
HITS = 12


class Asking(QObject):
    """The question that is asked now, its answer, and the city it is asked of.

    city: the one that questions go to; the first on the table unless another is picked.
    """

    answered = Signal(object)  # Answer, or None when there is no question any more
    refused = Signal(object)  # Fault
    found = Signal(object)  # list of Hit, for words that were searched for
    asking = Signal(str)  # what is being worked out for the question, for people
    turned = Signal()  # to another city, or to none
    said = Signal(str)  # a line for people about what was done
    flown = Signal(object)  # west, east, south, north, low, high: fly there

    def __init__(
        self, document: Document, tasks: Tasks, measured: Callable[[City], Measured] | None = None
    ) -> None:
        super().__init__()
        self.document = document
        self._tasks = tasks
        self._shared = measured
        self._measured: dict[int, Measured] = {}
        self._searches: dict[int, Search] = {}
        self._task: Task | None = None
        self._looking: Task | None = None
        self._asked: tuple[str, NDArray[np.int32] | None] = ("", None)
        self._result: Chosen | None = None  # what was found, as it was chosen
        self.city: City | None = None
        self.answer: Answer | None = None
        tasks.moved.connect(self._moved)
        document.changed.connect(self._on_change)
        self._follow()

    @property
    def measured(self) -> Measured | None:
        """What is measured of the city that questions go to."""
        return None if self.city is None else self.measured_of(self.city)

    def measured_of(self, city: City) -> Measured:
        if self._shared is not None:
            return self._shared(city)
        return self._measured.setdefault(id(city), Measured(city))

    def turn_to(self, city: City) -> None:
        """Let the questions go to another city on the table."""
        if city is not self.city:
            self._turn(city)

    def _turn(self, city: City | None) -> None:
        """Tell of the other city first: what was found in the one before lists nothing in it."""
        self.cancel()
        self.city, self.answer = city, None
        self.turned.emit()
        self.answered.emit(None)

    def name_of(self, city: City) -> str:
        """What a city on the table is called."""
        for opened in self.document.opened:
            if any(layer.thing is city for layer in opened.layers):
                return opened.title
        return ""

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            self._follow()

    def _follow(self) -> None:
        cities = self.document.cities()
        kept = {id(city) for city in cities}
        self._measured = {key: m for key, m in self._measured.items() if key in kept}
        self._searches = {key: s for key, s in self._searches.items() if key in kept}
        if any(city is self.city for city in cities):
            self.turned.emit()
        else:
            self._turn(cities[0] if cities else None)

    def _forget(self) -> None:
        self.cancel()
        self.answer = None
        self.answered.emit(None)

    # Questions

    @staticmethod
    def is_question(text: str) -> bool:
        """Whether a text is a question rather than a name or an address to search for."""
        return bool(QUESTION.search(text))

    def ask(self, text: str) -> None:
        """Put a question; the answer comes later, and only the newest question gets one."""
        self.cancel()
        measured = self.measured
        if not text.strip() or measured is None:
            self._forget()
            return
        selection = self._selection_for(text)

        def job(progress: Progress) -> Answer | Fault:
            try:
                return ask(text, measured, selection, progress)
            except Fault as fault:
                return fault

        self._task = self._tasks.start("", job, self._arrived)

    def _selection_for(self, text: str) -> NDArray[np.int32] | None:
        """What `selection` means in a question; asked once more, it means what it meant before.

        Else `within(selection, 100 m)` would grow with every Enter, as what it finds is chosen.
        """
        chosen = self.document.chosen
        again = text == self._asked[0] and chosen is not None and chosen is self._result
        selection = self._asked[1] if again else self.selected_rows()
        self._asked = (text, selection)
        return selection

    def _arrived(self, told: Answer | Fault) -> None:
        self._task = None
        if isinstance(told, Answer):
            self.answer = told
            self.answered.emit(told)
        else:
            self.answer = None
            self.refused.emit(told)

    def cancel(self) -> None:
        """Give up the question and the search that are on their way."""
        for task in (self._task, self._looking):
            if task is not None:
                task.cancel()
        self._task = self._looking = None

    @property
    def busy(self) -> bool:
        return self._task is not None or self._looking is not None

    def _moved(self, task: Task, done: int, total: int, note: str) -> None:
        if task is self._task and note:
            share = f" {100 * done // total} %" if total else ""
            self.asking.emit(f"{note}…{share}")

    def selected_rows(self) -> NDArray[np.int32] | None:
        """What `selection` means: the chosen objects, or else the one that is selected."""
        document = self.document
        if document.chosen is not None and document.chosen.city is self.city:
            return document.chosen.rows
        if document.selection is not None and document.selection.thing is self.city:
            return np.array([document.selection.object], np.int32)
        return None

    def look(self, job: Callable[[Progress], Any], then: Callable[[Any], None]) -> None:
        """Let a worker look for objects; only the newest wish counts."""
        if self._looking is not None:
            self._looking.cancel()

        def done(found: Any) -> None:
            self._looking = None
            then(found)

        self._looking = self._tasks.start("", job, done)

    def completions(self, text: str) -> list[Completion]:
        """How a question that is typed so far may go on."""
        measured = self.measured
        return [] if measured is None else complete(text, measured)

    # Searching

    def search(self, text: str) -> None:
        """Look for an id, a name or an address."""
        city = self.city
        if city is None:
            return
        ready = self._searches.get(id(city))

        def job(progress: Progress) -> tuple[Search, list[Hit]]:
            search = ready or Search(city)
            return search, search.find(text, HITS)

        def then(told: tuple[Search, list[Hit]]) -> None:
            self._searches[id(city)], hits = told
            self.found.emit(hits)

        self.look(job, then)

    def select(self, row: int) -> None:
        """Select one object and choose nothing else."""
        if self.city is not None:
            key = self._key_of(row)
            if key:
                self.document.choose(None)
                self.document.select(Selection(key, self.city, row))

    def _key_of(self, row: int) -> str:
        """The layer that an object is in."""
        city = self.city
        assert city is not None
        mine = [y for y in self.document.layers.values() if y.thing is city]
        wanted = theme(city.objects.kind_of(row))
        found = next((y for y in mine if y.theme == wanted), mine[0] if mine else None)
        return found.key if found else ""

    def fly_to(self, rows: Sequence[int] | NDArray[np.integer]) -> None:
        """Fly to where some objects are."""
        measured = self.measured
        if measured is None or not len(rows):
            return

        def then(boxes: NDArray[np.float64]) -> None:
            held = boxes[np.asarray(rows)]
            held = held[np.isfinite(held).all((1, 2))]
            if len(held):
                low, high = held[:, 0].min(0).tolist(), held[:, 1].max(0).tolist()
                self.flown.emit(tuple(v for pair in zip(low, high, strict=True) for v in pair))
            else:
                self.said.emit("It has no geometry to fly to")

        self._tasks.start("", lambda _: measured.boxes, then)

    # What is done with the objects found

    def choose(self, rows: Sequence[int] | NDArray[np.integer], how: str = "only") -> None:
        """Choose objects with all their parts: "only" these, "add" them, or "remove" them."""
        city = self.city
        if city is None:
            return
        mask = np.zeros(len(city.objects), bool)
        mask[rows] = True
        mask = below(city.objects.parent, mask)
        before = self.document.chosen
        if how != "only" and before is not None and before.city is city:
            held = np.zeros_like(mask)
            held[before.rows] = True
            mask = held | mask if how == "add" else held & ~mask
        elif how == "remove":
            return
        self.document.choose(Chosen(city, np.flatnonzero(mask).astype(np.int32)))

    def acted_on(self) -> NDArray[np.int32]:
        """What the commands work on: what was found, or else what is chosen or selected."""
        if self.answer is not None:
            return self.answer.rows()
        rows = self.selected_rows()
        return rows if rows is not None else np.zeros(0, np.int32)

    def things_chosen(self) -> int:
        """How many things are chosen, parts not counted beside their building."""
        chosen = self.document.chosen
        if chosen is None:
            return 0
        return len(tops(chosen.city.objects.parent, chosen.rows))

    def choose_found(self) -> None:
        if self.answer is not None:
            self.choose(self.answer.rows())
            self._result = self.document.chosen

    def isolate(self) -> None:
        """Show nothing of the city but what was found or chosen."""
        city, rows = self.city, self.acted_on()
        if city is not None and len(rows):
            self.document.show_only(city, self._family(rows))
        else:
            self.said.emit("Nothing is found or chosen that could be shown alone")

    def hide(self) -> None:
        """Show everything that is shown now but what was found or chosen."""
        city, rows = self.city, self.acted_on()
        if city is None or not len(rows):
            self.said.emit("Nothing is found or chosen that could be hidden")
            return
        shown = self.document.shown.get(id(city))
        every = np.ones(len(city.objects), bool) if shown is None else shown
        self.document.show_only(city, every & ~self._family(rows))

    def show_all(self) -> None:
        for city in self.document.cities():
            if id(city) in self.document.shown:
                self.document.show_only(city, None)

    def _family(self, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
        assert self.city is not None
        mask = np.zeros(len(self.city.objects), bool)
        mask[rows] = True
        return below(self.city.objects.parent, mask)

    def choose_all(self) -> None:
        """Choose everything that is shown."""
        city = self.city
        if city is not None:
            shown = self.document.shown.get(id(city))
            every = np.arange(len(city.objects)) if shown is None else np.flatnonzero(shown)
            self.choose(every)

    def invert(self) -> None:
        """Choose what is shown and not chosen."""
        city = self.city
        if city is None:
            return
        shown = self.document.shown.get(id(city))
        rest = np.ones(len(city.objects), bool) if shown is None else shown.copy()
        rows = self.selected_rows()
        if rows is not None:
            rest &= ~self._family(rows)
        # A building of which one part is chosen is not chosen: its other parts are.
        self.document.choose(Chosen(city, np.flatnonzero(rest).astype(np.int32)))

    def choose_kind(self) -> None:
        """Choose all objects of the class of the selected one."""
        city, selection = self.city, self.document.selection
        if city is None or selection is None or selection.thing is not city:
            self.said.emit("Click something first: all of its class are chosen then")
            return
        kind = city.objects.kind[selection.object]
        self.choose(np.flatnonzero(city.objects.kind == kind))

    def values_of_selected(self) -> list[tuple[str, str]]:
        """The attributes of the selected object, each with the question for all that share it."""
        city, selection = self.city, self.document.selection
        if city is None or selection is None or selection.thing is not city:
            return []
        return shared_questions(city, selection.object)

    def export(self, path: Path, then: Callable[[Path, int, list[str]], None]) -> None:
        """Write what was found or chosen, or else the whole city, in the format of a file name.

        then: is told how many things were written, and what the format could not keep.
        """
        from exporters import WriteError, write

        city, rows = self.city, self.acted_on()
        if city is None:
            return
        if self.answer is not None and not len(rows):
            self.said.emit("Nothing was found that could be written")
            return

        def job(progress: Progress) -> tuple[int, list[str]]:
            part = subset(city, rows) if len(rows) else city
            lost = {f.code: f.message for f in write(part, path, progress=progress)}
            count = len(tops(city.objects.parent, rows)) if len(rows) else len(city.objects)
            return count, list(lost.values())

        def failed(fault: Exception) -> None:
            if not isinstance(fault, WriteError):
                raise fault
            self.said.emit(str(fault))

        self._tasks.start(f"Writing {path.name}", job, lambda told: then(path, *told), failed)
