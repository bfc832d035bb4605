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
from app.simulated.layer import Result
from app.simulated.legend import legend_lines
from app.simulated.what import What
from app.simulated.wishes import Answer, Part, Wish, alike, answers, follows
from app.tasks import Task, Tasks
from city.shelf import F64
from city.view import View
from importers.live.feed import now

if TYPE_CHECKING:
    from app.simulated.form import Covers, Form, Ground, Shown

AROUND = ("arrows", "streamlines", "flow")  # are laid over what is seen
HALF = 7.0  # pixels beside the middle of a ribbon that still mean it
FRAME = 33  # milliseconds between two pictures of what flows
SOON = 1  # milliseconds that changes are gathered for
SEEN = 600  # milliseconds after which what depends on what is seen is laid anew


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
        self._opaque: dict[Part, float] = {}  # how opaque surfaces are drawn
        self.labels: dict[Part, Any] = {}  # of contours
        self.panes: Callable[[str], frozenset[int] | None] = lambda _: None  # that show a plan's
        self._covers: Covers | None = None
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
        elif change.what in ("opened", "results", "result", "shown_at", "planned"):
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
        self._forget()
        self._look()
        if not wanted:
            self._write()
            return
        known = {alike(wish): wish.what.scale for _, wish in wanted if wish.what is not None}
        job = partial(answers, wanted, known, self.moment(), self._ground(wanted))
        self._job = self._tasks.start("", job, self._take, self._fails)

    def _forget(self) -> None:
        """Let go of what results needed that are not on the table any more."""
        there = self._document.results
        self._laid = {part: laid for part, laid in self._laid.items() if part[0] in there}
        for held in (self.whats, self._whats_of, self._failed):
            for key in held.keys() - there.keys():
                del held[key]

    def _wanted(self) -> list[tuple[Part, Wish]]:
        found = []
        some = (how for one in self._document.results.values() for how in one.manners)
        seen = tuple(self._box().ravel().tolist()) if any(how in AROUND for how in some) else ()
        stands = id(self._view())  # what walls there are
        for key, result in self._document.results.items():
            if not result.kept.visible or result.thing is None or result.variable is None:
                continue
            baseline = self.baseline_of(result) if result.kept.against else None
            of = follows(result, baseline)
            if self._failed.get(key) == of:
                continue
            what = self.whats.get(key) if self._whats_of.get(key) == of else None
            for manner in result.manners:
                laid = self._laid.get((key, manner))
                around = seen if manner in AROUND else stands if manner == "walls" else ()
                kept = result.kept
                place = (of, manner, kept.height, kept.width, kept.value, kept.line, around)
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

    def _box(self) -> F64:
        """(2, 2) local metres that are seen."""
        sight = self._viewport.ground_in_sight()
        return np.array(self._viewport.extent() if sight is None else sight[0]).reshape(2, 2)

    def _ground(self, wanted: list[tuple[Part, Wish]]) -> Ground | None:
        """What forms are laid on; None where all that are wanted are laid already."""
        from app.simulated.form import Covers

        if all(wish.form is not None for _, wish in wanted):
            return None
        self._covers = self._covers or Covers()
        return self._covers.ground(self._view(), self._box())

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
        surface = form.surface if shown.surface is None else shown.surface
        if surface is not None:
            if new or shown.surface is not None:
                viewport.lay_sheet(name, surface, panes)
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
            form, opacity = self._laid[key, manner].form, self._document.results[key].kept.opacity
            if form.surface is None and manner != "iso":
                continue
            if self._opaque.get((key, manner)) != opacity:
                self._opaque[key, manner] = opacity
                self._viewport.look_at_sheet(f"{key}/{manner}", opacity)

    def _take_off(self, part: Part) -> None:
        name, form = "/".join(part), self._laid[part].form
        if form.surface is not None or part[1] == "iso":
            self._viewport.take_sheet_off(name)
        elif part[1] == "walls":
            self._viewport.take_pane_study_off(name)
        else:
            self._viewport.hide_things(name)
        self._drawn.discard(part)
        self.labels.pop(part, None)
        self._opaque.pop(part, None)

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
        self._forget()
        self._covers = None
        self._say([])

    def told_at(self, key: str, point: tuple[float, float, float]) -> tuple[str, float]:
        """What a result tells at a place of local metres, in the unit that is shown, NaN for
        nothing; and what it tells it of, "" for that place."""
        from app.simulated.strokes import Lined
        from city.simulated.field import Field

        what = self.whats.get(key)
        if what is not None and isinstance(what.thing, Field):
            return "", float(what.probe(np.array([point]), self.moment())[0])
        laid = self._laid.get((key, "ribbons"))
        found = None
        if what is not None and laid is not None and isinstance(laid.form, Lined):
            reach = HALF * self._viewport.metres
            found = laid.form.told_at(np.array(point[:2]), reach, self.moment())
        return found or ("", float("nan"))
