"""A header is weighed against the file before anything is decoded."""

import struct
from pathlib import Path

import pytest

from importers.intake import ReadError
from importers.las_header import read_header
from tests.importers.surveys import grid, made
from tests.shared import files, name, needs_data


@needs_data
@pytest.mark.parametrize("path", files("pointcloud/*.la[sz]", "demo-delft/*.laz"), ids=name)
def test_every_real_header_is_believed(path: Path) -> None:
    header = read_header(path)
    assert header.readable == header.count > 0
    assert header.extent is not None
    assert header.compressed == path.name.endswith("laz")
    assert header.copc == (".copc." in path.name)
    assert not header.faults


def test_points_beyond_the_end_of_the_file_are_not_promised(tmp_path: Path) -> None:
    path = made(tmp_path / "a.las", grid(), 1)
    path.write_bytes(path.read_bytes()[:-2_790])  # 28 bytes a point
    header = read_header(path)
    assert (header.count, header.readable) == (10_000, 9_900)
    assert [code for code, _ in header.faults] == ["LAS_TRUNCATED"]


@pytest.mark.parametrize("promised", [0, 10])
def test_points_beyond_the_promised_ones_are_found(tmp_path: Path, promised: int) -> None:
    path = made(tmp_path / "a.las", grid(), 1)
    data = bytearray(path.read_bytes())
    small = data[24] == 1 and data[25] < 4
    struct.pack_into("<I" if small else "<Q", data, 107 if small else 247, promised)
    path.write_bytes(data)
    header = read_header(path)
    assert header.count == header.readable == 10_000
    assert [code for code, _ in header.faults] == ["LAS_COUNT"]
    path.write_bytes(data + b"half a point")  # which are then no points, as far as anyone knows
    header = read_header(path)
    assert header.count == header.readable == promised


LIES = {
    "count": (107, "<I", 4_000_000_000),
    "big count": (247, "<Q", 2**60),
    "start": (96, "<I", 2**31),
    "early start": (96, "<I", 100),
    "records": (100, "<I", 2**31),
    "format": (104, "<B", 60),
    "record": (105, "<H", 3),
    "scale": (131, "<d", float("nan")),
    "no scale": (139, "<d", 0.0),
    "offset": (155, "<d", float("inf")),
    "version": (25, "<B", 9),
    "evlr": (235, "<Q", 2**62),
    "evlrs": (243, "<I", 2**31),
    "extent": (179, "<d", float("nan")),
}


@pytest.mark.parametrize("suffix", ["las", "laz"])
@pytest.mark.parametrize("lie", LIES)
def test_a_header_that_lies_is_found_out(tmp_path: Path, suffix: str, lie: str) -> None:
    path = made(tmp_path / f"a.{suffix}", grid())
    at, layout, value = LIES[lie]
    data = bytearray(path.read_bytes())
    struct.pack_into(layout, data, at, value)
    path.write_bytes(data)
    try:
        header = read_header(path)
    except ReadError as fault:
        assert path.name in str(fault)
        assert lie not in ("count", "extent", "evlr", "evlrs")
    else:
        assert header.readable == 10_000
        assert header.faults or lie in ("count", "evlr")


def test_a_vlr_longer_than_the_file_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.laz", grid())
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, 375 + 20, 65_535)
    path.write_bytes(data)
    with pytest.raises(ReadError, match="run into the points"):
        read_header(path)


@pytest.mark.parametrize("junk", [b"LASF", b"LASF" + bytes(400), b"no survey"])
def test_what_is_no_survey_is_refused(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "a.las"
    path.write_bytes(junk)
    with pytest.raises(ReadError, match=r"a\.las"):
        read_header(path)
