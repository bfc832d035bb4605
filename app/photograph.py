"""One careful picture of the city in another size than the window's, for paper or the web."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.images import image_of
from app.tasks import Task, Tasks

Pixels = NDArray[np.uint8]

TITLE = "Taking the picture"
SHADED = 5_000_000  # pixels that shadows are found for; a larger picture shares them


class Photograph(QObject):
    """Makes ready what the picture lacks, finds its shadows, draws it; all but the last on workers.

    scene: what is photographed. expose: draws it in the window's size, pane by pane, lowest row
    first. laying: what lays found shadows over a picture; over: what draws live things over all of
    them. `taken` brings the pictures of the panes, while the eye is still where they were taken;
    `ended` comes in any case: afterwards the window has its scene back.
    """

    taken = Signal(object)
    ended = Signal()

    def __init__(
        self,
        scene: Any,
        expose: Callable[[], list[Pixels]],
        laying: Callable[[Any], Callable[[Pixels], Pixels]],
        over: Callable[[list[Pixels]], list[Pixels]],
        tasks: Tasks,
    ) -> None:
        super().__init__()
        self._scene, self._tasks = scene, tasks
        self._expose, self._laying, self._over = expose, laying, over
        self._task: Task | None = None
        tasks.ended.connect(self._given_up)

    def begin(self) -> None:
        self._scene.settle()
        self._prepare()

    def _prepare(self) -> None:
        job = self._scene.preparing()
        if job is not None:
            self._task = self._tasks.start(TITLE, job, self._made, self._failed)
        else:
            count = self._scene.panes.pictures
            suns = self._scene.panes.suns  # a picture is put under its own sun pixel by pixel
            finds = [
                self._scene.shading(most=None if k in suns else SHADED // count, picture=k)
                for k in range(count)
            ]
            self._task = self._tasks.start(
                *(TITLE, lambda progress: [find(progress) for find in finds]),
                *(self._draw, self._failed),
            )

    def _made(self, loads: Any) -> None:
        self._scene.receive(loads)
        self._prepare()

    def _draw(self, shadows: Any) -> None:
        self._task = None
        lit = [
            picture if shade is None else self._laying(shade)(picture)
            for picture, shade in zip(self._expose(), shadows, strict=True)
        ]
        drawn = self._over(lit)
        try:
            self.taken.emit([image_of(picture) for picture in drawn])
        finally:
            self._end()

    def _failed(self, fault: Exception) -> None:
        self._end()
        raise fault

    def _given_up(self, task: Task) -> None:
        if task is self._task and task.progress.cancelled:
            self._end()

    def _end(self) -> None:
        self._task = None
        self._tasks.ended.disconnect(self._given_up)
        self.ended.emit()
