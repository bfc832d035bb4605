"""Everything that is shown, in one vtkRenderer: layers, light, selection and shadows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  without it VTK's classes cannot draw
from numpy.typing import NDArray
from vtkmodules.vtkCommonCore import vtkCommand
from vtkmodules.vtkRenderingCore import vtkActor, vtkCamera, vtkMapper, vtkRenderer

from city.model import City
from city.progress import Progress
from render import camera as eye
from render.buildings import CityActors, View, nearer
from render.cloud import CloudActors
from render.ground import Ground
from render.highlight import highlight
from render.layer import Layer
from render.light import Sun, illuminate
from render.mesh import Mesh
from render.overlay import Overlay
from render.pick import Pick, Thing, city_pick, nearest_dot, triple
from render.rays import Rays
from render.shadow import Shade, shade
from render.sight import Sight, look
from render.style import HOVERED, SELECTED, SELECTED_OBJECT
from render.terrain import TerrainActors

SAMPLES = 8  # per pixel, once the camera rests
CLOSE = 4  # pixels from a point of a survey that still mean this point
FLUENT = 0.05  # seconds: a picture that takes longer is drawn with less while the camera moves
EMPTY = (-100.0, 100.0, -100.0, 100.0, 0.0, 50.0)  # what is looked at where nothing is
Bounds = tuple[float, float, float, float, float, float]


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
        self._rays: tuple[Rays, list[str]] | None = None
        self._ground: Ground | None = None
        self._marks: dict[str, tuple[Pick, list[vtkActor]]] = {}
        self._overlay = Overlay(self.renderer)
        self._sight: tuple[object, Sight] | None = None  # what was seen last, and from where
        self._moving, self._detailed = False, True
        self._watch = self.renderer.AddObserver(vtkCommand.StartEvent, self._before_drawing)

    # layers

    def show(
        self, key: str, thing: Thing, theme: str | None = None, mesh: Mesh | None = None
    ) -> None:
        """Show a thing as the layer `key`, instead of what that layer showed before.

        theme: limits a City to the objects of that theme (city.kinds); None shows all of them.
        mesh: of a City, from `mesh_for` on any thread, so that this call need not work it out.
        """
        old = self._layers.get(key)
        layer = Layer(key, thing, theme, mesh=mesh)
        if old is not None:
            self.remove(key)
            layer.visible, layer.opacity = old.visible, old.opacity
            layer.drawn.set_visible(old.visible)
            layer.drawn.set_opacity(old.opacity)
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
        layer.opacity = opacity
        layer.drawn.set_opacity(opacity)
        self._changed()

    def set_lod(self, key: str, lod: str | None) -> None:
        """Draw a city layer from one level of detail; None: each object from its best."""
        self._redraw(key, lod=lod)

    def set_textures(self, key: str, on: bool) -> None:
        """Draw a city layer with the pictures and materials of its source, or as plaster."""
        self._redraw(key, textures=on)

    def set_colours(self, key: str, colours: NDArray[np.uint8] | None) -> None:
        """Colour the objects of a city layer: (objects, 4) RGBA; where A is 0, its own colour."""
        self._redraw(key, colours=colours)

    def set_shown(self, key: str, mask: NDArray[np.bool_] | None) -> None:
        """Draw only some objects of a city layer: (objects,); None draws all."""
        self._redraw(key, shown=mask)

    def set_sun(self, towards: NDArray[np.float64] | None) -> None:
        """Let the sun stand in a direction (3,) from the model; None: where it stands by itself."""
        self.sun = Sun() if towards is None else Sun.at(towards)
        illuminate(self.renderer, self.sun)
        self._overlay.hide()

    def set_exaggeration(self, factor: float) -> None:
        """Draw everything so many times as high as it is."""
        for key in self._layers:
            self._redraw(key, stretch=factor)

    def _redraw(self, key: str, **choices: Any) -> None:
        layer = self._layers[key]
        if not isinstance(layer.thing, City) and "stretch" not in choices:
            return
        if all(_same(getattr(layer, name), value) for name, value in choices.items()):
            return
        for name, value in choices.items():
            setattr(layer, name, value)
        self._take_off(layer)
        layer.draw()
        self._add(layer)

    def _add(self, layer: Layer) -> None:
        for actor in layer.drawn.actors:
            self.renderer.AddActor(actor)
        self._changed()

    def _take_off(self, layer: Layer) -> None:
        for actor in layer.drawn.actors:
            self.renderer.RemoveActor(actor)
        for name, (pick, _) in list(self._marks.items()):
            if pick.key == layer.key:
                self._unmark(name)
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
        meshes = [
            layer.drawn.mesh
            for layer in self._layers.values()
            if layer.visible and isinstance(layer.drawn, CityActors)
        ]
        chosen = [mesh.points[mesh.built] for mesh in meshes if mesh.built.any()]
        chosen = chosen or [mesh.points for mesh in meshes if len(mesh.points)]
        points = None
        if chosen:
            boxes = np.concatenate([mesh.boxes for mesh in meshes])
            points = eye.middle(np.concatenate(chosen), boxes)
        box = self.bounds() or EMPTY
        eye.home(camera or self.renderer.GetActiveCamera(), box, aspect, points)

    # ground

    def _lay_ground(self) -> None:
        """Put a backdrop under what is visible, unless it has a terrain of its own."""
        if self._ground is not None:
            self.renderer.RemoveActor(self._ground.actor)
            self._ground = None
        visible = [layer.drawn for layer in self._layers.values() if layer.visible]
        meshes = [drawn.mesh for drawn in visible if isinstance(drawn, CityActors)]
        terrain = any(isinstance(drawn, TerrainActors) for drawn in visible)
        if terrain or any(mesh.grounded for mesh in meshes):
            return
        feet = np.concatenate([mesh.feet() for mesh in meshes] or [np.zeros((0, 3), np.float32)])
        if len(feet):
            self._ground = Ground(feet)
            self.renderer.AddActor(self._ground.actor)

    def ground_height(self, x: float, y: float) -> float:
        """The height of the lowest thing at a place, or of the lowest anywhere where none is.

        As long as no shadows were found and nothing was pointed at, the latter everywhere.
        """
        rays, _ = self._traced()
        bounds = self.bounds()
        if bounds is None or not rays.ready:
            return bounds[4] if bounds else 0.0
        start = np.array([[x, y, bounds[4] - 1000.0]], np.float32)
        seen = rays.hit(start, np.array([[0, 0, 1]], np.float32))
        return bounds[4] if seen["geomID"][0] < 0 else bounds[4] - 1000.0 + float(seen["tfar"][0])

    # pointing

    def pick(self, x: int, y: int) -> Pick | None:
        """What is seen at a pixel: x from the left, y from the bottom, in physical pixels.

        None where nothing is, and for a moment after a change, while a job is finding shadows.
        """
        rays, keys = self._traced()
        if rays.busy:
            return None
        size = self.renderer.GetSize()
        start, direction = eye.rays(
            self.renderer.GetActiveCamera(), size, np.array([float(x)]), np.array([float(y)])
        )
        seen = rays.hit(start.astype(np.float32), direction.astype(np.float32))
        away = float(seen["tfar"][0])
        number = int(seen["geomID"][0])
        for layer in self._layers.values():
            if layer.visible and isinstance(layer.drawn, CloudActors):
                points, width = layer.drawn.points, CLOSE * self._pixel()
                found = nearest_dot(points, start[0], direction[0], width, away)
                if found is not None:
                    place = triple(points[found])
                    return Pick(layer.key, layer.thing, -1, -1, found, None, place)
        if number < 0 or number >= len(keys):
            return None
        layer = self._layers[keys[number]]
        point = triple(start[0] + direction[0] * away)
        if isinstance(layer.thing, City) and isinstance(layer.drawn, CityActors):
            triangle = int(seen["primID"][0])
            return city_pick(layer.key, layer.thing, layer.drawn.mesh, triangle, point)
        return Pick(layer.key, layer.thing, -1, -1, -1, None, point)

    def _traced(self) -> tuple[Rays, list[str]]:
        """The rays' scene of what is solid now, and the layer of each of its meshes."""
        if self._rays is None:
            solid = [(layer.key, layer.solid()) for layer in self._layers.values()]
            meshes = [(key, mesh) for key, mesh in solid if mesh is not None]
            under = [self._ground.mesh] if self._ground is not None else []
            self._rays = Rays([m for _, m in meshes] + under), [key for key, _ in meshes]
        return self._rays

    def select(self, pick: Pick | None) -> None:
        """Colour the picked surface strongly and the rest of its object softly; None: neither."""
        self._mark("selected", pick, [SELECTED, SELECTED_OBJECT])

    def hover(self, pick: Pick | None) -> None:
        """Brighten the surface under the pointer; None: nothing."""
        self._mark("hovered", pick, [HOVERED])

    def _mark(self, name: str, pick: Pick | None, colours: list[Any]) -> None:
        old = self._marks.get(name)
        if old is not None and old[0].same_place(pick):
            return
        self._unmark(name)
        layer = self._layers.get(pick.key) if pick is not None else None
        if pick is None or layer is None or not isinstance(layer.drawn, CityActors):
            return
        actors = highlight(layer.drawn.mesh, pick, colours)
        for actor in actors:
            self.renderer.AddActor(actor)
        self._marks[name] = (pick, actors)

    def _unmark(self, name: str) -> None:
        for actor in self._marks.pop(name, (None, []))[1]:
            self.renderer.RemoveActor(actor)

    # moving and resting

    def move(self) -> None:
        """The camera moves: draw what is cheap."""
        self._overlay.hide()
        self._moving = True
        if self._slow():
            self._detailed = False
            self._smooth(0)

    def rest(self) -> None:
        """The camera rests: draw everything, with shadows."""
        self.finish(self.shading()())

    def shading(
        self, towards: NDArray[np.float64] | None = None, soft: bool = True
    ) -> Callable[..., Shade | None]:
        """A job that finds the shadows for where the camera is now; it may run on any thread.

        towards: the sun to come, (3,), instead of the one that shines. soft: with the edges that its
        disc gives; without them quicker. Called with a Progress or with nothing; its answer goes to
        `finish`, on the window's thread. As long as nothing but the sun moves, what the camera
        sees is looked at once.
        """
        size = self.renderer.GetSize()
        rays, keys = self._traced()
        camera = eye.copy(self.renderer.GetActiveCamera())
        sun, ground = self.sun if towards is None else Sun.at(towards), self._ground
        clouds = [
            (layer.drawn.points, layer.drawn.width())
            for layer in self._layers.values()
            if layer.visible and isinstance(layer.drawn, CloudActors)
        ]
        stand = (rays, size, *eye.sees(camera))

        def find(progress: Progress | None = None) -> Shade | None:
            if min(size) < 1 or not keys:
                return None
            held = progress or Progress()
            if self._sight is None or self._sight[0] != stand:
                sight = look(rays, camera, size, held)
                if ground is not None:
                    sight = sight.fading(len(keys), ground.share)
                for points, width in clouds:
                    sight = sight.behind(points, camera, width)
                self._sight = stand, sight
            return shade(rays, self._sight[1], sun, held, soft)

        return find

    def bare(self) -> None:
        """Leave the shadows out of the next picture, so that it can be lit by other suns."""
        self._overlay.hide()

    def finish(self, shadows: Shade | None) -> None:
        """Lay computed shadows over the picture, let their sun shine, and draw everything."""
        self._moving, self._detailed = False, True
        self._smooth(SAMPLES)
        if shadows is not None:
            if shadows.source != self.sun:
                self.sun = shadows.source
                illuminate(self.renderer, self.sun)
            self._overlay.show(shadows.overlay())

    def _slow(self) -> bool:
        return self.renderer.GetLastRenderTimeInSeconds() > FLUENT

    def _smooth(self, samples: int) -> None:
        """Draw each pixel from so many samples; without a graphics card that takes its time."""
        window = self.renderer.GetRenderWindow()
        if window is not None:
            window.SetMultiSamples(samples)

    def _before_drawing(self, *_: Any) -> None:
        camera = self.renderer.GetActiveCamera()
        near = self._clip(camera)
        pixel = self._pixel()
        if self._moving and self._slow():
            self._detailed = False  # until the camera rests: to and fro would flicker
        view = View(np.array(camera.GetPosition()), pixel, near, self._detailed)
        for layer in self._layers.values():
            if layer.visible:
                layer.drawn.look_from(view)
        for name, (_pick, actors) in self._marks.items():
            for actor in actors:
                away = max(float(np.linalg.norm(view.eye - actor.GetCenter())), 1.0)
                lift = 1.2 if name == "selected" else 0.8
                nearer(actor, lift * pixel * away, away, near)

    def _pixel(self) -> float:
        """Metres per pixel at one metre from the eye."""
        return eye.pixel(self.renderer.GetActiveCamera(), self.renderer.GetSize()[1])

    def _clip(self, camera: vtkCamera) -> float:
        """Fit the depth buffer tightly to what may be seen; returns its nearest depth n, such that
        it changes by n / depth² per metre.

        VTK takes the corner of the box around everything, which may lie behind an eye from which
        nothing is near; but everything is at least as far as the eye is above the highest roof.
        """
        self.renderer.ResetCameraClippingRange()
        near, far = camera.GetClippingRange()
        if camera.GetParallelProjection():  # there depth is even; said as perspective has it
            return float(camera.GetDistance()) ** 2 / max(far - near, 1e-6)
        bounds = self.bounds()
        if bounds is not None:
            above = camera.GetPosition()[2] - bounds[5]
            near = min(max(near, above * 0.7), far * 0.9)
            camera.SetClippingRange(near, far)
        return float(near)

    def close(self) -> None:
        """Let go of every VTK object; the scene is of no use afterwards."""
        self.renderer.RemoveObserver(self._watch)
        self.renderer.RemoveAllViewProps()
        self._layers.clear()
        self._marks.clear()
        self._overlay.close()
        self._rays = self._sight = self._ground = None
        window = self.renderer.GetRenderWindow()
        if window is not None:
            window.RemoveRenderer(self.renderer)
        del self.renderer


def _same(old: Any, new: Any) -> bool:
    """Whether a choice stays as it was; columns are never compared value by value."""
    return old is new or (isinstance(new, (str, bool, float)) and bool(old == new))
