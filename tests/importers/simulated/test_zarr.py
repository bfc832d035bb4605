"""Zarr stores against xarray and zarr, which wrote them."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray
import zarr

from importers.intake import ReadError
from importers.simulated import read
from importers.simulated.zarr import opened
from tests.shared import DATA, needs_data

pytestmark = pytest.mark.filterwarnings("ignore::Warning")  # zarr warns of its own future

UHI = DATA / "live/sim/uhi.zarr"
VALUES = np.arange(3 * 5 * 7, dtype=np.float32).reshape(3, 5, 7)


def write(path: Path, version: int, **how: Any) -> Path:
    values = how.pop("values", VALUES)
    root = zarr.open_group(path, mode="w", zarr_format=version)
    array = root.create_array("v", shape=values.shape, dtype=values.dtype, **how)
    array[...] = values
    return path


def codecs() -> list[Any]:
    from zarr import codecs

    return [
        (3, {"compressors": codecs.ZstdCodec(level=1)}),
        (3, {"compressors": codecs.GzipCodec()}),
        (3, {"compressors": codecs.BloscCodec(shuffle="bitshuffle")}),
        (3, {"compressors": None, "serializer": codecs.BytesCodec(endian="big")}),
        (3, {"filters": [codecs.TransposeCodec(order=(2, 0, 1))]}),
        (3, {"compressors": [codecs.ZstdCodec(), codecs.Crc32cCodec()]}),
        (3, {"shards": (2, 4, 6)}),
        (2, {}),
        (2, {"order": "F", "chunk_key_encoding": {"name": "v2", "separator": "/"}}),
        (2, {"values": VALUES.astype(">f8")}),
        (2, {"values": VALUES.astype("i2"), "fill_value": 7}),
    ]


@pytest.mark.parametrize("at", range(11))
def test_whatever_packs_the_chunks_any_part_is_the_same(tmp_path: Path, at: int):
    version, how = codecs()[at]
    chunks = (1, 2, 3) if "shards" in how else (2, 2, 3)
    stored = opened(write(tmp_path / "a.zarr", version, chunks=chunks, **how)).arrays["v"]
    for index in ((), (1,), (slice(1, 3), 2), (slice(None), slice(1, 4), slice(5, 7)), (2, 4, 6)):
        assert np.array_equal(stored.raw(index), VALUES[index])


def test_chunks_that_nobody_has_written_are_fill_value(tmp_path: Path):
    root = zarr.open_group(tmp_path / "a.zarr", mode="w")
    array = root.create_array("v", shape=(4, 4), chunks=(2, 2), dtype="f4", fill_value=np.nan)
    array[0, 0] = 5
    raw = opened(tmp_path / "a.zarr").arrays["v"].raw(())
    assert np.isnan(raw).sum() == 15 and raw[0, 0] == 5


@pytest.mark.parametrize("version", [2, 3])
def test_what_xarray_writes_is_read_as_xarray_reads_it(tmp_path: Path, version: int):
    heat = np.float64([[[290.25, np.nan], [291, 292]]])
    data = xarray.Dataset(
        {"ta": (("time", "lat", "lon"), heat, {"units": "K", "standard_name": "air_temperature"})},
        {
            "time": np.array(["2026-07-01T06:00"], "datetime64[ns]"),
            "lat": ("lat", [52.0, 52.1], {"units": "degrees_north"}),
            "lon": ("lon", [4.3, 4.4], {"units": "degrees_east"}),
        },
        {"title": "Heat"},
    )
    packed = {"ta": {"dtype": "int16", "scale_factor": 0.25, "add_offset": 280.0, "_FillValue": -1}}
    data.to_zarr(tmp_path / "a.zarr", zarr_format=version, encoding=packed)
    (field,) = read(tmp_path / "a.zarr").fields
    assert np.array_equal(field.values("ta"), heat[0, ::-1].astype(np.float32), equal_nan=True)
    assert field.times.astype(str).tolist() == ["2026-07-01T06:00:00.000"]
    assert field.run.title == "Heat"


def test_a_codec_that_could_run_what_it_holds_is_refused(tmp_path: Path):
    path = write(tmp_path / "a.zarr", 2, chunks=(3, 5, 7))
    told = json.loads((path / "v/.zarray").read_text())
    (path / "v/.zarray").write_text(json.dumps(told | {"compressor": {"id": "pickle"}}))
    with pytest.raises(OSError, match="packed with pickle, which is not read"):
        opened(path).arrays["v"].raw(())


@pytest.mark.parametrize("keep", [0, 10, -3])
def test_a_chunk_that_is_cut_off_is_told_by_name(tmp_path: Path, keep: int):
    path = write(tmp_path / "a.zarr", 3, chunks=(3, 5, 7))
    chunk = path / "v/c/0/0/0"
    chunk.write_bytes(chunk.read_bytes()[:keep])
    with pytest.raises(OSError, match=r"chunk c/0/0/0 of v is damaged"):
        opened(path).arrays["v"].raw(())


def test_a_chunk_that_unpacks_to_more_than_it_says_is_refused(tmp_path: Path):
    import gzip

    path = write(tmp_path / "a.zarr", 3, chunks=(3, 5, 7), compressors=zarr.codecs.GzipCodec())
    (path / "v/c/0/0/0").write_bytes(gzip.compress(bytes(10_000_000)))
    with pytest.raises(OSError, match="longer than it says"):
        opened(path).arrays["v"].raw(())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"zarr_format": 3, "node_type": "group"}'])
def test_a_store_of_nothing_is_a_fault_of_one_line(tmp_path: Path, text: str):
    (tmp_path / "a.zarr").mkdir()
    (tmp_path / "a.zarr/zarr.json").write_text(text)
    with pytest.raises(ReadError) as fault:
        read(tmp_path / "a.zarr")
    assert "\n" not in str(fault.value)


@needs_data
def test_urban_heat_is_at_every_place_what_the_netcdf_says():
    field = read(UHI).fields[0]
    other = read(DATA / "live/sim/cf_urban_heat.nc").fields[0]
    for step in range(24):
        assert np.array_equal(field.values("ta", step), other.values("ta", step))
    assert np.array_equal(field.times, other.times)
    assert np.array_equal(field.shape.places(), other.shape.places())


@needs_data
def test_an_array_of_an_unknown_kind_leaves_the_others(tmp_path: Path):
    shutil.copytree(UHI, tmp_path / "a.zarr", copy_function=shutil.copyfile)
    told = json.loads((UHI / "ta/zarr.json").read_text()) | {"data_type": "complex128"}
    (tmp_path / "a.zarr/odd").mkdir()
    (tmp_path / "a.zarr/odd/zarr.json").write_text(json.dumps(told))
    assert [one.title for one in read(tmp_path / "a.zarr").fields] == ["air temperature"]
