import errno
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from city.project import Contents, Measurement, Note, Project, ProjectError
from city.project.tables import VERSION
from tests.city.project.contents import full
from tests.shared import looked_into

MEASURED = Measurement("m", "distance", ((0.0, 0.0, 0.0), (3.0, 4.0, 0.0)), "5.00 m")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "station quarter.maquette"


def note(number):
    return Note(f"note{number}", number, f"the {number}th", (1.0, 2.0, float(number)))


def test_what_was_kept_comes_back(path):
    whole = full(path.parent)
    Project.create(path, whole).close()
    project = Project.open(path)
    assert project.contents == whole
    assert project.read_only == ""
    assert project.lost == []
    project.close()
    assert os.listdir(path.parent) == [path.name]


def test_changes_are_written_as_they_are_made_and_nothing_else(path):
    project = Project.create(path, Contents())
    assert project.keep(Contents(notes=(note(1), note(2))))
    assert not project.keep(Contents(notes=(note(1), note(2))))
    assert project.keep(Contents(notes=(replace(note(2), text="changed"),)))
    other = Project.open(path, write=False)  # beside the one that is still open
    assert [n.text for n in other.contents.notes] == ["changed"]
    other.close()
    project.close()


WRITER = """
import sys
from pathlib import Path
from city.project import Contents, Note, Project
project = Project.create(Path(sys.argv[1]), Contents())
notes = ()
for number in range(100000):
    notes = (*notes[-40:], Note(f"n{number}", number, "x" * 500, (0.0, 0.0, 0.0)))
    project.keep(Contents(notes=notes))
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of Unix")
@pytest.mark.parametrize("moment", range(6))
def test_kill_nine_loses_nothing_that_was_said_to_be_done(path, moment):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    said = [writer.stdout.readline()]  # the first change is in
    time.sleep(random.Random(moment).uniform(0.0, 0.4))
    os.kill(writer.pid, signal.SIGKILL)
    said += writer.stdout.readlines()
    writer.stdout.close()
    writer.wait()
    done = int([line for line in said if line.endswith("\n")][-1])
    project = Project.open(path)  # the lock of the dead is free
    assert project.read_only == ""
    newest = max(n.number for n in project.contents.notes)
    assert newest in (done, done + 1)  # the one under way is there, or it is not
    expected = range(max(newest - 40, 0), newest + 1)
    assert [n.number for n in project.contents.notes] == list(expected)
    assert project.keep(Contents(notes=(note(1),)))
    project.close()


def test_it_waits_for_the_disk_and_believes_nothing_in_the_file(path):
    project = Project.create(path, Contents())
    asked = project._connection.execute
    assert asked("PRAGMA synchronous").fetchone()[0] >= 2  # FULL or more
    assert asked("PRAGMA journal_mode").fetchone()[0] in ("delete", "truncate", "persist", "wal")
    assert asked("PRAGMA trusted_schema").fetchone()[0] == 0
    project.close()


def test_a_second_window_is_told_and_may_only_look(path):
    first = Project.create(path, Contents(notes=(note(1),)))
    second = Project.open(path)
    assert "open in another window" in second.read_only
    assert second.contents.notes == (note(1),)
    with pytest.raises(ProjectError, match="open in another window"):
        second.keep(Contents())
    with pytest.raises(ProjectError, match="close it there first"):
        Project.create(path, Contents(), replace_old=True)
    second.close()
    assert first.keep(Contents())  # the second has not taken the lock away
    first.close()
    third = Project.open(path)
    assert third.read_only == ""
    third.close()


def test_a_newer_project_is_refused_and_not_touched(path):
    Project.create(path, Contents(notes=(note(1),))).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version={VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ProjectError, match=r"newer Maquette .*form 6, this one knows 5"):
        Project.open(path)
    assert path.read_bytes() == before


@pytest.fixture
def old(path):
    """A project of form 1, which knew no measurements, as the program of then has left it."""
    Project.create(path, Contents(notes=(note(1),), settings={"exaggeration": 2.0})).close()
    connection = sqlite3.connect(path)
    connection.executescript(
        "BEGIN; DROP TABLE measurements; DROP TABLE scenarios; DROP TABLE steps;"
        "DROP TABLE packed; DROP TABLE parts; DROP TABLE results; DROP TABLE result_parts;"
        "DROP TABLE jobs; DROP TABLE job_outputs;"
        "PRAGMA user_version=1; COMMIT; VACUUM;"
    )
    connection.close()
    return path


def form(path):
    return int.from_bytes(path.read_bytes()[60:64], "big")  # the user version, in the header


def test_an_older_project_is_opened_and_takes_the_new_form_when_it_is_written(old):
    before = old.read_bytes()
    project = Project.open(old)
    assert project.contents.notes == (note(1),) and project.contents.measurements == ()
    assert not project.keep(project.contents)
    project.close()
    assert old.read_bytes() == before  # one that is only looked at stays for the older program
    project = Project.open(old)
    assert project.keep(replace(project.contents, measurements=(MEASURED,)))
    project.close()
    assert form(old) == VERSION
    backup = old.with_name(f"{old.name}.form-1.backup")
    assert backup.read_bytes()[60:64] == before[60:64]  # the old one is kept beside it
    again = Project.open(old)
    assert again.contents == Contents(
        notes=(note(1),), measurements=(MEASURED,), settings={"exaggeration": 2.0}
    )
    assert again.keep(Contents()) and not again.keep(Contents())
    again.close()


def test_an_older_project_may_be_read_where_it_cannot_be_written(old):
    before = old.read_bytes()
    project = Project.open(old, write=False)
    assert project.contents.notes == (note(1),)
    project.close()
    assert old.read_bytes() == before


def test_a_copy_of_an_older_project_has_the_new_form(old, tmp_path):
    project = Project.open(old)
    project.copy_to(tmp_path / "copy.maquette")
    project.close()
    assert (form(old), form(tmp_path / "copy.maquette")) == (1, VERSION)
    copy = Project.open(tmp_path / "copy.maquette")
    assert copy.contents.notes == (note(1),)
    copy.close()


def test_a_new_form_that_cannot_be_written_leaves_the_old(old):
    project = Project.open(old)
    pages = project._connection.execute("PRAGMA page_count").fetchone()[0]
    project._connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(ProjectError, match="disk is full"):
        project.keep(replace(project.contents, measurements=(MEASURED,)))
    project._connection.execute("PRAGMA max_page_count=1000000")
    assert project.keep(replace(project.contents, measurements=(MEASURED,)))  # room was made
    project.close()
    assert form(old) == VERSION


def test_what_is_no_project_is_said_in_one_line(tmp_path):
    (tmp_path / "letter.maquette").write_text("Dear reader, " * 20)
    (tmp_path / "empty.maquette").touch()
    connection = sqlite3.connect(tmp_path / "other.maquette")
    connection.execute("CREATE TABLE notes (a)")
    connection.close()
    for name, word in (
        ("letter", "no Maquette project"),
        ("empty", "empty"),
        ("other", "another program"),
        ("missing", "No such file"),
    ):
        with pytest.raises(ProjectError, match=word) as said:
            Project.open(tmp_path / f"{name}.maquette")
        assert "\n" not in str(said.value)
        assert name in str(said.value)
    with pytest.raises(ProjectError, match="no file"):
        Project.open(tmp_path)


def test_a_damaged_project_gives_one_line_or_all_of_it(path):
    notes = tuple(replace(note(k), text="x" * 300) for k in range(300))
    Project.create(path, Contents(notes=notes)).close()
    sound = path.read_bytes()
    refused = 0
    for seed in range(40):
        chance = random.Random(seed)
        broken = bytearray(sound[: chance.randrange(100, len(sound))] if seed % 2 else sound)
        for _ in range(30):
            broken[chance.randrange(100, len(broken))] = chance.randrange(256)
        path.write_bytes(broken)
        try:
            project = Project.open(path)
        except ProjectError as fault:
            refused += 1
            assert path.name in str(fault) and "\n" not in str(fault)
        else:
            project.close()
    assert refused > 20


def test_entries_that_make_no_sense_are_told_and_kept_in_the_file(path):
    Project.create(path, full(path.parent)).close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE views SET value = 'import os' WHERE ident = 'v1'")
    connection.execute("UPDATE height_fixes SET metres = 9e99")
    connection.execute("UPDATE sources SET path = 'http://example.org/x.gml' WHERE opening = 2")
    connection.commit()
    connection.close()
    project = Project.open(path)
    assert [v.ident for v in project.contents.views] == ["v2"]
    assert project.contents.fixes == ()
    assert [o.opening for o in project.contents.origins] == [1]
    assert len(project.lost) == 3
    project.keep(replace(project.contents, notes=()))
    project.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM views").fetchone()[0] == 2
    connection.close()


def test_orders_in_the_file_are_not_carried_out(path):
    Project.create(path, Contents()).close()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM settings; END")
    connection.commit()
    connection.close()
    with pytest.raises(ProjectError, match="holds other things"):
        Project.open(path)


def test_a_full_disk_is_said_and_the_old_stays(path):
    project = Project.create(path, Contents(notes=(note(1),)))
    pages = project._connection.execute("PRAGMA page_count").fetchone()[0]
    project._connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(ProjectError, match="disk is full"):
        project.keep(Contents(notes=(note(1), replace(note(2), text="x" * 100_000))))
    project._connection.execute("PRAGMA max_page_count=100000")
    assert project.keep(Contents(notes=(note(1), note(3))))  # there is room again
    project.close()
    assert looked_into(path).contents.notes == (note(1), note(3))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full is of Linux")
def test_a_copy_onto_nothing_leaves_nothing(path, tmp_path):
    project = Project.create(path, full(tmp_path))
    with pytest.raises(ProjectError, match="cannot be written"):
        project.copy_to(tmp_path / "nowhere" / "copy.maquette")
    with pytest.raises(ProjectError, match="project itself"):
        project.copy_to(path)
    project.close()


def test_a_write_protected_place_opens_for_reading_and_says_so(path, monkeypatch):
    import city.project.opening as opening

    Project.create(path, Contents(notes=(note(1),))).close()

    def refuse(place):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(opening, "Lock", refuse)
    project = Project.open(path)
    assert "write-protected" in project.read_only
    assert project.contents.notes == (note(1),)
    project.close()


def test_a_copy_knows_its_sources_from_its_own_place(path, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "town.gml").touch()
    whole = replace(full(data), fixes=())
    project = Project.create(path, whole)
    assert project.contents.origins[0].relative == "data/town.gml"
    there = tmp_path / "else where"
    there.mkdir()
    project.copy_to(there / "copy.maquette")
    project.close()
    copy = Project.open(there / "copy.maquette")
    assert copy.contents.origins[0].relative == "../data/town.gml"
    assert copy.contents.views == whole.views
    copy.close()
