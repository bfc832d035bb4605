"""A picture of the ground, as seen from straight above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Imagery:
    """A picture that lies on the ground, north up.

    pixels: (rows, columns, 4) uint8 RGBA, the northernmost row first; where alpha is 0 there is
    none. west, south, east, north: its edges in local metres of the table's frame. attribution:
    whom its owner wants named.
    """

    pixels: NDArray[np.uint8]
    west: float
    south: float
    east: float
    north: float
    attribution: str = ""

    @property
    def metres(self) -> float:
        """Metres per pixel."""
        return (self.east - self.west) / int(self.pixels.shape[1])

    @property
    def empty(self) -> bool:
        """Whether there is no picture anywhere in it."""
        return not bool(self.pixels[..., 3].any())
