"""Ground from afar: roads, water and relief with their corners drawn together in a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.mesh import Mesh

F32 = NDArray[np.float32]

CELLS = 32  # of a grid across a neighbourhood


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Simple faces that stand for a neighbourhood of ground.

    points, normals: (n, 3). colours: (n, 3) uint8. owner: (n,) an object that each point is of.
    triangles: (t, 3). cell: metres of the grid that the corners lie in.
    """

    points: F32
    normals: F32
    colours: NDArray[np.uint8]
    owner: NDArray[np.int32]
    triangles: NDArray[np.int32]
    cell: float


def cover_of(mesh: Mesh) -> Cover:
    """The cover of one tile."""
    whole = Cover(mesh.points, mesh.normals, mesh.colours, mesh.owner, mesh.triangles, 0.0)
    return joined([whole])


def joined(covers: Sequence[Cover]) -> Cover:
    """The cover of several neighbours, with as many cells as one of them had."""
    points = np.concatenate([cover.points for cover in covers])
    starts = np.cumsum([0, *(len(cover.points) for cover in covers)])
    triangles = np.concatenate(
        [cover.triangles + start for cover, start in zip(covers, starts, strict=False)]
    )
    normals = np.concatenate([cover.normals for cover in covers])
    colours = np.concatenate([cover.colours for cover in covers])
    owner = np.concatenate([cover.owner for cover in covers])
    if not len(triangles):
        return Cover(points[:0], normals[:0], colours[:0], owner[:0], triangles[:0], 0.0)
    low, high = points.min(0), points.max(0)
    cell = float(max((high - low)[:2].max() / CELLS, 1e-3))
    place = np.floor((points - low) / cell).astype(np.int64)
    span = place.max(0) + 1
    key = (place[:, 0] * span[1] + place[:, 1]) * span[2] + place[:, 2]
    _, first, corner, count = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    three = corner[triangles]
    a, b, c = three.T
    three = three[(a != b) & (b != c) & (c != a)]
    order = np.sort(three, axis=1)
    same = (order[:, 0] * len(first) + order[:, 1]) * len(first) + order[:, 2]
    three = three[np.sort(np.unique(same, return_index=True)[1])]
    used, three = np.unique(three, return_inverse=True)

    def mean(values: NDArray[np.floating]) -> NDArray[np.float64]:
        sums = [np.bincount(corner, values[:, k], len(first)) for k in range(3)]
        return np.asarray((np.stack(sums, axis=1) / count[:, None])[used])

    normal = mean(normals)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    return Cover(
        mean(points).astype(np.float32),
        normal.astype(np.float32),
        mean(colours).astype(np.uint8),
        owner[first[used]],
        three.reshape(-1, 3).astype(np.int32),
        cell,
    )
