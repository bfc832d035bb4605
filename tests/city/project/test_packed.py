"""Sources in a project file: in parts, never loaded to open it, and told where they are damaged."""

import contextlib
import hashlib
import random
import sqlite3
import tracemalloc
import zlib
from dataclasses import replace

import pytest

from city.edits import read_edit
from city.progress import Cancelled, Progress
from city.project import Contents, Project, ProjectError
from city.project.packed import PART, Packed
from city.scenario import Step

NOISE = random.Random(7).randbytes(PART + 300_000)  # two parts, and nothing to press out
TEXT = b"<gml>" + b"x" * (2 * PART)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "town.maquette"


@pytest.fixture
def project(path):
    made = Project.create(path, Contents())
    yield made
    made.close()


def packed(name, data):
    return Packed(name, len(data), hashlib.sha256(data).hexdigest()[:32])


def blocks(data):
    return [data[k : k + PART] for k in range(0, len(data), PART)]


def put(project, source, **files):
    named = {name.replace("_", "."): data for name, data in files.items()}
    project.packing().add(source, [(packed(n, d), blocks(d)) for n, d in named.items()])


def whole(project, source):
    """What is in the files of a source, by name."""
    files = project.pack.sources[source]
    return {file.name: b"".join(project.pack.parts(file)) for file in files}


@contextlib.contextmanager
def by_hand(path):
    connection = sqlite3.connect(path)
    with connection:
        yield connection
    connection.close()


def test_what_is_packed_comes_back_byte_for_byte(path, project):
    put(project, "a", town_gml=TEXT, roof_jpg=NOISE, empty_prj=b"")
    put(project, "b", other_las=NOISE[:PART])
    project.close()
    again = Project.open(path)
    assert list(again.pack.sources) == ["a", "b"]
    found = whole(again, "a")
    assert list(found) == ["town.gml", "roof.jpg", "empty.prj"]  # in their order
    assert found == {"town.gml": TEXT, "roof.jpg": NOISE, "empty.prj": b""}
    assert whole(again, "b") == {"other.las": NOISE[:PART]}
    assert again.pack.size() == len(TEXT) + len(NOISE) + PART
    again.close()


def test_the_same_file_is_in_it_once(path, project):
    put(project, "a", roof_jpg=NOISE)
    before = path.stat().st_size
    put(project, "b", dach_jpg=NOISE, other_jpg=NOISE)
    assert path.stat().st_size < before + 20_000
    assert set(whole(project, "b").values()) == {NOISE}


def test_a_source_that_is_packed_again_is_replaced_and_the_rest_can_go(path, project):
    put(project, "a", town_gml=TEXT)
    put(project, "a", town_gml=NOISE)
    put(project, "b", other_gml=TEXT)
    assert whole(project, "a") == {"town.gml": NOISE}
    project.packing().keep_only({"a"})
    assert list(project.pack.sources) == ["a"]
    with by_hand(path) as connection:
        assert connection.execute("SELECT count(*) FROM parts").fetchone() == (2,)
    assert whole(project, "a") == {"town.gml": NOISE}


def test_opening_a_project_loads_nothing_of_it(path, project):
    put(project, "a", town_gml=random.Random(1).randbytes(24 * PART))
    project.close()
    tracemalloc.start()
    again = Project.open(path, write=False)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < PART
    again.close()
    with by_hand(path) as connection:  # the pages of what is packed are not even looked at
        (page,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // page * page
    data[middle : middle + page] = bytes(page)
    path.write_bytes(data)
    again = Project.open(path, write=False)
    with pytest.raises(ProjectError):
        whole(again, "a")
    again.close()


def test_packing_and_unpacking_take_the_memory_of_a_part(project):
    def stream():
        rng = random.Random(2)
        for _ in range(24):
            yield rng.randbytes(PART)

    digest = hashlib.sha256(b"".join(stream())).hexdigest()[:32]
    file = Packed("big.las", 24 * PART, digest)
    tracemalloc.start()
    project.packing().add("a", [(file, stream())])
    again = hashlib.sha256()
    for part in project.pack.parts(file):
        again.update(part)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert again.hexdigest()[:32] == digest
    assert most < 6 * PART


@pytest.mark.parametrize(
    "order",
    [
        "DELETE FROM parts WHERE number = 1",
        "UPDATE parts SET bytes = x'00' WHERE number = 1",
        "UPDATE parts SET bytes = 'text' WHERE number = 1",
        "UPDATE parts SET bytes = substr(bytes, 1, 1000) WHERE number = 1",
    ],
)
def test_a_damaged_part_is_told(path, project, order):
    put(project, "a", roof_jpg=NOISE)
    put(project, "b", town_gml=b"sound")
    with by_hand(path) as connection:
        connection.execute(order)
    with pytest.raises(ProjectError, match=r"town.maquette: roof.jpg is damaged in it"):
        whole(project, "a")
    assert whole(project, "b") == {"town.gml": b"sound"}


def test_a_part_lets_out_no_more_than_a_part(path, project):
    put(project, "a", roof_jpg=NOISE)
    bomb = zlib.compress(bytes(200 * PART))
    with by_hand(path) as connection:
        connection.execute("UPDATE parts SET bytes = ?", (bomb,))
    tracemalloc.start()
    with pytest.raises(ProjectError, match="damaged"):
        whole(project, "a")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * PART


@pytest.mark.parametrize(
    "values",
    [
        ("a", 0, "", 1, "h"),
        ("a", 0, "n", -1, "h"),
        ("a", 0, "n", 1 << 60, "h"),
        ("", 0, "n", 1, "h"),
    ],
)
def test_entries_that_make_no_sense_are_told(path, project, values):
    project.close()
    with by_hand(path) as connection:
        connection.execute("INSERT INTO packed VALUES (?, ?, ?, ?, ?)", values)
    again = Project.open(path)
    assert again.pack.sources == {}
    assert "packed sources makes no sense" in again.lost[0]
    again.close()


def test_a_fault_half_way_leaves_what_was_packed_before(project):
    put(project, "a", town_gml=TEXT)

    def breaks_off():
        yield NOISE[:PART]
        raise OSError("the stick was pulled out")

    with pytest.raises(ProjectError, match="stick"):
        project.packing().add("a", [(packed("roof.jpg", NOISE), breaks_off())])
    assert whole(project, "a") == {"town.gml": TEXT}


def test_a_copy_and_a_project_of_another_name_hold_it_too(path, project, tmp_path):
    put(project, "a", roof_jpg=NOISE)
    project.copy_to(tmp_path / "copy.maquette")
    other = Project.create(tmp_path / "other.maquette", Contents())
    other.take_over(project)
    other.close()
    for name in ("copy.maquette", "other.maquette"):
        again = Project.open(tmp_path / name)
        assert whole(again, "a") == {"roof.jpg": NOISE}
        again.close()


def cancelled_after(reports):
    """A progress that somebody cancels when it has told so much."""

    def hear(*_):
        heard.append(1)
        if len(heard) == reports:
            progress.cancel()

    heard, progress = [], Progress(hear)
    return progress


def test_a_project_that_takes_another_over_comes_whole_or_not_at_all(
    project, tmp_path, monkeypatch
):
    monkeypatch.setattr("city.project.file.PAGES", 16)
    put(project, "a", roof_jpg=NOISE, town_gml=TEXT)
    project.write_down("s", "do", Step("1", read_edit({"edit": "demolish", "objects": ["x"]})))
    path = tmp_path / "other.maquette"
    with pytest.raises(Cancelled):
        Project.create(path, Contents(), other=project, progress=cancelled_after(1))
    with pytest.raises(Cancelled):
        project.copy_to(path, cancelled_after(1))
    assert [one.name for one in tmp_path.iterdir() if "other" in one.name] in ([], LOCK)
    other = Project.create(path, Contents(), other=project)
    assert whole(other, "a") == {"roof.jpg": NOISE, "town.gml": TEXT}
    assert [line.deed for line in other.log] == ["do"]
    other.close()


LOCK = [".other.maquette.lock"]


def test_what_is_written_while_a_copy_is_made_harms_neither(project, tmp_path, monkeypatch):
    """The copy is made a piece at a time, on a worker, and the window goes on writing."""
    monkeypatch.setattr("city.project.file.PAGES", 16)
    put(project, "a", roof_jpg=NOISE)
    written = []

    class Writing(Progress):
        def report(self, done, total, note=""):
            if len(written) < 3:
                written.append(done)
                project.keep(replace(project.contents, settings={"exaggeration": 2.0 + done}))

    project.copy_to(tmp_path / "copy.maquette", Writing())
    again = Project.open(tmp_path / "copy.maquette", write=False)
    assert len(written) == 3 and whole(again, "a") == {"roof.jpg": NOISE}
    assert again.contents.settings == project.contents.settings
    again.close()


def test_an_older_project_takes_the_new_form_to_be_packed(path, project):
    project.close()
    with by_hand(path) as connection:
        connection.executescript(
            "DROP TABLE packed; DROP TABLE parts; DROP TABLE scenarios; DROP TABLE steps;"
            "DROP TABLE results; DROP TABLE result_parts; DROP TABLE jobs;"
            "DROP TABLE job_outputs;"
            "PRAGMA user_version = 2"
        )
    old = Project.open(path)
    assert old.pack.sources == {}
    put(old, "a", roof_jpg=NOISE)
    old.keep(replace(old.contents, settings={"exaggeration": 2.0}))
    old.close()
    again = Project.open(path)
    assert whole(again, "a") == {"roof.jpg": NOISE}
    again.close()


def test_a_project_that_is_only_read_is_not_packed(path, project):
    only = Project.open(path)  # a second window
    with pytest.raises(ProjectError, match="nothing was written"):
        only.packing()
    only.close()
