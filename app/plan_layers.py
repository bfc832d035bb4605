"""Shows the plan on the table: what it builds, what it takes away, what may be built where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document
from app.on_the_table import PLANNED, Layer
from app.pieces import Pieces, layer_of
from app.planning import Planning
from app.tasks import Job, Task, Tasks
from city.base import Base, Spot
from city.body import Body
from city.draping import Pad
from city.forms import Shape
from city.growth import grows
from city.measured import Measured
from city.outcome import city_of
from city.progress import Progress
from city.terrain import Terrain
from city.thing import Thing
from city.view import View
from city.zoning import Beyond, Envelope, Watch

# Added, changed, sticking out, demolished: told apart by colour-blind eyes too (Okabe, Ito 2008).
ADDED, CHANGED, BEYOND = (74, 159, 212), (126, 109, 176), (213, 94, 0)
GONE, ZONE = (230, 140, 20), (214, 178, 64)
PLOT = (70, 78, 92)
SOLAR = (44, 54, 84)
# The parts of a street that roads of the city do not have, or not in this colour.
LANES = {
    "carriageway": (128, 132, 139),
    "bus": (150, 112, 104),
    "tram": (112, 117, 125),
    "cycle": (186, 104, 92),
    "parking": (158, 162, 168),
    "pavement": (206, 202, 194),
    "paving": (206, 202, 194),
    "square": (206, 202, 194),
    "closure": (213, 94, 0),
    "speed limit": (230, 159, 0),
}
SWELL = 0.15  # metres
GHOST = 0.35  # the opacity of what is not there any more
TINTED = ("Building", "BuildingPart", "BuildingInstallation", "OtherConstruction", "Bridge")
ZONES, STICKING = "plan/zones", "plan/beyond"
PLAN, GHOSTS = "plan", "plan/gone"  # what the keys of the pieces begin with
SPELL = 0.03  # seconds in one go, after which the window has its turn
MANY = 100_000  # objects whose boxes are not found on the window's time
FEW = 4  # buildings whose check is over before anybody has read of it
CHECKING = "Checking the zones"


class PlanLayers(QObject):
    """Keeps the layers of the plan as the plan is; each part of it can be shown or hidden.

    told: what sticks out of the zones is known anew.
    """

    told = Signal()

    def __init__(self, document: Document, planning: Planning, tasks: Tasks | None = None) -> None:
        """tasks: for what takes long; without them it is waited for."""
        super().__init__()
        self._document, self._planning, self._tasks = document, planning, tasks
        self.shown = {PLAN: True, GHOSTS: False, ZONES: True, STICKING: True}
        self.beyond: list[tuple[Thing, Beyond]] = []  # each zone with what sticks out of it
        self._plain = False  # the plan's own colours are taken off
        self._plan = Pieces(PLAN, self._colour_of, drawn=lambda thing: not _is_zone(thing))
        self._ghosts = Pieces(GHOSTS, lambda _: GONE, GHOST)
        self._year = planning.year
        self._base: Base | None = None
        self._rubble: dict[str, Thing] = {}  # objects of the base that were demolished, as things
        self._zones: list[Thing] = []
        self._watch = Watch()
        self._looking: Task | None = None
        self._envelopes: list[Layer] = []
        self._sticking = Pieces(STICKING, lambda _: BEYOND)
        self._parts: dict[str, tuple[Beyond, Thing]] = {}  # what sticks out, as things
        self._pads: Mapping[str, Pad] = {}
        self._levelled: dict[int, Terrain] = {}
        self._rest = QTimer(self, singleShot=True, interval=0)  # of what is still to be made
        self._rest.timeout.connect(self.follow)
        planning.changed.connect(self.follow)
        planning.peeked.connect(self.follow)
        if tasks is not None:
            tasks.ended.connect(self._on_ended)

    @property
    def busy(self) -> bool:
        """Whether more of the plan is still on its way into the picture."""
        return self._rest.isActive() or self._looking is not None

    def show(self, part: str, on: bool) -> None:
        """Show or hide a part of the plan: a key of `shown`."""
        if self.shown[part] != on:
            self.shown[part] = on
            self.follow()

    def wear(self, plain: bool) -> None:
        """Take the colours of what was added and changed off, where others tell that, or put
        them on again."""
        if self._plain != plain:
            self._plain = plain
            self._plan.renew(lambda thing: colour_of(thing) in (ADDED, CHANGED))
            self.follow()

    def _colour_of(self, thing: Thing) -> tuple[int, int, int] | None:
        colour = colour_of(thing)
        return None if self._plain and colour in (ADDED, CHANGED) else colour

    def follow(self) -> None:
        """Make anew what the last edit has touched, and nothing else; of much, a part at a time."""
        document, passing = self._document, self._planning.passing
        self._rest.stop()
        if not document.opened:
            self._clear()
            return
        if passing is not None and not passing.steps:  # the baseline for a moment: all stays made
            hidden = {k: replace(y, visible=False) for k, y in document.layers.items() if _ours(y)}
            document.lay_plan(hidden, {}, {})
            return
        view = self._planning.seen
        if view.base is not self._base:  # a height was mended, or something was added
            self._base = view.base
            self._rubble.clear()
        until = perf_counter() + SPELL if self._tasks is not None else np.inf
        self._plan.take(view.things)
        self._ghosts.take(self._gone(view) if self.shown[GHOSTS] else {})
        year = self._planning.year
        if year != self._year:
            self._plan.renew(grows)
            self._year = year
        self._look_at_zones(view)
        pieces = {PLAN: self._plan, GHOSTS: self._ghosts, STICKING: self._sticking}
        done = [some.make(view.base.frame, until, year) for some in pieces.values()]
        if not all(done):
            self._rest.start()
        made = {part: some.layers for part, some in pieces.items()} | {ZONES: self._envelopes}
        layers = {
            layer.key: self._named(layer, self.shown[part])
            for part, some in made.items()
            for layer in some
        }
        gone = {
            id(city): mask
            for city, mask in zip(view.base.cities, view.gone, strict=True)
            if mask.any()
        }
        document.lay_plan(layers, gone, self._ground(view))

    def _named(self, layer: Layer, visible: bool) -> Layer:
        scenario = self._planning.scenario
        name = scenario.name if scenario is not None else layer.name
        return replace(layer, name=name, visible=visible)

    def _gone(self, view: View) -> dict[str, Thing]:
        """What was demolished, as things that can be drawn."""
        found = {}
        for ident in view.demolished():
            thing = view.rubble.get(ident) or self._rubble.get(ident)
            if thing is None:
                spot = view.base.find([ident])[0]
                assert spot is not None
                form = _Remnant(view.base, spot)
                thing = self._rubble[ident] = Thing(ident, view.base.kind(spot), form)
            found[ident] = thing
        return found

    def _look_at_zones(self, view: View) -> None:
        """Find what sticks out of the envelopes; a worker does, and the picture comes first."""
        zones = list(self._plan.others.values())
        self._stop_looking()
        unknown = [one for one in view.base.measured if not one.knows_boxes] if zones else []
        if self._tasks is not None and sum(len(one.city.objects) for one in unknown) > MANY:
            self._begin(partial(_find_boxes, unknown), CHECKING)
        else:
            looks = self._watch.follow(view, zones)
            if self._tasks is None:
                self._watch.look(looks)
            elif looks:  # what the worker has seen by then is known, even if it is stopped
                job = partial(self._watch.look, looks)
                self._begin(job, CHECKING if len(looks) > FEW else "")
        self._mark(view, zones)

    def _begin(self, job: Job, title: str) -> None:
        """Let a worker do what must be done before the zones can be looked at any further."""
        assert self._tasks is not None
        self._looking = self._tasks.start(title, job, lambda _: self.follow())

    def _stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _on_ended(self, task: Task) -> None:
        if task is self._looking:
            self._looking = None

    def _mark(self, view: View, zones: list[Thing]) -> None:
        """Show the envelopes, to be seen through, and what sticks out of them."""
        found = self._watch.found
        if zones != self._zones:
            shown = [_above_ground(zone) for zone in zones]
            self._zones, city = zones, city_of(shown, view.base.frame)
            tints = np.full((len(city.objects), 4), (*ZONE, 255), np.uint8)
            self._envelopes = [layer_of(ZONES, city, tints, 0.35)] if zones else []
        elif found == self.beyond:
            return
        self.beyond, before, self._parts = found, self._parts, {}
        for zone, one in found:
            name = f"{zone.id}/{one.id}"
            known = before.get(name)
            if known is None or known[0] is not one:
                known = one, Thing(name, "Building", _Swollen(one.part))
            self._parts[name] = known
        self._sticking.take({name: thing for name, (_, thing) in self._parts.items()})
        self.told.emit()

    def _ground(self, view: View) -> Mapping[int, Terrain]:
        """The terrains that the plan has levelled, by the id of what they were."""
        if dict(view.pads) != self._pads:
            self._pads = dict(view.pads)
            pairs = zip(view.base.terrains, view.terrains(), strict=True)
            self._levelled = {id(old): new for old, new in pairs if old is not new}
        return self._levelled

    def _clear(self) -> None:
        self._plan.clear()
        self._ghosts.clear()
        self._sticking.clear()
        self._base = None
        self._rubble.clear()
        self._stop_looking()
        self._watch = Watch()
        self._zones, self._envelopes, self.beyond, self._parts = [], [], [], {}
        self._pads, self._levelled = {}, {}


def _find_boxes(cities: Sequence[Measured], progress: Progress) -> None:
    """Find how far the objects of cities reach, which tells what stands on a plot."""
    for one in cities:
        one.find_boxes(progress.check)
        one.boxes  # noqa: B018  they are kept


@dataclass(frozen=True, eq=False)
class _Remnant:
    """The form of an object of the base; its faces are fetched when they are drawn."""

    base: Base
    spot: Spot

    def body(self) -> Body:
        return self.base.body(self.spot)


@dataclass(frozen=True, eq=False)
class _Swollen:
    """The form of a part a little larger than it is, so that it hides what it was cut from."""

    part: Body

    def body(self) -> Body:
        points = self.part.points
        low, high = points.min(0), points.max(0)
        middle, size = (low + high) / 2, np.maximum(high - low, 0.01)
        return replace(self.part, points=middle + (points - middle) * (1 + 2 * SWELL / size))


def _ours(layer: Layer) -> bool:
    return layer.group == PLANNED


def _above_ground(zone: Thing) -> Thing:
    """A zone as it is looked at."""
    form = zone.form
    return replace(zone, form=Shape(form.seen())) if isinstance(form, Envelope) else zone


def _is_zone(thing: Thing) -> bool:
    return thing.attributes.get("function") == "zone"


def colour_of(thing: Thing) -> tuple[int, int, int] | None:
    """Buildings in the colour of what was added, or changed; the parts of streets, and solar
    panels, as one knows them; the edge of a plot so that it tells on any ground; the rest as it
    is."""
    function = str(thing.attributes.get("function", ""))
    if function == "solar panels":
        return SOLAR
    if thing.kind not in TINTED:
        return PLOT if function == "plot" else LANES.get(function) if thing.was is None else None
    return ADDED if thing.was is None else CHANGED


def plain_tints(tints: NDArray[np.uint8] | None) -> NDArray[np.uint8] | None:
    """The colours of planned things without those that only tell what was added or changed."""
    if tints is None:
        return None
    found = tints.copy()
    for colour in (ADDED, CHANGED):
        found[(found[:, :3] == colour).all(1)] = 0
    return found
