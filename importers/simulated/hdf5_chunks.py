"""The chunks of an HDF5 file, unpacked outside of the HDF5 library, which lets one thread work."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from importers.simulated.chunk_grid import Place, gathered
from importers.simulated.dataset import Array, Index

MOST = 4_000_000  # chunks of an array
LARGEST = 1 << 30  # bytes of a chunk


def _inflater() -> Any:
    """isal's zlib, which is twice as fast and not made for every machine, or else Python's."""
    try:
        return import_module("isal.isal_zlib")
    except ImportError:
        return import_module("zlib")


zlib = _inflater()
DEFLATE, SHUFFLE = 1, 2  # H5Z_FILTER_*, H5Zpublic.h


@dataclass(frozen=True, slots=True, eq=False)
class Chunks:
    """Where the values of an array lie. Any thread may read, and several at once.

    shape, chunk: of the array and of each chunk. where: (..., 2) for each place in the grid of
    chunks the first byte and how many, 0 where nobody has written any. shuffled: the first bytes
    of all values come first, then the second ones, and so on.
    """

    path: Path
    shape: tuple[int, ...]
    chunk: tuple[int, ...]
    dtype: np.dtype[Any]
    fill: Any
    where: NDArray[np.int64]
    shuffled: bool

    def read(self, index: Index = ()) -> Array:
        """A part of the array. Raises OSError for a chunk that is damaged."""
        with self.path.open("rb", buffering=0) as file:

            def held(place: Place) -> Array | None:
                first, size = self.where[place].tolist()
                if not size:
                    return None
                file.seek(first)
                try:
                    return self._unpacked(file.read(size))
                except (zlib.error, ValueError) as fault:
                    at = ", ".join(map(str, place))
                    raise OSError(f"the chunk at {at} is damaged ({fault})") from fault

            return gathered(index, self.shape, self.chunk, (self.dtype, self.fill), held)

    def _unpacked(self, packed: bytes) -> Array:
        size = self.dtype.itemsize * prod(self.chunk)
        plain = zlib.decompressobj().decompress(packed, size + 1)
        if len(plain) != size:
            raise ValueError("it is not as long as it says")
        if not self.shuffled:
            return np.frombuffer(plain, self.dtype).reshape(self.chunk)
        planes = np.frombuffer(plain, np.uint8).reshape(self.dtype.itemsize, -1)
        values = np.empty(planes.shape[::-1], np.uint8)
        for at, plane in enumerate(planes):
            values[:, at] = plane
        return values.view(self.dtype).reshape(self.chunk)


def chunks_of(path: Path, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Chunks | None:
    """Where the values of an array lie, that the NetCDF library says to have this shape and type;
    None for one that is not packed by zlib, or not in a way that is known here.

    Raises OSError for a file that is gone or damaged.
    """
    import h5py

    with h5py.File(path, "r") as file:
        array = file.get(name)
        if not isinstance(array, h5py.Dataset) or array.shape != shape or array.chunks is None:
            return None  # along a side without end, an array may be shorter than others are
        made = array.id.get_create_plist()
        filters = [made.get_filter(at)[0] for at in range(made.get_nfilters())]
        across = [-(-whole // part) for whole, part in zip(shape, array.chunks, strict=True)]
        plain = array.dtype.kind in "iuf" and array.dtype.newbyteorder("=") == dtype.newbyteorder(
            "="
        )
        small = array.dtype.itemsize * prod(array.chunks) <= LARGEST and prod(across) <= MOST
        if filters not in ([DEFLATE], [SHUFFLE, DEFLATE]) or not plain or not small:
            return None
        where = np.zeros((*across, 2), np.int64)
        odd = 0

        def note(one: Any) -> None:
            nonlocal odd
            odd |= one.filter_mask
            place = tuple(
                at // size for at, size in zip(one.chunk_offset, array.chunks, strict=True)
            )
            where[place] = one.byte_offset, one.size

        array.id.chunk_iter(note)
        if odd:  # chunks that a filter has left out
            return None
        return Chunks(
            path, shape, array.chunks, array.dtype, array.fillvalue, where, len(filters) == 2
        )
