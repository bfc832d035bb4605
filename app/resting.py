"""What is shown while the eye rests: everything there is, smooth, and then its shadows."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app.tasks import Task, Tasks
from city.progress import Progress

Pixels = NDArray[np.uint8]

SLOW = 0.25  # seconds: after as many, what has been drawn so far is shown


class Resting(QObject):
    """Makes ready what the picture lacks, draws it a little at a time, and finds its shadows.

    Workers do what does not need the window; it stays alive in between. expose: begins the pictures
    of all panes (see render.exposure). mark: draws what marks the selection over them. laying: what
    lays found shadows over a picture. `ready` brings pictures, (rows, columns, 4) with the lowest
    row first, one of each pane: without shadows, then with them; where drawing takes its time, all
    there is first and its smooth edges later. `found`: these are shown, and the worker is idle.
    """

    ready = Signal(object)
    found = Signal()

    def __init__(
        self,
        scene: Any,
        tasks: Tasks,
        expose: Callable[[], Any],
        mark: Callable[[list[Pixels]], list[Pixels]],
        laying: Callable[[Any], Callable[[Pixels], Pixels]],
    ) -> None:
        super().__init__()
        self._scene, self._tasks = scene, tasks
        self._expose, self._mark, self._laying = expose, mark, laying
        self._exposure: Any = None
        self._task: Task | None = None  # makes what lacks, and then finds the shadows
        self._plain: list[Pixels] | None = None
        self._shadows: list[Callable[[Pixels], Pixels] | None] | None = None
        self._told = 0.0  # when something was shown last
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._step)

    @property
    def busy(self) -> bool:
        """Whether the picture is still going to change by itself."""
        return self._exposure is not None or self._task is not None

    def begin(self) -> None:
        """The eye rests, or something has changed while it did."""
        self.stop()
        self._scene.settle()
        self._prepare()

    def stop(self) -> None:
        """Forget the pictures: others are drawn in their place."""
        self._next.stop()
        if self._exposure is not None:
            self._exposure.stop()
        if self._task is not None:
            self._task.cancel()
        self._exposure = self._task = self._plain = self._shadows = None

    def _prepare(self) -> None:
        job = self._scene.preparing()
        if job is not None:
            self._task = self._tasks.start("", job, self._made, self._failed)
            return
        finds = [self._scene.shading(picture=k) for k in range(self._scene.panes.pictures)]

        def find(progress: Progress) -> list[Callable[[Pixels], Pixels] | None]:
            found = [one(progress) for one in finds]
            return [None if shade is None else self._laying(shade) for shade in found]

        self._task = self._tasks.start("", find, self._shaded, self._failed)
        self._exposure, self._told = self._expose(), perf_counter()
        self._next.start()

    def _made(self, loads: Any) -> None:
        self._task = None
        self._scene.receive(loads)
        self._prepare()

    def _failed(self, fault: Exception) -> None:
        self._task = None
        raise fault

    def _step(self) -> None:
        before = self._exposure.rounds
        self._exposure.step()
        if not self._exposure.finished:
            if self._exposure.rounds > before:
                self._preview()
            self._next.start()
            return
        self._plain = self._exposure.pictures()
        self._exposure = None
        self._rest()

    def _preview(self) -> None:
        """Show what is drawn so far, if that took long."""
        if perf_counter() - self._told > SLOW:
            self._told = perf_counter()
            self.ready.emit(self._lit(self._exposure.preview()))

    def _shaded(self, shadows: Any) -> None:
        self._task = None
        self._shadows = shadows
        self._rest()

    def _rest(self) -> None:
        """Show what is there by now. While it is exposed the eye stands a little beside its place:
        who asks for shadows before that has ended gets others."""
        if self._plain is not None:
            self.show()
            if self._shadows is not None:
                self.found.emit()

    def show(self) -> bool:
        """Show the pictures with what marks the selection now; False where there are none yet."""
        bare = self.bare()
        if bare is None:
            return False
        self.ready.emit(self._lit(bare))
        return True

    def _lit(self, bare: list[Pixels]) -> list[Pixels]:
        """Pictures with the shadows that are found by now."""
        shadows = self._shadows or [None] * len(bare)
        return [b if lay is None else lay(b) for b, lay in zip(bare, shadows, strict=True)]

    def bare(self) -> list[Pixels] | None:
        """The pictures with what marks the selection, without shadows; None where none are yet."""
        return None if self._plain is None else self._mark(self._plain)
