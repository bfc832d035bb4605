"""Cuts through what fills the air: level ones, upright ones, and its skin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from city.simulated.field import Field
from city.simulated.raster import Raster, edges
from city.simulated.surfaces import F32, F64, Standing, Surface, ground_at, mesh_surface, squares
from city.simulated.volume import Volume

MOST_ALONG = 400  # places along an upright cut through rasters


def level_slice(volume: Volume, height: float) -> Surface:
    """Where cells are cut level, each showing the value of its cell. height: local metres."""
    mesh, cell = volume.cut(height)
    return mesh_surface(mesh, of=cell, shaded=False)


def upright_slice(volume: Volume, start: F64, end: F64) -> Surface:
    """Where an upright plane through two places (2,) cuts cells, all across the volume.

    Raises ValueError where the two are one.
    """
    along = _along(start, end)
    across = np.array([-along[1], along[0]])
    # lying down, the plane is level: along, up, and away from it
    turned = np.column_stack(
        [volume.nodes[:, :2] @ along, volume.nodes[:, 2], (volume.nodes[:, :2] - start) @ across]
    )
    mesh, cell = Volume(turned, volume.offsets, volume.sides, volume.corners).cut(0.0)
    u, height, _ = mesh.nodes.T
    plan = np.outer(u, along) + across * (start @ across)
    nodes = np.column_stack([plan, height])
    return mesh_surface(replace(mesh, nodes=nodes), of=cell, shaded=False)


def skin(volume: Volume) -> Surface:
    """What of a volume is seen from outside, each face showing the value of its cell."""
    mesh, cell = volume.skin()
    return mesh_surface(mesh, of=cell)


def of_cells(volume: Volume, of_nodes: F32) -> F32:
    """(cells,): the mean of the values (nodes,) at the corners of each cell."""
    begin = volume.sides[volume.offsets[:-1]]
    count = np.diff(volume.sides[volume.offsets])
    whole = np.add.reduceat(of_nodes[volume.corners], begin)
    return np.asarray(whole / count, np.float32)


class Curtain:
    """An upright cut through a field that has values at some heights over a raster.

    surface: a picture, the highest level first. Its values are asked for at each moment.
    """

    def __init__(
        self, field: Field, start: F64, end: F64, standing: Standing, altitude: float = 0.0
    ) -> None:
        """start, end: places (2,) in local metres. standing: how high the ground is. altitude:
        metres of the frame's origin over the datum.

        Raises ValueError where the field has no heights over a raster, or the two places are one.
        """
        if field.levels is None or not isinstance(field.shape, Raster):
            raise ValueError(f"{field.title}: it has no values over each other to cut through")
        self._field, self._levels = field, len(field.levels.heights)
        along, reach = _along(start, end), float(np.linalg.norm(end - start))
        box = field.shape.box()
        cell = float(np.linalg.norm(box[1] - box[0]) / np.hypot(*field.shape.shape))
        count = int(np.clip(np.ceil(reach / cell), 1, MOST_ALONG))
        ends = np.arange(count + 1) / count
        self._cell = field.shape.cells(start + np.outer((ends[1:] + ends[:-1]) / 2 * reach, along))
        plan = start + np.outer(ends * reach, along)
        level = edges(field.levels.heights)[::-1]
        if field.levels.above == "datum":
            height = np.tile((level - altitude)[:, None], count + 1)
        else:
            height = np.maximum(level, 0)[:, None] + ground_at(standing, plan)
        v, u = np.meshgrid(1 - np.arange(self._levels + 1) / self._levels, ends, indexing="ij")
        self.surface = Surface.between(
            np.column_stack([np.tile(plan, (len(level), 1)), height.ravel()]),
            squares(*height.shape),
            picture=(self._levels, count),
            uv=np.column_stack([u.ravel(), v.ravel()]).astype(np.float32),
            shaded=False,
        )

    def values(self, key: str, moment: np.datetime64) -> NDArray[np.float32]:
        """(levels, places): those of the picture at a moment, NaN beside the raster."""
        rows = [
            self._field.at(key, moment, level).ravel()[self._cell]
            for level in reversed(range(self._levels))
        ]
        return np.where(self._cell >= 0, np.stack(rows), np.float32(np.nan))


def _along(start: F64, end: F64) -> F64:
    reach = np.linalg.norm(end - start)
    if not reach > 0:
        raise ValueError("a cut needs two places; move one of them")
    return np.asarray((end - start) / reach)
