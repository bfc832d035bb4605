"""One careful picture of the city in another size than the window's, for paper or the web."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.images import image_of
from app.tasks import Task, Tasks

TITLE = "Taking the picture"
SHADED = 5_000_000  # pixels that shadows are found for; a larger picture shares them


class Photograph(QObject):
    """Makes ready what the picture lacks, finds its shadows, draws it; all but the last on workers.

    scene: what is photographed. expose: draws it in the window's size, lowest row first. `taken`
    brings the picture, `ended` comes in any case: afterwards the window has its scene back.
    """

    taken = Signal(QImage)
    ended = Signal()

    def __init__(self, scene: Any, expose: Callable[[], NDArray[np.uint8]], tasks: Tasks) -> None:
        super().__init__()
        self._scene, self._expose, self._tasks = scene, expose, tasks
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
            find = self._scene.shading(most=SHADED)
            self._task = self._tasks.start(TITLE, find, self._draw, self._failed)

    def _made(self, loads: Any) -> None:
        self._scene.receive(loads)
        self._prepare()

    def _draw(self, shadows: Any) -> None:
        self._task = None
        self._scene.finish(shadows)
        image = image_of(self._expose())
        self._end()
        self.taken.emit(image)

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
