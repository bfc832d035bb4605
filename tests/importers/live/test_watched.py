"""Files that come, change, go, and are written while somebody reads them."""

import os
import threading

import numpy as np
import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live import watched
from importers.live.feed import Offer
from importers.live.opening import open_feed
from importers.live.watched import File, Folder
from importers.live.web import FeedFault
from importers.report import Report

V = Measurand("v")
HEAD = "id,lat,lon,time,v\n"
GEOJSON = """{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null,
"properties": {"v": %s}}]}"""


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(watched, "SETTLING", 0.02)


def row(id, value, minute=0):
    return f"{id},50.85,4.35,2026-11-22T03:{minute:02}Z,{value}\n"


def read(source):
    whole = Series()
    for one in source.read(Progress()):
        whole = whole.merge(one)
    return {id: float(value) for id, _, _, value in whole}


def test_a_folder_is_read_and_what_changes_is_read_again(tmp_path):
    report = Report()
    (tmp_path / "a.csv").write_text(HEAD + row("a", 1))
    (tmp_path / "b.GeoJSON").write_text(GEOJSON % 2)
    (tmp_path / "readme.md").write_text("nothing")
    (tmp_path / ".hidden.csv").write_text(HEAD + row("h", 1))
    source = open_feed(str(tmp_path), None, report, Progress())
    assert isinstance(source, Folder) and source.title == tmp_path.name
    assert source.discover(Progress()) == (Offer(V, 2),)
    assert read(source) == {"a": 1, "b.GeoJSON, row 1": 2}
    assert read(source) == {}  # nothing has changed
    (tmp_path / "a.csv").write_text(HEAD + row("a", 1) + row("c", 5))
    (tmp_path / "d.csv").write_text(HEAD + row("d", 7))
    assert read(source) == {"a": 1, "c": 5, "d": 7} and not list(report)
    source.close()


def test_a_file_that_is_moved_into_the_place_of_another_is_read(tmp_path):
    file, other = tmp_path / "a.csv", tmp_path / "a.part"
    file.write_text(HEAD + row("a", 1))
    source = Folder(tmp_path, Report())
    read(source)
    other.write_text(HEAD + row("a", 2))
    told = file.stat()
    os.utime(other, ns=(told.st_atime_ns, told.st_mtime_ns))  # as old and as large
    other.replace(file)
    assert read(source) == {"a": 2}


def test_what_is_half_written_is_read_when_it_stays(tmp_path, monkeypatch):
    report, file = Report(), tmp_path / "a.csv"
    file.write_text(HEAD + "a,50.85,4.35,2026-11-22T03:00Z,1")
    source = Folder(tmp_path, report)

    def writing(seconds, progress):
        with file.open("a") as more:
            more.write("2\n")

    monkeypatch.setattr(watched, "rest", writing)
    assert read(source) == {}
    monkeypatch.setattr(watched, "rest", lambda *_: None)
    assert read(source) == {"a": 12} and not list(report)


def test_what_is_gone_and_what_is_broken_is_told(tmp_path):
    report = Report()
    for name, body in (
        ("a.csv", HEAD + row("a", 1)),
        ("b.json", '{"type": "Feat'),
        ("c.csv", "u;v\n"),
        ("d.json", "[1]"),
    ):
        (tmp_path / name).write_text(body)
    source = Folder(tmp_path, report)
    assert read(source) == {"a": 1} and read(source) == {}
    assert [(one.code, one.object) for one in report] == [
        ("file", "b.json"),
        ("file", "c.csv"),
        ("file", "d.json"),
    ]
    (tmp_path / "a.csv").unlink()
    (tmp_path / "b.json").write_text(GEOJSON % 3)
    assert read(source) == {"b.json, row 1": 3}
    assert [(one.code, one.object) for one in report][3:] == [("gone", "a.csv")]


def test_too_many_files_and_no_folder_any_more_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(watched, "MOST", 2)
    report, folder = Report(), tmp_path / "folder"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.csv").write_text(HEAD + row(name, 1))
    source = Folder(folder, report)
    assert read(source) == {"a": 1, "b": 1} and [one.code for one in report] == ["most"]
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(FeedFault, match="No such file"):
        read(source)


def test_one_file_is_waited_for(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(HEAD + row("a", 1)[:-3])
    file = File(path)
    writer = threading.Timer(0.01, lambda: path.write_text(HEAD + row("a", 12)))
    writer.start()
    answer = file(Progress())
    writer.join()
    assert answer.body.endswith(b",12\n")
    source = open_feed(str(path), None, Report(), Progress())
    assert source.standard == "CSV" and read(source) == {"a": 12}
    path.write_text(HEAD + row("a", 13))
    assert read(source) == {"a": 13}
    assert np.isfinite(next(iter(source.read(Progress()))).value).all()


def test_one_file_that_never_stays_or_is_not_there_is_a_fault(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    with pytest.raises(FeedFault, match="No such file"):
        File(path)(Progress())
    path.write_text(HEAD)
    monkeypatch.setattr(watched, "rest", lambda *_: path.write_text(path.read_text() + "x"))
    with pytest.raises(FeedFault, match="without a pause"):
        File(path)(Progress())


def test_a_file_too_large_is_a_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(watched, "LARGEST", 10)
    (tmp_path / "a.csv").write_text(HEAD)
    with pytest.raises(FeedFault, match="larger than"):
        File(tmp_path / "a.csv")(Progress())


def test_what_files_say_of_buildings_goes_with_them(tmp_path):
    for name, height in (("a.csv", 12), ("b.csv", 9)):
        (tmp_path / name).write_text(f"id,building_id,lat,lon,storeys\n{name},h1,50,4,{height}\n")
    source = Folder(tmp_path, Report())
    read(source)
    said = source.statements()
    assert [(one.source, one.thing.of, one.value) for one in said] == [
        ("a.csv", "h1", "12"),
        ("b.csv", "h1", "9"),
    ]
    read(source)
    assert source.statements() is said
    (tmp_path / "a.csv").unlink()
    read(source)
    assert [one.source for one in source.statements()] == ["b.csv"]
