"""Places as people type them: x,y or x,y,z in the project's coordinates, with ; in between."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


def read_points(text: str, what: str = "points") -> F64:
    """Places (n, 3) that a text such as "x,y;x,y,z" tells; z is NaN where it says none.

    Raises ValueError with the place that is not to be understood.
    """
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        try:
            numbers = [float(word) for word in part.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) not in (2, 3) or not np.isfinite(numbers).all():
            raise ValueError(f"{what}: {part[:60]} is no place: give x,y or x,y,z, then ;")
        found.append([*numbers, np.nan][:3])
    if not found:
        raise ValueError(f"{what}: no place is given: say x,y in the project's coordinates")
    return np.array(found)


def written(places: F64) -> str:
    """The text that tells places (n, 3), to the centimetre; a z of NaN is left out."""
    rows = ([n for n in row if np.isfinite(n)] for row in np.asarray(places).tolist())
    return "; ".join(",".join(f"{n:.2f}" for n in row) for row in rows)
