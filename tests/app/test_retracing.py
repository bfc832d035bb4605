"""Undo, redo, and any step of a plan's story, over several sessions."""

import pytest

from city.project import Project, ProjectError
from tests.app.planned import Desk, house


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    yield made
    made.project.close()


def verbs(desk):
    return [step.edit.verb for step in desk.planning.scenario.steps]


def opened_again(desk):
    """The project as another session finds it."""
    desk.planning.take_up(None)
    desk.document.history.clear()
    desk.planning.take_up(desk.project)


def full():
    raise ProjectError("the disk is full")


def test_one_can_go_to_any_step_and_undo_still_knows_the_way(desk):
    for x in (200, 220, 240):
        desk.planning.do(house(x))
    history = desk.document.history
    desk.planning.retracing.jump(1)
    assert len(desk.planning.scenario.steps) == 1 and len(desk.planning.scenario.own) == 3
    desk.document.undo()
    assert len(desk.planning.scenario.steps) == 0
    desk.planning.retracing.jump(3)
    assert history.next == "" and history.last.startswith("built")
    desk.document.undo()
    assert len(desk.planning.scenario.steps) == 2
    desk.planning.retracing.jump(0)
    desk.document.redo()
    assert len(desk.planning.scenario.steps) == 1
    desk.planning.retracing.jump(7)  # there is no such step
    assert len(desk.planning.scenario.steps) == 1


def test_steps_of_an_earlier_session_can_be_undone(desk):
    desk.planning.do(house())
    desk.do("demolish", objects=["house"])
    desk.planning.take_up(None)
    desk.planning.take_up(desk.project)
    assert desk.planning.retracing.can_step(back=True) == "demolished 1 object"
    desk.planning.retracing.step(back=True)
    assert verbs(desk) == ["build"]
    assert desk.planning.retracing.can_step(back=False) == "demolished 1 object"
    desk.planning.retracing.step(back=False)
    assert verbs(desk) == ["build", "demolish"]


def test_steps_of_several_sessions_are_done_again_one_by_one(desk):
    for x in (200, 220):
        desk.planning.do(house(x))
    opened_again(desk)
    desk.planning.do(house(240))
    document, planning = desk.document, desk.planning
    document.undo()
    planning.retracing.step(back=True)
    done = []
    for _ in range(2):
        document.redo()
        done.append(len(planning.scenario.steps))
    assert done == [2, 3] and document.history.next == ""
    planning.retracing.jump(0)
    done = []
    for _ in range(3):
        document.redo()
        done.append(len(planning.scenario.steps))
    assert done == [1, 2, 3] and document.history.next == ""


def test_what_cannot_be_undone_is_not_skipped_the_next_time(desk, monkeypatch):
    for x in (200, 220, 240):
        desk.planning.do(house(x))
    history = desk.document.history
    monkeypatch.setattr(desk.project, "read_only", "its disk has gone")
    desk.document.undo()
    assert "its disk has gone" in desk.refused[-1] and history.next == ""
    monkeypatch.undo()
    desk.document.undo()
    assert len(desk.planning.scenario.steps) == 2
    monkeypatch.setattr(Project, "write_all", lambda *_: full())
    desk.document.redo()
    desk.planning.retracing.jump(0)
    assert history.last and history.next and len(desk.planning.scenario.steps) == 2
    monkeypatch.undo()
    desk.document.redo()
    assert len(desk.planning.scenario.steps) == 3
