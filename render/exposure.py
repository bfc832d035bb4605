"""The picture of a camera at rest, drawn a little at a time, so that the window stays alive.

Each round draws everything once, shifted by a part of a pixel, and some actors at a time: what was
drawn before stays in the graphics memory, with its depths. The mean of the rounds is the picture.
Panes share each round of what they show alike. What marks the selection comes last, over the
finished picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from render import _bridge
from render.kept import Kept
from render.panes import show
from render.scene import Scene

Pixels = NDArray[np.uint8]

SLICE = 0.035  # seconds that one step should take; to begin one takes a quarter of that
ACTOR = 2000  # triangles that could be drawn in the time that an actor takes by itself
ROUNDS = (3, 8)  # at least and at most
PATIENCE = 0.6  # seconds that all rounds together should take
# Places in a pixel that are far apart, in sixteenths, the middle last: no two in a row or a column.
PLACES = np.array(
    [[-5, 3], [3, 5], [-1, -7], [7, -3], [-7, -5], [1, 7], [5, -1], [0, 0]], np.float64
)


class Exposure:
    """The pictures of all panes on their way. Until it is finished or stopped nothing else may
    draw the scene.

    shared: keeps, while more panes than one are drawn, what all of them show alike. finished: keep
    the picture of each pane with its depths. patience: seconds that all rounds should take.
    """

    def __init__(
        self,
        scene: Scene,
        window: Any,
        shared: Kept,
        finished: Sequence[Kept],
        patience: float = PATIENCE,
    ) -> None:
        self._scene, self._window = scene, window
        self._shared, self._finished = shared, finished
        self._held = ExitStack()
        self._parts = self._held.enter_context(scene.in_parts(marks=False))
        actors = self._parts.shared
        actors.sort(key=lambda actor: actor.HasTranslucentPolygonalGeometry(), reverse=True)
        self._left: list[vtkActor] = []
        self._part: list[vtkActor] = []
        self._rounds, self._round = ROUNDS[1], 0
        self._sums: list[NDArray[np.uint16]] = []
        self._pace = 2e6  # triangles a second, until it is known: new actors take their time
        self._spent, self._patience = 0.0, patience
        self._start()

    @property
    def _several(self) -> bool:
        """Whether there is more to draw than what all panes show alike."""
        return len(self._parts.own) > 1 or bool(self._parts.own[0])

    @property
    def rounds(self) -> int:
        """How many have ended: from one on there are pictures."""
        return self._round

    @property
    def finished(self) -> bool:
        return self._round >= self._rounds

    def _start(self) -> None:
        """Begin a round."""
        columns, rows = self._window.GetSize()
        place = PLACES[self._round - self._rounds] / 16
        camera = self._scene.renderer.GetActiveCamera()
        camera.SetWindowCenter(2 * place[0] / columns, 2 * place[1] / rows)
        self._left = list(self._parts.shared)
        self._scene.keep_drawn(False)

    def step(self) -> None:
        """Draw a little more."""
        began = perf_counter()
        show(self._part, False)
        self._part, work = [], 0.0
        while self._left and (not self._part or work < self._pace * SLICE):
            self._part.append(self._left.pop())
            work += _bridge.size_of(self._part[-1]) + ACTOR
        show(self._part, True)
        show(self._scene.marks, False)  # something may have been pointed at meanwhile
        self._window.Render()
        self._scene.keep_drawn(True)
        if self._left:
            self._window.WaitForCompletion()
        else:
            self._end_round()
        seconds = max(perf_counter() - began, 1e-4)
        self._spent += seconds
        self._pace = float(np.clip((self._pace + work / seconds) / 2, 1e5, 1e9))
        if self._round == 1 and not self._left:
            # as many rounds as there is time for; the last is in the middle
            self._rounds = int(np.clip(self._patience / self._spent, *ROUNDS))
        if self.finished:
            self.stop()
        elif not self._left:
            self._start()

    def _end_round(self) -> None:
        drawn = self._panes() if self._several else [_bridge.lowest_first(self._window)]
        pictures = [pixels[..., :3].astype(np.uint16) for pixels in drawn]
        if self._round:
            pictures = [a + b for a, b in zip(self._sums, pictures, strict=True)]
        self._sums = pictures
        self._round += 1
        if not self._several:
            self._finished[0].take()

    def _panes(self) -> list[Pixels]:
        """Draw over what all panes show alike what each has alone."""
        self._shared.take()
        show(self._part, False)
        found = []
        for own, finished in zip(self._parts.own, self._finished, strict=False):
            self._shared.lay_back()
            show(own, True)
            self._window.Render()
            found.append(_bridge.lowest_first(self._window))
            finished.take()
            show(own, False)
        return found

    def stop(self) -> None:
        """Leave the scene as it was."""
        self._scene.renderer.GetActiveCamera().SetWindowCenter(0, 0)
        self._held.close()

    def pictures(self) -> list[Pixels]:
        """(rows, columns, 4) each, the lowest row first; without what marks the selection."""
        return [self._mean(one) for one in self._sums]

    def preview(self) -> list[Pixels]:
        """What the rounds so far have brought, with what marks the selection."""
        show(self._part, False)
        self._part = []
        found = _with_marks(self._scene, self._window, self.pictures(), self._finished)
        self._scene.keep_drawn(False)  # the next round begins
        return found

    def _mean(self, total: NDArray[np.uint16]) -> Pixels:
        found = np.full((*total.shape[:2], 4), 255, np.uint8)
        found[..., :3] = (total + self._round // 2) // max(self._round, 1)
        return found


def marked(
    scene: Scene, window: Any, pictures: Sequence[Pixels], finished: Sequence[Kept]
) -> list[Pixels]:
    """Finished pictures with what marks the selection, where that is not hidden.

    finished: the same with their depths.
    """
    with scene.in_parts(marks=False):
        return _with_marks(scene, window, pictures, finished)


def _with_marks(
    scene: Scene, window: Any, pictures: Sequence[Pixels], finished: Sequence[Kept]
) -> list[Pixels]:
    """The same, while nothing is visible."""
    if not scene.marks:
        return list(pictures)
    renderer = scene.renderer
    low, high = renderer.GetBackground(), renderer.GetBackground2()
    found = []
    renderer.SetBackground(0, 0, 0)
    renderer.SetBackground2(0, 0, 0)
    renderer.SetPreserveColorBuffer(False)
    renderer.SetPreserveDepthBuffer(True)
    for number, (picture, kept) in enumerate(zip(pictures, finished, strict=False)):
        marks = scene.mark_actors(number)
        kept.lay_back()
        show(marks, True)
        window.Render()
        show(marks, False)
        drawn = _bridge.lowest_first(window)
        found.append(np.where(drawn[..., :3].any(2, keepdims=True), drawn, picture))
    renderer.SetBackground(*low)
    renderer.SetBackground2(*high)
    return found
