"""Results of simulations in a project: kept whole, read when asked, and lost one by one."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.layer_archive import archived
from city.project import Contents, Project, ProjectError
from city.project import results as kept
from tests.city.layers import layer

NOW = "2026-11-29T12:00:00.000+00:00"
LATER = "2026-11-29T13:00:00.000+00:00"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "town.maquette"


@pytest.fixture
def project(path):
    made = Project.create(path, Contents())
    yield made
    made.close()


@contextlib.contextmanager
def by_hand(path):
    connection = sqlite3.connect(path)
    with connection:
        yield connection
    connection.close()


def count(path, table):
    with by_hand(path) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_result_is_there_when_the_project_is_opened_again(path, project):
    made = layer()
    result = project.keep_result(made, "plan", NOW)
    assert project.results == [result]
    assert (result.scenario, result.simulation, result.made) == ("plan", "sun", NOW)
    project.close()
    again = Project.open(path, write=False)
    assert again.results == [result] and again.lost == []
    assert archived(again.layer_of(again.results[0])) == archived(made)
    again.close()


def test_opening_reads_no_values(path, project):
    project.keep_result(layer(), "", NOW)
    project.close()
    with by_hand(path) as connection:
        connection.execute("UPDATE result_parts SET bytes = 'nonsense'")
    again = Project.open(path)
    assert len(again.results) == 1 and again.lost == []
    with pytest.raises(ProjectError, match=r"Hours of sun cannot be used .a part of it is missing"):
        again.layer_of(again.results[0])
    again.close()


def test_a_newer_result_takes_the_place_of_the_same_question(path, project):
    first = project.keep_result(layer(), "plan", NOW)
    others = [
        project.keep_result(layer(), "", NOW),
        project.keep_result(layer(settings={"date": "2026-06-21"}), "plan", NOW),
        project.keep_result(layer(simulation="sky"), "plan", NOW),
    ]
    fresh = project.keep_result(layer(values=np.ones(18)), "plan", LATER)
    assert project.results == [*others, fresh] and first not in project.results
    assert (project.layer_of(fresh).values["hours"] == 1).all()
    assert count(path, "results") == count(path, "result_parts") == 4


def test_a_result_is_forgotten(path, project):
    one, two = project.keep_result(layer(), "a", NOW), project.keep_result(layer(), "b", NOW)
    project.forget_result(one)
    assert project.results == [two]
    assert count(path, "results") == count(path, "result_parts") == 1
    with pytest.raises(ProjectError, match="a part of it is missing"):
        project.layer_of(one)


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(["keep", "forget"]), st.integers(0, 3)), max_size=8))
def test_the_file_holds_what_the_open_project_says(tmp_path_factory, deeds):
    path = tmp_path_factory.mktemp("p") / "town.maquette"
    project = Project.create(path, Contents())
    wanted = {}
    for number, (deed, scenario) in enumerate(deeds):
        if deed == "keep":
            made = layer(values=np.full(18, number))
            wanted.pop(str(scenario), None)
            wanted[str(scenario)] = (
                project.keep_result(made, str(scenario), f"{number:03d}"),
                number,
            )
        elif str(scenario) in wanted:
            project.forget_result(wanted.pop(str(scenario))[0])
    assert project.results == [result for result, _ in wanted.values()]
    project.close()
    again = Project.open(path)
    assert again.results == [result for result, _ in wanted.values()]
    for result, number in wanted.values():
        assert (again.layer_of(result).values["hours"] == number).all()
    again.close()
    assert count(path, "result_parts") == len(wanted)


def test_large_results_lie_in_parts(path, project, monkeypatch):
    monkeypatch.setattr(kept, "PART", 500)
    made = layer()
    result = project.keep_result(made, "", NOW)
    assert count(path, "result_parts") == -(-len(archived(made)) // 500) > 3
    assert project.layer_of(result).digest() == made.digest()
    with by_hand(path) as connection:
        connection.execute("DELETE FROM result_parts WHERE number = 1")
    with pytest.raises(ProjectError, match="missing"):
        project.layer_of(result)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE result_parts SET bytes = substr(bytes, 1, length(bytes) - 1)",
        "UPDATE result_parts SET bytes = zeroblob(length(bytes))",
        "UPDATE result_parts SET bytes = bytes || x'00'",
        "DELETE FROM result_parts",
    ],
)
def test_values_that_are_damaged_are_told_in_one_line(path, project, change):
    result = project.keep_result(layer(), "", NOW)
    with by_hand(path) as connection:
        connection.execute(change)
    with pytest.raises(
        ProjectError, match=r"town.maquette: its result Hours of sun .*again$"
    ) as said:
        project.layer_of(result)
    assert "\n" not in str(said.value)


@pytest.mark.parametrize(
    "change",
    [
        "size = -1",
        "size = 'many'",
        f"size = {1 << 40}",
        "settings = '[]'",
        "settings = '{'",
        f"settings = '{'[' * 10000}'",
        "made = x'ff'",
    ],
)
def test_an_entry_that_makes_no_sense_is_left_out_and_told(path, project, change):
    project.keep_result(layer(), "", NOW)
    good = project.keep_result(layer(), "plan", NOW)
    project.close()
    with by_hand(path) as connection:
        connection.execute(f"UPDATE results SET {change} WHERE scenario = ''")
    again = Project.open(path)
    assert again.results == [good]
    assert len(again.lost) == 1 and "an entry of its results makes no sense" in again.lost[0]
    again.close()


def test_a_layer_whose_columns_do_not_fit_is_not_kept(path, project):
    made = layer()
    wrong = replace(made, values={"hours": np.zeros(3, np.float32)})
    with pytest.raises(ProjectError, match="Hours of sun: this result cannot be kept: its hours"):
        project.keep_result(wrong, "", NOW)
    assert project.results == [] and count(path, "result_parts") == 0


def test_traces_that_are_far_too_large_are_not_kept(project, monkeypatch):
    monkeypatch.setattr(kept, "TRACES", 10)
    assert project.layer_of(project.keep_result(layer(), "", NOW)).traces == {}


def test_a_result_is_kept_by_a_worker_while_others_write(path, project):
    """Written over a connection of its own: the thread that holds the project goes on."""
    made, done = layer(), []
    work = threading.Thread(target=lambda: done.append(project.keep_result(made, "", NOW)))
    work.start()
    for number in range(20):
        project.keep(replace(project.contents, settings={"exaggeration": float(number)}))
    work.join()
    assert project.results == done
    assert project.layer_of(done[0]).digest() == made.digest()
    assert project.contents.settings == {"exaggeration": 19.0}


CRASH = """
import os, sys
from pathlib import Path
from city.project import Project, results
from tests.city.layers import layer
results.PART = 200
project = Project.open(Path(sys.argv[1]))
real = results.together
results.together = lambda connection: os._exit(9)
project.keep_result(layer(values=range(18)), "", "2026")
"""


def test_a_crash_leaves_the_old_result_and_the_next_one_sweeps_up(path, project):
    result = project.keep_result(layer(), "", NOW)
    project.close()
    done = subprocess.run([sys.executable, "-c", CRASH, str(path)], env={**os.environ})
    assert done.returncode == 9
    assert count(path, "result_parts") > 1
    again = Project.open(path)
    assert again.results == [result]
    assert again.layer_of(result).digest() == layer().digest()
    again.keep_result(layer(), "plan", LATER)
    again.close()
    assert count(path, "result_parts") == 2


def test_a_project_of_the_form_before_takes_the_new_one(path, project):
    project.close()
    with by_hand(path) as connection:
        connection.executescript(
            "DROP TABLE results; DROP TABLE result_parts; DROP TABLE jobs;"
            "DROP TABLE job_outputs; PRAGMA user_version = 3"
        )
    before = path.read_bytes()
    only = Project.open(path, write=False)
    assert only.results == []
    with pytest.raises(ProjectError, match="nothing was written"):
        only.keep_result(layer(), "", NOW)
    only.close()
    assert path.read_bytes() == before
    old = Project.open(path)
    result = old.keep_result(layer(), "", NOW)
    old.close()
    assert path.with_name(f"{path.name}.form-3.backup").is_file()
    again = Project.open(path)
    assert again.results == [result]
    again.close()


def test_a_copy_and_a_project_of_another_hold_the_results(path, project, tmp_path):
    result = project.keep_result(layer(), "plan", NOW)
    project.copy_to(tmp_path / "copy.maquette")
    other = Project.create(tmp_path / "other.maquette", Contents(), other=project)
    for one in (other, Project.open(tmp_path / "copy.maquette")):
        assert one.results == [result]
        assert one.layer_of(result).digest() == layer().digest()
        one.close()


def test_a_project_whose_file_is_gone_can_be_kept_as_a_new_one(path, project, tmp_path):
    project.keep(Contents(settings={"exaggeration": 2.0}))
    project.keep_result(layer(), "plan", NOW)
    path.unlink()
    with pytest.raises(ProjectError, match="no longer there"):
        project.keep_result(layer(), "", NOW)
    other = Project.create(tmp_path / "other.maquette", project.contents, other=project)
    assert other.contents.settings == {"exaggeration": 2.0}
    assert other.results == []
    other.close()
