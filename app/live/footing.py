"""How high the ground lies under what moves: found by workers, and known from then on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.tasks import Task, Tasks
from city.subjects import F64

STEP = 25.0  # metres from one corner of the grid to the next
AT_ONCE = 5000  # corners that a worker looks for before others may have their turn
MOST = 1_000_000  # corners that are known at once
CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))


class Footing:
    """The ground as a grid over the city, of which those corners are known that somebody came by.

    To find the ground takes far longer than a frame, so a worker does, and only once.
    """

    def __init__(self, tasks: Tasks, standing: Callable[[F64], F64], came: Callable[[], None]):
        """standing: the height (n,) of the ground at places (n, 2). came: told when more is
        known."""
        self._tasks, self._standing, self._came = tasks, standing, came
        self._asking: Task | None = None
        self.forget()

    def forget(self) -> None:
        """Know nothing: the city is another one."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        self._corners: NDArray[np.int64] = np.zeros(0, np.int64)  # in order
        self._heights: F64 = np.zeros(0)

    def at(self, places: F64) -> F64:
        """(n,) the height at places (n, 2); NaN where it is not known yet."""
        whole = np.floor(places / STEP).astype(np.int64)
        x, y = (places / STEP - whole).T
        height, unknown = np.zeros(len(places)), []
        for (right, up), weight in zip(
            CORNERS, ((1 - x) * (1 - y), (1 - x) * y, x * (1 - y), x * y), strict=True
        ):
            corner = (whole[:, 0] + right << 32) + whole[:, 1] + up
            found, strange = self._known(corner)
            height += weight * found
            unknown.append(corner[strange])
        if self._asking is None and len(wanted := np.unique(np.concatenate(unknown))):
            self._ask(wanted[:AT_ONCE])
        return height

    def _known(self, corners: NDArray[np.int64]) -> tuple[F64, NDArray[np.bool_]]:
        if not len(self._corners):
            return np.full(len(corners), np.nan), np.ones(len(corners), bool)
        at = np.minimum(np.searchsorted(self._corners, corners), len(self._corners) - 1)
        strange = self._corners[at] != corners
        return np.where(strange, np.nan, self._heights[at]), strange

    def _ask(self, corners: NDArray[np.int64]) -> None:
        north = (corners + 2**31 & 0xFFFFFFFF) - 2**31
        places = np.stack([(corners - north) >> 32, north], axis=1) * STEP
        self._asking = self._tasks.start(
            "", lambda _: self._standing(places), lambda heights: self._take(corners, heights)
        )

    def _take(self, corners: NDArray[np.int64], heights: F64) -> None:
        self._asking = None
        if len(self._corners) + len(corners) > MOST:
            self.forget()
        every = np.concatenate([self._corners, corners])
        order = np.argsort(every, kind="stable")
        self._corners = every[order]
        self._heights = np.concatenate([self._heights, heights])[order]
        self._came()
