import errno
import gzip
import io
import os
import shutil
import stat
import threading
import zipfile
from collections import namedtuple
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from city.progress import Cancelled, Progress
from importers import places, unpack
from importers.intake import ReadError

GML = b"<CityModel/>" * 10


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def open_(path: Path) -> unpack.Contents:
    return unpack.unpack(path, Progress())


def texts(contents: unpack.Contents) -> str:
    return " | ".join(f"{f.code} {f.message}" for f in contents.findings)


def test_the_city_and_its_pictures_come_out_and_the_rest_stays(tmp_path):
    members = {"a/x.gml": GML, "a/tex/1.JPG": b"jpg", "a/1.jgw": b"1", "read.me": b"", "b.md": b""}
    contents = open_(zipped(tmp_path / "city.zip", members))
    assert contents.names == ["a/x.gml", "a/tex/1.JPG", "a/1.jgw"]
    assert (contents.root / "a/tex/1.JPG").read_bytes() == b"jpg"
    assert contents.others == {".me": 1, ".md": 1}
    assert contents.findings == []


def test_a_second_opening_unpacks_nothing(tmp_path, monkeypatch):
    path = zipped(tmp_path / "city.zip", {"x.gml": GML, "../y.gml": GML})
    first = open_(path)
    monkeypatch.setattr(unpack, "_unzip", lambda *_: pytest.fail("unpacked again"))
    second = open_(path)
    assert second == first


def test_the_same_archive_under_another_name_is_unpacked_once(tmp_path):
    path = zipped(tmp_path / "city.zip", {"x.gml": GML})
    shutil.copy(path, tmp_path / "copy.zip")
    assert open_(path).root == open_(tmp_path / "copy.zip").root


@pytest.mark.parametrize("harm", ["remove", "cut", "note"])
def test_what_was_harmed_since_is_unpacked_again(tmp_path, harm):
    path = zipped(tmp_path / "city.zip", {"x.gml": GML})
    lies = open_(path).root / "x.gml"
    if harm == "remove":
        lies.unlink()
    elif harm == "cut":
        lies.write_bytes(GML[:5])
    else:
        (lies.parent.parent / "contents.json").write_text('{"files": 3')
    assert (open_(path).root / "x.gml").read_bytes() == GML


@pytest.mark.parametrize(
    "name", ["../up.gml", "a/../../up.gml", "/etc/up.gml", "C:\\up.gml", "..\\up.gml", "C:up.gml"]
)
def test_a_path_that_leads_out_is_left_out(tmp_path, name):
    contents = open_(zipped(tmp_path / "city.zip", {name: GML, "x.gml": GML}))
    assert contents.names == ["x.gml"]
    assert "UNSAFE_PATH" in texts(contents)
    assert "leads out of the archive" in texts(contents)
    written = [p.name for p in tmp_path.parent.rglob("*up.gml")]
    written += [p.name for p in places.home().rglob("*up.gml")]
    assert written == []


def test_a_link_is_left_out(tmp_path):
    info = zipfile.ZipInfo("passwd.gml")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "city.zip", "w") as out:
        out.writestr(info, "/etc/passwd")
        out.writestr("x.gml", GML)
    contents = open_(tmp_path / "city.zip")
    assert contents.names == ["x.gml"]
    assert "it is a link" in texts(contents)


def test_a_locked_member_is_said(tmp_path):
    path = zipped(tmp_path / "city.zip", {"locked.gml": GML, "x.gml": GML})
    data = bytearray(path.read_bytes())
    where = data.index(b"PK\x01\x02")
    data[where + 8] |= 1
    path.write_bytes(data)
    contents = open_(path)
    assert contents.names == ["x.gml"]
    assert "locked with a password" in texts(contents)


def test_a_broken_member_does_not_stop_the_others(tmp_path):
    data = os.urandom(5000)
    path = zipped(tmp_path / "city.zip", {"bad.gml": data, "x.gml": GML})
    raw = bytearray(path.read_bytes())
    raw[2000:2100] = bytes(100)
    path.write_bytes(raw)
    contents = open_(path)
    assert contents.names == ["x.gml"]
    assert "bad.gml: it is damaged" in texts(contents)
    assert not (contents.root / "bad.gml").exists()


def test_two_members_of_one_name_are_said(tmp_path):
    with zipfile.ZipFile(tmp_path / "city.zip", "w") as out:
        out.writestr("x.gml", GML)
        with pytest.warns(UserWarning, match="Duplicate"):
            out.writestr("x.gml", b"other")
    contents = open_(tmp_path / "city.zip")
    assert contents.names == ["x.gml"]
    assert (contents.root / "x.gml").read_bytes() == GML
    assert "a second file of this name" in texts(contents)


def test_a_bomb_is_refused_before_it_goes_off(tmp_path, monkeypatch):
    monkeypatch.setattr(unpack, "SLACK", 1 << 20)
    path = zipped(tmp_path / "bomb.zip", {"x.gml": bytes(8 << 20)})
    contents = open_(path)
    assert contents.names == []
    assert "ZIP_BOMB x.gml: it would unpack to a monstrous size" in texts(contents)


def test_many_members_that_share_their_bytes_are_a_bomb(tmp_path, monkeypatch):
    """Fifield's kind: every entry of the directory points at the same packed bytes."""
    monkeypatch.setattr(unpack, "SLACK", 1 << 10)
    monkeypatch.setattr(unpack, "MOST_RATIO", 20)
    path = zipped(tmp_path / "bomb.zip", {"0000.gml": (os.urandom(100) * 12 + bytes(200)) * 2})
    raw = path.read_bytes()
    start, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    entry = raw[start:end]
    entries = b"".join(entry.replace(b"0000.gml", b"%04d.gml" % n) for n in range(500))
    count = (500).to_bytes(2, "little")
    tail = raw[end : end + 8] + count + count + len(entries).to_bytes(4, "little")
    path.write_bytes(raw[:start] + entries + tail + raw[end + 16 :])
    with pytest.raises(ReadError, match=r"bomb\.zip: it would unpack to more than"):
        open_(path)
    assert not any(places.home().rglob("*.gml"))


def test_a_gz_bomb_is_stopped_while_it_goes_off(tmp_path, monkeypatch):
    monkeypatch.setattr(unpack, "SLACK", 1 << 20)
    (tmp_path / "bomb.gml.gz").write_bytes(gzip.compress(bytes(32 << 20)))
    with pytest.raises(ReadError, match=r"bomb\.gml\.gz: it would unpack to more than"):
        open_(tmp_path / "bomb.gml.gz")
    assert not any(p for p in places.unpacked().rglob("*"))


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(unpack, "MOST_FILES", 3)
    path = zipped(tmp_path / "many.zip", {f"{n}.gml": b"" for n in range(4)})
    with pytest.raises(ReadError, match="more than 3 files"):
        open_(path)


def test_what_does_not_fit_on_the_disk_is_refused(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, unpack.RESERVE + 10))
    path = zipped(tmp_path / "city.zip", {"x.gml": GML})
    with pytest.raises(ReadError, match=r"do not fit on the disk.*MAQUETTE_HOME"):
        open_(path)


def test_a_disk_that_fills_up_meanwhile_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(unpack._Budget, "spend", full)
    for path in (
        zipped(tmp_path / "city.zip", {"x.gml": GML}),
        tmp_path / "x.gml.gz",
    ):
        if path.suffix == ".gz":
            path.write_bytes(gzip.compress(GML))
        with pytest.raises(ReadError, match="do not fit on the disk"):
            open_(path)
    assert list(places.unpacked().iterdir()) == []


def test_a_zip_in_a_zip_is_opened_one_level(tmp_path):
    def packed(members: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as inner:
            for name, data in members.items():
                inner.writestr(name, data)
        return out.getvalue()

    deepest = packed({"deep.gml": GML})
    inner = packed({"in.gml": GML, "../out.gml": GML, "deepest.zip": deepest})
    members = {"tiles/inner.zip": inner, "x.gml.gz": gzip.compress(GML), "bad.zip": b"PK"}
    contents = open_(zipped(tmp_path / "city.zip", members))
    assert contents.names == ["tiles/inner/in.gml", "x.gml"]
    assert (contents.root / "x.gml").read_bytes() == GML
    assert "archive in an archive in an archive" in texts(contents)
    assert "../out.gml: its path leads out" in texts(contents)
    assert "bad.zip: the archive is damaged" in texts(contents)


def test_what_a_mac_adds_is_passed_over(tmp_path):
    members = {"x.gml": GML, "__MACOSX/._x.gml": b"1", "._y.gml": b"2"}
    contents = open_(zipped(tmp_path / "city.zip", members))
    assert contents.names == ["x.gml"]
    assert contents.findings == []


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Straße.gml".encode("cp437"), "Straße.gml"),
        ("Straße.gml".encode(), "Straße.gml"),
        ("建物.gml".encode("cp932"), "建物.gml"),
        (b"tiles\\a.gml", "tiles/a.gml"),
    ],
)
def test_names_in_other_encodings(tmp_path, raw, name):
    path = zipped(tmp_path / "city.zip", {"?" * len(raw) + ".gml": GML})
    swapped = path.read_bytes().replace(b"?" * len(raw) + b".gml", raw + b".gml")
    path.write_bytes(swapped)
    assert open_(path).names == [name + ".gml"]


def test_a_gz_is_one_file(tmp_path):
    (tmp_path / "x.gml.gz").write_bytes(gzip.compress(GML))
    contents = open_(tmp_path / "x.gml.gz")
    assert contents.names == ["x.gml"]
    assert (contents.root / "x.gml").read_bytes() == GML


def test_a_gz_of_several_parts_is_read_to_its_end(tmp_path):
    data = os.urandom(3 << 20)
    parts = gzip.compress(data[: 1 << 20]) + gzip.compress(data[1 << 20 :])
    (tmp_path / "x.gml.gz").write_bytes(parts + bytes(512))
    contents = open_(tmp_path / "x.gml.gz")
    assert (contents.root / "x.gml").read_bytes() == data
    assert contents.findings == []


def test_a_gz_that_breaks_off_gives_what_there_is(tmp_path):
    data = os.urandom(50_000)
    (tmp_path / "x.gml.gz").write_bytes(gzip.compress(data)[:40_000])
    contents = open_(tmp_path / "x.gml.gz")
    got = (contents.root / "x.gml").read_bytes()
    assert 39_000 < len(got) <= 40_000
    assert data.startswith(got)
    assert "breaks off" in texts(contents)


@pytest.mark.parametrize("name", ["x.zip", "x.gml.gz"])
@pytest.mark.parametrize("data", [b"", b"PK", b"no archive at all", b"\x1f\x8b\x08"])
def test_what_is_no_archive_is_said(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError, match=r"the archive is damaged.*fetch it again"):
        open_(tmp_path / name)


def test_cancel_stops_it_and_leaves_nothing(tmp_path):
    path = zipped(tmp_path / "city.zip", {"x.gml": os.urandom(4 << 20)})
    progress = Progress(lambda done, total, note: progress.cancel() if "Unpack" in note else None)
    with pytest.raises(Cancelled):
        unpack.unpack(path, progress)
    assert list(places.unpacked().iterdir()) == []


def test_two_at_once_get_the_same(tmp_path):
    path = zipped(tmp_path / "city.zip", {f"{n}.gml": os.urandom(50_000) for n in range(20)})
    found = []
    threads = [threading.Thread(target=lambda: found.append(open_(path))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert all((c.root / name).stat().st_size == 50_000 for c in found for name in c.names)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_harm_to_an_archive_gives_contents_or_a_plain_line(tmp_path, data):
    path = zipped(tmp_path / "city.zip", {"a/x.gml": bytes(range(256)) + GML, "t.png": GML})
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(
        raw[: data.draw(st.integers(0, len(raw)))] if data.draw(st.booleans()) else raw
    )
    try:
        contents = open_(path)
    except ReadError as fault:
        assert "city.zip" in str(fault)
        return
    inside = [p.resolve() for name in contents.names for p in [contents.root / name]]
    assert all(p.is_relative_to(places.unpacked().resolve()) for p in inside)


def test_a_member_without_a_name_does_not_stop_the_others(tmp_path):
    contents = open_(zipped(tmp_path / "city.zip", {"": b"nobody", "x.gml": GML}))
    assert contents.names == ["x.gml"]
