"""The way of the eye from one view to another."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from numpy.typing import NDArray

# Where the eye is, what it looks at, where up is, and half the height that it sees in parallel.
View = NDArray[np.float64]  # (10,)
SECONDS = 0.35


class Flight:
    """Begins now and lasts a third of a second, slow at both ends, however few pictures it gets."""

    def __init__(self, start: View, end: View) -> None:
        self._start, self._end = start, end
        self._began = perf_counter()

    def now(self) -> tuple[View, bool]:
        """The view at this moment, and whether the flight is over."""
        share = min((perf_counter() - self._began) / SECONDS, 1.0)
        eased = share * share * (3 - 2 * share)
        return self._start + (self._end - self._start) * eased, share == 1.0
