"""One layer of the scene: what it shows, how, and the actors that draw it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.model import City
from city.progress import Progress
from render.buildings import CityActors
from render.cloud import CloudActors
from render.draft import Draft, draft_of
from render.model import Given
from render.pick import Thing
from render.style import CHOSEN
from render.terrain import TerrainActors

Actors = CityActors | TerrainActors | CloudActors
SEEN_THROUGH = 0.5  # less opaque layers cast no shadow, and one picks what lies behind them


@dataclass(slots=True, eq=False)
class Layer:
    """A thing under a name, with the choices a person made for it.

    colours: of objects (objects, 4) and of faces, instead of the city's own, see Scene.set_colours.
    chosen: the rows of objects in the colour of what is chosen. shown: (objects,) which are drawn;
    None for all. stretch: what heights are multiplied by.
    planned: whether it was drawn, so that it does not tell where the ground is. panes: those that
    show it; None: all do. part_of: the key of the layer that it shows `rows` (objects,) of, "" for
    a layer of its own.
    """

    key: str
    thing: Thing
    theme: str | None
    drawn: Actors
    visible: bool = True
    opacity: float = 1.0
    lod: str | None = None
    textures: bool = False
    colours: Given = (None, None)
    chosen: NDArray[np.int32] | None = None
    shown: NDArray[np.bool_] | None = None
    stretch: float = 1.0
    planned: bool = False
    panes: frozenset[int] | None = None
    part_of: str = ""
    rows: NDArray[np.bool_] | None = None

    def shows_in(self, pane: int) -> bool:
        """Whether it is visible in a pane."""
        return self.visible and (self.panes is None or pane in self.panes)

    @property
    def box(self) -> NDArray[np.float32] | None:
        """(2, 3) the lowest and highest corner of what is drawn; None where nothing is."""
        if isinstance(self.drawn, CloudActors):
            return self.drawn.box
        box = self.drawn.draft.box if isinstance(self.drawn, CityActors) else self.drawn.box
        return None if box is None else box * np.array([1, 1, self.stretch], np.float32)

    @property
    def solid(self) -> bool:
        """Whether it stops light and the pointer: no ghost, and no points."""
        cloud = isinstance(self.drawn, CloudActors)
        return self.visible and self.opacity >= SEEN_THROUGH and not cloud

    def dress(self) -> None:
        """Let the actors look as it was chosen."""
        drawn = self.drawn
        drawn.set_opacity(self.opacity)
        drawn.set_stretch(self.stretch)
        drawn.set_visible(self.visible)
        if isinstance(drawn, CityActors):
            drawn.set_textures(self.textures)
            drawn.set_colours(*self.painted())
            drawn.set_shown(self.shown)

    def painted(self) -> Given:
        """The colours of a city's objects and faces, and over them those of the chosen objects."""
        objects, faces = self.colours
        if self.chosen is None or not isinstance(self.thing, City):
            return self.colours
        bare = np.zeros((len(self.thing.objects), 4), np.uint8)
        objects = bare if objects is None else objects.copy()
        objects[self.chosen] = (*CHOSEN, 255)
        return objects, faces

    def loading(self) -> Callable[[Progress], Any] | None:
        """A job that makes or reads what the last picture lacked, or None if it lacked nothing."""
        if isinstance(self.drawn, TerrainActors):
            return None
        if isinstance(self.drawn, CityActors) and self.lod != self.drawn.draft.lod:
            city, lod, theme, rows = self.drawn.draft.city, self.lod, self.theme, self.rows

            def make(progress: Progress) -> Draft:
                draft = draft_of(city, lod, theme, progress)
                return draft if rows is None else draft.part(rows)

            return make
        return self.drawn.loading()

    def receive(self, found: Any) -> Draft | None:
        """Take in what a job has brought; another level of detail is handed back instead."""
        if isinstance(found, Draft):
            return found if found.lod == self.lod else None
        if not isinstance(self.drawn, TerrainActors):
            self.drawn.receive(found)
        return None
