"""A project file is recognised before SQLite touches it, and comes to its place whole or not."""

import sqlite3
import struct

import pytest

from city.project import Contents, Project, ProjectError
from city.project.opening import APPLICATION, HEADER, lock_if_possible, locked, look_at, made
from city.project.tables import VERSION


def head(version=VERSION, application=APPLICATION):
    start = b"SQLite format 3\0".ljust(60, b"\0")
    return struct.pack(HEADER.format, start, version, b"\0" * 4, application)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\3\4 something else", "no Maquette project"),
        (head(application=7), "another program"),
        (head(version=VERSION + 1), "a newer Maquette"),
    ],
)
def test_what_is_no_project_is_said_and_not_touched(tmp_path, content, words):
    path = tmp_path / "p.maquette"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=words):
        look_at(path)
    assert path.read_bytes() == content


def test_a_folder_and_nothing_at_all_are_no_project(tmp_path):
    with pytest.raises(ProjectError, match="no file"):
        look_at(tmp_path)
    with pytest.raises(ProjectError, match="No such file"):
        look_at(tmp_path / "nowhere.maquette")


def test_a_real_one_is_recognised(tmp_path):
    Project.create(tmp_path / "p.maquette", Contents()).close()
    look_at(tmp_path / "p.maquette")


def test_a_fault_while_it_is_filled_leaves_nothing_behind(tmp_path):
    path = tmp_path / "p.maquette"
    with pytest.raises(ProjectError), made(path) as (part, connection):
        assert part.parent == tmp_path and part != path
        connection.execute("CREATE TABLE t (x)")
        raise sqlite3.OperationalError("disk I/O error")
    assert list(tmp_path.glob("*.part")) == [] and not path.exists()


def test_what_another_window_holds_is_looked_at_and_not_written(tmp_path):
    path = tmp_path / "p.maquette"
    held = locked(path)
    assert "another window" in lock_if_possible(path)[1]
    with pytest.raises(ProjectError, match="another window"):
        locked(path)
    held.release()
    lock, why = lock_if_possible(path)
    assert lock is not None and why == ""
    lock.release()
