"""Sketching in the window: the tool in the hand, what it is set to, the preview, and the edit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QTimer

from app.counting import Counting
from app.design_models import Design
from app.on_the_table import PLANNED, Change, Chosen, Selection
from app.panels.sketch_strip import SketchStrip
from app.panels.tool_options import ToolOptions
from app.planning import Planning
from app.sketch.designs import Designs
from app.sketch.grip import Grip
from app.sketch.kinds import BY_NAME, KINDS, Kind
from app.sketch.mover import Mover
from app.sketch.placing import Placing
from app.sketch.plots import Plots
from app.sketch.point import Point
from app.sketch.preview import Preview
from app.sketch.telling import telling
from app.sketch.trace import LEAST, Trace
from app.tools.tool import Tool
from city.edits import Edit, EditError, Place, read_edit
from city.edits.objects import DESIGN
from city.model import City
from city.scenario import tried
from city.view import View

if TYPE_CHECKING:
    from app.window import Window

F64 = NDArray[np.float64]
GROUND = ("TINRelief", "MassPointRelief", "RasterRelief", "BreaklineRelief", "ReliefFeature")
# What lies on the ground: nobody takes hold of it by mistake, but it can be demolished
LYING = (
    "Road",
    "Railway",
    "Square",
    "Track",
    "LandUse",
    "WaterBody",
    "PlantCover",
    "TransportationComplex",
)
QUICK, SLOWEST = 16, 200  # milliseconds of a try: it follows every move, and at the longest waits
COUNTED = 1_000  # faces that are counted while one draws; larger models when they stand


class Sketching(QObject):
    """Gives out the sketching tools and does what they ask for."""

    def __init__(self, window: Window, planning: Planning, counting: Counting) -> None:
        super().__init__(window)
        assert window.table is not None
        self._window, self._table, self._document = window, window.table, window.document
        self._planning, self._counting = planning, counting
        self._viewport = window.table.viewport
        self.kind: Kind = KINDS[0]
        self.tool: Tool | None = None
        self.grid = 0.0
        self.words = ""
        self.settings: dict[str, dict[str, Any]] = {
            kind.name: {one.name: one.default for one in kind.settings} for kind in KINDS
        }
        self.actions = {
            kind.name: window.actions_.add(
                kind.group, kind.title, kind.key, partial(self.take, kind.name)
            )
            for kind in KINDS
        }
        self.strip = SketchStrip(self._viewport, self.actions, window.actions_.menus)
        self.options = ToolOptions(window.settings)
        self.preview = Preview(self._viewport, lambda: self.stretch)
        self.designs = Designs(window, planning, self)
        self.plots = Plots(window, planning, self)
        self._design: Design | None = None
        self._boxed: tuple[View, list[str], tuple[F64, F64] | None] | None = None
        self._found: Mapping[str, Any] | None = None
        self._chosen: tuple[Chosen, list[str]] | None = None  # and the ids of the whole things
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._try)
        self._trying: View | None = None
        self._refusal = ""  # that stands in the notice
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._count)
        planning.refused.connect(self._refuse)
        self._viewport.marks.append(self.preview)
        self._viewport.taken.connect(self._taken)
        self._viewport.installEventFilter(self)
        self.strip.moved.connect(self._make_way)
        self.options.changed.connect(self.set)
        self.options.gridded.connect(self._set_grid)
        self._document.changed.connect(self._on_change)
        self._document.emptying.connect(self._put_down)
        self.strip.place()

    def _make_way(self, top: int) -> None:
        """Let what is in the picture keep below the strip."""
        self._table.overview.move(16, top)
        self._table.legend.stay_below(top)
        self._viewport.covered_above = top

    @property
    def stretch(self) -> float:
        """How many times as high as it is everything is drawn."""
        return self._document.exaggeration

    @property
    def waits(self) -> bool:
        """Whether something of what a tool is about to do is still to be shown."""
        return self._soon.isActive() or self._later.isActive()

    # The tool in the hand

    def take(self, name: str) -> None:
        """Take a tool into the hand; the same again puts it down. A plan is begun where there is
        none on the table, as every sketch belongs to one.
        """
        kind = BY_NAME[name]
        if self.tool is not None and kind is self.kind:
            self._viewport.take(None)
            return
        if self._document.opened and kind.gather == "model":
            self.designs.ask()
        elif self._document.opened and self.begin():
            self._hold(kind)

    def begin(self) -> bool:
        """Whether something can be sketched: there is a plan on the table, or one is begun."""
        planning = self._planning
        if planning.locked:
            planning.refused.emit(f"Nothing can be changed here: {planning.locked}.")
            return False
        if planning.awaited:
            planning.refused.emit(planning.awaited)
            return False
        if planning.scenario is None and planning.add(planning.free_name()) is None:
            return False
        planning.settle()
        return True

    def _hold(self, kind: Kind) -> None:
        self.kind = kind
        self._viewport.take(self._made(kind))
        self._viewport.setFocus()

    def hang(self, design: Design) -> None:
        """Take a design model into the hand."""
        self._design = design
        fresh = {one.name: one.default for one in BY_NAME["model"].settings}
        self.settings["model"] = {**fresh, "unit": design.unit, "name": design.name}
        self._hold(BY_NAME["model"])

    def stand(self, edit: Place) -> bool:
        """Place a design model; then it is selected, with handles to move it."""
        edit = edit.settled(self._planning.base)
        self._window.notice.hide()  # it has said where to click
        if not self._planning.do(edit):
            return False
        (ident,) = edit.touches()
        self._hold(BY_NAME["move"])
        self.select(ident)
        return True

    def select(self, ident: str) -> None:
        """Select a thing of the plan; nothing where there is none of that id."""
        for key, layer in self._document.layers.items():
            if layer.group == PLANNED and isinstance(layer.thing, City):
                row = layer.thing.objects.ids.find(ident)
                if row >= 0:
                    self._document.select(Selection(key, layer.thing, row))
                    self._window.turn_to("plan")  # the inspector has come to the front

    def _made(self, kind: Kind) -> Tool:
        if kind.gather in LEAST:
            return Trace(self._viewport, self)
        if kind.gather in ("objects", "several"):
            return Point(self._viewport, self)
        if kind.gather == "model":
            assert self._design is not None
            said = {"path": self.designs.path(self._design), "design": self._design}
            return Placing(self._viewport, self, said)
        return (Mover if kind.name == "move" else Grip)(self._viewport, self)

    def _taken(self, tool: object) -> None:
        """Another tool, of whatever kind, is in the hand, or none."""
        mine = isinstance(tool, (Trace, Grip, Point, Placing))
        self.tool = tool if mine else None  # type: ignore[assignment]
        kind = self.kind if mine else None
        self.strip.show_tool(kind)
        self.options.show_tool(kind, self.settings[self.kind.name])
        if kind is not None:
            self._window.turn_to("plan")
        else:
            self.tries(None)
            self._forget_refusal()
        if isinstance(tool, Point):
            tool.begin()

    def set(self, name: str, value: Any) -> None:
        """Set the tool otherwise; what it is about to do follows."""
        self.settings[self.kind.name][name] = value
        self.options.show_tool(self.kind, self.settings[self.kind.name])
        self.tries(self._found)

    def _set_grid(self, metres: float) -> None:
        self.grid = metres

    # What it is about to do

    def tries(self, found: Mapping[str, Any] | None) -> None:
        """Show soon what this would lead to; None: nothing."""
        self._found = found
        if found is None:
            self._soon.stop()
            self._show(None)
        elif not self._soon.isActive():
            self._soon.start()

    def _try(self) -> None:
        if self._found is None:
            return
        began = perf_counter()
        planning = self._planning
        try:
            edit = self._edit(self._found).settled(planning.base)
            steps = len(planning.scenario.steps) if planning.scenario else 0
            self._show(tried(planning.view, edit, steps))
        except (EditError, ValueError) as fault:
            self._show(None, _plain(str(fault), self._found))
        # what takes long must leave the mouse its turn
        taken = (perf_counter() - began) * 1000
        self._soon.setInterval(round(min(taken, SLOWEST)) if taken > QUICK else 0)

    def _show(self, after: View | None, fault: str = "") -> None:
        before = self._planning.view
        self.words = fault if after is None else telling(before, after)
        self.preview.show(before, after)
        many = sum(len(body) for body, _ in self.preview.fresh) > COUNTED
        self._trying = None if many else after
        known = self._counting.trying is not None or self._later.isActive()
        if self._trying is not None or known:
            self._later.start()

    def _count(self) -> None:
        """Tell the numbers, once the picture has had its turn."""
        self._counting.tries(self._trying)

    def _edit(self, found: Mapping[str, Any]) -> Edit:
        return read_edit(self.kind.make(found, self.settings[self.kind.name], self._planning.view))

    def finish(self, found: Mapping[str, Any]) -> bool:
        """Do what a tool has gathered; False, and a word, where that cannot be done."""
        try:
            edit = self._edit(found)
        except (EditError, ValueError) as fault:
            self._planning.refused.emit(f"{fault}"[:1].upper() + f"{fault}"[1:])
            return False
        self._soon.stop()
        self._forget_refusal()
        done = self.stand(edit) if isinstance(edit, Place) else self._planning.do(edit)
        if done:
            self.tries(None)
        elif (words := _plain(self._refusal, found)) != self._refusal:
            self._planning.refused.emit(words[:1].upper() + words[1:])
        return done

    def _refuse(self, words: str) -> None:
        self._refusal = words

    def _forget_refusal(self) -> None:
        """Hide what was refused: something else is done by now, or nothing."""
        if self._refusal and self._window.notice.text.text() == self._refusal:
            self._window.notice.hide()
        self._refusal = ""

    # What tools ask

    def world(self, points: F64) -> F64:
        """Local places (n, 2 or 3) in the project's system."""
        origin = np.array(self._planning.base.frame.origin)
        return np.asarray(np.round(points + origin[: points.shape[1]], 3))

    def named(self, hit: Selection | None) -> str:
        """The id of the whole thing that was hit, "" for the ground."""
        if hit is None or not isinstance(hit.thing, City) or hit.object < 0:
            return ""
        objects, row = hit.thing.objects, hit.object
        while objects.parent[row] >= 0:
            row = int(objects.parent[row])
        ident, kind = objects.ids[row], objects.kind_of(row)
        view = self._planning.view
        if ident in view.things:
            return str(ident)
        lies = kind.startswith(GROUND) or (self.kind.name != "demolish" and kind.startswith(LYING))
        return "" if lies or view.find(ident) is None else str(ident)

    def meant(self, ident: str) -> list[str]:
        """All that is selected where a thing is among it, or else the thing alone."""
        selected = self._selected()
        if not ident:
            return selected
        return selected if ident in selected else [ident]

    def _selected(self) -> list[str]:
        document = self._document
        if document.selection is not None:
            ident = self.named(document.selection)
            return [ident] if ident else []
        if document.chosen is None:
            return []
        if self._chosen is None or self._chosen[0] is not document.chosen:
            objects, rows = document.chosen.city.objects, document.chosen.rows
            top = rows[~np.isin(objects.parent[rows], rows)]
            self._chosen = document.chosen, [objects.ids[row] for row in top.tolist()]
        return self._chosen[1]

    def box(self, idents: list[str]) -> tuple[F64, F64] | None:
        """The lowest and the highest corner (3,) of things, local; None without any."""
        view = self._planning.view
        if self._boxed is None or self._boxed[:2] != (view, idents):
            found = [one for one in map(view.find, idents) if one is not None]
            points = [body.points for one in found if len(body := view.body(one))]
            whole = np.concatenate(points) if points else None
            box = None if whole is None else (whole.min(0), whole.max(0))
            self._boxed = view, idents, box
        return self._boxed[2]

    def grows(self, idents: list[str]) -> bool:
        """Whether things can be made larger: only design models can."""
        things = [self._planning.view.things.get(ident) for ident in idents]
        return all(t is not None and t.attributes.get("function") == DESIGN for t in things)

    # What else happens

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._viewport and event.type() == QEvent.Type.Resize:
            self.strip.place()
        return super().eventFilter(watched, event)

    def _on_change(self, change: Change) -> None:
        if change.what == "planned" and self._found is not None:  # undone while one draws
            self._soon.start()

    def _put_down(self) -> None:
        if self.tool is not None:
            self._viewport.take(None)
        self._boxed = self._chosen = self._design = self._trying = None  # they hold a city


def _plain(words: str, found: Mapping[str, Any]) -> str:
    """Why something cannot be done, where the one thing in the hand needs no name."""
    idents = found.get("objects", ())
    if len(idents) == 1 and words.lower().startswith(f"{idents[0].lower()} "):
        return f"it{words[len(idents[0]) :]}"
    return words
