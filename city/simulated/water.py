"""Water over the ground that rises and falls: as high as a model says, and only where it is wet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.simulated.field import Field
from city.simulated.mesh import Mesh
from city.simulated.raster import Raster
from city.simulated.surfaces import (
    AT_MOST,
    F32,
    Standing,
    Surface,
    ground_at,
    mesh_surface,
    squares,
)

WET = 0.01  # metres of water below which nobody sees any
Rows = NDArray[np.int64]


class Water:
    """A surface of water, the same from above at all moments. surface: with the heights of dry
    ground; what is shown of it are the depths, or what else is known at the same places.
    """

    def __init__(
        self,
        field: Field,
        standing: Standing,
        depth: str | None = None,
        level: str | None = None,
        altitude: float = 0.0,
        at_most: int = AT_MOST,
    ) -> None:
        """depth: the key of how deep the water is, over the ground. level: the key of how high it
        stands over the datum, which counts where both are told. standing: how high the ground is.
        altitude: metres of the frame's origin over the datum.

        Raises ValueError where neither is told, and for values that lie on neither raster nor mesh.
        """
        key = depth or level
        if key is None or not isinstance(field.shape, Raster | Mesh):
            raise ValueError(f"{field.title}: water needs its depth or its level, over an area")
        self._field, self._depth, self._level, self._altitude = field, depth, level, altitude
        shape, at = field.shape, field.variable(key).at
        self._over: _Blocks | _Faces | _Nodes
        if isinstance(shape, Raster):
            self._over = _Blocks(shape, standing, at_most)
        else:
            self._over = (_Nodes if at == "nodes" else _Faces)(shape, standing)
        self.surface = self._over.surface

    def at(self, moment: np.datetime64) -> tuple[F32, F32]:
        """The heights (n,) of the surface's points at a moment, and the depth (values,) of the
        water, NaN where it is dry."""
        ground = self._over.ground
        deep = self._values(self._depth, moment)
        level = self._values(self._level, moment)
        if level is not None:
            level = level - np.float32(self._altitude)
            deep = level - ground if deep is None else deep
        assert deep is not None
        with np.errstate(invalid="ignore"):
            deep = np.where(deep > WET, deep, np.float32(np.nan))
        return self._over.heights(ground + deep if level is None else level, deep), deep

    def _values(self, key: str | None, moment: np.datetime64) -> F32 | None:
        return None if key is None else self._field.at(key, moment).ravel()


class _Blocks:
    """Water over a raster: in a picture over squares of some cells each."""

    def __init__(self, raster: Raster, standing: Standing, at_most: int) -> None:
        self._shape, (rows, columns) = raster.shape, raster.shape
        side = -(-max(rows, columns) // at_most)
        self._step = max(side // 2, 1)  # where squares have many cells, some tell for all
        self._side = -(-side // self._step) * self._step
        down, right = (
            np.append(np.arange(0, cells, self._side), cells) for cells in (rows, columns)
        )
        places = raster.at(down.astype(np.float64), right.astype(np.float64))
        self._dry = ground_at(standing, places).reshape(len(down), len(right))
        self.ground = ground_at(standing, raster.places()).astype(np.float32)
        v, u = np.meshgrid(1 - down / rows, right / columns, indexing="ij")
        self.surface = Surface.between(
            np.column_stack([places, self._dry.ravel()]),
            squares(len(down), len(right)),
            picture=raster.shape,
            uv=np.column_stack([u.ravel(), v.ravel()]).astype(np.float32),
            smooth=True,
            lies=True,
            shaded=False,
        )

    def heights(self, level: F32, deep: F32) -> F32:
        """At each corner of squares the mean level of the wet cells in the four around it."""
        some = (slice(None, None, self._step), slice(None, None, self._step))
        held, water = (of.reshape(self._shape)[some] for of in (level, deep))
        wet = np.isfinite(water)
        begins = [np.arange(0, cells, self._side) // self._step for cells in self._shape]
        count, whole = (
            np.add.reduceat(np.add.reduceat(part, begins[0], axis=0), begins[1], axis=1)
            for part in (wet.astype(np.float32), np.where(wet, held, np.float32(0)))
        )
        count, whole = (np.pad(part, 1) for part in (count, whole))
        count, whole = (
            part[:-1, :-1] + part[:-1, 1:] + part[1:, :-1] + part[1:, 1:] for part in (count, whole)
        )
        mean = whole / np.maximum(count, 1)
        return np.where(count > 0, mean, self._dry).astype(np.float32).ravel()


class _Faces:
    """Water over the faces of a mesh, as high at a node as in the wet faces around it."""

    def __init__(self, mesh: Mesh, standing: Standing) -> None:
        self._corners, self._count = mesh.corners, len(mesh.nodes)
        self._face = np.repeat(np.arange(len(mesh)), np.diff(mesh.offsets))
        self._dry = ground_at(standing, mesh.nodes[:, :2])
        self.ground = ground_at(standing, mesh.middles()[:, :2]).astype(np.float32)
        self.surface = mesh_surface(_at(mesh, self._dry), lies=True, shaded=False)

    def heights(self, level: F32, deep: F32) -> F32:
        wet = np.isfinite(deep)[self._face]
        of, corner = self._face[wet], self._corners[wet]
        count = np.bincount(corner, minlength=self._count)
        mean = np.bincount(corner, level[of], self._count) / np.maximum(count, 1)
        return np.where(count > 0, mean, self._dry).astype(np.float32)[self._corners]


class _Nodes:
    """Water over the nodes of a mesh: the shore lies level, somewhere before the first dry one."""

    def __init__(self, mesh: Mesh, standing: Standing) -> None:
        self.ground = ground_at(standing, mesh.nodes[:, :2]).astype(np.float32)
        self.surface = mesh_surface(_at(mesh, self.ground), "nodes", lies=True, shaded=False)
        fans = self.surface.triangles
        self._one, self._other = fans.ravel(), np.roll(fans, 1, axis=1).ravel()

    def heights(self, level: F32, deep: F32) -> F32:
        wet = np.isfinite(deep)
        count, whole = np.zeros(len(deep)), np.zeros(len(deep))
        for one, other in ((self._one, self._other), (self._other, self._one)):
            from_wet = wet[other]
            count += np.bincount(one[from_wet], minlength=len(deep))
            whole += np.bincount(one[from_wet], level[other[from_wet]], len(deep))
        shore = np.where(count > 0, whole / np.maximum(count, 1), self.ground)
        return np.where(wet, level, shore).astype(np.float32)


def _at(mesh: Mesh, heights: NDArray[np.floating]) -> Mesh:
    nodes = mesh.nodes.copy()
    nodes[:, 2] = heights
    return Mesh(nodes, mesh.offsets, mesh.corners)
