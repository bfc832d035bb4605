"""Straight lines through the model: what they hit, and whether anything is in their way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
Triangles = tuple[NDArray[np.floating], NDArray[np.int32]]


class Rays:
    """Traces rays through meshes, each (points (n, 3) in local metres, triangles (t, 3)).

    They may be told by a call as well. It and the tree over the triangles are made when the first
    ray is traced, on that ray's thread: 0.3 s for 240,000 triangles. Rays may be traced on several
    threads at once.
    """

    def __init__(self, meshes: Sequence[Triangles] | Callable[[], Sequence[Triangles]]) -> None:
        self._meshes = meshes
        self._lock = Lock()
        self._tree: Any = None
        self._held: list[Any] = []

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

    def _made(self) -> Any:
        if self._tree is None:
            with self._lock:
                if self._tree is None:
                    self._tree = self._make()
        return self._tree

    def _make(self) -> Any:
        from embreex.mesh_construction import TriangleMesh
        from embreex.rtcore_scene import EmbreeScene

        tree = EmbreeScene()
        for points, triangles in self._meshes() if callable(self._meshes) else self._meshes:
            corners = np.ascontiguousarray(points, np.float32)
            faces = np.ascontiguousarray(triangles, np.int32)
            self._held.append(TriangleMesh(tree, corners, faces))
        nowhere = np.zeros((1, 3), np.float32)
        tree.run(nowhere, nowhere + 1)  # Embree makes its tree at the first ray
        return tree

    def hit(self, origins: F32, directions: F32) -> dict[str, NDArray[Any]]:
        """The first face along each ray.

        geomID: the number of the mesh, -1 for none; primID: of the triangle in it; tfar: metres
        to it; Ng: its normal, not of unit length, on either side.
        """
        answer: dict[str, NDArray[Any]] = self._made().run(origins, directions, output=True)
        return answer

    def blocked(self, origins: F32, directions: F32, reach: F32 | None = None) -> NDArray[np.bool_]:
        """Whether anything lies along each ray, up to `reach` metres.

        A single direction, (1, 3), is that of all of them.
        """
        answer = self._made().run(origins, directions, dists=reach, query="OCCLUDED")
        return np.asarray(answer == 0)
