import os
import shutil
import threading
import time
import zipfile
from collections import namedtuple
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from city import store
from city.frame import Frame
from city.progress import Cancelled, Progress
from importers import Options, cache, places, read
from importers.intake import NeedsCrs
from importers.model3d import kept_picture
from tests.city.test_store import same
from tests.importers import toy as toy_reader

TOWN = "toy EPSG:28992\na 100 200 3\nb 120 200 4\ntexture 1.png\n"


@pytest.fixture
def town(toy, tmp_path) -> Path:
    path = tmp_path / "town.gml"
    path.write_text(TOWN)
    return path


def kept() -> list[Path]:
    return sorted(places.imports().glob("*")) if places.imports().is_dir() else []


def alike(one, other) -> bool:
    return (
        same(one.city, other.city)
        and same(list(one.clouds), list(other.clouds))
        and same(list(one.report), list(other.report))
        and one.report.counts() == other.report.counts()
        and same(one.extent, other.extent)
        and (one.crs, one.frame, one.sources) == (other.crs, other.frame, other.sources)
        and dict(one.facts) == dict(other.facts)
    )


def harm(path: Path, raw: bytes) -> None:
    """Another file in its place: what is mapped by an open city must not change under it."""
    path.unlink()
    path.write_bytes(raw)


def test_a_second_opening_reads_no_file_and_gives_the_same(town, toy):
    first = read(town)
    second = read(town)
    assert toy == ["town.gml"]
    assert alike(first, second)
    assert not second.city.shapes["1"].points.flags.owndata


def test_the_report_comes_back_with_all_its_counts(town, toy, monkeypatch):
    monkeypatch.setattr("importers.report.KEPT_PER_CODE", 5)
    town.write_text("toy\n" + "same 1 2 3\n" * 20)
    first = read(town)
    assert first.report.counts()["warning", "DUPLICATE_ID"] == 19
    assert alike(first, read(town))
    assert toy == ["town.gml"]


def test_changed_bytes_are_read_anew(town, toy):
    read(town)
    town.write_text(TOWN.replace("a 100", "z 100"))
    assert sorted(read(town).city.objects.ids) == ["b", "z"]


@pytest.mark.parametrize(
    "options",
    [
        Options(crs="EPSG:25832"),
        Options(frame=Frame("EPSG:28992", "", (50.0, 60.0, 0.0))),
        Options(height="h"),
        Options(storeys="s"),
    ],
)
def test_other_options_are_read_anew(town, toy, options):
    read(town)
    read(town, options)
    assert len(toy) == 2
    assert len(kept()) == 2


def test_a_copy_elsewhere_says_where_it_lies(town, toy, tmp_path):
    read(town)
    (tmp_path / "copy").mkdir()
    shutil.copy(town, tmp_path / "copy")
    assert read(tmp_path / "copy/town.gml").sources[0].path == str(tmp_path / "copy/town.gml")


def test_a_picture_that_comes_goes_or_changes_is_noticed(town, toy):
    assert read(town).city.textures[0].path == ""
    picture = town.parent / "1.png"
    picture.write_text("png")
    assert read(town).city.textures[0].path == str(picture)
    picture.write_text("another png")
    read(town)
    assert len(toy) == 3
    picture.unlink()
    assert read(town).city.textures[0].path == ""
    assert len(toy) == 4


def test_a_file_that_belongs_to_it_is_noticed(town, toy):
    read(town)
    town.with_suffix(".prj").write_text("PROJCS")
    read(town)
    assert len(toy) == 2


def test_what_must_be_refused_is_refused_although_it_is_kept(town, toy):
    town.write_text("toy\na 1 2 3\n")
    read(town)
    with pytest.raises(NeedsCrs):
        read(town, Options(need_crs=True))


def test_what_has_a_place_is_kept_for_both(town, toy):
    read(town)
    read(town, Options(need_crs=True))
    assert len(toy) == 1


def test_an_opening_with_a_bad_file_is_not_kept(town, toy):
    bad = town.with_name("bad.gml")
    bad.write_text("toy\nbroken\n")
    first = read([town, bad])
    bad.write_text("toy\nc 1 2 3\n")
    assert first.report.count("error") == 1
    assert read([town, bad]).report.count("error") == 0


def test_an_archive_is_kept_with_its_pictures(town, toy, tmp_path):
    with zipfile.ZipFile(tmp_path / "city.zip", "w") as out:
        out.writestr("a.gml", TOWN)
        out.writestr("1.png", "png")
    first = read(tmp_path / "city.zip")
    assert alike(first, read(tmp_path / "city.zip"))
    assert toy == ["a.gml"]
    shutil.rmtree(places.unpacked())
    again = read(tmp_path / "city.zip")
    assert Path(again.city.textures[0].path).read_text() == "png"


def test_an_edited_program_reads_anew(town, toy, monkeypatch):
    read(town)
    monkeypatch.setattr(cache, "_program", lambda: ["another"])
    read(town)
    assert len(toy) == 2


@pytest.mark.parametrize("how", ["cut", "flip", "empty", "other", "shape"])
def test_a_damaged_one_is_rebuilt(town, toy, how):
    first = read(town)
    (path,) = kept()
    raw = bytearray(path.read_bytes())
    if how == "flip":
        raw[-1] ^= 1
    harm(path, {"cut": raw[:-9], "empty": b"", "other": b"<xml/>"}.get(how, bytes(raw)))
    if how == "shape":
        store.write(path, {"reading": {}, "findings": [], "counts": {}})
    assert alike(first, read(town))
    assert len(toy) == 2
    assert alike(first, read(town))
    assert len(toy) == 2


def test_a_full_disk_does_not_stop_the_opening(town, toy, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_pour", full)
    reading = read(town)
    assert len(reading.city.objects) == 2
    (finding,) = [f for f in reading.report if f.code == "CACHE_NOT_WRITTEN"]
    assert finding.message.endswith("second opening: No space left on device")
    assert kept() == []


def test_an_almost_full_disk_is_not_filled(town, toy, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, cache.RESERVE - 1))
    assert any("almost full" in f.message for f in read(town).report)
    assert kept() == []


def test_a_home_that_cannot_be_written_does_not_stop_it(town, toy, monkeypatch, tmp_path):
    (tmp_path / "blocked").write_text("a file, no folder")
    monkeypatch.setenv("MAQUETTE_HOME", str(tmp_path / "blocked"))
    reading = read(town)
    assert len(reading.city.objects) == 2
    assert [f.code for f in reading.report if f.code.startswith("CACHE")] == ["CACHE_NOT_WRITTEN"]


def test_what_cannot_be_stored_does_not_stop_it(town, toy, monkeypatch):
    def read_more(path, intake, progress):
        honest(path, intake, progress)
        intake.facts["odd"] = object()

    honest = toy_reader.read
    monkeypatch.setattr(toy_reader, "read", read_more)
    assert [f.code for f in read(town).report if f.code.startswith("CACHE")]


def test_cancel_while_keeping_leaves_nothing(town, toy, monkeypatch):
    progress = Progress()

    def cancel(*_):
        progress.cancel()
        progress.check()

    monkeypatch.setattr(store, "_pour", cancel)
    with pytest.raises(Cancelled):
        read(town, progress=progress)
    assert kept() == []


def test_several_at_once_all_get_the_city(town, toy):
    found = []
    threads = [threading.Thread(target=lambda: found.append(read(town))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(alike(found[0], other) for other in found)
    assert len(kept()) == 1


def test_clear_removes_all_and_says_how_much(town, toy, tmp_path):
    with zipfile.ZipFile(tmp_path / "city.zip", "w") as out:
        out.writestr("a.gml", TOWN)
    reading = read([town, tmp_path / "city.zip"])
    size, cities = cache.used()
    assert cities == 1
    assert size > 1000
    assert cache.clear() == size
    assert cache.used() == (0, 0)
    assert len(reading.city.objects) == 4  # what is open stays open
    assert cache.clear() == 0


def test_clear_removes_the_pictures_taken_out_of_models():
    path = Path(kept_picture(bytes(5000), ".png"))
    assert cache.used() == (5000, 0)
    assert cache.clear() == 5000
    assert not path.exists()


def test_the_oldest_go_when_there_is_too_much(town, toy, monkeypatch):
    places.imports().mkdir()
    for age, name in enumerate(("newer", "older")):
        path = places.imports() / f"{name}.city"
        path.write_bytes(bytes(50_000))
        os.utime(path, (time.time() - 10 - age, time.time() - 10 - age))
    monkeypatch.setattr(cache, "MOST", 90_000)
    read(town)
    names = [path.name for path in kept()]
    assert "newer.city" in names
    assert "older.city" not in names
    assert len(names) == 2


def test_what_nobody_finished_goes_after_a_day(town, toy):
    places.imports().mkdir()
    for name, age in (("old.part", 2 * 86400), ("new.part", 60)):
        path = places.imports() / name
        path.write_bytes(b"x")
        os.utime(path, (time.time() - age, time.time() - age))
    read(town)
    assert [p.name for p in kept() if p.suffix == ".part"] == ["new.part"]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_harm_gives_the_same_city(town, toy, data):
    first = read(town)
    (path,) = kept()
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        raw = raw[: data.draw(st.integers(0, len(raw)))]
    harm(path, raw)
    assert alike(first, read(town))
