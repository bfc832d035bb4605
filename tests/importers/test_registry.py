import os
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from importers import registry
from importers.intake import ReadError
from importers.registry import knows, rank, reader_for
from tests.importers import toy as toy_reader


def test_a_file_goes_to_the_reader_that_knows_it(toy, tmp_path):
    path = tmp_path / "a.toy"
    path.write_text("toy")
    assert reader_for(path) is toy_reader


def test_a_wrong_ending_does_not_matter(toy, tmp_path):
    path = tmp_path / "a.dat"
    path.write_text("toy")
    assert reader_for(path) is toy_reader


def test_an_empty_file_is_said(tmp_path):
    path = tmp_path / "a.gml"
    path.touch()
    with pytest.raises(ReadError, match=r"a\.gml: the file is empty"):
        reader_for(path)


@pytest.mark.parametrize("name", ["no.gml", "no/where.gml"])
def test_a_file_that_is_not_there_is_said(tmp_path, name):
    with pytest.raises(ReadError, match="cannot be opened: No such file"):
        reader_for(tmp_path / name)


def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.gml")
    with pytest.raises(ReadError, match="this is no file"):
        reader_for(tmp_path / "pipe.gml")


@pytest.mark.parametrize(
    ("name", "head", "what"),
    [
        ("tileset.json", b'{"asset": {"version": "1.0"}}', "3D Tiles"),
        ("root.json", b'{"root": {"geometricError": 3}}', "3D Tiles"),
        ("house.ifcxml", b"<ifcXML/>", "IFC building model in XML"),
        ("flood.nc", b"\x89HDF", "NetCDF"),
        ("plan.dwg", b"AC1027", "CAD"),
    ],
)
def test_what_is_not_read_yet_is_named(toy, tmp_path, name, head, what):
    (tmp_path / name).write_bytes(head)
    with pytest.raises(ReadError, match=f"this is an? .*{what}.*does not read"):
        reader_for(tmp_path / name)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"PK\3\4\x14\0", r"archive under another name; .*\.zip"),
        (b"\x1f\x8b\x08\0", r"archive under another name; .*\.gz"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "a web page"),
        (b"\n<HTML><body>moved</body></HTML>", "a web page"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"A" * 50_000, "DTD"),
    ],
)
def test_what_lies_in_the_place_of_the_file_is_named(toy, tmp_path, head, words):
    (tmp_path / "city.gml").write_bytes(head)
    with pytest.raises(ReadError, match=rf"city\.gml: .*{words}"):
        reader_for(tmp_path / "city.gml")


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("berlin.epw", b"LOCATION,Berlin,-,DEU\n"),
        ("berlin.EPW", b"cut off"),
        ("berlin.csv", b"LOCATION,Berlin,-,DEU\n"),
        ("tmy.csv", b'703165,"SAND POINT",AK,-9.0,55,-160,7\nDate (MM/DD/YYYY),Time (HH:MM)\n'),
    ],
)
def test_weather_is_no_city_and_what_it_is_for_is_said(tmp_path, name, head):
    (tmp_path / name).write_bytes(head)
    with pytest.raises(ReadError, match=rf"^{name}: this is a year of weather .* solar yield$"):
        reader_for(tmp_path / name)


def test_what_nobody_knows_is_said_with_what_is_known(toy, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    with pytest.raises(ReadError, match=r"no city model.*\.gml"):
        reader_for(tmp_path / "letter.txt")


def test_a_name_alone_tells_whether_to_look():
    assert knows("x/City.GML")
    assert knows("a.city.json")
    assert not knows("readme.md")


def test_city_models_are_read_before_what_often_has_no_place():
    citygml, lidar = (ModuleType(f"importers.{name}") for name in ("citygml", "lidar"))
    assert rank(citygml) < rank(lidar) < rank(toy_reader) == len(registry.BUILT_IN)


def test_a_reader_of_another_package_is_asked_last(tmp_path, monkeypatch):
    point = EntryPoint("toy", "tests.importers.toy", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    monkeypatch.setattr(registry, "BUILT_IN", ())
    (tmp_path / "a.toy").write_text("toy")
    assert reader_for(tmp_path / "a.toy") is toy_reader


def test_a_broken_package_is_a_warning_and_no_more(toy, tmp_path, monkeypatch):
    point = EntryPoint("bad", "no.such.module", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    with pytest.warns(UserWarning, match="importer bad cannot be loaded"), pytest.raises(ReadError):
        reader_for(tmp_path / "letter.txt")
