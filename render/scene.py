"""Everything that is shown, in one vtkRenderer: layers, ground, light, selection and shadows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonCore import vtkCommand
from vtkmodules.vtkRenderingCore import vtkCamera, vtkMapper

from city.imagery import Imagery
from city.progress import Progress
from render import camera as eye
from render.buildings import CityActors
from render.cloud import CloudActors
from render.depth import fit_depth, shadow_reach
from render.drape import Drape
from render.effort import SWIFT, Effort
from render.fan import Fan
from render.layer import Layer
from render.layers import Bounds, Loads
from render.lens import lens
from render.light import Sun
from render.overlay import Overlay
from render.parted import Parted
from render.pick import Pick
from render.pointing import pick
from render.shading import Covered, Shading
from render.shadow import Shade
from render.sight import compile_loops
from render.terrain import TerrainActors
from render.tree import view_of
from render.underfoot import ground_actors
from render.whole import shape_of

SAMPLES = 8  # per pixel, once the camera rests
EMPTY = (-100.0, 100.0, -100.0, 100.0, 0.0, 50.0)  # what is looked at where nothing is


class Scene(Parted):
    """The model on its table: one renderer, to be put into any render window.

    What is on it, and how it looks, is said to its layers. Nothing here renders by itself:
    whoever owns the window does, after a call. All calls on the thread that owns the window.
    """

    def __init__(self) -> None:
        # what lies on what is told actor by actor, in metres, and not in VTK's fixed steps
        vtkMapper.SetResolveCoincidentTopologyPolygonOffsetParameters(0, 0)
        vtkMapper.SetResolveCoincidentTopologyLineOffsetParameters(0, 0)
        super().__init__()
        self.renderer.GradientBackgroundOn()
        self._overlay = Overlay(self.renderer)
        self._drape = Drape(self.renderer)
        self._effort = Effort()
        self.fan = Fan(self.renderer)
        self._shadings: dict[int, Shading] = {}  # by picture
        self._watch = self.renderer.AddObserver(vtkCommand.StartEvent, self._before_drawing)

    # layers and light

    def set_sun(self, towards: NDArray[np.float64] | None) -> None:
        """Let the sun stand in a direction (3,) from the model; None: where it stands by itself."""
        self._shine(Sun() if towards is None else Sun.at(towards))
        self._overlay.hide()

    def set_exaggeration(self, factor: float) -> None:
        self._marks.set_stretch(factor)
        self._modules.set_stretch(factor)
        self.studies.set_stretch(factor)
        self.sheets.set_stretch(factor)
        self.fan.set_stretch(factor)
        super().set_exaggeration(factor)

    def _take_off(self, layer: Layer) -> None:
        self._marks.forget(layer.key)
        super()._take_off(layer)

    def _changed(self) -> None:
        self._unshade()
        self._lay_ground()

    def _parted(self) -> None:
        self._shadings.clear()
        self._unshade()

    def _unshade(self) -> None:
        self._forget_light()
        self._overlay.hide()

    def _covering(self, panes: tuple[int, ...]) -> Covered | None:
        """A call that says where values are told in some panes, as those of studies and sheets."""
        told = [self.studies.covering(panes), self.sheets.covering(panes)]
        calls = [call for call in told if call is not None]
        if not calls:
            return None
        return lambda places, normals: np.logical_or.reduce(
            [call(places, normals) for call in calls]
        )

    def _forget_light(self) -> None:
        for shading in self._shadings.values():
            shading.forget()

    def get_ready(self) -> None:
        """Load the compiled loops, which takes some seconds the first time; on any thread."""
        compile_loops()
        self.things.get_ready()

    def home(
        self,
        camera: vtkCamera | None = None,
        aspect: float | None = None,
        free: eye.Free = eye.SKY,
    ) -> None:
        """Turn the camera, or another one, to the whole city, obliquely from the south-west.

        aspect: width over height of the picture, where it is not the window's. free: see
        `camera.home`.
        Better than camera.home, which knows the city's box alone and not its shape.
        """
        if aspect is None:
            columns, rows = self.renderer.GetSize()
            aspect = columns / rows if columns and rows else 1.6
        points = shape_of(self._layers.values(), self._stretch)
        box = self.bounds() or EMPTY
        eye.home(camera or self.renderer.GetActiveCamera(), box, aspect, points, free)

    def bounds(self) -> Bounds | None:
        """West, east, south, north, low, high of what is visible; None where nothing is."""
        boxes, city = self.sheets.boxes(), super().bounds()
        if city is not None:
            boxes.append(np.reshape(city, (3, 2)).T)
        if not boxes:
            return None
        low, high = np.min([b[0] for b in boxes], 0), np.max([b[1] for b in boxes], 0)
        west, east, south, north, bottom, top = np.stack([low, high], axis=1).ravel().tolist()
        return west, east, south, north, bottom, top

    def lay_map(
        self, whole: Imagery | None, near: Imagery | None = None, strength: float = 1.0
    ) -> None:
        """Lay a map over the ground: a picture of all of it, and a finer one of a part.

        strength: from 0, where the bare ground is seen, to 1. None takes the map away.
        """
        self._drape.lay(whole, near, strength)

    def show_modules(self, key: str, corners: NDArray[np.floating] | None) -> None:
        """Show solar modules (m, 4, 3), in local metres, under a key; None takes them away."""
        self._modules.show(key, corners)

    # pointing

    def pick(self, x: int, y: int, picture: int = 0) -> Pick | None:
        """What is seen at a pixel: x from the left, y from the bottom, in physical pixels.

        picture: of which pane. None where nothing is.
        """
        size = self.renderer.GetSize()
        start, direction = eye.rays(
            self.renderer.GetActiveCamera(), size, np.array([float(x)]), np.array([float(y)])
        )
        into, out = (0.0, np.inf)
        if self._open.clip is not None:
            into, out = (float(end[0]) for end in self._open.clip.span(start, direction))
        begin = start[0] + direction[0] * into
        layers = self.panes.seen_in(self._layers.values(), picture)
        found = pick(layers, begin, direction[0])
        if found is None or np.linalg.norm(found.point - start[0]) > out:
            return None
        return found

    def select(self, pick: Pick | None) -> None:
        """Colour the picked surface strongly and the rest of its object softly; None: neither."""
        self._marks.select(self._markable(pick))

    def hover(self, pick: Pick | None) -> None:
        """Brighten the surface under the pointer; None: nothing."""
        self._marks.hover(self._markable(pick))

    def _markable(self, pick: Pick | None) -> Pick | None:
        """A pick of what is there."""
        return pick if pick is not None and pick.key in self._layers else None

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

    def hurry(self) -> None:
        """A graphics card draws: let sixty pictures a second follow each other while it moves."""
        self._effort.pace = SWIFT

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
        picture: int = 0,
    ) -> Callable[..., Shade | None]:
        """A job that finds the shadows for where the camera is now; it may run on any thread.

        towards: the sun to come, (3,), instead of the one that shines. soft: with the edges that
        its disc gives; without them quicker. most: pixels that they are found for; a larger picture
        shares them. picture: of which pane. Called with a Progress or with nothing; its
        answer goes to `finish`, on the window's thread. As long as nothing but the sun moves, what
        the camera sees is looked at once.
        """
        sun = self.panes.suns.get(picture, self.sun) if towards is None else Sun.at(towards)
        if picture not in self._shadings:
            self._shadings[picture] = Shading(
                *(self.renderer, self._effort, self._open, self._covering, self.panes, picture)
            )
        finding = self._shadings[picture].finding
        return finding(self._layers.values(), self._ground, self._stretch, sun, soft, most)

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

    def _smooth(self, samples: int) -> None:
        """Draw each pixel from so many samples; without a graphics card that takes its time."""
        window = self.renderer.GetRenderWindow()
        if window is not None:
            window.SetMultiSamples(samples)

    def _samples(self) -> int:
        window = self.renderer.GetRenderWindow()
        return 0 if window is None else int(window.GetMultiSamples())

    def _before_drawing(self, *_: Any) -> None:
        if self._held:
            return
        city = super().bounds()
        near = fit_depth(self.renderer, city, self._ground, self.bounds())
        seen = lens(self.renderer.GetActiveCamera(), self.renderer.GetSize())
        flat = seen.stretched(self._stretch)
        reach = 0.0 if self._effort.moving else shadow_reach(city, self.sun)
        view = replace(view_of(flat, True, reach), near=near, whole=self.studies.boxes)
        self._effort.draw(self._drawn(CityActors), view)
        if self._ground is not None:
            sky = (self.renderer.GetBackground(), self.renderer.GetBackground2())
            self._ground.look_through(seen, self.sun, sky)
        for terrain in self._drawn(TerrainActors):
            terrain.look_from(view, resting=not self._effort.moving)
        within = self._effort.pace.points if self._effort.moving else None
        for cloud in self._drawn(CloudActors):
            cloud.look_through(seen, within)
        self._drape.dress(ground_actors(self._layers.values(), self._ground), view)
        if self._open.draw(self._layers.values(), self._stretch, self._effort.moving):
            self._forget_light()
        self.panes.cut(self._layers.values(), self._open.clip)
        self._marks.look_from(view)
        self._modules.look_from(view)
        self.studies.look_from(view, self._samples())
        self.sheets.look_through(seen)
        self.fan.look_from(view)

    def close(self) -> None:
        """Let go of every VTK object; the scene is of no use afterwards."""
        self.renderer.RemoveObserver(self._watch)
        self.renderer.RemoveAllViewProps()
        self._layers.clear()
        self._overlay.close()
        self._drape.close()
        self.studies.close()
        self.sheets.close()
        self.fan.clear()
        self.things.close()
        self._shadings.clear()
        self._ground = None
        window = self.renderer.GetRenderWindow()
        if window is not None:
            window.RemoveRenderer(self.renderer)
        del self.renderer
