"""What is said of the roofs and walls of the same objects, face by face."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from city.compare.attributes import differing
from city.compare.difference import Said
from city.compare.faces import Faces, polygon_signatures, polygons_of
from city.compare.levels import Levels
from city.measured import surface_name
from city.model import City
from city.progress import Progress

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
BLOCK = 40_000  # objects that are looked at at once


def differing_surfaces(
    levels: Levels, same: Mask, ordered: Mask, progress: Progress
) -> Iterator[tuple[int, Said]]:
    """What differs in what the surfaces of pairs are, and in what is said of them: the number of
    the pair, and the difference.

    Looked at are pairs of the same shape (same), in the finest level of detail that both have; of
    those whose faces are written in another order (not ordered) the ones whose places are the same
    to the tolerance.
    """
    a, b = levels.a, levels.b
    if not len(a.surfaces) and not len(b.surfaces):
        return
    left = same.copy()
    for lod_a, lod_b, mask in levels.common:
        which = np.flatnonzero(mask & left)
        left &= ~mask
        for start in range(0, len(which), BLOCK):
            progress.report(start, len(which), "Comparing roofs and walls")
            part = which[start : start + BLOCK]
            pairs, of_a, of_b = _pairs(levels, lod_a, lod_b, part, ordered[part])
            yield from _said(a, b, pairs, of_a, of_b)


def _pairs(
    levels: Levels, lod_a: str, lod_b: str, part: Rows, ordered: Mask
) -> tuple[Rows, Rows, Rows]:
    """Surfaces of both sides that have the same face, each pair of them once, and the pairs of
    objects that they belong to; -1 for a face of no surface."""
    sides = []
    for city, lod, rows in (
        (levels.a, lod_a, levels.a_rows[part]),
        (levels.b, lod_b, levels.b_rows[part]),
    ):
        shapes = city.shapes[lod]
        polygons, counts = polygons_of(shapes, rows)
        owner = np.repeat(np.arange(len(rows)), counts)
        turned = np.flatnonzero(~ordered[owner])
        key = np.arange(len(owner), dtype=np.uint64) - np.repeat(
            np.cumsum(counts) - counts, counts
        ).astype(np.uint64)
        if len(turned):
            odd = np.flatnonzero(~ordered)
            key[turned] = polygon_signatures(Faces.of(shapes, rows[odd]))
            order = np.lexsort((key, owner))
            owner, key, polygons = owner[order], key[order], polygons[order]
        sides.append((owner, key, shapes.polygon_surface[polygons]))
    (owner, key, of_a), (other, key_b, of_b) = sides
    counts_a, counts_b = (np.bincount(o, minlength=len(part)) for o in (owner, other))
    fits = counts_a == counts_b
    one, two = fits[owner], fits[other]
    owner, of_a, of_b = owner[one], of_a[one], of_b[two]
    good = (key[one] == key_b[two]) & ((of_a >= 0) | (of_b >= 0))
    found = np.unique(np.stack([part[owner[good]], of_a[good], of_b[good]], 1), axis=0)
    pairs, rows_a, rows_b = found.T
    return pairs, rows_a, rows_b


def _said(a: City, b: City, pairs: Rows, of_a: Rows, of_b: Rows) -> Iterator[tuple[int, Said]]:
    names = [np.array([*map(surface_name, c.surfaces.kinds), ""], object) for c in (a, b)]
    codes = [np.append(c.surfaces.kind.astype(np.intp), len(c.surfaces.kinds)) for c in (a, b)]
    one, other = names[0][codes[0][of_a]], names[1][codes[1][of_b]]
    for k in np.flatnonzero(one != other).tolist():
        yield int(pairs[k]), Said("surface", one[k] or None, other[k] or None)
    both = np.flatnonzero((of_a >= 0) & (of_b >= 0))
    columns, _ = differing(a.surfaces, b.surfaces, of_a[both], of_b[both])
    for column in columns:
        for k, was, now in zip(column.pairs.tolist(), column.a, column.b, strict=True):
            yield int(pairs[both[k]]), Said(f"{one[both[k]]}: {column.name}", was, now)
