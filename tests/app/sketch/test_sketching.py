"""Sketching in the window: taking tools, settings, the preview, the numbers, and closed doors."""

import gc
import weakref

import pytest
from PySide6.QtCore import Qt

from app.sketch import sketching
from tests.app.aslant import CTRL
from tests.app.planned import edit
from tests.city.plans import square

CORNERS = [(40, -10), (60, -10), (60, 10)]


def draw(planner, corners=CORNERS):
    for corner in corners:
        planner.click(*corner)


def counted(planner, qtbot):
    counting = planner.studio.scenarios.counting
    qtbot.waitUntil(lambda: not counting.busy and not planner.window.tasks.running)
    planner.pause()
    return counting


def test_a_tool_is_taken_by_its_key_and_put_down_by_the_same(planner):
    planner.key(Qt.Key.Key_R)
    assert planner.sketching.kind.name == "block" and planner.eye.hasFocus()
    assert planner.sketching.options.isVisibleTo(planner.window)
    assert planner.sketching.options.title.text() == "Draw a rectangular building"
    planner.key(Qt.Key.Key_R)
    assert planner.tool is None and not planner.sketching.options.isVisibleTo(planner.window)


def test_a_plan_is_begun_for_the_first_sketch(planner):
    assert planner.planning.scenario is None
    planner.take("building")
    assert planner.planning.scenario.name == "Plan A"
    assert planner.studio.scenarios.page.isVisible()


def test_a_tool_of_another_kind_takes_its_place(planner):
    planner.take("building")
    draw(planner, CORNERS[:2])
    planner.take("move")
    assert planner.sketching.preview.fresh == [] and planner.tool.idents == []
    planner.window.errands.measure("distance")
    assert planner.tool is None and not planner.sketching.options.isVisibleTo(planner.window)


def test_without_a_city_nothing_is_taken(planner):
    planner.window.close_city()
    planner.sketching.take("building")
    assert planner.tool is None


def test_where_the_project_is_read_only_it_says_why(planner, monkeypatch):
    planner.take("building")
    planner.sketching.take("building")
    monkeypatch.setattr(planner.window.desk.scribe.project, "read_only", "another has it open")
    planner.sketching.take("building")
    assert planner.tool is None
    assert planner.refused == ["Nothing can be changed here: another has it open."]


def test_what_cannot_be_kept_is_said_and_the_points_stay(planner, monkeypatch):
    from city.project import Project, ProjectError

    planner.take("building")
    draw(planner)

    def full(*_, **__):
        raise ProjectError("the disk is full")

    monkeypatch.setattr(Project, "write_down", full)
    planner.key(Qt.Key.Key_Return)
    assert planner.edits == [] and planner.refused == ["the disk is full"]
    assert len(planner.tool.points) == 3


def test_no_plan_is_begun_in_place_of_one_that_is_on_its_way(planner):
    planner.take("building")
    planning, ident = planner.planning, planner.planning.active
    planning.turn_to("")
    planning.laying.coming = ident  # it is long, and a worker is at it
    planner.sketching.take("block")
    assert planner.refused == ["Plan A is still on its way to the table"]
    assert planning.laying.coming == ident and list(planning.scenarios) == [ident]


def test_a_refusal_goes_once_something_is_done_or_the_tool_is_put_down(planner):
    crossed = [(40, -10), (60, 10), (60, -10), (40, 10)]
    notice = planner.window.notice
    planner.take("building")
    draw(planner, crossed)
    planner.key(Qt.Key.Key_Return)
    assert notice.isVisibleTo(planner.window) and "crosses" in notice.text.text()
    planner.key(Qt.Key.Key_Escape)
    draw(planner)
    planner.key(Qt.Key.Key_Return)
    assert len(planner.edits) == 1 and not notice.isVisibleTo(planner.window)
    draw(planner, crossed)
    planner.key(Qt.Key.Key_Return)
    assert notice.isVisibleTo(planner.window)
    planner.key(Qt.Key.Key_Escape)
    planner.key(Qt.Key.Key_Escape)
    assert planner.tool is None and not notice.isVisibleTo(planner.window)
    planner.take("building")
    draw(planner, crossed)
    planner.key(Qt.Key.Key_Return)
    notice.say("something else", grave=False)
    planner.sketching.take("building")
    assert notice.isVisibleTo(planner.window)  # what others say stays


def test_a_setting_changes_what_is_about_to_be_done(planner):
    planner.take("building")
    draw(planner)
    assert "3 storeys" in planner.words
    planner.sketching.options.changed.emit("storeys", 7)
    planner.pause()
    assert planner.words.startswith("21.0 m · 7 storeys")
    planner.key(Qt.Key.Key_Return)
    assert planner.edits[0].storeys == 7
    planner.take("block")  # which has settings of its own
    assert planner.sketching.settings["block"]["storeys"] == 3


def test_the_numbers_follow_what_is_drawn_and_return(planner, qtbot):
    planner.take("block")
    counting = counted(planner, qtbot)
    assert counting.numbers.values["gfa"] == counting.baseline.values["gfa"]
    draw(planner, CORNERS[:2])
    planner.move(60, 10)
    assert counting.numbers.values["gfa"] - counting.baseline.values["gfa"] == pytest.approx(1200)
    planner.key(Qt.Key.Key_Escape)
    assert counting.numbers.values["gfa"] == counting.baseline.values["gfa"]
    draw(planner)
    assert counting.trying is None
    assert counting.numbers.values["gfa"] - counting.baseline.values["gfa"] == pytest.approx(1200)


def test_numbers_of_a_try_never_outlive_it(planner, qtbot):
    """The last try is still to be counted when the edit is done and undone."""
    planner.take("block")
    counting = counted(planner, qtbot)
    draw(planner, CORNERS[:2])
    planner.eye.where(60, 10)
    planner.sketching._later.setInterval(50)
    planner.move(60, 10)
    draw(planner, CORNERS[2:])
    planner.key(Qt.Key.Key_Z, CTRL)
    planner.pause()
    assert counting.trying is None
    assert counting.numbers.values["gfa"] == counting.baseline.values["gfa"]


def test_a_try_that_takes_long_leaves_the_mouse_its_turn(planner, monkeypatch):
    planner.take("building")
    draw(planner)
    assert planner.sketching._soon.interval() == 0
    monkeypatch.setattr(sketching, "QUICK", -1)
    planner.move(61, 11)
    monkeypatch.setattr(sketching, "SLOWEST", 7)
    clock = iter(range(1000))
    monkeypatch.setattr(sketching, "perf_counter", lambda: next(clock))
    planner.move(62, 12)
    assert planner.sketching._soon.interval() == 7


def test_a_plan_that_was_put_away_can_be_drawn_in_while_it_lies_on_the_table(planner):
    scenario = planner.planning.add("Old")
    planner.planning.describe(scenario, archived=True)
    planner.take("building")
    draw(planner)
    planner.key(Qt.Key.Key_Return)
    assert [one.verb for one in planner.edits] == ["build"]
    assert planner.planning.scenario.archived


def test_a_city_that_was_closed_is_let_go_of(planner, qtbot):
    planner.take("building")
    draw(planner)
    planner.key(Qt.Key.Key_Return)
    planner.planning.do(edit("demolish", objects=["house"]))
    planner.planning.settle()
    assert planner.sketching.box(["tower"]) is not None
    counted(planner, qtbot)
    base = weakref.ref(planner.planning.base)
    planner.window.close_city()
    planner.planning.settle()
    qtbot.waitUntil(lambda: not planner.window.tasks.running)
    gc.collect()
    assert base() is None


def test_another_city_in_place_of_this_one_takes_the_tool_away(planner):
    from tests.app.standin import town_opened

    planner.take("building")
    draw(planner, CORNERS[:2])
    planner.document.lay(town_opened("other.city.json"), add=False)
    planner.pause()
    assert planner.tool is None and planner.sketching.preview.fresh == []


def test_what_lies_on_the_ground_is_only_demolished(planner):
    planner.select("square")
    planner.take("move")
    assert planner.sketching.meant("") == []
    planner.take("demolish")
    assert planner.sketching.meant("") == ["square"]
    planner.planning.do(edit("lay", kind="park", outline=square(40, -10, 20, 20), id="new"))
    planner.take("move")
    hit = planner.eye.at(planner.eye.where(50, 0, 0.06))
    assert planner.sketching.named(hit) == "new"  # what was drawn can be moved all the same


def test_the_box_of_several_things(planner):
    low, high = planner.sketching.box(["house", "tower"])
    assert low.tolist() == [0, 0, 0] and high.tolist() == [120, 20, 25]
    assert planner.sketching.box([]) is None
