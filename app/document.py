"""What is open and what is chosen: the one mutable thing, and it says what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Signal

from app.history import History, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from city.cloud import PointCloud
    from city.cutaway import Cutaway
    from city.finding import Finding
    from city.frame import Frame
    from city.model import City, Source
    from city.place import Place
    from city.project import HeightFix, Measurement, Note, Viewpoint
    from city.scenario import Step as PlanStep
    from city.style import Style
    from city.terrain import Terrain

PLANNED = "Scenario"  # the group of layers that a plan shows
GROUPS = (PLANNED, "City", "Terrain", "Points")


@dataclass(frozen=True, slots=True)
class Layer:
    """One row of the layer list: a theme of a city, a terrain or a point cloud, and how it shows.

    thing: City, Terrain or PointCloud. theme: which part of a City, None for the whole thing.
    count: objects of the theme, points of the cloud, 0 where nothing is counted. lods: the levels
    of detail to choose from; lod None means the best there is of each object. lift: metres that a
    height fix moved it up by. style: what colours it; None: its own plaster. tints: (objects, 4) of
    a plan's things, where A is not 0.
    """

    key: str
    group: str
    name: str
    thing: City | Terrain | PointCloud
    theme: str | None = None
    count: int = 0
    lods: tuple[str, ...] = ()
    textured: bool = False
    visible: bool = True
    opacity: float = 1.0
    lod: str | None = None
    textures: bool = False
    lift: float = 0.0
    style: Style | None = None
    tints: NDArray[np.uint8] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen thing: an object of a layer, and one of its surfaces where one was hit.

    object: row of City.objects; surface: row of City.surfaces, -1 for the object as a whole.
    point: where it was hit, in local metres. polygon: which face of which lod, -1 if none was hit.
    """

    key: str
    thing: Any
    object: int
    surface: int = -1
    polygon: int = -1
    lod: str | None = None
    point: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Many objects of one city, by what was asked or drawn round: rows (n,) int32, ascending."""

    city: City
    rows: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Opened:
    """What one or several sources brought, ready to be laid on the table.

    crs: names of the horizontal and the vertical system, for people. objects: how many, in all.
    attribution: who must be named. sources: the files, and what their owners say of them. counts:
    of findings by (severity, code), those beyond the kept ones among them.
    declared: the horizontal and the vertical system that the first file names, "" for none.
    place: where on Earth its middle is; None where its coordinates do not say.
    number: of the opening, in the keys of its layers; 0 before it lies on the table. said: the
    coordinate system that a person named. hashes, lifts: of each path's content, and the metres
    that a height fix moved what it brought.
    """

    title: str
    paths: tuple[str, ...]
    frame: Frame
    crs: tuple[str, str]
    objects: int
    layers: tuple[Layer, ...]
    findings: tuple[Finding, ...]
    counts: dict[tuple[str, str], int]
    attribution: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    declared: tuple[str, str] = ("", "")
    place: Place | None = None
    number: int = 0
    said: str = ""
    hashes: tuple[str, ...] = ()
    lifts: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class BaseMap:
    """The map that lies under the city: where it comes from, and how it shows.

    address: of a map service, of tiles, or of a file. name: of the map there, "" for the only one.
    strength: from 0, where the bare ground is seen, to 1.
    """

    address: str
    name: str
    title: str
    attribution: str = ""
    visible: bool = True
    strength: float = 1.0

    def same_map(self, other: BaseMap) -> bool:
        """Whether the same pictures serve both."""
        return (self.address, self.name) == (other.address, other.name)


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a plan is done: its ident, "" for the baseline, and how many of its own steps.

    own: what those steps are, where that was changed too.
    """

    ident: str = ""
    cursor: int = 0
    own: tuple[PlanStep, ...] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What kind of thing moved: everything, one layer's look, the points of its survey, the
    selected or the chosen objects, which objects are shown at all, the moment whose sun shines or
    the place, the saved views, the notes, the height fixes, what was measured, the styles of
    layers, how high everything is drawn, the map under it, what is cut away, how far a plan is
    done, what a plan shows, or what can be undone."""

    what: Literal[
        "opened",
        "layer",
        "points",
        "selection",
        "chosen",
        "shown",
        "moment",
        "views",
        "notes",
        "fixes",
        "measurements",
        "styles",
        "exaggeration",
        "map",
        "cutaway",
        "plan",
        "planned",
        "history",
    ]
    key: str = ""


class Document(QObject):
    """Everything on the table. Whoever shows a part of it listens to `changed`."""

    changed = Signal(object)  # Change
    emptying = Signal()  # all of it is about to be taken away

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened: list[Opened] = []
        self.layers: dict[str, Layer] = {}
        self.selection: Selection | None = None
        self.chosen: Chosen | None = None
        self.shown: dict[int, NDArray[np.bool_]] = {}  # of each city (by id) that is not all shown
        self.moment: datetime | None = None  # with its time zone; None: the light of a studio
        self.place: Place | None = None  # where on Earth the table stands; None: nobody knows
        self.said_place: Place | None = None  # as a person says, where the city does not
        self.clock = ""  # the IANA zone that a person says, "" where nobody did
        self.views: tuple[Viewpoint, ...] = ()
        self.notes: tuple[Note, ...] = ()
        self.fixes: tuple[HeightFix, ...] = ()
        self.measurements: tuple[Measurement, ...] = ()
        self.history = History()
        self.gone: dict[int, NDArray[np.bool_]] = {}  # of cities (by id), what a plan takes away
        self._standing: dict[int, tuple[NDArray[np.bool_] | None, ...]] = {}  # see visible_rows
        self.ground: dict[int, Terrain] = {}  # terrains (by id), as a plan has levelled them
        self.plan: Stand | None = None  # how far the plan on the table is to be done
        self.base_map: BaseMap | None = None
        self.cutaway: Cutaway | None = None  # what is cut away to look inside
        self.exaggeration = 1.0  # how many times as high as it is everything is drawn

    @property
    def frame(self) -> Frame | None:
        """The coordinate system of the table: that of what was opened first."""
        return self.opened[0].frame if self.opened else None

    @property
    def title(self) -> str:
        return " + ".join(opened.title for opened in self.opened)

    @property
    def credits(self) -> list[str]:
        """Whom to name for what is shown: the owners of the data, and of the map under it."""
        owners = [owner for opened in self.opened for owner in opened.attribution]
        base_map = self.base_map
        shown = base_map is not None and base_map.visible
        return owners + ([base_map.attribution] if base_map and shown else [])

    @property
    def findings(self) -> Iterable[Finding]:
        return (finding for opened in self.opened for finding in opened.findings)

    def lay(self, opened: Opened, add: bool) -> None:
        """Lay something on the table, in place of what is there or beside it."""
        if not add:
            self._empty()
        number = opened.number or max((o.number for o in self.opened), default=0) + 1
        self.opened.append(replace(opened, number=number))
        self.selection = None
        for layer in opened.layers:
            key = f"{number}/{layer.key}"
            self.layers[key] = replace(layer, key=key)
        self.changed.emit(Change("opened"))

    def move(self, moved: Opened) -> None:
        """Put an opening whose things were moved up or down, or read again, in the place of the
        same before; its layers look as they did.
        """
        place = next(k for k, o in enumerate(self.opened) if o.number == moved.number)
        self.opened[place] = moved
        for layer in moved.layers:
            key = f"{moved.number}/{layer.key}"
            old = self.layers.get(key, replace(layer, key=key))
            if id(old.thing) in self.shown:
                self.shown[id(layer.thing)] = self.shown.pop(id(old.thing))
            self.layers[key] = replace(old, thing=layer.thing, lift=layer.lift)
        self.selection = self.chosen = None
        self.changed.emit(Change("opened"))

    def refine(self, key: str, survey: PointCloud) -> None:
        """Put a survey in the place of its sample; its layer and the selection stay as they are."""
        number, _, name = key.partition("/")
        for place, opened in enumerate(self.opened):
            if opened.number == int(number):
                layers = (replace(o, thing=survey) if o.key == name else o for o in opened.layers)
                self.opened[place] = replace(opened, layers=tuple(layers))
        self.layers[key] = replace(self.layers[key], thing=survey)
        self.changed.emit(Change("points", key))

    def clear(self) -> None:
        """Take everything off the table."""
        self._empty()
        self.changed.emit(Change("opened"))

    def _empty(self) -> None:
        self.emptying.emit()
        self.opened.clear()
        self.layers.clear()
        self.shown.clear()
        self.gone.clear()
        self._standing.clear()
        self.ground.clear()
        self.selection = self.chosen = None
        self.views, self.notes, self.fixes, self.measurements = (), (), (), ()
        self.said_place, self.clock = None, ""
        self.base_map = None
        self.cut(None)
        self.history.clear()

    def set_layer(self, key: str, **look: Any) -> None:
        """Change how a layer shows: visible, opacity, lod, textures, style."""
        fresh = replace(self.layers[key], **look)
        if fresh != self.layers[key]:
            self.layers[key] = fresh
            self.changed.emit(Change("layer", key))

    def select(self, selection: Selection | None) -> None:
        if selection != self.selection:
            self.selection = selection
            self.changed.emit(Change("selection"))

    def choose(self, chosen: Chosen | None) -> None:
        """Choose many objects, or none."""
        if chosen is not None and not len(chosen.rows):
            chosen = None
        if chosen is not self.chosen:
            self.chosen = chosen
            self.changed.emit(Change("chosen"))

    def lay_plan(
        self,
        layers: Mapping[str, Layer],
        gone: Mapping[int, NDArray[np.bool_]],
        ground: Mapping[int, Terrain],
    ) -> None:
        """Show the layers of a plan in place of those before, hide what it takes away, and show
        terrains (by id) as it has levelled them.
        """
        kept = {key: layer for key, layer in self.layers.items() if layer.group != PLANNED}
        self.layers = {**kept, **layers}
        self.gone, self.ground = dict(gone), dict(ground)
        if self.selection is not None and not self._stands(self.selection):
            self.select(None)
        if self.chosen is not None:
            rows, lost = self.chosen.rows, self.gone.get(id(self.chosen.city))
            if lost is not None and lost[rows].any():
                self.choose(Chosen(self.chosen.city, rows[~lost[rows]]))
        self.changed.emit(Change("planned"))

    def _stands(self, selection: Selection) -> bool:
        """Whether what is selected is still there."""
        lost = self.gone.get(id(selection.thing))
        away = lost is not None and selection.object >= 0 and bool(lost[selection.object])
        return selection.key in self.layers and not away

    def seen_thing(self, layer: Layer) -> City | Terrain | PointCloud:
        """What a layer shows: its thing, or the terrain that a plan has made of it."""
        return self.ground.get(id(layer.thing), layer.thing)

    def visible_rows(self, city: City) -> NDArray[np.bool_] | None:
        """(objects,): what of a city is to be seen: what was asked for, and is there; None: all.

        The same array as long as nothing of it changes, so that whoever draws it can tell.
        """
        shown, gone = self.shown.get(id(city)), self.gone.get(id(city))
        if gone is None:
            return shown
        known = self._standing.get(id(city))
        if known is None or known[0] is not shown or known[1] is not gone:
            known = shown, gone, ~gone if shown is None else shown & ~gone
            self._standing[id(city)] = known
        return known[2]

    def show_only(self, city: City, mask: NDArray[np.bool_] | None) -> None:
        """Show only some objects of a city, (objects,) bool, or all of them again."""
        if mask is None:
            self.shown.pop(id(city), None)
        else:
            self.shown[id(city)] = mask
        self.changed.emit(Change("shown"))

    def cut(self, cutaway: Cutaway | None) -> None:
        """Cut the city open, elsewhere or otherwise, or make it whole again."""
        if cutaway != self.cutaway:
            self.cutaway = cutaway
            self.changed.emit(Change("cutaway"))

    def lay_map(self, base_map: BaseMap | None) -> None:
        """Lay a map under the city, show the one that lies there otherwise, or take it away."""
        if base_map != self.base_map:
            self.base_map = base_map
            self.changed.emit(Change("map"))

    def set_moment(self, moment: datetime | None) -> None:
        """Let the sun of a moment shine, or the light of a studio."""
        if moment != self.moment:
            self.moment = moment
            self.changed.emit(Change("moment"))

    def set_place(self, place: Place | None) -> None:
        """Say where on Earth the table stands, for the sun's sake."""
        if place != self.place:
            self.place = place
            self.changed.emit(Change("moment"))

    def say_place(self, place: Place | None, clock: str) -> None:
        """Take over where a person says that the table stands, and whose clock it keeps."""
        found = self.opened[0].place if self.opened else None
        self.said_place = place if found is None else None
        self.place, self.clock = found or place, clock
        self.changed.emit(Change("moment"))

    def select_id(self, ident: str) -> Selection | None:
        """Select the object that a file calls `ident`; None when no open city has it."""
        for city in self.cities():
            row = city.objects.ids.find(ident)
            if row >= 0:
                found = Selection(self._layer_of(city, row).key, city, row)
                self.select(found)
                return found
        return None

    def select_row(self, row: int, surface: int = -1) -> None:
        """Select another object, or a surface, of the city that the selection is in."""
        if self.selection is not None:
            thing = self.selection.thing
            key = self._layer_of(thing, row).key
            self.select(Selection(key, thing, row, surface, point=self.selection.point))

    def exaggerate(self, factor: float) -> None:
        """Draw everything so many times as high as it is."""
        if factor != self.exaggeration:
            self.exaggeration = factor
            self.changed.emit(Change("exaggeration"))

    # What can be undone

    def dress(self, key: str, before: Style | None, style: Style | None, words: str) -> None:
        """Give a layer a style, in a step that brings back the one before; `words` name it.

        before: of the layer before whatever was tried out with set_layer.
        """
        if before != style:
            self.history.add(Step(words, {"styles": {key: before}}, {"styles": {key: style}}))
            self._put({"styles": {key: style}})

    @property
    def styles(self) -> Mapping[str, Style | None]:
        """The style of every layer; whoever sets some of them leaves the others as they are."""
        return {key: layer.style for key, layer in self.layers.items()}

    @styles.setter
    def styles(self, styles: Mapping[str, Style | None]) -> None:
        for key in styles.keys() & self.layers.keys():
            self.set_layer(key, style=styles[key])

    def do(self, words: str, **after: Any) -> None:
        """Change `views`, `notes`, `fixes` or `measurements` in one step that can be undone;
        `words` name it.
        """
        self.history.add(Step(words, {name: getattr(self, name) for name in after}, after))
        self._put(after)

    def undo(self) -> None:
        """Take the last step back."""
        step = self.history.back()
        if step is not None:
            self._put(step.before)

    def redo(self) -> None:
        """Do again what was undone last."""
        step = self.history.forth()
        if step is not None:
            self._put(step.after)

    def _put(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        for what in (*values, "history"):
            self.changed.emit(Change(what))  # type: ignore[arg-type]  # they are named alike

    def remember(
        self,
        views: tuple[Viewpoint, ...],
        notes: tuple[Note, ...],
        fixes: tuple[HeightFix, ...],
        measurements: tuple[Measurement, ...],
    ) -> None:
        """Take over what a project holds; it cannot be undone."""
        self.history.clear()
        held = {"views": views, "notes": notes, "fixes": fixes, "measurements": measurements}
        self._put(held)

    def cities(self) -> list[City]:
        """Every city on the table, once."""
        from city.model import City

        things = {id(layer.thing): layer.thing for layer in self.layers.values()}
        return [thing for thing in things.values() if isinstance(thing, City)]

    def _layer_of(self, city: City, row: int) -> Layer:
        from city.kinds import theme

        same = [layer for layer in self.layers.values() if layer.thing is city]
        wanted = theme(city.objects.kind_of(row))
        return next((layer for layer in same if layer.theme == wanted), same[0])
