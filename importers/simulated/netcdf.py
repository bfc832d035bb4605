"""NetCDF: classic, 64-bit and NetCDF-4 files of CF, PALM and UGRID."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import prod
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from city.progress import Progress
from importers.intake import ReadError
from importers.simulated import cf
from importers.simulated.dataset import Array, Dataset, Index, Stored
from importers.simulated.hdf5_chunks import Chunks, chunks_of
from importers.simulated.results import Options, Results

FORMAT = "NetCDF"
SUFFIXES = (".nc", ".nc4", ".cdf", ".netcdf")
MOST = 20_000  # variables of a file
SMALL = 1 << 26  # bytes of an array that the NetCDF library may as well unpack itself
HDF5 = b"\x89HDF\r\n\x1a\n"

_one_at_a_time = Lock()  # the NetCDF library is not made for several threads


def recognises(path: Path, head: bytes) -> bool:
    if head[:3] == b"CDF":
        return True
    named = path.suffix.lower() in SUFFIXES or b"_NCProperties" in head  # WRF leaves suffixes out
    return head.startswith(HDF5) and named


def read(path: Path, options: Options, progress: Progress) -> Results:
    dataset, close = opened(path)
    told = " ".join(str(one) for one in (*dataset.attributes, *dataset.attributes.values()))
    kind = "PALM" if "palm" in told.lower() else "UGRID" if "UGRID" in told else "CF"
    try:
        return cf.results(dataset, path, options, f"{kind}-NetCDF", progress)
    except BaseException:
        close()
        raise


def opened(path: Path) -> tuple[Dataset, Callable[[], object]]:
    """A file whose values are read when they are asked for, and what closes it; those of groups
    are read as if they stood outside of them."""
    import netCDF4

    try:
        with _one_at_a_time:
            file = netCDF4.Dataset(path)
            file.set_auto_maskandscale(False)
            file.set_auto_chartostring(False)
            attributes = {name: file.getncattr(name) for name in file.ncattrs()}
            groups = [file, *file.groups.values()]
            arrays = [_stored(one, path) for group in groups for one in group.variables.values()]
    except (OSError, RuntimeError, UnicodeDecodeError) as fault:
        said = " ".join(str(fault).split())[:100]
        raise ReadError(
            f"{path.name}: this is no whole NetCDF file ({said}); fetch or compute it again"
        ) from fault
    if len(arrays) > MOST:
        raise ReadError(
            f"{path.name}: it has {len(arrays):,} variables, which is more than is read"
        )
    return Dataset(attributes, {one.name: one for one in arrays}), file.close


def _stored(variable: Any, path: Path) -> Stored:
    dtype = variable.dtype if isinstance(variable.dtype, np.dtype) else np.dtype(object)
    chunks = variable.chunking()
    shape = tuple(int(one) for one in variable.shape)
    name = f"{variable.group().path.rstrip('/')}/{variable.name}"
    large = isinstance(chunks, list) and prod(shape) * dtype.itemsize > SMALL

    @cache
    def apart() -> Chunks | None:
        with _one_at_a_time:
            return chunks_of(path, name, shape, dtype.newbyteorder("="))

    def raw(index: Index) -> Array:
        try:
            if large and (found := apart()) is not None:
                return found.read(index)
            with _one_at_a_time:
                return np.asarray(variable[index])
        except (RuntimeError, OSError) as fault:  # a part of the file is damaged
            raise OSError(f"the values of {variable.name} cannot be read: {fault}") from fault

    return Stored(
        name=variable.name,
        dims=variable.dimensions,
        shape=shape,
        dtype=dtype,
        attributes={name: variable.getncattr(name) for name in variable.ncattrs()},
        raw=raw,
        chunks=tuple(chunks) if isinstance(chunks, list) else (),
    )
