"""One door for every format: what it refuses, and what it leaves behind."""

from pathlib import Path

import pytest

import exporters
from city.builder import CityBuilder
from city.frame import Frame
from city.model import Source
from exporters import WriteError, write


def small_city(source="elsewhere.json"):
    builder = CityBuilder(Frame("EPSG:28992", "", (85000.0, 447000.0, 0.0)))
    builder.add_source(Source(str(source), "CityJSON"))
    builder.add_object("Building", "house")
    return builder.freeze()


class Fake:
    """Stands in for a format: writes the file and a picture, and may fail half-way."""

    def __init__(self, fault=None):
        self.fault = fault
        self.asked = {}

    def write(self, city, path, *, lod, version, progress):
        self.asked = {"lod": lod, "version": version}
        (path.parent / "pictures").mkdir()
        (path.parent / "pictures" / "roof.png").write_bytes(b"picture")
        path.write_text("half")
        if self.fault:
            raise self.fault
        path.write_text("whole")
        return []


@pytest.fixture
def fake(monkeypatch):
    stand_in = Fake()
    monkeypatch.setattr(exporters, "import_module", lambda name: stand_in)
    return stand_in


def everything(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_the_file_and_its_pictures_appear_together(tmp_path, fake):
    write(small_city(), tmp_path / "a.gml")
    assert everything(tmp_path) == ["a.gml", "pictures/roof.png"]
    assert (tmp_path / "a.gml").read_text() == "whole"
    assert fake.asked == {"lod": None, "version": "2.0"}


@pytest.mark.parametrize("name", ["a.glb", "a.obj"])
def test_formats_without_versions(tmp_path, fake, name):
    write(small_city(), tmp_path / name)
    assert fake.asked["version"] is None


def test_another_version_where_there_is_one(tmp_path, fake):
    write(small_city(), tmp_path / "a.gml", version="3.0")
    assert fake.asked["version"] == "3.0"
    with pytest.raises(WriteError, match=r"version 1\.0 cannot be written; there is 2\.0 or 3\.0"):
        write(small_city(), tmp_path / "a.gml", version="1.0")


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, fake):
    (tmp_path / "a.gml").write_text("old")
    fake.fault = OSError(28, "No space left on device")
    with pytest.raises(WriteError, match=r"a\.gml: cannot be written: No space left on device"):
        write(small_city(), tmp_path / "a.gml")
    assert everything(tmp_path) == ["a.gml"]
    assert (tmp_path / "a.gml").read_text() == "old"


def test_a_folder_that_is_not_there(tmp_path, fake):
    with pytest.raises(WriteError, match="cannot be written"):
        write(small_city(), tmp_path / "nowhere" / "a.gml")


def test_the_file_being_read_is_never_written(tmp_path, fake):
    source = tmp_path / "a.city.json"
    source.write_text("precious")
    (tmp_path / "link.json").symlink_to(source)
    for name in ("a.city.json", "link.json"):
        with pytest.raises(WriteError, match="this is the file the city comes from"):
            write(small_city(source), tmp_path / name)
    assert source.read_text() == "precious"


def test_a_name_that_says_nothing(tmp_path, fake):
    with pytest.raises(WriteError, match=r"let the name end with \.city\.json, "):
        write(small_city(), tmp_path / "a.docx")


def test_a_level_of_detail_that_is_not_there(tmp_path, fake):
    with pytest.raises(WriteError, match="no level of detail 3, only none"):
        write(small_city(), tmp_path / "a.gml", lod="3")
