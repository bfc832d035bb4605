"""Straight lines through the model: what they hit, and whether anything is in their way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.embree import EmbreeScene

F32 = NDArray[np.float32]
Triangles = tuple[NDArray[np.floating], NDArray[np.int32]]


class Met(NamedTuple):
    """What rays (n,) meet first.

    mesh: the number of the mesh, -1 for none; triangle: of the triangle in it; away: metres to it,
    infinite for none; normal: (n, 3), not of unit length, on either side; on: (n, 2) where on the
    triangle, as shares of the way from its first corner to its second and to its third.
    """

    mesh: NDArray[np.int32]
    triangle: NDArray[np.int32]
    away: F32
    normal: F32
    on: F32


class Rays:
    """Traces rays through meshes, each (points (n, 3) in local metres, triangles (t, 3)).

    They may be told by a call as well. It and the tree over the triangles are made when the first
    ray is traced, on that ray's thread: 0.3 s for 800,000 triangles on two processors. Rays may be
    traced on several threads at once.
    """

    def __init__(self, meshes: Sequence[Triangles] | Callable[[], Sequence[Triangles]]) -> None:
        self._meshes = meshes
        self._lock = Lock()
        self._tree: EmbreeScene | None = None

    @property
    def ready(self) -> bool:
        """Whether the tree is made, so that a ray takes no time."""
        return self._tree is not None

    @property
    def busy(self) -> bool:
        """Whether another thread is making the tree just now."""
        return self._lock.locked()

    def triangles(self) -> F32:
        """(t, 3, 3): the corners of all triangles, mesh by mesh, as rays meet them."""
        meshes = self._meshes() if callable(self._meshes) else self._meshes
        found = np.empty((sum(len(triangles) for _, triangles in meshes), 3, 3), np.float32)
        first = 0
        for points, triangles in meshes:
            part = found[first : first + len(triangles)]
            np.take(np.asarray(points, np.float32), triangles, axis=0, out=part, mode="clip")
            first += len(triangles)
        return found

    @property
    def tree(self) -> int:
        """By what `city.ray_loops` knows the tree; as long as these rays are kept."""
        return self._made().pointer

    def _made(self) -> EmbreeScene:
        tree = self._tree
        if tree is None:
            with self._lock:
                if self._tree is None:
                    meshes = self._meshes() if callable(self._meshes) else self._meshes
                    self._tree = EmbreeScene(meshes)
                tree = self._tree
        return tree

    def hit(self, origins: F32, directions: F32) -> Met:
        """The first face along each ray. A single direction, (1, 3), is that of all of them."""
        from city.ray_loops import hit

        count = len(origins)
        met = Met(
            np.full(count, -1, np.int32),
            np.full(count, -1, np.int32),
            np.full(count, np.inf, np.float32),
            np.zeros((count, 3), np.float32),
            np.zeros((count, 2), np.float32),
        )
        hit(self.tree, *_rows(count, origins, directions), *met)
        return met

    def blocked(self, origins: F32, directions: F32, reach: F32 | None = None) -> NDArray[np.bool_]:
        """Whether anything lies along each ray, up to `reach` metres.

        A single direction, (1, 3), is that of all of them.
        """
        from city.ray_loops import blocked

        count = len(origins)
        far = np.full(1, np.inf, np.float32) if reach is None else reach
        given = _rows(count, origins, directions)
        out = np.empty(count, bool)
        blocked(self.tree, *given, *_rows(count, far), out)
        return out


def _rows(count: int, *arrays: NDArray[np.floating]) -> list[F32]:
    """Arrays of one row for each of so many rays, or for all of them; ValueError for others."""
    if any(len(array) not in (1, count) for array in arrays):
        raise ValueError("as many of everything as there are rays, or one for all of them")
    return [np.ascontiguousarray(array, np.float32) for array in arrays]
