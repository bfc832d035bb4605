"""The steps of a CF file, read when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from importers.simulated.cf_axes import Axes
from importers.simulated.cf_place import Lying
from importers.simulated.dataset import Stored

F32 = NDArray[np.float32]
TOGETHER = 1 << 27  # bytes of steps that are read at once, where a file stores them together


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Reads what `city.simulated.field.Read` asks for. order: which step of the file each is."""

    arrays: Mapping[str, Stored]
    axes: Axes
    order: NDArray[np.intp]
    lying: Lying

    def __call__(self, key: str, level: int, first: int, last: int) -> F32:
        array = self.arrays[key]
        told = self.order[first:last]
        if self.axes.t not in array.dims:
            return self._read(array, level, slice(None))
        if (np.diff(told) == 1).all():
            return self._read(array, level, slice(int(told[0]), int(told[-1]) + 1))
        parts = [self._read(array, level, slice(step, step + 1)) for step in told.tolist()]
        return np.concatenate(parts)

    def together(self) -> int:
        """How many steps are best read at once: those that the file stores as one."""
        sizes = [
            array.chunks[array.dims.index(self.axes.t)]
            for array in self.arrays.values()
            if array.chunks and self.axes.t in array.dims
        ]
        fitting = TOGETHER // (4 * max(len(self.lying.shape), 1))
        return max(min(max(sizes, default=1), fitting), 1)

    def _read(self, array: Stored, level: int, steps: slice) -> F32:
        """(steps, ...) float32: row by row from the north, whatever order the file has."""
        wanted = {self.axes.t: steps, self.axes.y: slice(None), self.axes.x: slice(None)}
        index: tuple[slice | int, ...] = tuple(
            wanted[dim] if dim and dim in wanted else level if dim == self.axes.z else 0
            for dim in array.dims
        )
        values = array.read(index)
        kept = [dim for dim in array.dims if dim in wanted and dim]
        order = [axis for axis in (self.axes.t, self.axes.y, self.axes.x) if axis in kept]
        values = values.transpose([kept.index(axis) for axis in order])
        if self.axes.t not in kept:
            values = values[None]
        if self.lying.up:
            values = values[:, ::-1]
        if self.lying.left:
            values = values[:, :, ::-1]
        shape = getattr(self.lying.shape, "shape", (len(self.lying.shape),))
        if self.axes.y and len(shape) == 1:
            values = values.reshape(len(values), -1)
        return np.ascontiguousarray(values, np.float32)
