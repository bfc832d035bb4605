"""Who belongs to whom, for all objects at once, however long the line of parents is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

I32 = NDArray[np.int32]


def lineage(parent: I32) -> tuple[I32, I32]:
    """The row at the top of each row's line of parents, and how many steps it is away.

    parent: (n,) rows, -1 at the root; no row may be its own ancestor.
    """
    top = np.where(parent >= 0, parent, np.arange(len(parent))).astype(np.int32)
    steps = (parent >= 0).astype(np.int32)
    while True:  # each round doubles the steps that are taken at once
        higher = top[top]
        if (higher == top).all():
            return top, steps
        steps = steps + steps[top]
        top = higher


def below(parent: I32, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rows are chosen, or have a chosen row above them."""
    top = np.where(parent >= 0, parent, np.arange(len(parent)))
    found = chosen.copy()
    while True:
        found |= found[top]
        higher = top[top]
        if (higher == top).all():
            return np.asarray(found | found[top])
        top = higher
