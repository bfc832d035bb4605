"""Times as SUMO writes them: seconds, or days, hours, minutes and seconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from importers.simulated.markup import Tags


def seconds(block: Tags, rows: NDArray[np.int64], attribute: str) -> NDArray[np.float64]:
    """(n,) the times that an attribute tells; NaN where it tells none."""
    found = block.numbers(rows, attribute)
    for row in np.flatnonzero(np.isnan(found)).tolist():
        found[row] = clock(block.texts(rows[row : row + 1], attribute)[0])
    return found


def clock(word: str) -> float:
    """Seconds that a time such as 02:03:04.5 or 1:02:03:04.5 stands for; NaN for none.

    Source: SUMO's documentation, option --human-readable-time.
    """
    parts = word.split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return np.nan
    worth = (86_400.0, 3600.0, 60.0, 1.0)[-len(parts) :]
    return sum(a * b for a, b in zip(numbers, worth, strict=True)) if len(parts) < 5 else np.nan
