"""Everything that is shown, in one vtkRenderer: layers, light, selection and shadows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import is_not
from typing import Any

import numpy as np
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  without it VTK's classes cannot draw
from numpy.typing import NDArray
from vtkmodules.vtkCommonCore import vtkCommand
from vtkmodules.vtkRenderingCore import vtkActor, vtkCamera, vtkMapper, vtkRenderer

from city.cloud import PointCloud
from city.imagery import Imagery
from city.model import City
from city.progress import Progress
from render import camera as eye
from render.buildings import CityActors
from render.casters import casters
from render.cloud import CloudActors
from render.cut_open import CutOpen
from render.depth import fit_depth, shadow_reach
from render.draft import Draft, draft_of
from render.drape import Drape
from render.effort import Effort
from render.face_colours import FaceColours
from render.ground import Ground
from render.layer import Layer
from render.lens import lens
from render.light import Sun, illuminate
from render.marks import Marks
from render.overlay import Overlay
from render.pick import Pick, Thing
from render.point_colours import How
from render.pointing import nearest_face, pick
from render.rays import Rays
from render.shadow import Shade, shade
from render.sight import Sight, look
from render.terrain import TerrainActors
from render.tree import Mask, view_of
from render.underfoot import backdrop, ground_actors

SAMPLES = 8  # per pixel, once the camera rests
STEP = 1.5  # metres that something may stand above the ground without being in one's way
EMPTY = (-100.0, 100.0, -100.0, 100.0, 0.0, 50.0)  # what is looked at where nothing is
Bounds = tuple[float, float, float, float, float, float]
Loads = list[tuple[Layer, Any]]


class Scene:
    """The model on its table: one renderer, to be put into any render window.

    Coordinates are local metres of the things' common frame. Nothing here renders by itself:
    whoever owns the window does, after a call. All calls on the thread that owns the window.
    """

    def __init__(self) -> None:
        # what lies on what is told actor by actor, in metres, and not in VTK's fixed steps
        vtkMapper.SetResolveCoincidentTopologyPolygonOffsetParameters(0, 0)
        vtkMapper.SetResolveCoincidentTopologyLineOffsetParameters(0, 0)
        self.renderer = vtkRenderer()
        self.renderer.GradientBackgroundOn()
        self.sun = Sun()
        illuminate(self.renderer, self.sun)
        self._layers: dict[str, Layer] = {}
        self._rays: Rays | None = None
        self._ground: Ground | None = None
        self._marks = Marks(self.renderer)
        self._overlay = Overlay(self.renderer)
        self._drape = Drape(self.renderer)
        self._open = CutOpen(self.renderer)
        self._sight: tuple[object, Sight] | None = None  # what was seen last, and from where
        self._effort = Effort()
        self._stretch = 1.0
        self._held = False
        self._watch = self.renderer.AddObserver(vtkCommand.StartEvent, self._before_drawing)

    # layers

    def show(
        self, key: str, thing: Thing, theme: str | None = None, draft: Draft | None = None
    ) -> None:
        """Show a thing as the layer `key`, instead of what that layer showed before.

        theme: limits a City to the objects of that theme (city.kinds); None shows all of them.
        draft: of a City, from `draft_of` on any thread, so that this call need not work it out.
        """
        old = self._layers.get(key)
        drawn: CityActors | CloudActors | TerrainActors
        if isinstance(thing, City):
            draft = draft or draft_of(thing, None, theme)
            drawn = CityActors(draft, self.renderer, self.sun)
        elif isinstance(thing, PointCloud):
            drawn = CloudActors(thing)
            drawn.set_cutaway(None if self._open.clip is None else self._open.clip.planes)
        else:
            drawn = TerrainActors(thing)
        layer = Layer(key, thing, theme, drawn, lod=draft.lod if draft else None)
        layer.stretch = self._stretch
        if old is not None:
            self.remove(key)
            layer.visible, layer.opacity = old.visible, old.opacity
        self._layers[key] = layer
        self._add(layer)

    def remove(self, key: str) -> None:
        """Take a layer away."""
        layer = self._layers.pop(key)
        self._take_off(layer)

    def set_visible(self, key: str, visible: bool) -> None:
        layer = self._layers[key]
        if layer.visible != visible:
            layer.visible = visible
            layer.drawn.set_visible(visible)
            self._changed()

    def set_opacity(self, key: str, opacity: float) -> None:
        """From 0, a ghost, to 1."""
        layer = self._layers[key]
        if layer.opacity != opacity:
            layer.opacity = opacity
            layer.drawn.set_opacity(opacity)
            self._changed()

    def set_lod(self, key: str, lod: str | None) -> None:
        """Draw a city layer from one level of detail; None: each object from its best.

        The layer stays as it is until a job of `loading` has made it ready.
        """
        if isinstance(self._layers[key].thing, City):
            self._layers[key].lod = lod

    def set_textures(self, key: str, on: bool) -> None:
        """Draw a city layer with the pictures and materials of its source, or as plaster."""
        layer = self._layers[key]
        if isinstance(layer.drawn, CityActors):
            layer.textures = on
            layer.drawn.set_textures(on)

    def set_colours(
        self, key: str, objects: NDArray[np.uint8] | None, faces: FaceColours | None = None
    ) -> None:
        """Colour the objects of a city layer, (objects, 4) RGBA, and its faces one by one where A
        is 0; where it is 0 of both, they keep their own. A of less than 255 yields to pictures.
        """
        layer = self._layers[key]
        given = (objects, faces)
        if isinstance(layer.drawn, CityActors) and any(map(is_not, given, layer.colours)):
            layer.colours = given
            layer.drawn.set_colours(objects, faces)

    def set_shown(self, key: str, mask: Mask | None) -> None:
        """Draw only some objects of a city layer: (objects,); None draws all."""
        layer = self._layers[key]
        if isinstance(layer.drawn, CityActors) and mask is not layer.shown:
            layer.shown = mask
            layer.drawn.set_shown(mask)
            self._overlay.hide()
            self._rays = self._sight = None

    def set_sun(self, towards: NDArray[np.float64] | None) -> None:
        """Let the sun stand in a direction (3,) from the model; None: where it stands by itself."""
        self._shine(Sun() if towards is None else Sun.at(towards))
        self._overlay.hide()

    def _shine(self, sun: Sun) -> None:
        self.sun = sun
        illuminate(self.renderer, sun)
        for layer in self._layers.values():
            if isinstance(layer.drawn, CityActors):
                layer.drawn.set_sun(sun)

    def set_cutaway(self, planes: NDArray[np.float64] | None) -> None:
        """Draw only what is on the inner side of planes (n, 4), see city.cutaway; None: all."""
        self._open.cut(planes)
        for cloud in self._clouds(hidden=True):
            cloud.set_cutaway(planes)
        self._overlay.hide()
        self._rays = self._sight = None

    def set_exaggeration(self, factor: float) -> None:
        """Draw everything so many times as high as it is."""
        self._stretch = factor
        for layer in self._layers.values():
            layer.stretch = factor
            layer.drawn.set_stretch(factor)
        self._marks.set_stretch(factor)
        self._changed()

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
        self._marks.forget(layer.key)
        self._changed()

    def _changed(self) -> None:
        self._rays = self._sight = None
        self._overlay.hide()
        self._lay_ground()

    def bounds(self) -> Bounds | None:
        """West, east, south, north, low, high of the visible layers; None where there are none."""
        boxes = [layer.box for layer in self._layers.values() if layer.visible]
        known = [box for box in boxes if box is not None]
        if not known:
            return None
        low = np.min([box[0] for box in known], axis=0).tolist()
        high = np.max([box[1] for box in known], axis=0).tolist()
        return (low[0], high[0], low[1], high[1], low[2], high[2])

    def home(self, camera: vtkCamera | None = None, aspect: float | None = None) -> None:
        """Turn the camera, or another one, to the whole city, obliquely from the south-west.

        aspect: width over height of the picture, where it is not the window's.
        Better than camera.home, which knows the city's box alone and not its shape.
        """
        if aspect is None:
            columns, rows = self.renderer.GetSize()
            aspect = columns / rows if columns and rows else 1.6
        visible = [layer.drawn for layer in self._layers.values() if layer.visible]
        drafts = [drawn.draft for drawn in visible if isinstance(drawn, CityActors)]
        outlines = [draft.outline() for draft in drafts if draft.blocks]
        outlines = outlines or [draft.outline() for draft in drafts]
        higher = np.array([1, 1, self._stretch])
        points = None
        if any(len(shape) for shape, _ in outlines):
            shapes, boxes = (np.concatenate(parts) for parts in zip(*outlines, strict=True))
            points = eye.middle(shapes * higher, boxes * higher)
        box = self.bounds() or EMPTY
        eye.home(camera or self.renderer.GetActiveCamera(), box, aspect, points)

    # ground

    def _lay_ground(self) -> None:
        """Put a backdrop under what is visible, unless it has a terrain of its own."""
        if self._ground is not None:
            self.renderer.RemoveActor(self._ground.actor)
            self._ground = None
        self._ground = backdrop(self._layers.values(), self._stretch)
        if self._ground is not None:
            self.renderer.AddActor(self._ground.actor)

    def lay_map(
        self, whole: Imagery | None, near: Imagery | None = None, strength: float = 1.0
    ) -> None:
        """Lay a map over the ground: a picture of all of it, and a finer one of a part.

        strength: from 0, where the bare ground is seen, to 1. None takes the map away.
        """
        self._drape.lay(whole, near, strength)

    def ground_height(self, x: float, y: float) -> float:
        """The height of the lowest thing at a place, or of the backdrop where none stands on it."""
        bounds = self.bounds()
        if bounds is None:
            return 0.0
        ground = bounds[4] if self._ground is None else self._ground.height(x, y)
        low = bounds[4] - 1.0
        start = np.array([x, y, low])
        away, layer, _ = nearest_face(self._layers.values(), start, np.array([0.0, 0.0, 1.0]))
        hangs = self._ground is not None and low + away > ground + STEP
        return ground if layer is None or hangs else low + away

    def open_sky(self, x: float, y: float) -> bool:
        """Whether one can stand at a place: nothing is above the ground there."""
        bounds = self.bounds()
        if bounds is None:
            return True
        start = np.array([x, y, bounds[5] + 1.0])
        away, layer, _ = nearest_face(self._layers.values(), start, np.array([0.0, 0.0, -1.0]))
        return layer is None or start[2] - away < self.ground_height(x, y) + STEP

    # pointing

    def pick(self, x: int, y: int) -> Pick | None:
        """What is seen at a pixel: x from the left, y from the bottom, in physical pixels.

        None where nothing is.
        """
        size = self.renderer.GetSize()
        start, direction = eye.rays(
            self.renderer.GetActiveCamera(), size, np.array([float(x)]), np.array([float(y)])
        )
        into, out = (0.0, np.inf)
        if self._open.clip is not None:
            into, out = (float(end[0]) for end in self._open.clip.span(start, direction))
        begin = start[0] + direction[0] * into
        found = pick(self._layers.values(), begin, direction[0])
        if found is None or np.linalg.norm(found.point - start[0]) > out:
            return None
        return found

    def _traced(self) -> Rays:
        if self._rays is None:
            layers, cut = self._layers.values(), self._open
            rest = (self._ground, cut.clip, cut.caps, self._stretch)
            self._rays = casters(layers, self._effort, *rest)
        return self._rays

    def select(self, pick: Pick | None) -> None:
        """Colour the picked surface strongly and the rest of its object softly; None: neither."""
        self._marks.select(self._markable(pick))

    def hover(self, pick: Pick | None) -> None:
        """Brighten the surface under the pointer; None: nothing."""
        self._marks.hover(self._markable(pick))

    def _markable(self, pick: Pick | None) -> Pick | None:
        """A pick of what is there."""
        return pick if pick is not None and pick.key in self._layers else None

    def mark_actors(self) -> list[vtkActor]:
        """What marks the selection and what is pointed at."""
        return self._marks.actors

    # moving and resting

    def move(self) -> None:
        """The camera moves: draw what is cheap."""
        self._overlay.hide()
        self._effort.move()
        if self._effort.slow:
            self._smooth(0)

    def took(self, seconds: float) -> None:
        """Let the next pictures of a movement have as much as there is time for.

        seconds: that the last picture took, from the wish for it until it was there.
        """
        self._effort.took(seconds)
        if self._effort.moving and self._effort.slow:
            self._smooth(0)

    def spare_nothing(self) -> None:
        """Draw all that the eye can tell apart once the camera rests, however long it takes."""
        self._effort.resting = np.inf

    def settle(self) -> None:
        """The camera rests: the next picture is of what there is, and `loading` says what lacks."""
        self._effort.settle()

    def rest(self) -> None:
        """The camera rests: draw everything, with shadows."""
        self.settle()
        self.make()
        self.finish(self.shading()())

    def make(self) -> None:
        """Make at once all that the next picture lacks, however long it takes."""
        while (job := self.preparing()) is not None:
            self.receive(job(Progress()))

    def hold(self, on: bool) -> None:
        """Draw what is visible and nothing else, as long as this is on."""
        self._held = on

    def preparing(self) -> Callable[[Progress], Loads] | None:
        """A job that makes what the next picture lacks, as far as that is known by now."""
        if min(self.renderer.GetSize()) < 1:
            return None
        self._before_drawing()
        return self.loading()

    def shading(
        self,
        towards: NDArray[np.float64] | None = None,
        soft: bool = True,
        most: int | None = None,
    ) -> Callable[..., Shade | None]:
        """A job that finds the shadows for where the camera is now; it may run on any thread.

        towards: the sun to come, (3,), instead of the one that shines. soft: with the edges that
        its disc gives; without them quicker. most: pixels that they are found for; a larger picture
        shares them. Called with a Progress or with nothing; its answer goes to
        `finish`, on the window's thread. As long as nothing but the sun moves, what the camera
        sees is looked at once.
        """
        columns, rows = self.renderer.GetSize()
        share = 1.0 if most is None else min(float(np.sqrt(most / max(columns * rows, 1))), 1.0)
        size = (round(columns * share), round(rows * share))
        rays = self._traced()
        solid = [layer for layer in self._layers.values() if layer.solid and layer.box is not None]
        camera = eye.copy(self.renderer.GetActiveCamera())
        clip = self._open.clip
        sun, ground = self.sun if towards is None else Sun.at(towards), self._ground
        clouds = [cloud.depths(size) for cloud in self._clouds()]
        stand = (rays, size, *eye.sees(camera))

        def find(progress: Progress | None = None) -> Shade | None:
            if min(size) < 1 or not solid:
                return None
            held = progress or Progress()
            if self._sight is None or self._sight[0] != stand:
                sight = look(rays, camera, size, held, clip)
                if ground is not None:
                    sight = sight.fading(0, ground.share)
                self._sight = stand, sight
            sight = self._sight[1]
            for depths in clouds:
                if depths is not None:
                    sight = sight.behind(depths)
            return shade(rays, sight if soft else sight.quickly(), sun, held, soft)

        return find

    def bare(self) -> None:
        """Leave the shadows out of the next picture, so that it can be lit by other suns."""
        self._overlay.hide()

    def finish(self, shadows: Shade | None) -> None:
        """Lay computed shadows over the picture, let their sun shine, and draw everything."""
        self._effort.settle()
        self._smooth(SAMPLES)
        if shadows is not None:
            if shadows.source != self.sun:
                self._shine(shadows.source)
            self._overlay.show(shadows.overlay(), self.renderer.GetSize()[1])

    # points of surveys

    def set_point_colouring(
        self, key: str, how: How | None, ramp: NDArray[np.uint8] | None = None
    ) -> None:
        """Colour a survey by "class", "height", "intensity" or "rgb"; None: as it comes.

        ramp: (256, 3) colours from the lowest to the highest value; without it shades of grey.
        """
        drawn = self._layers[key].drawn
        if isinstance(drawn, CloudActors):
            drawn.set_colouring(how, ramp)

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
                layer.drawn = CityActors(draft, self.renderer, self.sun)
                self._add(layer)

    def troubles(self) -> list[str]:
        """What to say of surveys whose points could not all be read, each once."""
        return [said for cloud in self._clouds() if (said := cloud.trouble())]

    def _clouds(self, hidden: bool = False) -> list[CloudActors]:
        drawn = [layer.drawn for layer in self._layers.values() if layer.visible or hidden]
        return [one for one in drawn if isinstance(one, CloudActors)]

    def _smooth(self, samples: int) -> None:
        """Draw each pixel from so many samples; without a graphics card that takes its time."""
        window = self.renderer.GetRenderWindow()
        if window is not None:
            window.SetMultiSamples(samples)

    def _before_drawing(self, *_: Any) -> None:
        if self._held:
            return
        bounds = self.bounds()
        near = fit_depth(self.renderer, bounds, self._ground)
        seen = lens(self.renderer.GetActiveCamera(), self.renderer.GetSize())
        flat = seen.stretched(self._stretch)
        reach = 0.0 if self._effort.moving else shadow_reach(bounds, self.sun)
        view = replace(view_of(flat, True, reach), near=near)
        layers = [layer for layer in self._layers.values() if layer.visible]
        cities = [layer.drawn for layer in layers if isinstance(layer.drawn, CityActors)]
        if self._effort.draw(cities, view):
            self._rays = self._sight = None
        if self._ground is not None:
            sky = (self.renderer.GetBackground(), self.renderer.GetBackground2())
            self._ground.look_through(seen, self.sun, sky)
        for layer in self._layers.values():
            if layer.visible and isinstance(layer.drawn, TerrainActors):
                layer.drawn.look_from(view, resting=not self._effort.moving)
        for cloud in self._clouds():
            cloud.look_through(seen, resting=not self._effort.moving)
        self._drape.dress(ground_actors(self._layers.values(), self._ground), view)
        if self._open.draw(self._layers.values(), self._stretch, self._effort.moving):
            self._rays = None
        self._marks.look_from(view)

    def close(self) -> None:
        """Let go of every VTK object; the scene is of no use afterwards."""
        self.renderer.RemoveObserver(self._watch)
        self.renderer.RemoveAllViewProps()
        self._layers.clear()
        self._overlay.close()
        self._drape.close()
        self._rays = self._sight = self._ground = None
        window = self.renderer.GetRenderWindow()
        if window is not None:
            window.RemoveRenderer(self.renderer)
        del self.renderer
