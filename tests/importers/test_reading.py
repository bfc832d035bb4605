import gzip
import shutil
import zipfile
from collections import Counter

import numpy as np
import pytest

from city.progress import Cancelled, Progress
from importers import Options, ReadError, fingerprint, read, reading
from importers.intake import NeedsCrs
from tests.importers import toy
from tests.shared import DATA, files, name, needs_data

ONE = "toy EPSG:28992\na 100 200 3\n"
TWO = "toy EPSG:28992\nb 150 260 5\nc 150 270 5\n"


@pytest.fixture(autouse=True)
def only_toys(request):
    """Whatever starts with "toy" is a city here, but for the tests of real files."""
    if not request.node.get_closest_marker("skipif"):
        request.getfixturevalue("toy")


def write(folder, name, text):
    path = folder / name
    path.write_text(text)
    return path


def said(reading):
    return " | ".join(f"{f.severity} {f.code}: {f.message}" for f in reading.report)


def test_one_file(tmp_path):
    reading = read(write(tmp_path, "a.gml", ONE))
    assert list(reading.city.objects.ids) == ["a"]
    assert reading.crs.horizontal == "EPSG:28992"
    assert np.array_equal(reading.extent, [[100, 200, 0], [100, 200, 0]])
    assert reading.sources[0].path == str(tmp_path / "a.gml")


def test_several_files_are_one_city(tmp_path):
    paths = [write(tmp_path, "a.gml", ONE), str(write(tmp_path, "b.gml", TWO))]
    reading = read(paths)
    assert sorted(reading.city.objects.ids) == ["a", "b", "c"]
    assert len(reading.sources) == 2
    row = reading.city.objects.ids.find("b")
    world = reading.frame.to_world(reading.city.shapes["1"].points)
    assert reading.sources[reading.city.source[row]].path.endswith("b.gml")
    assert world[:, :2].min(0).tolist() == [100, 200]
    assert world[:, :2].max(0).tolist() == [160, 280]


def test_a_zip_names_its_files_as_the_user_knows_them(tmp_path):
    with zipfile.ZipFile(tmp_path / "city.zip", "w") as out:
        out.writestr("in/a.gml", ONE + "texture 1.png\n")
        out.writestr("in/1.png", "png")
    reading = read(tmp_path / "city.zip")
    assert reading.sources[0].path == str(tmp_path / "city.zip/in/a.gml")
    assert reading.city.sources == reading.sources
    with open(reading.city.textures[0].path) as picture:
        assert picture.read() == "png"


@pytest.mark.parametrize("bad", ["toy\nbroken\n", "toy\ncrash\n", "", "nothing we know"])
def test_a_bad_file_alone_is_a_plain_line(tmp_path, bad):
    with pytest.raises(ReadError, match=r"b\.gml: "):
        read(write(tmp_path, "b.gml", bad))


@pytest.mark.parametrize("bad", ["toy\nbroken\n", "toy\ncrash\n", "", "nothing we know"])
def test_a_bad_file_among_others_is_a_finding(tmp_path, bad):
    paths = [write(tmp_path, "b.gml", bad), write(tmp_path, "a.gml", ONE), tmp_path / "no.gml"]
    reading = read(paths)
    assert list(reading.city.objects.ids) == ["a"]
    assert reading.report.count("error") == 2
    assert "error UNREADABLE: b.gml: " in said(reading)
    assert "no.gml: cannot be opened" in said(reading)


def test_only_bad_files_are_one_line(tmp_path):
    bad = [write(tmp_path, f"{n}.gml", "toy\nbroken\n") for n in range(3)]
    with pytest.raises(ReadError, match=r"0\.gml: broken in line 2; mend it \(and 2 more"):
        read(bad)


def test_nothing_is_said_to_be_nothing():
    with pytest.raises(ReadError, match="nothing to read"):
        read([])


def test_a_name_that_no_system_takes_is_a_plain_line():
    with pytest.raises(ReadError, match="cannot be opened"):
        read("x" * 5000)


def test_the_same_file_twice_is_read_once(tmp_path):
    path = write(tmp_path, "a.gml", ONE)
    reading = read([path, tmp_path])
    assert list(reading.city.objects.ids) == ["a"]
    assert "given twice" in said(reading)


def test_a_file_without_crs_is_read_with_a_warning_or_refused(tmp_path):
    path = write(tmp_path, "a.gml", "toy\na 1 2 3\n")
    reading = read(path)
    assert reading.crs.horizontal == ""
    assert "warning CRS_MISSING" in said(reading)
    with pytest.raises(NeedsCrs, match="--crs") as refused:
        read([path, write(tmp_path, "b.gml", ONE)], Options(need_crs=True))
    assert refused.value.extent.tolist() == [[1, 2, 0], [1, 2, 0]]
    assert read(path, Options(need_crs=True, crs="EPSG:28992")).crs.horizontal == "EPSG:28992"


def test_progress_runs_once_through_all_files(tmp_path):
    seen = []
    paths = [write(tmp_path, f"{n}.gml", ONE.replace("a", str(n))) for n in range(4)]
    read(paths, progress=Progress(lambda done, total, note: seen.append((done, total))))
    parts = [done / total for done, total in seen if total]
    assert parts == sorted(parts)
    assert parts[-1] == 1


def test_cancel_reaches_the_readers(tmp_path):
    def listener(done, total, note):
        if note == "Building":
            progress.cancel()

    progress = Progress(listener)
    path = write(tmp_path, "a.gml", "toy\n" + "".join(f"{n} 1 2 3\n" for n in range(9)))
    with pytest.raises(Cancelled):
        read(path, progress=progress)


def test_a_city_of_nothing_is_no_fault(tmp_path):
    reading = read(write(tmp_path, "a.gml", "toy EPSG:28992\n"))
    assert reading.city is None
    assert reading.extent is None
    assert reading.sources


def test_the_extent_of_files_in_two_systems_is_in_that_of_the_first(tmp_path):
    """84563 E, 447530 N of the Dutch grid is 593421.46 E, 5763209.42 N of UTM zone 31 (PROJ)."""
    rd = write(tmp_path, "a.gml", "toy EPSG:28992\na 84500 447500 3\n")
    utm = write(tmp_path, "b.gml", "toy EPSG:25831\nb 593421.46 5763209.42 3\n")
    reading = read([rd, utm])
    low, high = reading.extent
    assert low[:2].tolist() == [84500, 447500]
    assert np.hypot(*(high[:2] - (84563, 447530))) < 0.5


def test_a_picture_that_the_city_wears_is_no_terrain_lost(tmp_path):
    write(tmp_path, "a.gml", ONE + "texture roof.tif\n")
    write(tmp_path, "roof.tif", "toy\nbroken\n")
    write(tmp_path, "land.tif", "toy\nbroken\n")
    reading = read(tmp_path)
    lost = [f.message for f in reading.report if f.code == "UNREADABLE"]
    assert lost == ["land.tif: broken in line 2; mend it"]


@needs_data
@pytest.mark.parametrize("path", files("citygml/**/*.zip"), ids=name)
def test_the_elements_of_a_real_archive_are_all_there(path):
    from lxml import etree

    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if not n.startswith("__MACOSX")]
        (city,) = (n for n in names if n.endswith((".xml", ".gml")))
        with archive.open(city) as file:
            elements = etree.parse(file).iter("*")
            expected = Counter(element.tag.rpartition("}")[2] for element in elements)
    objects = read(path).city.objects.counts()
    assert objects["Building"] == expected["Building"] > 0
    assert all(expected[kind] == number for kind, number in objects.items())


def test_workers_are_called_before_a_new_file_is_looked_through(tmp_path, monkeypatch):
    path = write(tmp_path, "a.gml", ONE)
    told = []
    monkeypatch.setattr(toy, "WORKERS", ("toys",), raising=False)
    monkeypatch.setattr(reading, "summon", lambda size, *names: told.append((size, *names)))
    monkeypatch.setattr(fingerprint, "SETTLED", -(10**18))
    hashed = fingerprint._hashed
    monkeypatch.setattr(fingerprint, "_hashed", lambda *a: told.append("hash") or hashed(*a))
    read(path)
    assert told == [(len(ONE), "toys"), "hash"]
    read(path)
    assert told[2:] == []


@needs_data
@pytest.mark.parametrize(
    ("source", "pictures"),
    [
        ("citygml/2.0/lod3_textured/lod3_building_v2.gml", "appearances"),
        ("demo-rotterdam/delfshaven_lod2.city.json", "appearances"),
    ],
)
def test_pictures_beside_a_gzip_are_found(tmp_path, source, pictures):
    original = DATA / source
    packed = tmp_path / f"{original.name}.gz"
    packed.write_bytes(gzip.compress(original.read_bytes(), 1))
    shutil.copytree(original.parent / pictures, tmp_path / pictures)
    plain, zipped = read(original), read(packed)
    assert plain.city is not None and zipped.city is not None
    found = [bool(texture.path) for texture in zipped.city.textures]
    assert found == [bool(texture.path) for texture in plain.city.textures]
    assert any(found)
