"""Where a sparse city is densest: a few houses over many kilometres are specks if all are seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SPARSE = 0.02  # of the land between its objects is under them: less is no town
VIEW = 40  # of its larger objects side by side are still seen well
CLOSER = 1.5  # times nearer one comes at least, or all of it is seen
LARGER = 0.75  # of the objects are smaller than the larger ones


def densest(boxes: NDArray[np.floating]) -> NDArray[np.bool_] | None:
    """Which objects of a sparse city stand where most of them do, so near that one sees them well.

    boxes: (o, 2, 3) of the objects, metres. None for a city that is not sparse, or small enough to
    be seen as a whole, or of points without a size.
    """
    if not len(boxes):
        return None
    low, high = boxes[:, 0, :2], boxes[:, 1, :2]
    size = high - low
    reach = VIEW * float(np.quantile(size.max(1), LARGER))
    extent = high.max(0) - low.min(0)
    if not reach or extent.max() <= CLOSER * reach or size.prod(1).sum() >= SPARSE * extent.prod():
        return None
    # Squares of half the reach; two by two of them are what is seen.
    square = ((low + high) / reach).astype(np.int64)
    square -= square.min(0)
    four = np.concatenate([square - [east, north] for east in (0, 1) for north in (0, 1)])
    places, counts = np.unique(four, axis=0, return_counts=True)
    place = places[np.argmax(counts)]
    return np.asarray(((square == place) | (square == place + 1)).all(1))
