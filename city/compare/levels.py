"""The levels of detail that the same objects of two cities have in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.edits.edit import count
from city.model import FILLED_TYPES, City
from city.query import lod_rank

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]


class Levels:
    """In which levels of detail pairs of objects can be compared, the finest first.

    common: the level in a, the level in b, and (pairs,) which pairs have both; the same level in
    nearly all cases, else two of one number ("2" and "2.2"). lacking: (pairs,) which have a shape
    on one side only.
    """

    def __init__(self, a: City, b: City, a_rows: Rows, b_rows: Rows) -> None:
        self.a, self.b, self.a_rows, self.b_rows = a, b, a_rows, b_rows
        self._has_a, self._has_b = _having(a, a_rows), _having(b, b_rows)
        any_a, any_b = (_any(has, len(a_rows)) for has in (self._has_a, self._has_b))
        self.lacking = any_a != any_b
        names = sorted({*self._has_a, *self._has_b}, key=_fineness, reverse=True)
        self.common: list[tuple[str, str, Mask]] = []
        self._rest = any_a & any_b
        for lod in names:
            if lod in self._has_a and lod in self._has_b:
                self._add(lod, lod, self._has_a[lod] & self._has_b[lod])
        for one in names:
            for other in names:
                if one != other and int(_fineness(one)) == int(_fineness(other)):
                    both = self._has_a.get(one, False) & self._has_b.get(other, self._rest & False)
                    self._add(one, other, self._rest & both)

    def _add(self, one: str, other: str, mask: Mask) -> None:
        if mask.any():
            self.common.append((one, other, mask))
            self._rest = self._rest & ~mask

    def words(self) -> list[str]:
        """What somebody should know of levels that are not the same on both sides."""
        told = [
            f"LoD {one} of A was compared with LoD {other} of B: {_objects(mask)}"
            for one, other, mask in self.common
            if one != other
        ]
        for side, has, others in (
            ("A", self._has_a, self._has_b),
            ("B", self._has_b, self._has_a),
        ):
            for lod, mask in has.items():
                alone = mask & ~others.get(lod, mask & False) & ~self.lacking
                if alone.any():
                    title = f"LoD {lod}" if lod else "a shape of no level of detail"
                    told.append(
                        f"{title} in {side} only: {_objects(alone)}; shapes were compared in the "
                        "levels of detail that both have"
                    )
        beside = _beside(self.a, self.a_rows) | _beside(self.b, self.b_rows)
        if beside.any():
            told.append(f"lines and points beside faces were not compared: {_objects(beside)}")
        if self._rest.any():
            told.append(
                f"no level of detail in common: {_objects(self._rest)}; only their attributes were "
                "compared"
            )
        return told


def _having(city: City, rows: Rows) -> dict[str, Mask]:
    """(rows,) bool by level of detail: which objects have anything there."""
    found = {lod: np.diff(s.object_polygons())[rows] > 0 for lod, s in city.shapes.items()}
    return {lod: mask for lod, mask in found.items() if mask.any()}


def _beside(city: City, rows: Rows) -> Mask:
    """(rows,): which objects have lines or points as well as faces."""
    found = np.zeros(len(rows), bool)
    for shapes in city.shapes.values():
        count = np.diff(shapes.object_shapes)
        owner, face = np.repeat(np.arange(len(count)), count), shapes.shape_type < FILLED_TYPES
        both = (np.bincount(owner, face, len(count)) > 0) & (
            np.bincount(owner, ~face, len(count)) > 0
        )
        found |= both[rows]
    return found


def _any(has: dict[str, Mask], length: int) -> Mask:
    found = np.zeros(length, bool)
    for mask in has.values():
        found |= mask
    return found


def _fineness(lod: str) -> float:
    """LoD4 counts as finer than LoD3 here: it is compared, not looked at."""
    rank = lod_rank(lod)
    return rank if rank >= -0.5 else rank + 6


def _objects(mask: Mask) -> str:
    return count(int(mask.sum()), "object")
