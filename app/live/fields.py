"""What lies between the stations of live layers, estimated and laid over the ground."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import Any

import numpy as np

from app.legend_picture import Line
from app.live.look import Look, Places
from app.tasks import Task, Tasks
from city.base import Base
from city.field import LEAST, doubted, estimated, field_layer, on_top, scaled
from city.grid import Grid
from city.layer import Layer, Quantity
from city.layer_colours import UNKNOWN, Colours
from city.progress import Progress
from city.scales import Scale
from city.subjects import F64, Subject

FIELD = "/field"  # behind the key of a layer: what lies between its stations
CELLS = 120  # along the longer side of a field
FINEST = 4.0  # metres of a cell
PAUSE = 2.0  # seconds between two estimates of a layer
OPACITY = 0.8
HARDLY = 0.9  # of how much stations differ: a place that is as unsure is hardly known at all


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a field follows from: places (n, 2) and values (n,) of the stations that told lately."""

    subject: Subject
    scale: Scale
    places: F64
    values: F64
    base: Base

    def same(self, other: Question | None) -> bool:
        return (
            other is not None
            and self.base is other.base
            and self.subject == other.subject
            and np.array_equal(self.scale.edges, other.scale.edges)
            and np.array_equal(self.places, other.places)
            and np.array_equal(self.values, other.values)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """A field over the ground. most: where it is unsure by more than that it is hatched."""

    values: Layer
    colours: Colours
    method: str
    stations: int
    most: float


def may_be(subject: Subject) -> bool:
    """Whether what lies between stations may be estimated from what they tell."""
    return subject.quantity is not None and subject.quantity.field


def question_of(subject: Subject, look: Look, places: Places, base: Base) -> Question | None:
    """What a field of a layer would follow from; None where too few stations have told lately."""
    told = look.told
    some = ~told.stale & ~np.isnan(told.value) & (told.thing < len(places.points))
    points = places.points[told.thing[some]]
    there = np.isfinite(points).all(1)
    if look.scale is None or len(np.unique(points[there, :2], axis=0)) < LEAST:
        return None
    return Question(subject, look.scale, points[there, :2], told.value[some][there], base)


def estimate(asked: Question, before: Layer | None, progress: Progress) -> Estimate:
    """The field between stations. before: the one that is shown, whose form is kept where it lies
    in the same cells."""
    grid = grid_over(asked.places, asked.base)
    field, method = estimated(asked.places, asked.values, grid)
    progress.check()
    heights = on_top(asked.base, grid.places())
    subject = asked.subject
    quantity = Quantity(subject.key, subject.title, subject.unit)
    made = field_layer(field, heights.reshape(grid.shape), quantity, method)
    if before is not None and _alike(before, made):
        made = replace(made, samples=before.samples)
    step = float(asked.scale.edges[1] - asked.scale.edges[0])
    most = float(f"{min(step / 2, HARDLY * float(asked.values.std())):.2g}")
    colours = doubted(scaled(made, asked.scale), made, most)
    return Estimate(made, colours, method, len(asked.values), most)


def grid_over(places: F64, base: Base) -> Grid:
    """Cells around stations, as far as the city goes."""
    around = float(np.hypot(*np.ptp(places, axis=0))) / 2
    low, high = places.min(0) - around, places.max(0) + around
    if base.extent is not None and (base.extent[0] < high).all() and (low < base.extent[1]).all():
        low, high = np.maximum(low, base.extent[0]), np.minimum(high, base.extent[1])
    step = max(float((high - low).max()) / CELLS, FINEST)
    return Grid.over((*low.tolist(), *high.tolist()), step)


def _alike(one: Layer, other: Layer) -> bool:
    here, there = one.samples, other.samples
    return np.array_equal(here.points, there.points) and np.array_equal(here.cell, there.cell)


class Fields:
    """Shows the fields of the layers that are to be seen as such, beside their stations."""

    def __init__(
        self, viewport: Any, tasks: Tasks, base: Callable[[], Base], then: Callable[[], None]
    ) -> None:
        """then: what is to be done once there is another field."""
        self._viewport, self._tasks, self._base, self._then = viewport, tasks, base, then
        self._asked: dict[str, tuple[Question, float]] = {}  # and when
        self._busy: dict[str, Task] = {}
        self._shown: dict[str, Estimate] = {}

    def show(self, look: Look, places: Places) -> tuple[Look, list[Line]]:
        """Show the field of a layer, if it is to be; what its legend says of it."""
        layer, key = look.layer, look.layer.key
        if layer.source.form != "field":
            self._take_off(key)
            return look, []
        if layer.subject is None or not may_be(layer.subject):
            self._take_off(key)
            return look, []
        question = question_of(layer.subject, look, places, self._base())
        if question is None:
            self._take_off(key)
            return look, [Line(f"too few stations for a field: {LEAST} are needed", "source")]
        before, when = self._asked.get(key, (None, -PAUSE))
        if not question.same(before) and key not in self._busy and monotonic() - when >= PAUSE:
            self._ask(key, question)
        found = self._shown.get(key)
        return look, field_lines(found) if found is not None else []

    def _ask(self, key: str, question: Question) -> None:
        shown = self._shown.get(key)
        self._asked[key] = question, monotonic()
        before = shown.values if shown is not None else None
        job = partial(estimate, question, before)
        self._busy[key] = self._tasks.start("", job, partial(self._take, key))

    def _take(self, key: str, found: Estimate) -> None:
        del self._busy[key]
        if key in self._asked:
            self._shown[key] = found
            self._viewport.lay_pane_study(f"{key}{FIELD}", found.values, found.colours, None)
            self._viewport.look_at_pane_study(f"{key}{FIELD}", True, OPACITY)
            self._then()

    def _take_off(self, key: str) -> None:
        self._asked.pop(key, None)
        if self._shown.pop(key, None) is not None:
            self._viewport.take_pane_study_off(f"{key}{FIELD}")

    def keep(self, keys: set[str]) -> None:
        """Show the fields of these layers alone."""
        for key in self._asked.keys() - keys:
            self._take_off(key)


def field_lines(found: Estimate) -> list[Line]:
    """What a legend says of a field: how it came about, and what is unsure."""
    unit = found.values.quantities[0].unit
    lines = []
    if found.colours.hatched:
        words = f"may be off by more than {found.most:g} {unit}".rstrip()
        lines.append(Line(words, "class", None, UNKNOWN, hatched=True))
    words = f"estimated between {found.stations} stations"
    return [*lines, Line(words, "source", badge="derived", tip=found.method)]
