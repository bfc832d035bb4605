"""Chunks that are unpacked beside the HDF5 library, against the library itself."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import netCDF4
import numpy as np
import pytest
import xarray

from importers.intake import ReadError
from importers.simulated import netcdf, read
from importers.simulated.hdf5_chunks import Chunks, chunks_of
from tests.importers.simulated.netcdf_files import grid, write

WHOLE = np.random.default_rng(7).integers(-30_000, 30_000, (9, 10, 11))
PARTS: list[tuple[slice | int, ...]] = [
    (),
    (slice(4, 5),),
    (slice(3, 9), slice(2, 7), 10),
    (0, slice(9, 10), slice(0, 11)),
]


def made(path: Path, values: np.ndarray, **told: Any) -> Path:
    with h5py.File(path, "w") as file:
        file.create_dataset("a", data=values, **told)
    return path


def found(path: Path, name: str = "a") -> Chunks | None:
    with h5py.File(path) as file:
        array = file[name]
        return chunks_of(path, name, array.shape, array.dtype.newbyteorder("="))


@pytest.mark.parametrize("kind", ["<i2", ">i4", "<u1", "<f4", ">f8", "<f8"])
@pytest.mark.parametrize("shuffle", [False, True])
def test_values_are_those_that_the_library_reads(tmp_path: Path, kind: str, shuffle: bool):
    values = WHOLE.astype(kind)
    path = made(tmp_path / "a.h5", values, chunks=(4, 3, 5), compression=3, shuffle=shuffle)
    chunks = found(path)
    assert chunks is not None
    for part in PARTS:
        assert np.array_equal(chunks.read(part), values[part])


def test_chunks_that_nobody_has_written_are_the_fill_value(tmp_path: Path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        told: Any = {"chunks": (2, 3), "compression": 1, "fillvalue": -9.5}
        file.create_dataset("a", (5, 6), "f4", **told)[0:2, 3:6] = 4
    chunks = found(tmp_path / "a.h5")
    assert chunks is not None
    read = chunks.read()
    assert (read[:2, 3:] == 4).all() and (read == -9.5).sum() == 24


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"chunks": (3, 3, 3)},
        {"chunks": (3, 3, 3), "compression": "lzf"},
        {"chunks": (3, 3, 3), "compression": 1, "fletcher32": True},
        {"chunks": (3, 3, 3), "compression": 1, "scaleoffset": 0},
    ],
)
def test_what_is_stored_in_another_way_is_left_to_the_library(tmp_path: Path, told: Any):
    assert found(made(tmp_path / "a.h5", WHOLE, **told)) is None


def test_an_array_that_is_another_than_the_library_says_is_left_to_it(tmp_path: Path):
    path = made(tmp_path / "a.h5", WHOLE, chunks=(3, 3, 3), compression=1)
    kind = np.dtype(WHOLE.dtype)
    assert chunks_of(path, "a", (9, 10, 11), kind) is not None
    assert chunks_of(path, "a", (12, 10, 11), kind) is None
    assert chunks_of(path, "a", (9, 10, 11), np.dtype(np.float64)) is None
    assert chunks_of(path, "b", (9, 10, 11), kind) is None


def test_chunks_that_a_filter_has_left_out_are_left_to_the_library(tmp_path: Path):
    path = made(tmp_path / "a.h5", WHOLE, chunks=(9, 10, 11), compression=1)
    with h5py.File(path, "r+") as file:
        file["a"].id.write_direct_chunk((0, 0, 0), WHOLE.tobytes(), 1)
        assert np.array_equal(file["a"][()], WHOLE)
    assert found(path) is None


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file whose arrays count as large: nine steps in one chunk, an axis that runs backwards."""
    monkeypatch.setattr(netcdf, "SMALL", 0)
    arrays = grid()
    values = np.random.default_rng(3).normal(size=(9, 40, 50)).astype("f4")
    values[3, 5:9] = -999
    told = arrays["h"][2] | {"_FillValue": np.float32(-999)}
    with netCDF4.Dataset(write(tmp_path / "a.nc", {}), "a") as file:
        sides = {"time": np.arange(9.0), "y": np.arange(40.0)[::-1], "x": np.arange(50.0)}
        for name, side in sides.items():
            file.createDimension(name, None if name == "time" else len(side))
            file.createVariable(name, "f8", (name,))[:] = side
            file[name].setncatts(arrays[name][2])
        file.createVariable("crs", "i4", ()).setncatts(arrays["crs"][2])
        sizes: Any = {"chunksizes": (9, 16, 16), "zlib": True, "fill_value": told.pop("_FillValue")}
        file.createVariable("h", "f4", ("time", "y", "x"), **sizes)[:] = values
        file["h"].setncatts(told)
    return tmp_path / "a.nc"


def test_pictures_are_those_of_xarray_to_the_last_digit(
    large: Path, monkeypatch: pytest.MonkeyPatch
):
    used: list[Any] = []
    whole = Chunks.read

    def spy(self: Chunks, index: Any) -> Any:
        used.append(index)
        return whole(self, index)

    monkeypatch.setattr(Chunks, "read", spy)
    field = read(large).fields[0]
    with xarray.open_dataset(large) as expected:
        for step in range(9):
            assert np.array_equal(field.values("h", step), expected.h.values[step], equal_nan=True)
    assert used and field.block == 9


def test_a_damaged_chunk_is_told_in_one_line(large: Path):
    chunks = chunks_of(large, "h", (9, 40, 50), np.dtype("f4"))
    assert chunks is not None
    first, size = chunks.where[0, 1, 2].tolist()
    whole = bytearray(large.read_bytes())
    whole[first + size // 2 : first + size // 2 + 20] = bytes(20)
    large.write_bytes(whole)
    told = (
        r"^a\.nc: cannot be read: the values of h cannot be read: the chunk at 0, 1, 2 is damaged"
    )
    with pytest.raises(ReadError, match=told):
        read(large)


def test_a_chunk_that_is_cut_off_or_longer_than_it_says_is_damaged(tmp_path: Path):
    path = made(tmp_path / "a.h5", WHOLE, chunks=(9, 10, 11), compression=1)
    chunks = found(path)
    assert chunks is not None
    first, size = chunks.where[0, 0, 0].tolist()
    for cut in (
        replace(chunks, where=chunks.where // [[[[1, 2]]]]),
        replace(chunks, chunk=(8, 10, 11)),
    ):
        with pytest.raises(OSError, match="the chunk at 0, 0, 0 is damaged"):
            cut.read((slice(0, 1),))
    path.write_bytes(path.read_bytes()[: first + size // 2])
    with pytest.raises(OSError, match="the chunk at 0, 0, 0 is damaged"):
        chunks.read()


def test_arrays_of_groups_are_found_in_them(tmp_path: Path):
    with netCDF4.Dataset(tmp_path / "a.nc", "w") as file:
        group = file.createGroup("run")
        for name, size in (("y", 20), ("x", 30)):
            group.createDimension(name, size)
        values = np.random.default_rng(1).normal(size=(20, 30)).astype("f4")
        group.createVariable("h", "f4", ("y", "x"), zlib=True, chunksizes=(8, 8))[:] = values
    chunks = found(tmp_path / "a.nc", "/run/h")
    assert chunks is not None and np.array_equal(chunks.read(), values)
