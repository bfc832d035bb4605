"""The window that a scene is drawn in, out of sight, picture by picture."""

from __future__ import annotations

from operator import is_
from typing import Any

import numpy as np
import vtkmodules.vtkInteractionStyle
import vtkmodules.vtkRenderingFreeType
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  the classes that draw
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkRenderWindow

from render import _bridge
from render.card import drawer, is_card
from render.exposure import PATIENCE, Exposure, marked
from render.kept import Kept
from render.lens import Lens, lens
from render.panes import show
from render.scene import Scene

Pixels = NDArray[np.uint8]
F64 = NDArray[np.float64]
Seen = tuple[Lens, NDArray[np.float32]]  # how a picture is seen, and its depths


class Window:
    """Draws a scene in any size, (columns, rows); pictures are (rows, columns, 4) uint8, the
    lowest row first, one for each pane of the scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._window: Any = vtkRenderWindow()  # Any: VTK's hints miss an overload
        self._window.SetOffScreenRendering(1)
        self._window.SetMultiSamples(0)
        self._window.AddRenderer(scene.renderer)
        self._pixels = vtkUnsignedCharArray()
        self._shared = Kept(self._window)  # what all panes show alike
        self._finished: list[Kept] = []  # the careful pictures of the panes, with their depths
        self._heads: dict[str, tuple[tuple[object, ...], tuple[F64, F64, F64]]] = {}
        self._seen: list[Seen] = []  # of the pictures that were drawn last, for what lies over them
        self.drawer = ""  # what draws, by its own name, once it has drawn

    def resize(self, size: tuple[int, int]) -> None:
        self._window.SetSize(*size)

    def spare(self) -> None:
        """Draw each pixel from one sample."""
        self._window.SetMultiSamples(0)

    def draw(self, size: tuple[int, int]) -> list[Pixels]:
        """What is seen now, pane by pane, without what lives over it."""
        self.resize(size)
        self._seen = []
        self._scene.renderer.ResetCameraClippingRange()
        if not self._scene.parted:
            self._window.Render()
            return [self._read()]
        with self._scene.in_parts() as parts:
            show(parts.shared, True)
            self._window.Render()
            self._shared.take()
            show(parts.shared, False)
            self._scene.keep_drawn(True)
            found = []
            for own in parts.own:
                self._shared.lay_back()
                show(own, True)
                self._window.Render()
                found.append(self._read())
                show(own, False)
        return found

    def _read(self) -> Pixels:
        if not self.drawer:
            self.drawer = drawer(self._window)
            if is_card(self.drawer):
                self._scene.hurry()
        columns, rows = self._window.GetSize()
        self._window.GetRGBACharPixelData(0, 0, columns - 1, rows - 1, 0, self._pixels)
        flat: Any = vtk_to_numpy  # has no hints
        drawn: Pixels = flat(self._pixels).reshape(rows, columns, 4).copy()
        self._see()
        return drawn

    def _see(self) -> None:
        """Keep the depths of what is drawn now, if something is to be drawn over it."""
        self._heads.clear()
        if self._scene.things:
            sees = lens(self._scene.renderer.GetActiveCamera(), self._window.GetSize())
            self._seen.append((sees, _bridge.lowest_depths_first(self._window)))

    def over(self, pictures: list[Pixels]) -> list[Pixels]:
        """Pictures as they were drawn last, perhaps coarser or lit otherwise, with the live things
        over them where they are now; the city is not drawn anew."""
        if not self._scene.things or len(self._seen) != len(pictures):
            return pictures
        found = [np.ascontiguousarray(picture).copy() for picture in pictures]
        for number, (picture, (sees, depths)) in enumerate(zip(found, self._seen, strict=True)):
            step = len(depths) // len(picture)
            if step > 1:
                depths = np.ascontiguousarray(depths[::step, ::step])
                sees = sees.grained(step)
            self._scene.things.draw(picture, depths, sees, self._scene.panes.of(number))
        return found

    def heads(self, key: str, picture: int = 0) -> tuple[F64, F64, F64, tuple[int, int]]:
        """Where the live things of a key are seen in the picture that was drawn last: see
        `Things.places_of`; and the columns and rows of that picture."""
        if not self._seen:
            return np.zeros((0, 2)), np.zeros(0), np.zeros(0), (1, 1)
        seen, things = self._seen[min(picture, len(self._seen) - 1)], self._scene.things
        of = (seen, things.glyphs_of(key), things.planes, things.stretch)
        known = self._heads.get(key)
        if known is None or not all(map(is_, known[0], of)):  # most stand still most of the time
            known = self._heads[key] = of, things.places_of(key, *seen)
        return *known[1], seen[0].size

    def expose(self, patience: float = PATIENCE) -> Exposure:
        """Begin careful pictures, that are drawn a little at a time; patience: in how many seconds,
        about.
        """
        while len(self._finished) < self._scene.panes.pictures:
            self._finished.append(Kept(self._window))
        return Exposure(self._scene, self._window, self._shared, self._finished, patience)

    def exposed(self) -> list[Pixels]:
        """Pictures as careful as can be, however long they take."""
        exposure = self.expose(np.inf)
        while not exposure.finished:
            exposure.step()
        self._see_finished()
        return exposure.pictures()

    def _see_finished(self) -> None:
        """Keep the depths of the careful pictures, if something is to be drawn over them."""
        self._seen = []
        for kept in self._finished[: self._scene.panes.pictures] if self._scene.things else ():
            kept.lay_back()
            self._see()

    def mark(self, pictures: list[Pixels]) -> list[Pixels]:
        """Finished pictures with what marks the selection."""
        self._see_finished()
        return marked(self._scene, self._window, pictures, self._finished)

    def close(self) -> None:
        """Let go of the graphics memory; the scene must be closed before."""
        for kept in (self._shared, *self._finished):
            kept.close()
        self._window.Finalize()
