"""Some objects of a layer alone, from what is known of the whole: quick in a city of any size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.model import City
from city.strings import runs
from render.blocks import Blocks
from render.pieces import Pieces

I32 = NDArray[np.int32]
Mask = NDArray[np.bool_]


def some_pieces(
    city: City, pieces: Pieces, blocks: Blocks, rows: Mask
) -> tuple[Pieces, Blocks] | None:
    """The pieces of some objects, (objects,), and their boxes; None where a family of which only a
    part is among them asks for other boxes than those that are known.

    Between two pieces lies an empty one, so that each ends where its own polygons do.
    """
    roots = np.unique(_roots(city.objects.parent, np.flatnonzero(rows)))
    first, last = (np.searchsorted(pieces.owner, roots, side=s) for s in ("left", "right"))
    there = last > first
    roots, first, last = roots[there], first[there], last[there]
    ends = np.append(pieces.owner, len(rows))[last]
    for mask in pieces.masks.values():
        left_out = np.append(0, np.cumsum(mask & ~rows))
        if (left_out[ends] > left_out[roots]).any():
            return None
    chosen = runs(first, last - first)
    masks = {level: mask & rows for level, mask in pieces.masks.items()}
    some = {level: mask for level, mask in masks.items() if mask[roots[0] : ends[-1]].any()}
    cuts = {level: _ends_of(pieces.cuts[level], chosen) for level in some}
    twice = np.repeat(chosen, 2)[:-1]
    empty = np.arange(len(twice)) % 2 == 1
    number = np.where(empty, 0, pieces.triangles[twice])
    return Pieces(pieces.owner[twice], some, cuts, number), _boxes_of(blocks, twice, empty)


def _roots(parent: I32, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """The rows at the top of the families of some rows."""
    while (above := parent[rows] >= 0).any():
        rows = np.where(above, parent[rows], rows)
    return rows


def _ends_of(cut: I32, chosen: NDArray[np.intp]) -> I32:
    """Where each piece begins and ends, one after the other."""
    return np.stack([cut[chosen], cut[chosen + 1]], axis=1).ravel()


def _boxes_of(blocks: Blocks, rows: NDArray[np.intp], empty: Mask) -> Blocks:
    """The boxes of some rows, those of the empty ones without any ground or error."""
    columns = {name: getattr(blocks, name)[rows] for name in blocks.__slots__}
    for name in ("long", "wide", "error"):
        columns[name] = np.where(empty, np.float32(0), columns[name])
    return Blocks(**columns)
