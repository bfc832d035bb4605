"""Keeps the results of models in the picture as they are at the moment on show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document
from app.legend_picture import Line
from app.on_the_table import Change
from app.simulated.kept import Manner
from app.simulated.layer import Result
from app.simulated.legend import legend_lines
from app.simulated.what import What, what_of
from app.tasks import Task, Tasks
from city.progress import Progress
from city.scales import Scale
from city.shelf import F64
from city.simulated.scale import subject
from city.view import View
from importers.live.feed import now

if TYPE_CHECKING:
    from app.simulated.form import Form, Shown

AROUND = ("arrows", "streamlines", "flow")  # are laid over what is seen
FRAME = 33  # milliseconds between two pictures of what flows
SOON = 1  # milliseconds that changes are gathered for
SEEN = 600  # milliseconds after which what depends on what is seen is laid anew

Part = tuple[str, Manner]  # the key of a result, and a manner in which it shows


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A form, and what it was laid for: another one of these needs another form."""

    form: Form
    of: tuple[Any, ...]


class ResultPicture(QObject):
    """Lays forms on workers, asks them at the moment on show, and puts what they say into the
    picture; of moments that pass faster than that, the last one counts.

    told: something else is shown. refused: why something cannot be, in a sentence.
    """

    told = Signal()
    refused = Signal(str)

    def __init__(
        self,
        document: Document,
        viewport: Any,
        tasks: Tasks,
        view: Callable[[], View],
        say: Callable[[list[Line]], None],
    ) -> None:
        """view: what stands on the table. say: writes what the colours mean into the legend."""
        super().__init__()
        self._document, self._viewport, self._tasks = document, viewport, tasks
        self._view, self._say = view, say
        self.whats: dict[str, What] = {}  # by the keys of results
        self._whats_of: dict[str, tuple[Any, ...]] = {}  # and what they follow from
        self._laid: dict[Part, Laid] = {}
        self._drawn: set[Part] = set()
        self.labels: dict[Part, Any] = {}  # of contours
        self.panes: Callable[[str], frozenset[int] | None] = lambda _: None  # that show a plan's
        self._job: Task | None = None
        self._again = False
        self._failed: dict[str, tuple[Any, ...]] = {}  # what was told not to be possible
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.show)
        self._seen = QTimer(self, singleShot=True, interval=SEEN)
        self._seen.timeout.connect(self.show)
        self._frame = QTimer(self, interval=FRAME)
        self._frame.timeout.connect(self._flow)
        self._before = 0.0
        document.changed.connect(self._on_change)
        viewport.moved.connect(lambda *_: self._seen.start() if self._looks_around else None)

    @property
    def busy(self) -> bool:
        """Whether something is on its way into the picture."""
        return self._job is not None or self._soon.isActive()

    @property
    def _looks_around(self) -> bool:
        return any(manner in AROUND for _, manner in self._drawn)

    def _on_change(self, change: Change) -> None:
        if change.what == "opened" and not self._document.results:
            self.clear()
        elif change.what in ("opened", "results", "result", "shown_at"):
            self._soon.start()

    def moment(self) -> np.datetime64:
        """The moment on show, UTC."""
        at = self._document.shown_at
        return now() if at is None else at

    # What is wanted

    def show(self) -> None:
        """Show what there is at the moment on show."""
        if self._document.frame is None:
            return
        if self._job is not None:
            self._again = True
            return
        wanted = self._wanted()
        for part in self._drawn - {part for part, _ in wanted}:
            self._take_off(part)
        self._look()
        if not wanted:
            self._write()
            return
        known = {_alike(wish): wish.what.scale for _, wish in wanted if wish.what is not None}
        job = partial(_answers, wanted, known, self.moment(), self._around(), self._view())
        self._job = self._tasks.start("", job, self._take, self._fails)

    def _wanted(self) -> list[tuple[Part, Wish]]:
        found = []
        seen = tuple(self._around()[1].ravel().tolist())
        for key, result in self._document.results.items():
            if not result.kept.visible or result.thing is None or result.variable is None:
                continue
            baseline = self.baseline_of(result) if result.kept.against else None
            of = _follows(result, baseline)
            if self._failed.get(key) == of:
                continue
            what = self.whats.get(key) if self._whats_of.get(key) == of else None
            for manner in result.manners:
                laid = self._laid.get((key, manner))
                around = seen if manner in AROUND else ()
                place = (of, manner, result.kept.height, result.kept.width, around)
                form = laid.form if laid is not None and laid.of == place else None
                found.append(((key, manner), Wish(result, baseline, manner, what, form, of, place)))
        return found

    def baseline_of(self, result: Result) -> Result | None:
        """The result of the city as it is that has the same variable, rather one of the same run;
        None without one."""
        variable = result.variable
        if variable is None:
            return None
        found = [
            other
            for other in self._document.results.values()
            if not other.kept.taken.plan
            and other.kept.taken.plan != result.kept.taken.plan
            and type(other.thing) is type(result.thing)
            and other.thing is not None
            and any(one.key == variable.key for one in other.thing.variables)
        ]
        # what one run left lies in one folder
        beside = Path(result.kept.path).parent
        return min(found, key=lambda one: Path(one.kept.path).parent != beside, default=None)

    def _around(self) -> tuple[float, F64]:
        """What local height 0 has over the datum, and the box that is seen."""
        frame = self._document.frame
        assert frame is not None
        sight = self._viewport.ground_in_sight()
        seen = self._viewport.extent() if sight is None else sight[0]
        box = np.array(seen).reshape(2, 2)
        return float(frame.origin[2]), box

    # What comes of it

    def _take(self, found: list[Answer]) -> None:
        self._job = None
        results = self._document.results
        for answer in found:
            key, _ = part = answer.part
            if key not in results or not results[key].kept.visible:
                continue
            if answer.fault:
                self._failed[key] = answer.wish.of
                self.refused.emit(f"{results[key].title}: {answer.fault}")
                continue
            assert answer.form is not None and answer.shown is not None
            self.whats[key], self._whats_of[key] = answer.form.what, answer.wish.of
            new = self._laid.get(part) is None or self._laid[part].form is not answer.form
            self._laid[part] = Laid(answer.form, answer.wish.place)
            self._put(part, answer.form, answer.shown, new or part not in self._drawn)
        self._look()
        self._write()
        flows = any(manner == "flow" for _, manner in self._drawn)
        if flows != self._frame.isActive():
            self._before = monotonic()
            self._frame.start() if flows else self._frame.stop()
        if self._again:
            self._again = False
            self._soon.start(0)

    def _put(self, part: Part, form: Form, shown: Shown, new: bool) -> None:
        """Put a form as it is now into the picture."""
        name, viewport = "/".join(part), self._viewport
        panes = self.panes(self._document.results[part[0]].kept.taken.plan)
        self._drawn.add(part)
        if form.surface is not None:
            if new:
                viewport.lay_sheet(name, form.surface, panes)
            viewport.paint_sheet(name, shown.rgba, shown.heights)
            return
        if shown.layer is not None:
            viewport.lay_pane_study(name, *shown.layer, panes)
            return
        viewport.show_things(name, shown.glyphs, shown.trails, panes, shown.ribbons)
        if shown.labels is not None:
            self.labels[part] = shown.labels

    def _look(self) -> None:
        """Show surfaces as opaque as they are to be."""
        for key, manner in self._drawn:
            form = self._laid[key, manner].form
            if form.surface is not None:
                opacity = self._document.results[key].kept.opacity
                self._viewport.look_at_sheet(f"{key}/{manner}", opacity)

    def _take_off(self, part: Part) -> None:
        name, form = "/".join(part), self._laid[part].form
        if form.surface is not None:
            self._viewport.take_sheet_off(name)
        elif part[1] == "walls":
            self._viewport.take_pane_study_off(name)
        else:
            self._viewport.hide_things(name)
        self._drawn.discard(part)
        self.labels.pop(part, None)
        if part[0] not in self._document.results:
            del self._laid[part]
            self.whats.pop(part[0], None)

    def _flow(self) -> None:
        """What is carried along has gone on."""
        from app.simulated.strokes import Flowing

        passed, self._before = monotonic() - self._before, monotonic()
        for part in self._drawn:
            form = self._laid[part].form
            if isinstance(form, Flowing) and self._job is None:
                shown = form.step(min(passed, 0.1))
                panes = self.panes(self._document.results[part[0]].kept.taken.plan)
                self._viewport.show_things("/".join(part), shown.glyphs, shown.trails, panes)

    def _fails(self, fault: Exception) -> None:
        self._job = None
        raise fault

    def _write(self) -> None:
        """Write what the colours mean, once for results that share them."""
        lines: list[Line] = []
        for key, result in self._document.results.items():
            if result.kept.visible and key in self.whats and any(k == key for k, _ in self._drawn):
                lines += legend_lines(result, self.whats[key], self.moment(), self._document.zone)
        self._say(lines)
        self.told.emit()

    def part(self) -> None:
        """Show each result in the panes of its plan alone: these are others than before."""
        for part in [*self._drawn]:
            self._take_off(part)
        self._soon.start()

    def clear(self) -> None:
        """Show nothing any more."""
        for timer in (self._soon, self._seen, self._frame):
            timer.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None
        for part in [*self._drawn]:
            self._take_off(part)
        for held in (self.whats, self._whats_of, self._laid, self._failed, self.labels):
            held.clear()
        self._say([])

    def value_at(self, key: str, point: tuple[float, float, float]) -> float:
        """What a result tells at a place of local metres, in the unit that is shown; NaN for
        nothing."""
        from city.simulated.field import Field

        what = self.whats.get(key)
        if what is None or not isinstance(what.thing, Field):
            return float("nan")
        return float(what.probe(np.array([point]), self.moment())[0])


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """A result in a manner that is to be in the picture. what, form: as far as they are known. of,
    place: what they follow from."""

    result: Result
    baseline: Result | None
    manner: Manner
    what: What | None
    form: Form | None
    of: tuple[Any, ...]
    place: tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A form as it is at a moment, or why it cannot be."""

    part: Part
    wish: Wish
    form: Form | None = None
    shown: Shown | None = None
    fault: str = ""


def _follows(result: Result, baseline: Result | None) -> tuple[Any, ...]:
    """What values and colours of a result follow from."""
    kept, variable = result.kept, result.variable
    assert variable is not None
    other = id(baseline.thing) if baseline is not None else 0
    return (id(result.thing), variable.key, kept.level, kept.statistic, kept.limit, other)


def _alike(wish: Wish) -> tuple[Any, ...]:
    """The same for results that are to wear the same colours: one variable of two plans."""
    kept, variable = wish.result.kept, wish.result.variable
    assert variable is not None
    told = subject(variable)
    return (told.key, told.unit, variable.names, kept.statistic, kept.limit, wish.baseline is None)


def _answers(
    wanted: list[tuple[Part, Wish]],
    known: dict[tuple[Any, ...], Scale],
    moment: np.datetime64,
    around: tuple[float, F64],
    view: View,
    progress: Progress,
) -> list[Answer]:
    """All forms as they are at a moment; those that are not laid yet are. known: the colours of
    what is shown already: results that tell the same wear the same."""
    from app.simulated.form import Ground
    from app.simulated.forms import form_of

    ground = Ground(view.base.standing, *around, view)
    found, whats = [], dict[str, What]()
    for part, wish in wanted:
        progress.check()
        try:
            what = wish.what or whats.get(part[0])
            if what is None:
                alike = known.get(_alike(wish))
                what = whats[part[0]] = what_of(wish.result, wish.baseline, progress, alike)
                known[_alike(wish)] = what.scale
            form = wish.form or form_of(wish.manner, what, wish.result, ground)
            found.append(Answer(part, wish, form, form.at(moment)))
        except (ValueError, OSError, MemoryError) as fault:
            words = str(fault) or "there is not enough memory for it"
            found.append(Answer(part, wish, fault=words))
    return found
