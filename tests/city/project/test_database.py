"""The database under a project file."""

import sqlite3

import pytest

from city.project.database import ProjectError, connect, said, together, writable


@pytest.fixture
def connection(tmp_path):
    made = connect(tmp_path / "a.db", "rwc")
    made.execute("CREATE TABLE words (word TEXT PRIMARY KEY)")
    yield made
    made.close()


def words(connection):
    return [word for (word,) in connection.execute("SELECT word FROM words ORDER BY word")]


def test_what_is_written_together_is_there_together_or_not_at_all(connection):
    with together(connection):
        connection.executemany("INSERT INTO words VALUES (?)", [("a",), ("b",)])
    with pytest.raises(sqlite3.IntegrityError), together(connection):
        connection.execute("INSERT INTO words VALUES ('c')")
        connection.execute("INSERT INTO words VALUES ('a')")
    assert words(connection) == ["a", "b"]


def test_whether_it_can_be_written_is_tried_and_taken_back(tmp_path, connection):
    connection.execute("PRAGMA user_version=7")
    assert writable(connection)
    assert connection.execute("PRAGMA user_version").fetchone() == (7,)
    only = connect(tmp_path / "a.db", "ro")
    assert not writable(only)
    only.close()


def test_values_far_too_large_are_refused(connection):
    with pytest.raises(ProjectError, match="far too large"), said(connect.__code__.co_filename):
        connection.execute("SELECT zeroblob(100000000)").fetchone()


@pytest.mark.parametrize(
    ("fault", "words_"),
    [
        (sqlite3.DatabaseError("x"), "the file is damaged; take a copy of it from a backup"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "x"), "the file is damaged"),
    ],
)
def test_faults_are_said_in_one_line(tmp_path, fault, words_):
    with pytest.raises(ProjectError) as told, said(tmp_path / "a.maquette"):
        raise fault
    assert str(told.value).startswith(f"{tmp_path / 'a.maquette'}: {words_}")
