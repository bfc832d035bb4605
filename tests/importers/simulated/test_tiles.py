"""Floods as 3D Tiles: small ones packed here, and those of Kumamoto."""

import json
import struct
from pathlib import Path
from typing import Any

import DracoPy
import numpy as np
import pytest

from city.crs_names import between
from city.frame import Frame
from city.simulated.mesh import Mesh
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read
from tests.shared import DATA, needs_data

FLOOD = DATA / "simulation/kumamoto-flood"
START = Options(start=np.datetime64("2016-04-16"))
PLACE = (130.70, 32.75)


def tile(height: float, **odd: Any) -> bytes:
    """A triangle of about 100 m, so high above the ellipsoid."""
    lon, lat = PLACE
    degrees = np.array([[lon, lat], [lon + 0.001, lat], [lon, lat + 0.001]])
    earth = np.stack(
        between("EPSG:4979", "EPSG:4978").transform(*degrees.T, np.full(3, height)), axis=1
    )
    local = (earth - earth[0])[:, [0, 2, 1]] * (1, 1, -1)  # y up
    packed = DracoPy.encode(
        local.astype(np.float32), np.array([[0, 1, 2]], np.uint32), quantization_bits=20
    )
    draco = {"KHR_draco_mesh_compression": {"bufferView": 0, "attributes": {"POSITION": 0}}}
    told = {
        "asset": {"version": "2.0"},
        "bufferViews": [{"buffer": 0, "byteLength": len(packed)}],
        "meshes": [{"primitives": [{"extensions": odd.get("extensions", draco)}]}],
        "extensions": {"CESIUM_RTC": {"center": earth[0].tolist()}},
    }
    text = json.dumps(told).encode()
    gltf = struct.pack("<4sII", b"glTF", 2, 0) + struct.pack("<I4s", len(text), b"JSON") + text
    gltf += struct.pack("<I4s", len(packed), b"BIN\0") + packed
    return struct.pack("<4s6I", odd.get("magic", b"b3dm"), 1, 28 + len(gltf), 0, 0, 0, 0) + gltf


def tileset(folder: Path, *heights: float, uri: str = "", **odd: Any) -> Path:
    """A coarse tile at no height, and children at these."""
    folder.mkdir(parents=True)
    (folder / "coarse.b3dm").write_bytes(tile(0))
    children = []
    for at, height in enumerate(heights):
        (folder / f"{at}.b3dm").write_bytes(tile(height, **odd))
        children.append({"content": {"uri": uri or f"{at}.b3dm"}})
    root = {"geometricError": 9, "refine": "REPLACE", "content": {"uri": "coarse.b3dm"}}
    told = {"geometricError": 9, "root": root | {"children": children}}
    (folder / "tileset.json").write_text(json.dumps(told))
    return folder


def test_the_finest_tiles_are_the_water(tmp_path: Path):
    results = read(tileset(tmp_path / "flood", 32.5, 33.5))
    (field,) = results.fields
    assert sorted({round(float(one), 2) for one in field.values("level")}) == [32.5, 33.5]
    assert isinstance(field.shape, Mesh) and len(field.shape) == 2
    world = between("EPSG:4326", results.frame.horizontal).transform(*PLACE)
    local = np.array([world]) - results.frame.origin[:2]
    assert np.abs(field.shape.nodes[:, :2] - local).min() < 0.01
    assert not len(field.times)


def test_a_folder_of_tilesets_is_a_series(tmp_path: Path):
    for minutes in (240, 300):
        tileset(tmp_path / f"flood_{minutes:05}min", minutes / 10)
    tileset(tmp_path / "buildings", 50)
    with pytest.raises(NeedsMore, match="when it begins"):
        read(tmp_path)
    fields = read(tmp_path, START).fields
    assert [one.times.astype(str).tolist() for one in fields] == [
        ["2016-04-16T04:00:00.000"],
        ["2016-04-16T05:00:00.000"],
    ]


def test_heights_over_another_level_than_the_citys_are_told(tmp_path: Path):
    frame = Frame("EPSG:6670", "EPSG:5709", (0.0, 0.0, 0.0))  # no grid leads from here to NAP
    results = read(tileset(tmp_path / "flood", 30), Options(frame=frame))
    assert "HEIGHTS_KEPT" in [one.code for one in results.report]


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"magic": b"i3dm"}, "not read"),
        ({"extensions": {}}, "Draco"),
        ({"uri": "../secret.b3dm"}, "does not lie in it"),
        ({"uri": "gone.b3dm"}, "does not lie in it"),
    ],
)
def test_what_cannot_be_read_is_a_fault_of_one_line(tmp_path: Path, odd: Any, words: str):
    (tmp_path / "secret.b3dm").write_bytes(tile(1))
    with pytest.raises(ReadError, match=f"^flood: .*{words}") as fault:
        read(tileset(tmp_path / "flood", 30, **odd))
    assert "\n" not in str(fault.value)


def test_tiles_that_are_cut_off_are_a_fault(tmp_path: Path):
    folder = tileset(tmp_path / "flood", 30)
    whole = (folder / "0.b3dm").read_bytes()
    for length in (3, 40, len(whole) // 2, len(whole) - 9):
        (folder / "0.b3dm").write_bytes(whole[:length])
        with pytest.raises(ReadError, match=r"^flood: "):
            read(folder)


@needs_data
def test_the_flood_of_kumamoto_rises():
    fields = read(FLOOD, START).fields
    assert [str(one.times[0])[11:16] for one in fields] == ["04:00", "05:00", "06:00", "07:00"]
    for one in fields:
        values = one.values("level")
        assert values.min() > 32 and values.max() < 39  # the region of the tileset
    assert len(fields[-1].shape) > len(fields[0].shape)
