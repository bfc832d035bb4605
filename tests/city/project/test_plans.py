"""Scenarios in a project file: written step by step, never lost, back as they were."""

import random
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from city.edits import Demolish
from city.project import Contents, Plan, Project, ProjectError
from city.project.plans import Line, line_of, row_of, scenarios
from city.scenario import Step


def step(name):
    return Step(f"step-{name}", Demolish((name,)), "2026-11-29T12:00:00Z", "Ada")


def log(*deeds):
    """A log of (scenario, deed or the name of what is demolished)."""
    return [
        Line(k, scenario, deed) if deed in ("undo", "redo") else Line(k, scenario, "do", step(deed))
        for k, (scenario, deed) in enumerate(deeds, 1)
    ]


def names(scenario):
    return [name for edit in scenario.edits for name in edit.objects]


A = Plan("a", "Plan A")


def test_a_line_comes_back_as_it_was_written():
    line = line_of((7, *row_of("a", "do", step("x"))))
    assert line == Line(7, "a", "do", step("x"))
    assert line_of((8, *row_of("a", "undo"))) == Line(8, "a", "undo")


@pytest.mark.parametrize(
    "row",
    [
        (1, "a", "explode", "", "", "", ""),
        (1, "a", "do", "i", "no json", "", ""),
        (1, "a", "do", "i", '{"edit": "fly"}', "", ""),
        (1, "a", "do", "i", "[" * 100_000, "", ""),
        (1, 5, "undo", "", "", "", ""),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(row):
    with pytest.raises(ValueError):
        line_of(row)


def test_the_log_is_done_again():
    deeds = [("a", "x"), ("a", "y"), ("a", "undo"), ("a", "z"), ("a", "undo"), ("a", "redo")]
    found = scenarios([A], log(*deeds))["a"]
    assert names(found) == ["x", "z"]
    assert (found.cursor, found.name) == (2, "Plan A")
    found = scenarios([A], log(*deeds, ("a", "undo"), ("a", "undo"), ("a", "undo")))["a"]
    assert (names(found), len(found.own)) == ([], 2)


def test_a_branch_has_what_its_parent_had_when_it_began():
    plans = [A, Plan("b", "B", parent="a", since=2), Plan("m", "M", parent="a", mirrors=True)]
    deeds = [("a", "x"), ("a", "y"), ("b", "own"), ("a", "z"), ("a", "undo"), ("a", "late")]
    found = scenarios(plans, log(*deeds))
    assert names(found["a"]) == ["x", "y", "late"]
    assert names(found["b"]) == ["x", "y", "own"]
    assert names(found["m"]) == ["x", "y", "late"]


def test_a_branch_of_a_branch_remembers_both_moments():
    plans = [A, Plan("b", "B", parent="a", since=1), Plan("c", "C", parent="b", since=3)]
    deeds = [("a", "x"), ("a", "y"), ("b", "one"), ("b", "two"), ("c", "own")]
    assert names(scenarios(plans, log(*deeds))["c"]) == ["x", "one", "own"]


def test_parents_that_are_missing_or_go_round_are_none():
    plans = [Plan("a", "A", parent="b"), Plan("b", "B", parent="a"), Plan("c", "C", parent="ghost")]
    found = scenarios(plans, log(("a", "x"), ("b", "y"), ("c", "z")))
    assert names(found["c"]) == ["z"]
    assert names(found["a"])[-1:] == ["x"]


def test_steps_are_in_the_file_when_they_are_written_down(tmp_path):
    path = tmp_path / "a.maquette"
    project = Project.create(path, Contents(plans=(A,)))
    project.write_down("a", "do", step("x"), step("y"))
    project.write_down("a", "undo")
    beside = Project.open(path, write=False)
    assert names(beside.scenarios()["a"]) == ["x"]
    assert beside.scenarios() == project.scenarios()
    beside.close()
    project.write_down("a", "redo")
    project.close()
    again = Project.open(path)
    assert names(again.scenarios()["a"]) == ["x", "y"]
    assert [line.number for line in again.log] == [1, 2, 3, 4]
    copied = tmp_path / "copy.maquette"
    again.copy_to(copied)
    again.close()
    copy = Project.open(copied)
    assert names(copy.scenarios()["a"]) == ["x", "y"]
    copy.close()


def test_nothing_is_written_to_what_is_only_looked_at(tmp_path):
    path = tmp_path / "a.maquette"
    Project.create(path, Contents(plans=(A,))).close()
    project = Project.open(path, write=False)
    with pytest.raises(ProjectError, match="nothing was written"):
        project.write_down("a", "do", step("x"))
    project.close()
    assert project.log == []


def test_a_full_disk_loses_the_step_that_was_refused_and_no_other(tmp_path):
    path = tmp_path / "a.maquette"
    project = Project.create(path, Contents(plans=(A,)))
    project.write_down("a", "do", step("x"))
    pages = project._connection.execute("PRAGMA page_count").fetchone()[0]
    project._connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(ProjectError, match="disk is full"):
        project.write_down("a", "do", *(step(f"{'y' * 100}{k}") for k in range(1000)))
    assert names(project.scenarios()["a"]) == ["x"]
    project.close()
    again = Project.open(path)
    assert names(again.scenarios()["a"]) == ["x"]
    again.close()


def test_a_name_that_is_no_text_is_said_and_costs_nothing_else(tmp_path):
    """Linux knows file names that are no text; Python gives them as halves of letters."""
    project = Project.create(tmp_path / "a.maquette", Contents(plans=(Plan("a", "A"),)))
    odd = Step("s", Demolish(("b\udce4r",)))
    with pytest.raises(ProjectError, match="a name that is no text"):
        project.write_down("a", "do", step("x"), odd)
    with pytest.raises(ProjectError, match=r"b\?r.obj"):
        project.keep(replace(project.contents, settings={"models": {"a": "b\udce4r.obj"}}))
    project.write_down("a", "do", step("y"))
    assert [s.ident for s in project.scenarios()["a"].steps] == ["step-y"]
    project.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps what is open")
def test_a_file_that_somebody_takes_away_or_replaces_is_not_written_to_unseen(tmp_path):
    path = tmp_path / "a.maquette"
    project = Project.create(path, Contents(plans=(A,)))
    project.write_down("a", "do", step("x"))
    path.unlink()
    with pytest.raises(ProjectError, match="the file is no longer there"):
        project.write_down("a", "do", step("y"))
    with pytest.raises(ProjectError, match="the file is no longer there"):
        project.keep(Contents())
    path.write_bytes(b"another")
    with pytest.raises(ProjectError, match="another has taken its place"):
        project.write_down("a", "do", step("y"))
    rescued = tmp_path / "b.maquette"
    project.copy_to(rescued)
    project.close()
    again = Project.open(rescued)
    assert names(again.scenarios()["a"]) == ["x"]
    again.write_down("a", "do", step("y"))
    again.close()


def test_a_clock_that_is_set_back_changes_no_order(tmp_path):
    path = tmp_path / "a.maquette"
    project = Project.create(path, Contents(plans=(A,)))
    for number, made in enumerate(("2031-01-01T00:00:00Z", "1999-01-01T00:00:00Z", "")):
        project.write_down("a", "do", replace(step(f"s{number}"), made=made))
    project.write_down("a", "undo")
    project.close()
    again = Project.open(path)
    assert names(again.scenarios()["a"]) == ["s0", "s1"]
    assert names(again.scenarios()["a"].redone()) == ["s0", "s1", "s2"]
    again.close()


def test_a_damaged_step_costs_only_itself(tmp_path):
    path = tmp_path / "a.maquette"
    project = Project.create(path, Contents(plans=(A,)))
    project.write_down("a", "do", step("x"), step("y"))
    project._connection.execute("UPDATE steps SET edit = 'rubbish' WHERE number = 1")
    project.close()
    again = Project.open(path)
    assert names(again.scenarios()["a"]) == ["y"]
    assert "a step of its scenarios makes no sense" in again.lost[0]
    again.close()


WRITER = """
import sys
from pathlib import Path
from city.edits import Demolish
from city.project import Contents, Plan, Project
from city.scenario import Step
project = Project.open(Path(sys.argv[1]))
start = len(project.log)
for number in range(start, start + 100000):
    project.write_down("a", "do", Step(f"s{number}", Demolish((f"house {number}",))))
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of Unix")
def test_a_kill_loses_nothing_that_was_told_to_be_done(tmp_path):
    path = tmp_path / "a.maquette"
    Project.create(path, Contents(plans=(A,))).close()
    told = -1
    for moment in range(6):
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            first = writer.stdout.readline()
            time.sleep(random.Random(moment).uniform(0.0, 0.2))
            writer.send_signal(signal.SIGKILL)
            lines = [first, *writer.stdout.read().splitlines()]
        told = max(told, *(int(line) for line in lines if line.strip()))
        project = Project.open(path)
        assert len(project.scenarios()["a"].edits) >= told + 1
        assert [line.number for line in project.log] == list(range(1, len(project.log) + 1))
        project.close()


def test_scenarios_are_described_and_archived_with_the_rest_of_the_project(tmp_path):
    path = tmp_path / "a.maquette"
    project = Project.create(path, Contents(plans=(A,)))
    project.write_down("a", "do", step("x"))
    told = replace(A, name="Towers", about="two of them", archived=True)
    assert project.keep(replace(project.contents, plans=(told,)))
    found = project.scenarios()["a"]
    assert (found.name, found.about, found.archived, names(found)) == (
        "Towers",
        "two of them",
        True,
        ["x"],
    )
    project.close()
