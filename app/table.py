"""The table with the city on it: layers, viewport, inspector and doctor, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.base_map import Cartographer
from app.document import Document
from app.facts import box_of
from app.indexing import Indexing
from app.measuring import Measuring
from app.on_the_table import PLANNED, Change, Layer, Selection
from app.panels.cut_bar import CutBar
from app.panels.doctor import Doctor
from app.panels.inspector import Inspector
from app.panels.layers import Layers
from app.panels.legend import LegendCard
from app.panels.overlay import EDGE, Overlay
from app.panels.overview import Overview
from app.panels.side import Side
from app.panels.style import StylePage
from app.panels.time_bar import TimeBar
from app.questions import Questions
from app.study_layer import StudyLayer
from app.styling import Styling
from app.sunlight import towards_sun
from app.tasks import Task, Tasks
from app.viewport import Viewport
from app.wording import compact
from city.body import Body
from city.model import City
from city.project import Eye

ROOM = 20.0  # metres round a thing that are shown with it


class Table(QSplitter):
    """Keeps the viewport showing what the Document holds, and the Document what is clicked."""

    status = Signal(object)  # world coordinates under the mouse, or None
    drawn = Signal(float)
    trouble = Signal(str)
    told = Signal(str)  # what went well
    laid = Signal()  # one more layer is in the picture
    asked = Signal(object, QPoint)  # what can be done with a thing, at a place on the screen

    def __init__(
        self,
        document: Document,
        tasks: Tasks,
        make_viewport: Callable[[Tasks], Viewport] = Viewport,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._document = document
        self.viewport = make_viewport(tasks)
        self.layers = Layers(document)
        self.inspector = Inspector(document)
        self.doctor = Doctor(document)
        self.overlay = Overlay(self.viewport, document)
        self.time_bar = TimeBar(document)
        self.styling = Styling(document, tasks)
        self.legend = LegendCard(self.viewport, document, self.styling)
        self.questions = Questions(document, tasks, self.viewport, self.styling.measured)
        self.overview = Overview(self.viewport, document, tasks)
        self.overview.move(16, 16)
        self.overview.wanted.connect(self.viewport.look_at)
        self.cut_bar = CutBar(document)
        self.cut_bar.asked.connect(self.cut_here)
        self.cartographer = Cartographer(document, self.viewport, tasks)
        self.cartographer.said.connect(self.layers.say_of_map)
        self.measuring = Measuring(document, tasks, self.viewport)
        self.indexing = Indexing(document, tasks)
        self.indexing.refused.connect(self.trouble)
        self._waiting: list[str] = []  # layers that are still to be put into the scene
        self._shown: dict[str, Any] = {}  # what each layer in the scene shows
        self._tints: dict[str, NDArray[np.uint8]] = {}  # what objects wear over their styles
        self.said_live: Callable[[Selection], str] = lambda _: ""  # what live layers say of a thing
        self.said_results: Callable[[Selection], str] = lambda _: ""  # and results of models
        self._making: Task | None = None
        self.joined: list[QWidget] = []  # panels that came beside the city later
        self._fresh = False
        self.first_eye: Eye | None = None  # where the eye begins, in place of the usual place
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._show_next)
        self._lay_out()
        self.side.add("inspector", "Inspector", self.inspector)
        self.side.add("style", "Style", lambda: self.style_page)
        self.side.add("measure", "Measure", self.measuring.page)
        self.side.add("statistics", "Statistics", self.questions.page)
        self.side.add("doctor", "Doctor", self.doctor)
        self.viewport.picked.connect(document.select)
        self.viewport.asked.connect(self.asked)
        self.viewport.trouble.connect(self.trouble)
        self.viewport.pointed.connect(self._point)
        self.viewport.hovered.connect(self.overlay.hovered)
        self.viewport.drawn.connect(self.drawn)
        self.viewport.moved.connect(self.overlay.moved)
        self.overlay.compass.clicked.connect(self.viewport.top)
        self.doctor.chosen.connect(self._fly_to)
        self.study = StudyLayer(document, self.viewport, self.legend)
        self.overlay.tell = self._tell
        self.styling.told.connect(self._colour)
        self.styling.refused.connect(self.trouble)
        document.changed.connect(self._on_change)
        document.emptying.connect(self._empty)
        self.viewport.installEventFilter(self)

    @cached_property
    def style_page(self) -> StylePage:
        page = StylePage(self._document, self.styling)
        page.trouble.connect(self.trouble)
        return page

    def _lay_out(self) -> None:
        """The city, and below it what belongs to all of it, between the panels."""
        middle, self.side = QFrame(), Side()
        for part in (self.layers, middle, self.side):  # empty: what is full is measured at once
            self.addWidget(part)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(1, 1)
        self.setSizes([232, 1023, 345])
        self.below = QVBoxLayout(middle)
        self.below.setContentsMargins(0, 0, 0, 0)
        self.below.setSpacing(0)
        self.below.addWidget(self.viewport, 1)
        self.below.addWidget(self.questions.strip)
        self.below.addWidget(self.cut_bar)
        self.below.addWidget(self.time_bar)

    def panels(self) -> list[QWidget]:
        """What the keyboard goes through, from the left to the right."""
        ask = self.questions.ask.line
        parts = [self.layers, self.viewport, *self.joined, ask, self.side]
        return [part for part in parts if part.isVisible()]

    def turn_to(self, page: str) -> None:
        """Bring a page of the right panel to the front, by its name."""
        self.side.turn_to(page)

    def cut_here(self) -> None:
        """Cut the city open where one looks."""
        west, south, east, north = self.viewport.extent()
        cut = self._document.cutaway
        made = self.viewport.cut_here(cut.kind if cut is not None else "upright")
        middle = ((west + east) / 2, (south + north) / 2, made.place[2])
        self.cut_bar.measure(middle, max(east - west, north - south) / 2)
        self._document.cut(made)

    def frame_selection(self) -> None:
        """Fly to what is selected."""
        chosen = self._document.selection
        if chosen is None:
            return
        if isinstance(chosen.thing, City):
            box = box_of(chosen.thing, chosen.object)
            if box is not None:
                self.viewport.frame(box)
        elif chosen.point is not None:
            x, y, z = chosen.point
            self.viewport.frame((x - 40, x + 40, y - 40, y + 40, z - 5, z + 5))

    def frame_body(self, body: Body) -> None:
        """Fly to something that has faces, with what is around it."""
        high = self._document.exaggeration
        low, top = body.points.min(0), np.maximum(body.points.max(0), body.points.min(0) + 1)
        (west, south, z), (east, north, up) = low.tolist(), top.tolist()
        self.viewport.frame(
            (west - ROOM, east + ROOM, south - ROOM, north + ROOM, z * high, up * high)
        )

    def repaint_theme(self) -> None:
        """Write anew what carries its colours in its text."""
        self.inspector.refresh()
        self.legend.refresh()
        self.doctor.refresh()
        self.questions.page.refresh()

    @property
    def busy(self) -> bool:
        """Whether layers are still on their way into the picture, or it into its best."""
        return bool(self._waiting) or self._making is not None or self.viewport.busy

    def close_scene(self) -> None:
        self.cartographer.close()
        self._next.stop()
        self._waiting.clear()
        self.viewport.close_scene()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the cards in their corners when a bar below the city, or the window, resizes it."""
        if watched is self.viewport and event.type() == QEvent.Type.Resize:
            self.place_cards()
        return super().eventFilter(watched, event)

    def place_cards(self) -> None:
        """Put what lies over the city into its corners: the legend above the thanks."""
        self.overlay.place()
        high = self.overlay.thanks.height() + 8 if self.overlay.thanks.text() else 0
        self.viewport.covered_below = high + EDGE if high else 0
        self.legend.place(high)

    def see_as(self, sight: str) -> None:
        """Show the city and its legend as eyes of city.colour_vision.SIGHT see them."""
        self.viewport.see_as(sight)
        self.legend.see_as(sight)

    def wear(self, tints: Mapping[str, NDArray[np.uint8]]) -> None:
        """Let the objects of layers, by their keys, wear colours (objects, 4) over their styles;
        where the last is 0 they look as ever."""
        before, self._tints = self._tints, dict(tints)
        for key in before.keys() | tints.keys():
            if before.get(key) is not tints.get(key):
                self._colour(key)

    def _colour(self, key: str) -> None:
        """Colour a layer as its style says, once it is in the scene."""
        layer = self._document.layers.get(key)
        if layer is None or key not in self._shown:  # it has left the table, or is on its way
            return
        legend = self.styling.legends.get(key)
        if key in self._tints:
            self.viewport.wear(key, legend, self._tints[key])
        elif isinstance(layer.thing, City):
            self.viewport.colour(key, legend)
        else:
            self.viewport.colour_points(key, layer.style)

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            self._follow()
        elif change.what == "points":
            self._follow_points(change.key)
        elif change.what == "map":
            self.overlay.place()
        elif change.what == "cutaway":
            self.viewport.cut(self._document.cutaway)
        elif change.what == "layer":
            if change.key in self._shown:
                self.viewport.look(self._document.layers[change.key])
        elif change.what == "selection":
            self.viewport.select(self._document.selection)
            if self._document.selection is not None:
                self.turn_to("inspector")
        elif change.what == "chosen":
            chosen = self._document.chosen
            for key, layer in self._on_show():
                mine = chosen is not None and layer.thing is chosen.city
                self.viewport.mark(key, chosen.rows if chosen is not None and mine else None)
        elif change.what == "exaggeration":
            self.viewport.exaggerate(self._document.exaggeration)
        elif change.what == "moment":
            self.viewport.set_sun(towards_sun(self._document))
        elif change.what == "shown":
            self.show_rows()
        elif change.what == "planned":
            self._follow_plan()

    def show_rows(self) -> None:
        """Draw of each city what was asked for and is still there."""
        for key, layer in self._on_show():
            if isinstance(layer.thing, City):
                self.viewport.show_only(key, self._document.drawn_rows(layer.thing))

    def shown(self) -> dict[str, Any]:
        """The keys of the layers that are in the picture by now, and what each shows."""
        return {key: thing for key, thing in self._shown.items() if key in self._document.layers}

    def _follow_plan(self) -> None:
        """Draw what the plan builds now, and no more what it takes away."""
        layers = self._document.layers
        for key in [key for key in self._shown if key not in layers]:
            self.viewport.remove(key)
            del self._shown[key]
        for key, layer in layers.items():
            thing, planned = self._document.seen_thing(layer), layer.group == PLANNED
            if not planned and key not in self._shown:  # it is on its way
                continue
            if self._shown.get(key) is not thing:
                self._shown[key] = thing
                self.viewport.show_at_once(replace(layer, thing=thing))
                if layer.tints is not None:
                    self.viewport.tint(key, layer.tints)
            elif planned:
                self.viewport.look(layer)
        self.show_rows()

    def _on_show(self) -> list[tuple[str, Layer]]:
        """The layers of cities that are in the scene by now."""
        layers = self._document.layers
        return [
            (key, layers[key])
            for key in layers
            if key in self._shown and isinstance(layers[key].thing, City)
        ]

    def _empty(self) -> None:
        """Take everything out of the scene: what comes next is another city."""
        for key in self._shown:
            self.viewport.remove(key)
        self._shown.clear()
        self.first_eye = None

    def _follow(self) -> None:
        """Take out of the scene what left the table; put in what is new, one layer at a time."""
        if self._making is not None:
            self._making.cancel()
            self._making = None
        wanted = self._document.layers
        self._fresh = not (self._shown.keys() & wanted.keys())
        for key in self._shown.keys() - wanted.keys():
            self.viewport.remove(key)
            del self._shown[key]
        self._waiting = [
            key
            for key, layer in wanted.items()
            if layer.group != PLANNED and not self._shows(layer)
        ]
        findings = sum(n for o in self._document.opened for n in o.counts.values())
        said = "1 finding" if findings == 1 else f"{compact(findings)} findings"
        self.side.say_of("doctor", said if findings else "")
        if self._fresh:
            self.turn_to("inspector")
        self._next.start(0)

    def _shows(self, layer: Layer) -> bool:
        """Whether the scene shows what a layer is to show."""
        return self._shown.get(layer.key) is self._document.seen_thing(layer)

    def _follow_points(self, key: str) -> None:
        """Put a survey into the scene in the place of its sample; the eye stays where it is."""
        if key in self._waiting:  # it has not been there yet
            return
        self._fresh = self._fresh and (bool(self._waiting) or self._making is not None)
        self._waiting.append(key)
        if self._making is None:
            self._next.start(0)

    def _show_next(self) -> None:
        if not self._waiting:
            return
        key = self._waiting.pop(0)
        self._making = self.viewport.show_layer(
            self._document.layers[key], lambda: self._layer_shown(key)
        )

    def _layer_shown(self, key: str) -> None:
        self._making = None
        self._shown[key] = self._document.layers[key].thing
        if not self._shows(self._document.layers[key]):  # a plan has levelled it meanwhile
            self._follow_plan()
        if key in self._tints or self.styling.legends.get(key) is not None:
            self._colour(key)
        thing = self._shown[key]
        if isinstance(thing, City) and self._document.drawn_rows(thing) is not None:
            self.viewport.show_only(key, self._document.drawn_rows(thing))
        self.laid.emit()
        self.place_cards()
        if self._fresh and self.first_eye is not None:
            self.viewport.start_at(self.first_eye)
        elif self._fresh:
            self.viewport.start()
        self._next.start(0)

    def _tell(self, thing: Selection) -> str:
        """What a thing is coloured by, and what a study, live layers and results say of it."""
        sayers = (self.styling.words_of, self.study.words_at, self.said_live, self.said_results)
        told = (say(thing) for say in sayers)
        return " · ".join(part for part in told if part)

    def _point(self, point: tuple[float, float, float] | None) -> None:
        frame = self._document.frame
        if point is None or frame is None:
            self.status.emit(None)
        else:
            self.status.emit(tuple(a + b for a, b in zip(point, frame.origin, strict=True)))

    def _fly_to(self, ident: str) -> None:
        if self._document.select_id(ident) is None:
            self.trouble.emit(f"{ident} is not on the table: it has no geometry, or was not kept")
        else:
            self.turn_to("doctor")  # one finding is rarely the last that is looked at
            self.frame_selection()
