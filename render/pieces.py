"""What a layer draws, piece by piece: a building with its parts, or a part of a large ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.kinds import theme as theme_of
from city.model import FILLED_TYPES, SHAPE_TYPES, City, Shapes
from city.query import drawn

I32 = NDArray[np.int32]
Mask = NDArray[np.bool_]

CURVE = SHAPE_TYPES.index("MultiCurve")
LARGE = 12_000  # triangles: an object of more is cut into several pieces


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The pieces of a layer, in the order of the city's objects.

    owner: (pieces,) int32 the row of the root object of each. masks: by level of detail, the
    (objects,) that are drawn from it. cuts: by level, (pieces + 1,) int32: piece p has the drawn
    ones among the polygons `cuts[p]:cuts[p + 1]`. triangles: (pieces,) how many each has.
    """

    owner: I32
    masks: Mapping[str, Mask]
    cuts: Mapping[str, I32]
    triangles: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.owner)


def chosen(city: City, lod: str | None, theme: str | None) -> dict[str, Mask]:
    """What is drawn of a city: by level of detail, limited to one theme if one is named."""
    masks = drawn(city, lod)
    if theme is None:
        return masks
    of_theme = np.array([theme_of(k) == theme for k in city.objects.kinds], bool)
    mine = of_theme[city.objects.kind] if len(of_theme) else np.zeros(0, bool)
    return {level: mask & mine for level, mask in masks.items() if (mask & mine).any()}


def pieces_of(city: City, masks: Mapping[str, Mask]) -> Pieces:
    """Cut what is drawn of a city into pieces."""
    parent = city.objects.parent
    rows = np.arange(len(parent), dtype=np.int32)
    root = np.maximum.accumulate(np.where(parent < 0, rows, 0)) if len(rows) else rows
    any_level = np.zeros(len(parent), bool)
    for mask in masks.values():
        any_level |= mask
    owners = root[any_level]
    owner = owners[np.flatnonzero(np.diff(owners, prepend=-1))]
    ends = np.append(owner, len(parent))
    cuts: dict[str, I32] = {}
    number = np.zeros(len(owner), np.int64)
    for level, mask in masks.items():
        shapes, polygons = city.shapes[level], city.shapes[level].object_polygons()
        cuts[level] = polygons[ends]
        seen = np.flatnonzero(mask)
        first, last = (shapes.polygon_triangles[polygons[seen + k]] for k in (0, 1))
        of_roots = np.bincount(root[seen], last - first, len(parent))
        number += of_roots[owner].astype(np.int64)
    if (number > LARGE).any():
        counts = {level: _triangles(city.shapes[level], masks[level]) for level in masks}
        owner, cuts, number = _divided(owner, cuts, counts, number)
    return Pieces(owner, masks, cuts, number)


def whole(shapes: Shapes, mask: Mask) -> bool:
    """Whether all that has polygons is in the mask."""
    return not np.diff(shapes.object_polygons())[~mask].any()


def _triangles(shapes: Shapes, mask: Mask) -> NDArray[np.int64]:
    """(polygons + 1,): how many triangles are drawn of the polygons before each."""
    if whole(shapes, mask):
        return np.asarray(shapes.polygon_triangles, np.int64)
    seen = mask[shapes.polygon_object()]
    total = np.zeros(shapes.polygons + 1, np.int64)
    np.cumsum(np.diff(shapes.polygon_triangles) * seen, out=total[1:])
    return total


def _divided(
    owner: I32,
    cuts: Mapping[str, I32],
    counts: Mapping[str, NDArray[np.int64]],
    number: NDArray[np.int64],
) -> tuple[I32, dict[str, I32], NDArray[np.int64]]:
    """The same, with large pieces cut where so many triangles are full; one level after another."""
    levels = list(cuts)
    owners: list[I32] = []
    ends: dict[str, list[I32]] = {level: [] for level in levels}
    begin = 0
    for large in np.flatnonzero(number > LARGE).tolist():
        owners.append(owner[begin : large + 1])
        for level in levels:
            ends[level].append(cuts[level][begin : large + 1])
        for turn, level in enumerate(levels):
            first, last = cuts[level][large : large + 2].tolist()
            total = counts[level]
            steps = np.arange(total[first] + LARGE // 2, total[last], LARGE // 2)
            inner = np.unique(np.searchsorted(total[first:last], steps)) + first
            inner = inner[(inner > first) & (inner < last)].astype(np.int32)
            if turn:  # the levels before are complete, the ones behind not yet begun
                inner = np.append(np.int32(first), inner).astype(np.int32)
            owners.append(np.full(len(inner), owner[large], np.int32))
            for other, name in enumerate(levels):
                edge = cuts[name][large + (1 if other < turn else 0)]
                ends[name].append(inner if name == level else np.full(len(inner), edge, np.int32))
        begin = large + 1
    owners.append(owner[begin:])
    for level in levels:
        ends[level].append(cuts[level][begin:])
    joined = {level: np.concatenate(ends[level]) for level in levels}
    total = np.zeros(len(joined[levels[0]]) - 1, np.int64)
    for level, cut in joined.items():
        total += np.diff(counts[level][cut])
    return np.concatenate(owners), joined, total


def visible_polygons(
    shapes: Shapes, mask: Mask, first: int, last: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Mask]:
    """Of the polygons from `first` to before `last`, the faces and curves of the wanted objects.

    Those with a point that is no place on Earth are left out. Returns their numbers, the object
    of each, and whether each is a curve.
    """
    outer = np.array([first, last - 1], np.int32)
    ends = np.searchsorted(shapes.shape_polygons, outer, side="right") - 1
    low, high = (int(ends[0]), int(ends[1]) + 1) if last > first else (0, 0)
    edges = np.clip(shapes.shape_polygons[low : high + 1], first, last)
    shape = np.arange(low, high, dtype=np.int32)
    owner = np.searchsorted(shapes.object_shapes, shape, side="right") - 1
    kind = shapes.shape_type[low:high]
    curve = kind == CURVE
    counts = np.diff(edges)
    seen = np.repeat(mask[owner] & ((kind < FILLED_TYPES) | curve), counts)
    start = shapes.ring_points[shapes.polygon_rings[first : last + 1]]
    points = shapes.points[start[0] : start[-1]] if len(start) else shapes.points[:0]
    if not np.isfinite(points.sum()):
        broken = np.append(0, np.cumsum(~np.isfinite(points).all(1)))
        seen &= np.diff(broken[start - start[0]]) == 0
    numbers = np.flatnonzero(seen) + first
    return numbers, np.repeat(owner, counts)[seen], np.repeat(curve, counts)[seen]
