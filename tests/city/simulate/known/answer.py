"""One known answer beside what is found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Known:
    """One answer and what it should be. by: who says so; bound: what it may differ by."""

    name: str
    found: float
    wanted: float
    by: str
    bound: float
    unit: str

    @property
    def deviation(self) -> float:
        return abs(self.found - self.wanted)


def worst(name, found, wanted, by, bound, unit) -> Known:
    """The answer that differs most of many."""
    found, wanted = np.broadcast_arrays(np.asarray(found, float), np.asarray(wanted, float))
    k = int(np.argmax(np.abs(found - wanted)))
    return Known(name, float(found.flat[k]), float(wanted.flat[k]), by, bound, unit)
