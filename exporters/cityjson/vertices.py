"""Coordinates -> the whole numbers of a CityJSON file, exact where the source's digits allow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Ints = NDArray[np.int64]

FINEST = 9  # decimals: a nanometre, below which a double at a northing of 5.6 million has nothing
SAME = 1e-9  # metres


class Vertices:
    """The distinct vertices of a city: whole numbers, and how they become coordinates.

    rows: (n, 3) int64; coordinate = row * scale + translate, in the world of the file. index: one
    array for each of the arrays of points, with their rows.
    """

    def __init__(self, points: Sequence[Points], origin: Sequence[float]) -> None:
        """points: metres from the origin, in the order of the file's axes."""
        everything = np.concatenate(points) if points else np.zeros((0, 3))
        finite = np.asarray(np.isfinite(everything).all(1))
        good = everything[finite]
        low = np.floor(good.min(0)) if len(good) else np.zeros(3)
        places = decimals(good)
        self.scale = 10.0**-places
        self.translate = (np.array(origin) + low).tolist()
        whole = np.rint((np.where(finite[:, None], everything, low) - low) * 10.0**places)
        self.rows, inverse = distinct(whole.astype(np.int64))
        cuts = np.cumsum([len(p) for p in points])[:-1]
        self.index: list[Ints] = np.split(inverse, cuts) if points else []

    def extent(self) -> list[float]:
        """The lowest and the highest corner: six numbers."""
        if not len(self.rows):
            return [*self.translate, *self.translate]
        corners = np.concatenate([self.rows.min(0), self.rows.max(0)]) * self.scale
        return list((corners + np.tile(self.translate, 2)).round(FINEST).tolist())

    def transform(self) -> dict[str, list[float]]:
        return {"scale": [self.scale] * 3, "translate": self.translate}


def decimals(points: Points) -> int:
    """How many decimals hold all coordinates, at most 9."""
    for places in range(FINEST):
        scaled = points * 10.0**places
        if np.abs(scaled - np.rint(scaled)).max(initial=0.0) < SAME * 10.0**places:
            return places
    return FINEST


def distinct(rows: Ints) -> tuple[Ints, Ints]:
    """Each row once, in order, and where every row went: (n, k), (len(rows),)."""
    if not len(rows):
        return rows, np.zeros(0, np.int64)
    low = rows.min(0)
    bits = [int(span).bit_length() for span in (rows.max(0) - low).tolist()]
    if sum(bits) < 63:  # one number for each row sorts ten times as fast as rows do
        key = np.zeros(len(rows), np.int64)
        for column, width in enumerate(bits):
            key = (key << width) | (rows[:, column] - low[column])
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        return rows[first], inverse.reshape(-1)
    kept, inverse = np.unique(rows, axis=0, return_inverse=True)
    return kept, inverse.reshape(-1)
