"""The steps of a CF file, read when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from city.simulated.raster import Raster
from importers.simulated.cf_axes import Axes
from importers.simulated.cf_place import Lying
from importers.simulated.dataset import Index, Stored

F32 = NDArray[np.float32]
TOGETHER = 1 << 30  # bytes of steps that are read at once, where a file stores them as one
TILE = 1 << 23  # bytes that are unpacked at once


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
        """(steps, ...) float32: row by row from the north, whatever order the file has.

        Tiles of whole chunks are read beside one another, so that no more than the result has to
        fit into memory.
        """
        axes = [axis for axis in (self.axes.y, self.axes.x) if axis in array.dims and axis]
        sizes = [array.shape[array.dims.index(axis)] for axis in axes]
        count = 1 if self.axes.t not in array.dims else steps.stop - steps.start
        out = np.empty((count, *sizes), np.float32)
        into = out[:, ::-1] if self.lying.up else out
        into = into[:, :, ::-1] if self.lying.left else into
        kept = [dim for dim in array.dims if dim in (self.axes.t, *axes) and dim]
        order = [kept.index(axis) for axis in (self.axes.t, *axes) if axis in kept]

        def read(tile: tuple[slice, ...]) -> None:
            wanted = dict(zip((self.axes.t, *axes), (steps, *tile), strict=True))
            values = array.read(self._index(array, level, wanted)).transpose(order)
            with np.errstate(over="ignore"):  # what no float32 holds is infinite in it
                into[:, *tile] = values

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(read, _tiles(sizes, _chunk(array, axes), 4 * count)))
        return out if isinstance(self.lying.shape, Raster) else out.reshape(count, -1)

    def _index(self, array: Stored, level: int, wanted: Mapping[str, slice]) -> Index:
        """The part of the array: all along its sides, one level, the first of all else."""
        sides = (self.axes.t, self.axes.y, self.axes.x)
        return tuple(
            (wanted.get(dim, slice(None)) if dim in sides else level if dim == self.axes.z else 0)
            for dim in array.dims
        )


def _chunk(array: Stored, axes: Sequence[str]) -> list[int]:
    return [array.chunks[array.dims.index(axis)] if array.chunks else 1 for axis in axes]


def _tiles(sizes: Sequence[int], chunk: Sequence[int], across: int) -> Iterator[tuple[slice, ...]]:
    """Parts of whole chunks, of about TILE bytes each. across: bytes of one place."""
    tile = list(sizes)
    for at, size in enumerate(chunk):
        row = across * prod(tile) // max(tile[at], 1)
        tile[at] = max(TILE // max(row, 1) // size, 1) * size
    firsts = (range(0, size, part) for size, part in zip(sizes, tile, strict=True))
    for first in product(*firsts):
        of = zip(first, tile, sizes, strict=True)
        yield tuple(slice(at, min(at + part, size)) for at, part, size in of)
