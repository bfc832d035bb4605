"""The picture of a camera at rest, drawn a little at a time, so that the window stays alive.

Each round draws everything once, shifted by a part of a pixel, and some actors at a time: what was
drawn before stays in the graphics memory, with its depths. The mean of the rounds is the picture.
What marks the selection comes last, over the finished picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from render import _bridge
from render.scene import Scene

Pixels = NDArray[np.uint8]

SLICE = 0.02  # seconds that one step should take
ACTOR = 2000  # triangles that could be drawn in the time that an actor takes by itself
ROUNDS = (4, 8)  # at least and at most
PATIENCE = 0.6  # seconds that all rounds together should take
# Places in a pixel that are far apart, in sixteenths, the middle last: no two in a row or a column.
PLACES = np.array(
    [[-5, 3], [3, 5], [-1, -7], [7, -3], [-7, -5], [1, 7], [5, -1], [0, 0]], np.float64
)


class Exposure:
    """One picture on its way. Until it is finished or stopped nothing else may draw the scene."""

    def __init__(self, scene: Scene, window: Any) -> None:
        self._scene, self._window = scene, window
        marks = set(scene.mark_actors())
        seen = [actor for actor in _bridge.actors(scene.renderer) if actor.GetVisibility()]
        self._actors = [actor for actor in seen if actor not in marks]
        self._actors.sort(key=lambda actor: actor.HasTranslucentPolygonalGeometry(), reverse=True)
        self._hidden = [actor for actor in seen if actor in marks]
        self._left: list[vtkActor] = []
        self._part: list[vtkActor] = []
        self._rounds, self._round = ROUNDS[1], 0
        self._sum = np.zeros(0, np.uint16)
        self._pace = 2e6  # triangles a second, until it is known: new actors take their time
        self._spent = 0.0
        scene.hold(True)
        _show(seen, False)
        self._start()

    @property
    def finished(self) -> bool:
        return self._round >= self._rounds

    def _start(self) -> None:
        """Begin a round."""
        columns, rows = self._window.GetSize()
        place = PLACES[self._round - self._rounds] / 16
        camera = self._scene.renderer.GetActiveCamera()
        camera.SetWindowCenter(2 * place[0] / columns, 2 * place[1] / rows)
        self._left = list(self._actors)
        self._keep(False)

    def _keep(self, on: bool) -> None:
        """Let the next step draw over what is there, or anew."""
        self._scene.renderer.SetPreserveColorBuffer(on)
        self._scene.renderer.SetPreserveDepthBuffer(on)

    def step(self) -> None:
        """Draw a little more."""
        began = perf_counter()
        _show(self._part, False)
        self._part, work = [], 0.0
        while self._left and (not self._part or work < self._pace * SLICE):
            self._part.append(self._left.pop())
            work += _bridge.size_of(self._part[-1]) + ACTOR
        _show(self._part, True)
        self._window.Render()
        self._keep(True)
        if self._left:
            self._window.WaitForCompletion()
        else:
            self._end_round()
        seconds = max(perf_counter() - began, 1e-4)
        self._spent += seconds
        self._pace = float(np.clip((self._pace + work / seconds) / 2, 1e5, 1e9))
        if self.finished:
            self.stop()
        elif not self._left:
            self._start()

    def _end_round(self) -> None:
        pixels = _bridge.lowest_first(self._window)[..., :3]
        self._sum = pixels.astype(np.uint16) if not self._round else self._sum + pixels
        self._round += 1
        if self._round == 1:  # as many rounds as there is time for; the last is in the middle
            self._rounds = int(np.clip(PATIENCE / max(self._spent, 1e-3), *ROUNDS))

    def stop(self) -> None:
        """Leave the scene as it was."""
        self._scene.renderer.GetActiveCamera().SetWindowCenter(0, 0)
        self._keep(False)
        _show([*self._actors, *self._hidden], True)
        self._scene.hold(False)

    def picture(self) -> Pixels:
        """(rows, columns, 4), the lowest row first; without what marks the selection."""
        mean = (self._sum + self._round // 2) // max(self._round, 1)
        found = np.full((*mean.shape[:2], 4), 255, np.uint8)
        found[..., :3] = mean
        return found


def marked(scene: Scene, window: Any, picture: Pixels) -> Pixels:
    """A finished picture with what marks the selection, where that is not hidden.

    To be called as long as nothing else was drawn since.
    """
    marks = scene.mark_actors()
    if not marks:
        return picture
    renderer = scene.renderer
    others = [a for a in _bridge.actors(renderer) if a.GetVisibility() and a not in marks]
    low, high = renderer.GetBackground(), renderer.GetBackground2()
    scene.hold(True)
    _show(others, False)
    renderer.SetBackground(0, 0, 0)
    renderer.SetBackground2(0, 0, 0)
    renderer.SetPreserveDepthBuffer(True)
    window.Render()
    drawn = _bridge.lowest_first(window)
    renderer.SetPreserveDepthBuffer(False)
    renderer.SetBackground(*low)
    renderer.SetBackground2(*high)
    _show(others, True)
    scene.hold(False)
    here = drawn[..., :3].any(2, keepdims=True)
    return np.where(here, drawn, picture)


def shaded(picture: Pixels, overlay: Pixels) -> Pixels:
    """A picture darkened by another one, both (rows, columns, 4), that is laid over it."""
    found = picture.copy()
    weight = overlay[..., 3:].astype(np.uint16)
    mixed = picture[..., :3] * (255 - weight) + overlay[..., :3] * weight
    found[..., :3] = (mixed + 127) // 255
    return found


def _show(actors: Iterable[vtkActor], on: bool) -> None:
    for actor in actors:
        actor.SetVisibility(on)
