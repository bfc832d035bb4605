"""How the points of a survey lie in memory and on the disk."""

from __future__ import annotations

import numpy as np

# What is kept of a point: 16 bytes, so that it moves as one; 20 where it has a colour of its own.
POINT = np.dtype(
    [("x", "f4"), ("y", "f4"), ("z", "f4"), ("intensity", "u2"), ("code", "u1"), ("return", "u1")]
)
COLOURED = np.dtype([*POINT.descr, ("rgb", "u1", 3), ("spare", "u1")])


class Unreadable(ValueError):
    """A node that is not, or no longer, what was written."""
