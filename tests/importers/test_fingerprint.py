import hashlib
import os
from pathlib import Path

import pytest

from city.progress import Cancelled, Progress
from importers import fingerprint as module
from importers.fingerprint import fingerprint
from importers.intake import ReadError
from importers.places import home


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.gml"
    path.write_bytes(b"a city")
    return path


@pytest.fixture
def settled(monkeypatch):
    monkeypatch.setattr(module, "SETTLED", -(10**18))


def test_it_is_the_hash_of_the_bytes(file):
    assert fingerprint(file, Progress()) == hashlib.sha256(b"a city").hexdigest()[:32]


def test_the_same_bytes_elsewhere_have_the_same(file, tmp_path):
    other = tmp_path / "b.gml"
    other.write_bytes(b"a city")
    assert fingerprint(file, Progress()) == fingerprint(other, Progress())


def test_an_unchanged_file_is_not_read_again(file, settled, monkeypatch):
    before = fingerprint(file, Progress())
    monkeypatch.setattr(module, "_hashed", lambda *_: pytest.fail("read again"))
    assert fingerprint(file, Progress()) == before


def test_a_file_of_the_same_size_written_later_is_read_again(file, settled):
    before = fingerprint(file, Progress())
    file.write_bytes(b"B city")
    stat = file.stat()
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    assert fingerprint(file, Progress()) != before


def test_a_file_written_just_now_is_not_trusted_to_stay(file):
    fingerprint(file, Progress())
    assert not (home() / "fingerprints.json").exists()


@pytest.mark.parametrize("notes", [b"", b"[]", b"{", b'{"a": 3}', b'{"a": [1, 2, 3, 4, 5]}'])
def test_notes_that_make_no_sense_count_as_none(file, notes):
    (home() / "fingerprints.json").write_bytes(notes)
    assert fingerprint(file, Progress()) == hashlib.sha256(b"a city").hexdigest()[:32]


def test_a_home_that_cannot_be_written_is_no_fault(file, settled, monkeypatch, tmp_path):
    (tmp_path / "blocked").write_text("a file, no folder")
    monkeypatch.setenv("MAQUETTE_HOME", str(tmp_path / "blocked"))
    assert fingerprint(file, Progress()) == fingerprint(file, Progress())


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ReadError, match=r"no\.gml: cannot be read: No such file"):
        fingerprint(tmp_path / "no.gml", Progress())


def test_cancel_stops_it(file):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        fingerprint(file, progress)


def test_a_file_is_new_until_it_was_hashed_and_again_when_it_changes(file, settled):
    assert module.is_new(file)
    fingerprint(file, Progress())
    assert not module.is_new(file)
    file.write_bytes(b"another city")
    assert module.is_new(file)


def test_a_file_that_is_not_there_is_not_new(tmp_path):
    assert not module.is_new(tmp_path / "none.gml")
