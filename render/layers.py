"""The layers on the table: what each of them shows, and how a person chose it to look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import is_not
from typing import Any, TypeVar

import numpy as np
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  without it VTK's classes cannot draw
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkRenderer

from city.cloud import PointCloud
from city.legend import Legend
from city.model import City
from city.progress import Progress
from render.buildings import CityActors
from render.cloud import CloudActors
from render.cut_open import CutOpen
from render.draft import Draft, draft_of
from render.face_colours import FaceColours
from render.layer import Actors, Layer
from render.light import Sun, illuminate
from render.pick import Thing
from render.point_colours import How
from render.splat import compile_loops
from render.style import legend_colours
from render.terrain import TerrainActors
from render.tree import Mask

Bounds = tuple[float, float, float, float, float, float]
Loads = list[tuple[Layer, Any]]
Kind = TypeVar("Kind", CityActors, CloudActors, TerrainActors)


class Layers:
    """Things under names, on one renderer. Coordinates are local metres of their common frame.

    What else depends on them is told: `_changed` when something else stands there than before,
    and `_unshade` when only its shadows are no longer true.
    """

    def __init__(self) -> None:
        self.renderer = vtkRenderer()
        self.sun = Sun()
        illuminate(self.renderer, self.sun)
        self._layers: dict[str, Layer] = {}
        self._open = CutOpen(self.renderer)
        self._stretch = 1.0

    def _changed(self) -> None:
        """Something else stands there."""
        raise NotImplementedError

    def _unshade(self) -> None:
        """The shadows that were found are no longer true."""
        raise NotImplementedError

    # what they show

    def show(
        self,
        key: str,
        thing: Thing,
        theme: str | None = None,
        draft: Draft | None = None,
        planned: bool = False,
    ) -> None:
        """Show a thing as the layer `key`, instead of what that layer showed before.

        theme: limits a City to the objects of that theme (city.kinds); None shows all of them.
        draft: of a City, from `draft_of` on any thread, so that this call need not work it out.
        planned: whether somebody has drawn it, so that it does not tell how high the ground lies.
        """
        old = self._layers.get(key)
        drawn: Actors
        if isinstance(thing, City):
            draft = draft or draft_of(thing, None, theme)
            drawn = CityActors(draft, self.renderer, self.sun, planned)
        elif isinstance(thing, PointCloud):
            drawn = CloudActors(thing)
            drawn.set_cutaway(None if self._open.clip is None else self._open.clip.planes)
        else:
            drawn = TerrainActors(thing)
        layer = Layer(key, thing, theme, drawn, lod=draft.lod if draft else None, planned=planned)
        layer.stretch = self._stretch
        if old is not None:
            self.remove(key)
            layer.visible, layer.opacity, layer.panes = old.visible, old.opacity, old.panes
        self._layers[key] = layer
        self._add(layer)

    def drafting(
        self, thing: Thing, lod: str | None, theme: str | None
    ) -> Callable[[Progress], Draft | None] | None:
        """A job, for any thread, that makes what `show` needs of a city; None where it needs none.

        Of a survey it readies what draws points, which takes some seconds the first time.
        """
        if isinstance(thing, PointCloud):
            return lambda progress: compile_loops()
        if not isinstance(thing, City):
            return None
        return lambda progress: draft_of(thing, lod, theme, progress)

    def show_part(self, key: str, of: str, rows: Mask, panes: frozenset[int]) -> None:
        """Show some objects, (objects,), of the city's layer `of` in some panes once more, looking
        as they do there; instead of what `key` showed before.
        """
        whole, old = self._layers[of], self._layers.get(key)
        assert isinstance(whole.drawn, CityActors)
        if old is not None and old.rows is rows and old.thing is whole.thing:
            self.set_panes(key, panes)
            return
        if old is not None:
            self.remove(key)
        drawn = CityActors(whole.drawn.draft.part(rows), self.renderer, self.sun)
        self._layers[key] = part = replace(
            whole, key=key, drawn=drawn, shown=None, panes=panes, part_of=of, rows=rows
        )
        self._add(part)

    def set_panes(self, key: str, panes: frozenset[int] | None) -> None:
        """Show a layer in some panes alone; None: in all."""
        if self._layers[key].panes != panes:
            self._layers[key].panes = panes
            self._unshade()

    def remove(self, key: str) -> None:
        """Take a layer away, with what is shown of it once more; nothing where it is gone."""
        layer = self._layers.pop(key, None)
        if layer is None:
            return
        self._take_off(layer)
        for part in [one.key for one in self._layers.values() if one.part_of == key]:
            self.remove(part)

    def _looks(self, key: str) -> list[Layer]:
        """A layer, and what is shown of it once more."""
        return [self._layers[key], *(one for one in self._layers.values() if one.part_of == key)]

    def _add(self, layer: Layer) -> None:
        if not isinstance(layer.drawn, CityActors):
            for actor in layer.drawn.actors:
                self.renderer.AddActor(actor)
        layer.dress()
        self._changed()

    def _take_off(self, layer: Layer) -> None:
        if isinstance(layer.drawn, CityActors):
            layer.drawn.close()
        else:
            for actor in layer.drawn.actors:
                self.renderer.RemoveActor(actor)
        self._changed()

    def bounds(self) -> Bounds | None:
        """West, east, south, north, low, high of the visible layers; None where there are none."""
        boxes = [layer.box for layer in self._layers.values() if layer.visible]
        known = [box for box in boxes if box is not None]
        if not known:
            return None
        low = np.min([box[0] for box in known], axis=0).tolist()
        high = np.max([box[1] for box in known], axis=0).tolist()
        return (low[0], high[0], low[1], high[1], low[2], high[2])

    def _drawn(self, kind: type[Kind], hidden: bool = False) -> list[Kind]:
        """What draws the visible layers of a kind, or all of that kind."""
        drawn = [layer.drawn for layer in self._layers.values() if layer.visible or hidden]
        return [one for one in drawn if isinstance(one, kind)]

    # how they look

    def set_visible(self, key: str, visible: bool) -> None:
        for layer in self._looks(key):
            if layer.visible != visible:
                layer.visible = visible
                layer.drawn.set_visible(visible)
                self._changed()

    def set_opacity(self, key: str, opacity: float) -> None:
        """From 0, a ghost, to 1."""
        for layer in self._looks(key):
            if layer.opacity != opacity:
                layer.opacity = opacity
                layer.drawn.set_opacity(opacity)
                self._changed()

    def set_lod(self, key: str, lod: str | None) -> None:
        """Draw a city layer from one level of detail; None: each object from its best.

        The layer stays as it is until a job of `loading` has made it ready.
        """
        for layer in self._looks(key):
            if isinstance(layer.thing, City):
                layer.lod = lod

    def set_textures(self, key: str, on: bool) -> None:
        """Draw a city layer with the pictures and materials of its source, or as plaster."""
        for layer in self._looks(key):
            if isinstance(layer.drawn, CityActors):
                layer.textures = on
                layer.drawn.set_textures(on)

    def set_colours(
        self, key: str, objects: NDArray[np.uint8] | None, faces: FaceColours | None = None
    ) -> None:
        """Colour the objects of a city layer, (objects, 4) RGBA, and its faces one by one where A
        is 0; where it is 0 of both, they keep their own. A of less than 255 yields to pictures.
        """
        given = (objects, faces)
        for layer in self._looks(key):
            if isinstance(layer.drawn, CityActors) and any(map(is_not, given, layer.colours)):
                layer.colours = given
                layer.drawn.set_colours(*layer.painted())

    def set_legend(
        self, key: str, legend: Legend | None, over: NDArray[np.uint8] | None = None
    ) -> None:
        """Colour a city layer, objects and faces, as its legend says; None: as they are.

        over: (objects, 4) colours that objects wear instead, where the last is not 0.
        """
        objects, faces = (None, None) if legend is None else legend_colours(legend)
        if over is not None:
            objects = over if objects is None else np.where(over[:, 3:] > 0, over, objects)
        self.set_colours(key, objects, faces)

    def set_chosen(self, key: str, rows: NDArray[np.int32] | None) -> None:
        """Colour the objects in some rows of a city layer as chosen ones, or none."""
        for layer in self._looks(key):
            if isinstance(layer.drawn, CityActors) and rows is not layer.chosen:
                layer.chosen = rows
                layer.drawn.set_colours(*layer.painted())

    def set_point_colouring(
        self, key: str, how: How | None, ramp: NDArray[np.uint8] | None = None
    ) -> None:
        """Colour a survey by "class", "height", "intensity" or "rgb"; None: as it comes.

        ramp: (256, 3) colours from the lowest to the highest value; without it shades of grey.
        """
        drawn = self._layers[key].drawn
        if isinstance(drawn, CloudActors):
            drawn.set_colouring(how, ramp)

    def set_shown(self, key: str, mask: Mask | None) -> None:
        """Draw only some objects of a city layer: (objects,); None draws all."""
        layer = self._layers[key]
        if isinstance(layer.drawn, CityActors) and mask is not layer.shown:
            layer.shown = mask
            layer.drawn.set_shown(mask)
            self._unshade()

    # how all of them look

    def set_cutaway(self, planes: NDArray[np.float64] | None) -> None:
        """Draw only what is on the inner side of planes (n, 4), see city.cutaway; None: all."""
        self._open.cut(planes)
        for cloud in self._drawn(CloudActors, hidden=True):
            cloud.set_cutaway(planes)
        self._unshade()

    def set_exaggeration(self, factor: float) -> None:
        """Draw everything so many times as high as it is."""
        self._stretch = factor
        for layer in self._layers.values():
            layer.stretch = factor
            layer.drawn.set_stretch(factor)
        self._changed()

    def _shine(self, sun: Sun) -> None:
        self.sun = sun
        illuminate(self.renderer, sun)
        for city in self._drawn(CityActors, hidden=True):
            city.set_sun(sun)

    # what they still lack

    def loading(self) -> Callable[[Progress], Loads] | None:
        """A job that makes or reads next what the last picture lacked; None if it lacked nothing.

        It may run on any thread; its answer goes to `receive`, on the window's thread.
        """
        layers = [layer for layer in self._layers.values() if layer.visible]
        jobs = [(layer, job) for layer in layers if (job := layer.loading()) is not None]
        if not jobs:
            return None
        return lambda progress: [(layer, job(progress)) for layer, job in jobs]

    def receive(self, loads: Loads) -> None:
        """Take in what a job has brought; the next picture shows it."""
        for layer, found in loads:
            if self._layers.get(layer.key) is not layer:
                continue  # taken away meanwhile
            draft = layer.receive(found)
            if draft is not None:
                self._take_off(layer)
                layer.drawn = CityActors(draft, self.renderer, self.sun, layer.planned)
                self._add(layer)

    def troubles(self) -> list[str]:
        """What to say of surveys whose points could not all be read, each once."""
        return [said for cloud in self._drawn(CloudActors) if (said := cloud.trouble())]
