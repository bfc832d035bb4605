"""The sun of a passing day: the picture is put under each of its suns, and never drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.tasks import Task, Tasks
from city.progress import Progress

NIGHT = np.array([0.0, 0.0, -1.0])  # a sun that sends no rays


class PassingSun(QObject):
    """Lets a worker put the picture under the newest sun, once done with the one before.

    scene: finds the shadows. bare: makes the pictures of all panes without shadows, to be lit (see
    render.relight). `lit` brings pictures, (rows, columns, 4) with the lowest row first, and the
    seconds that they took. shines: whether some of them are shown.
    """

    lit = Signal(object, float)

    def __init__(self, scene: Any, tasks: Tasks, bare: Callable[[], list[Any]]) -> None:
        super().__init__()
        self._scene, self._tasks, self._make = scene, tasks, bare
        self._bare: list[Any] | None = None
        self._task: Task | None = None
        self._rehearsal: Task | None = None
        self._waits = False
        self._towards: NDArray[np.float64] | None = None
        self.shines = False

    @property
    def busy(self) -> bool:
        return self._task is not None

    def turn(self, towards: NDArray[np.float64]) -> None:
        """Let the sun shine from a direction (3,)."""
        self._towards = towards
        self._light()

    def rehearse(self) -> None:
        """Let a worker make ready, while the picture rests, what the first sun would wait for."""
        self._call_off()
        finds = self._finding(NIGHT)
        self._rehearsal = self._tasks.start(
            "", lambda progress: [find(progress) for find in finds], lambda shadows: None
        )

    def _finding(self, towards: NDArray[np.float64] | None) -> list[Callable[..., Any]]:
        """Jobs that find the shadows of each pane, a pane with a sun of its own under that."""
        panes = self._scene.panes
        return [
            self._scene.shading(None if k in panes.suns else towards, soft=False, picture=k)
            for k in range(panes.pictures)
        ]

    def _call_off(self) -> None:
        if self._rehearsal is not None:
            self._rehearsal.cancel()
            self._rehearsal = None

    def _light(self) -> None:
        self._waits = self._task is not None
        if self._waits:
            return
        if self._bare is None:
            self._bare = self._make()
        self.shines = True
        finds, bare = self._finding(self._towards), self._bare

        def job(progress: Progress) -> list[NDArray[np.uint8]] | None:
            found = [find(progress) for find in finds]
            if None in found:
                return None
            return [one.under(shadows) for one, shadows in zip(bare, found, strict=True)]

        began = perf_counter()

        def put(pixels: list[NDArray[np.uint8]] | None) -> None:
            self._task = None
            if self._waits:  # while this picture is painted, a worker begins the next
                self._light()
            if pixels is not None:
                self.lit.emit(pixels, perf_counter() - began)

        self._task = self._tasks.start("", job, put)

    def forget(self) -> None:
        """The picture is another one from now on."""
        self._call_off()
        self._bare = None

    def halt(self) -> None:
        """Let the worker be."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def end(self) -> None:
        """The sun stands still, and the picture is drawn under it."""
        self.halt()
        self._waits = self.shines = False
