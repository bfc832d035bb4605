import os
import zlib
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from city import store
from city.builder import CityBuilder
from city.cloud import PointCloud
from city.crs import Crs
from city.finding import Finding
from city.frame import Frame
from city.model import City, Material, Source, Texture
from city.progress import Cancelled, Progress
from city.terrain import Terrain

FRAME = Frame("EPSG:28992", "EPSG:5709", (85_000.25, 446_000.5, 0.0))


def town() -> City:
    """Every part of the model at least once: two levels, textures, all attribute types."""
    builder = CityBuilder(FRAME)
    builder.add_source(Source("/d/a.gml", "CityGML", "2.0", "CC0", "the city"))
    builder.metadata = {"title": "Städtchen", "deep": {"list": [1, 2.5, None, "x"], "pair": (1, 2)}}
    house = builder.add_object("Building", "häuschen")
    part = builder.add_object("BuildingPart", "part", house)
    for type, value in (
        ("integer", 3),
        ("number", 2.5),
        ("boolean", True),
        ("text", "Satteldach"),
        ("date", "1999-12-31"),
        ("structure", '{"street": "Kade"}'),
    ):
        builder.objects.set(part, type, type, value, "m")
    roof = builder.add_surface(house, "RoofSurface", "r")
    builder.surfaces.set(roof, "slope", "number", 30.0)
    square = np.array([[0, 0, 0], [10, 0, 0], [10, 10, 0], [0, 10, 0]], float)
    for lod in ("1", "2"):
        shape = builder.add_shape(house, lod, "Solid")
        polygon = builder.add_polygon(shape, [square, square[::-1][:3] / 4 + 1], roof)
        material = builder.add_material(Material("plaster", (0.9, 0.9, 0.8)))
        texture = builder.add_texture(Texture("a.jpg", "/d/a.jpg", border=(0, 0, 0, 0.5)))
        builder.paint("summer", polygon, material, texture, np.full((7, 2), 0.5))
    return builder.freeze()


def survey() -> PointCloud:
    # columns that stand side by side in memory, as a survey's reader leaves them
    points = np.arange(16, dtype=np.float32).reshape(4, 4)[:, :3]
    codes = np.repeat(np.array([2, 2, 6, 9], np.uint8), 16)[::16]
    colour = np.full((4, 3), 200, np.uint8)
    box = np.array([[0.0, 1, 2], [9, 10, 11]])
    return PointCloud("ahn", FRAME, points, codes, colour, None, None, 9, {2: 7, 6: 1, 9: 1}, box)


def ground() -> Terrain:
    return Terrain("dem", FRAME, np.array([[1, np.nan]], np.float32), 2.5, 7.5, (5.0, 5.0))


def same(a, b) -> bool:
    """Whether two values are alike, to the last bit of every array and the type of every part."""
    if isinstance(a, np.ndarray):
        return (
            isinstance(b, np.ndarray)
            and a.dtype == b.dtype
            and a.shape == b.shape
            and a.tobytes() == b.tobytes()
        )
    if is_dataclass(a):
        return type(a) is type(b) and all(
            same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a)
        )
    if isinstance(a, dict):
        return isinstance(b, dict) and list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and (a == b or a != a)


def round_trip(value, folder: Path):
    store.write(folder / "x.city", value)
    return store.read(folder / "x.city")


@pytest.mark.parametrize("value", [town(), survey(), ground(), CityBuilder().freeze()])
def test_it_comes_back_to_the_last_bit(tmp_path, value):
    assert same(round_trip(value, tmp_path), value)


def test_any_nesting_of_values_comes_back(tmp_path):
    value = {
        "things": [town(), None, survey()],
        "pair": (1, (2, [3, ()])),
        7: {"a": [], ("b", 1): float("inf")},
        "findings": [Finding("error", "X", f"o{n}", "lost") for n in range(3)],
        "crs": [Crs("EPSG:1"), Frame()],
        "nan": [float("nan"), -0.0],
        "text": 'a "quoted" \n line \ud800',
    }
    assert same(round_trip(value, tmp_path), value)


def test_a_read_only_view_of_a_mapping_comes_back_as_a_dict(tmp_path):
    assert round_trip(MappingProxyType({"a": np.float32(2)}), tmp_path) == {"a": 2.0}


def test_arrays_of_every_kind_and_shape(tmp_path):
    value = [
        np.array(3.5),
        np.zeros((0, 3), np.float32),
        np.arange(24).reshape(2, 3, 4)[:, ::2],
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array(["2020-01-01", "NaT"], "datetime64[s]"),
        np.array([True, False]),
        np.array([1, 2], ">i4"),
    ]
    back = round_trip(value, tmp_path)
    for before, after in zip(value, back, strict=True):
        assert after.shape == before.shape
        assert after.tobytes() == before.tobytes()
    assert [b.dtype for b in back] == [a.dtype for a in value]


def test_arrays_stay_in_the_file_and_cannot_be_changed(tmp_path):
    city = round_trip(town(), tmp_path)
    points = city.shapes["2"].points
    assert not points.flags.owndata
    assert not points.flags.writeable
    with pytest.raises(ValueError, match="WRITEABLE"):
        points.setflags(write=True)


def test_a_mapped_city_answers_as_the_one_in_memory(tmp_path):
    city = round_trip(town(), tmp_path)
    row = city.objects.ids.find("part")
    assert city.objects.attributes(row) == {
        "integer": 3,
        "number": 2.5,
        "boolean": True,
        "text": "Satteldach",
        "date": "1999-12-31",
        "structure": {"street": "Kade"},
    }


@pytest.mark.parametrize("value", [object(), {1}, np.array([object()]), {"a": [print]}])
def test_what_cannot_be_stored_is_refused_and_leaves_nothing(tmp_path, value):
    with pytest.raises(TypeError, match="cannot be stored"):
        store.write(tmp_path / "x.city", value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    store.write(tmp_path / "x.city", [1])

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_pour", full)
    with pytest.raises(OSError, match="No space"):
        store.write(tmp_path / "x.city", town())
    assert [p.name for p in tmp_path.iterdir()] == ["x.city"]
    assert store.read(tmp_path / "x.city") == [1]


def test_cancel_leaves_nothing(tmp_path):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        store.write(tmp_path / "x.city", town(), progress)
    assert list(tmp_path.iterdir()) == []


def test_a_file_replaced_while_it_is_mapped_stays_what_it_was(tmp_path):
    city = round_trip(town(), tmp_path)
    store.write(tmp_path / "x.city", [1])
    assert same(city, town())


@pytest.mark.parametrize("raw", [b"", b"MAQ", bytes(100), b"<CityModel/>" * 100])
def test_another_file_is_no_city(tmp_path, raw):
    (tmp_path / "x.city").write_bytes(raw)
    with pytest.raises(store.Damaged):
        store.read(tmp_path / "x.city")


def test_another_version_is_not_trusted(tmp_path, monkeypatch):
    store.write(tmp_path / "x.city", [1])
    monkeypatch.setattr(store, "VERSION", store.VERSION + 1)
    with pytest.raises(store.Damaged, match="version"):
        store.read(tmp_path / "x.city")


def test_something_appended_is_not_trusted(tmp_path):
    store.write(tmp_path / "x.city", town())
    with (tmp_path / "x.city").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(store.Damaged):
        store.read(tmp_path / "x.city")


VALUE = {"city": town(), "clouds": [survey()], "terrains": (ground(),)}


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_changed_byte_is_noticed_or_does_not_matter(tmp_path, data):
    path = tmp_path / f"{os.getpid()}.city"
    store.write(path, VALUE)
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    if data.draw(st.booleans()):
        raw = raw[: data.draw(st.integers(0, len(raw)))]
    path.write_bytes(raw)
    try:
        back = store.read(path)
    except store.Damaged:
        return
    assert same(back, VALUE)


def test_every_single_byte_of_the_header_counts(tmp_path):
    path = tmp_path / "x.city"
    store.write(path, {"crs": Crs("EPSG:28992"), "heights": np.arange(3)})
    raw = path.read_bytes()
    length = store.PREAMBLE.unpack_from(raw)[3]
    for place in range(store.PREAMBLE.size + length):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 0xFF]) + raw[place + 1 :])
        with pytest.raises(store.Damaged):
            store.read(path)


def test_checksums_of_pieces_make_that_of_the_whole(monkeypatch):
    rng = np.random.default_rng(4)
    for size in (0, 1, 7, 100, 12_345):
        array = rng.integers(0, 255, size).astype(np.uint8)
        for piece in (1, 10, 1000, 1 << 20):
            if size < 1000 * piece:
                monkeypatch.setattr(store, "PIECE", piece)
                assert store._checksum(array) == zlib.crc32(array.tobytes())
