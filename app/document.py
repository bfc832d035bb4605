"""What is open and what is chosen: the one mutable thing, and it says what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.on_the_table import (
    PLANNED,
    BaseMap,
    Change,
    Chosen,
    Layer,
    Opened,
    Selection,
    Stand,
    Study,
)
from app.seen_rows import SeenRows
from app.simulated.laid import LaidResults
from app.undoable import Undoable
from app.wording import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from app.live.layer import LiveLayer
    from city.cloud import PointCloud
    from city.cutaway import Cutaway
    from city.finding import Finding
    from city.frame import Frame
    from city.model import City
    from city.place import Place
    from city.terrain import Terrain


class Document(QObject, SeenRows, LaidResults, Undoable):
    """Everything on the table. Whoever shows a part of it listens to `changed`."""

    changed = Signal(object)  # Change
    emptying = Signal()  # all of it is about to be taken away

    def __init__(self, parent: QObject | None = None) -> None:
        QObject.__init__(self, parent)
        SeenRows.__init__(self)
        LaidResults.__init__(self)
        Undoable.__init__(self)
        self.opened: list[Opened] = []
        self.layers: dict[str, Layer] = {}
        self.selection: Selection | None = None
        self.chosen: Chosen | None = None
        self.moment: datetime | None = None  # with its time zone; None: the light of a studio
        self.place: Place | None = None  # where on Earth the table stands; None: nobody knows
        self.said_place: Place | None = None  # as a person says, where the city does not
        self.clock = ""  # the IANA zone that a person says, "" where nobody did
        self.zone = "UTC"  # and the one whose clock is shown, as the time bar finds it
        self.ground: dict[int, Terrain] = {}  # terrains (by id), as a plan has levelled them
        self.over: dict[str, Layer] = {}  # what is laid over all of it, to compare
        self.plan: Stand | None = None  # how far the plan on the table is to be done
        self.base_map: BaseMap | None = None
        self.study: Study | None = None  # what a simulation says of it
        self.cutaway: Cutaway | None = None  # what is cut away to look inside
        self.live: dict[str, LiveLayer] = {}  # what platforms say, and said
        self.shown_at: np.datetime64 | None = None  # the moment of live layers, UTC; None: now
        self.live_chosen: tuple[str, str] | None = None  # the key of a live layer, a thing's id
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
        """Whom to name for what is shown: the owners of the data, of the map under it, and of what
        lives over it."""
        owners = [owner for opened in self.opened for owner in opened.attribution]
        owners += [
            visible(f"{layer.title}, {named}")
            for layer in self.live.values()
            if layer.source.visible and (named := layer.source.terms.named())
        ]
        owners += [
            visible(f"{one.title}, {one.thing.run.attribution}")
            for one in self.results.values()
            if one.kept.visible and one.thing is not None and one.thing.run.attribution
        ]
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
        self.over.clear()
        self.gone.clear()
        self._standing.clear()
        self.lacking.clear()
        self._alike.clear()
        self.ground.clear()
        self.selection = self.chosen = None
        self.views, self.notes, self.fixes, self.measurements = (), (), (), ()
        self.said_place, self.clock = None, ""
        self.base_map = None
        self.lay_study(None)
        self.cut(None)
        self.live.clear()
        self.results.clear()
        self.live_chosen = self.shown_at = None
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
        self.layers = {**kept, **layers, **self.over}
        self.gone, self.ground = dict(gone), dict(ground)
        if self.selection is not None and not self._stands(self.selection):
            self.select(None)
        if self.chosen is not None:
            rows, lost = self.chosen.rows, self.gone.get(id(self.chosen.city))
            if lost is not None and lost[rows].any():
                self.choose(Chosen(self.chosen.city, rows[~lost[rows]]))
        self.changed.emit(Change("planned"))

    def lay_over(
        self,
        layers: Mapping[str, Layer],
        beneath: Mapping[int, NDArray[np.bool_]] | None = None,
    ) -> None:
        """Show layers over the plan in place of those before: what differs between two sides.

        beneath: of cities (by id), the objects that these stand for, which are hidden meanwhile.
        """
        kept = {key: layer for key, layer in self.layers.items() if key not in self.over}
        self.over, self.beneath = dict(layers), dict(beneath or {})
        self.layers = {**kept, **self.over}
        if self.selection is not None and not self._stands(self.selection):
            self.select(None)
        self.changed.emit(Change("planned"))

    def _stands(self, selection: Selection) -> bool:
        """Whether what is selected is still there."""
        lost = self.gone.get(id(selection.thing))
        away = lost is not None and selection.object >= 0 and bool(lost[selection.object])
        return selection.key in self.layers and not away

    def seen_thing(self, layer: Layer) -> City | Terrain | PointCloud:
        """What a layer shows: its thing, or the terrain that a plan has made of it."""
        return self.ground.get(id(layer.thing), layer.thing)

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

    def lay_study(self, study: Study | None) -> None:
        """Lay a study over the city, show the one that lies there otherwise, or take it away."""
        if study is not self.study:
            self.study = study
            self.changed.emit(Change("study"))

    def lay_live(self, layer: LiveLayer) -> None:
        """Lay a live layer on the table, or let the one of its key tell what it tells by now."""
        before = self.live.get(layer.key)
        self.live[layer.key] = layer
        otherwise = before is None or before.source != layer.source
        self.changed.emit(Change("lives" if otherwise else "live", layer.key))

    def take_live(self, key: str) -> None:
        """Take a live layer off the table."""
        if self.live.pop(key, None) is not None:
            if self.live_chosen is not None and self.live_chosen[0] == key:
                self.choose_live(None)
            self.changed.emit(Change("lives", key))

    def choose_live(self, chosen: tuple[str, str] | None) -> None:
        """Choose a thing of a live layer: the layer's key, and the thing's id."""
        if chosen != self.live_chosen:
            self.live_chosen = chosen
            self.changed.emit(Change("live_chosen", chosen[0] if chosen else ""))

    def show_at(self, moment: np.datetime64 | None) -> None:
        """Let live layers show what they told at a moment (UTC); None: what they tell now."""
        if moment != self.shown_at:
            self.shown_at = moment
            self.changed.emit(Change("shown_at"))

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
