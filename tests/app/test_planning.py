"""Plans in the window: every step is on the disk before it is seen, and can be taken back."""

import pytest

from city.project import Project
from tests.app.planned import Desk, edit, house
from tests.app.standin import town_opened
from tests.city.edits.test_models import with_model
from tests.city.plans import at


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    yield made
    made.project.close()


def verbs(desk):
    return [step.edit.verb for step in desk.planning.scenario.steps]


def reopened(desk):
    """What another program reads from the file."""
    project = Project.open(desk.project.path, write=False)
    try:
        return project.scenarios(), dict(project.contents.settings)
    finally:
        project.close()


def test_the_first_edit_begins_a_plan_and_is_on_the_disk(desk):
    assert desk.planning.do(house(id="new"))
    assert desk.planning.scenario.name == "Plan A"
    (kept,) = reopened(desk)[0].values()
    assert [step.edit.id for step in kept.steps] == ["new"]


def test_the_plan_on_the_table_is_remembered(desk):
    first = desk.planning.add("First")
    desk.planning.add("Second")
    desk.planning.turn_to(first.ident)
    assert reopened(desk)[1]["plan"] == first.ident
    desk.planning.take_up(None)
    assert desk.planning.scenario is None
    desk.planning.take_up(desk.project)
    assert desk.planning.scenario.name == "First"
    desk.planning.turn_to("")
    assert reopened(desk)[1]["plan"] == ""


def test_a_project_that_is_kept_elsewhere_takes_the_next_edits(desk, tmp_path):
    """The plans follow the file that is open, and never write to one that was closed."""
    desk.planning.do(house())
    before, desk.project = (
        desk.project,
        Project.create(tmp_path / "other.maquette", desk.project.contents),
    )
    desk.project.take_over(before)
    before.close()
    assert desk.planning.do(house(220))
    assert len(next(iter(reopened(desk)[0].values())).steps) == 2
    assert desk.refused == []


def test_the_baseline_is_seen_for_a_moment_and_nothing_is_done(desk):
    from city.scenario import Scenario

    desk.planning.do(house(id="new"))
    heard = []
    desk.planning.peeked.connect(lambda: heard.append("new" in desk.planning.seen.things))
    desk.planning.peek(Scenario("", "Baseline"))
    assert "new" in desk.planning.view.things
    desk.planning.peek(None)
    assert heard == [False, True]


def test_what_is_done_while_the_baseline_is_looked_at_is_seen(desk):
    from city.scenario import Scenario

    desk.planning.do(house(id="new"))
    desk.planning.peek(Scenario("", "Baseline"))
    desk.planning.do(house(230, id="more"))
    assert set(desk.planning.seen.things) == {"new", "more"}


def test_a_merge_is_one_step_that_can_be_undone_and_done_again(desk):
    planning = desk.planning
    planning.do(edit("raise", objects=["house"], storeys=1))
    first = planning.scenario
    planning.add("Other", first)
    planning.do(edit("demolish", objects=["house"]))
    planning.do(edit("raise", objects=["tower"], storeys=1))
    other = planning.scenario
    planning.turn_to(first.ident)
    planning.do(edit("raise", objects=["house"], storeys=5))
    merged = planning.merging(other)
    assert len(merged.conflicts) == 1
    planning.merge(other, merged, ["theirs"])
    assert verbs(desk) == ["raise", "demolish", "raise"]
    assert desk.document.history.last == "brought in Other"
    desk.document.undo()
    assert [step.edit.storeys for step in planning.scenario.steps] == [1, 5]
    desk.document.redo()
    assert verbs(desk) == ["raise", "demolish", "raise"]
    kept = reopened(desk)[0][first.ident]
    assert kept.steps == planning.scenario.steps


def test_a_read_only_project_says_why_nothing_is_done(desk):
    desk.planning.do(house())
    path = desk.project.path
    desk.project.close()
    desk.project = Project.open(path, write=False)
    desk.planning.take_up(desk.project)
    assert desk.planning.locked
    assert not desk.planning.do(house(230))
    assert "nothing was written" in desk.refused[-1]
    desk.planning.retracing.jump(0)
    assert len(desk.planning.scenario.steps) == 1
    assert "Nothing can be changed here" in desk.refused[-1]
    desk.planning.turn_to("")
    assert desk.planning.active == ""  # one may look, it is only not kept


def test_names_that_are_free(desk):
    desk.planning.add("Plan A")
    assert desk.planning.free_name() == "Plan B"
    desk.planning.add("Plan A, varied")
    assert desk.planning.free_name("Plan A, varied") == "Plan A, varied 2"
    assert len(desk.planning.free_name("x" * 300)) <= 200


def test_an_emptied_table_has_no_plans(desk):
    desk.planning.do(house())
    desk.document.clear()
    assert desk.planning.scenario is None and desk.planning.scenarios == {}
    desk.document.lay(town_opened(), add=False)
    assert desk.planning.view.things == {}


def test_the_picture_hears_at_once_and_all_else_a_moment_later(qtbot, tmp_path):
    desk = Desk(tmp_path)
    desk.planning.changed.disconnect(desk.planning.settle)
    heard = []
    desk.planning.changed.connect(lambda: heard.append("changed"))
    desk.planning.settled.connect(lambda: heard.append("settled"))
    desk.planning.add("Plan A")
    desk.planning.do(house())
    assert heard == ["changed", "changed"]
    qtbot.waitUntil(lambda: heard[-1] == "settled")
    assert heard == ["changed", "changed", "settled"]  # once for both
    desk.project.close()


def test_what_cannot_be_done_is_said_and_nothing_is_begun(desk):
    assert not desk.do("demolish", objects=["ghost"])
    assert "ghost" in desk.refused[0].lower()
    assert desk.planning.scenarios == {} and reopened(desk)[0] == {}


def test_undo_and_redo_are_written_too(desk):
    def kept():
        (found,) = reopened(desk)[0].values()
        return [edit.verb for edit in found.edits]

    desk.planning.do(house())
    desk.do("demolish", objects=["house"])
    desk.document.undo()
    assert kept() == ["build"] and desk.planning.view.find("house") is not None
    desk.document.undo()
    assert kept() == []
    desk.document.redo()
    desk.document.redo()
    assert kept() == ["build", "demolish"]
    assert desk.document.history.last == "demolished 1 object"


def test_plans_side_by_side(desk):
    planning = desk.planning
    planning.do(house())
    first = planning.scenario
    branch = planning.add("Plan B", first)
    assert planning.active == branch.ident
    desk.do("demolish", objects=["house"])
    planning.turn_to(first.ident)
    assert planning.view.find("house") is not None
    planning.turn_to("")
    assert planning.view.things == {}
    assert len(planning.duplicate(planning.scenarios[branch.ident], "Copy").steps) == 2
    assert planning.add("plan b") is None
    assert "taken already" in desk.refused[-1]


def test_what_mirrors_a_plan_follows_it(desk):
    desk.planning.do(house())
    first = desk.planning.scenario
    mirror = desk.planning.add("Mirror", first, mirrors=True)
    desk.planning.turn_to(first.ident)
    desk.do("demolish", objects=["house"])
    assert len(desk.planning.scenarios[mirror.ident].edits) == 2


def test_a_disk_that_is_full_is_said_and_what_was_refused_is_not_shown(desk):
    desk.planning.do(house(id="new"))
    pages = desk.project._connection.execute("PRAGMA page_count").fetchone()[0]
    desk.project._connection.execute(f"PRAGMA max_page_count={pages}")
    assert not desk.do("plant", places=[[84000.0 + k, 447000.0] for k in range(3000)])
    assert "disk is full" in desk.refused[-1]
    assert list(desk.planning.view.things) == ["new"]


def test_a_project_that_was_taken_away_is_said_and_nothing_is_shown(desk):
    desk.planning.do(house(id="new"))
    desk.project.path.unlink()
    assert not desk.do("demolish", objects=["house"])
    assert "no longer there" in desk.refused[-1]
    assert desk.planning.view.find("house") is not None


def test_a_new_city_is_planned_from_its_start(desk):
    desk.planning.do(house())
    before = desk.planning.base
    desk.document.lay(town_opened(), add=False)
    assert desk.planning.base is not before


def test_a_model_that_no_plan_has_placed_works_nothing_out_anew(desk):
    desk.planning.do(house(id="new"))
    before, models = desk.planning.view, with_model().models
    desk.planning.hold(models, again=False)
    assert desk.planning.view is before and dict(desk.planning.base.models) == models
    assert desk.do("place", path="design.obj", hash="abc", at=at(50, 50, 0), id="it")
    assert desk.planning.view.find("it") is not None
    desk.planning.take_up(desk.project)
    assert desk.planning.view.find("it") is None  # it is not at hand any more
    desk.planning.hold(models)
    assert desk.planning.view.find("it") is not None


def test_several_edits_are_done_in_one_go_or_not_at_all(desk):
    pair = [house(id="one"), house(x=240, id="two")]
    assert desk.planning.do_all(pair, "drew two houses")
    assert desk.planning.scenario.cursor == 2
    assert not desk.planning.do_all([house(x=280, id="three"), house(id="one")], "drew more")
    assert desk.refused and desk.planning.view.find("three") is None
    assert desk.document.history.last == "drew two houses"
    desk.document.undo()
    assert desk.planning.scenario.cursor == 0 and not desk.planning.view.things
    desk.document.redo()
    assert set(desk.planning.view.things) == {"one", "two"}
    again = desk.project.scenarios()[desk.planning.active]
    assert again.cursor == 2


def fill_the_disk(desk, full=True):
    """Let the project's disk have no room left, or let there be some again."""
    pages = desk.project._connection.execute("PRAGMA page_count").fetchone()[0]
    most = pages if full else 1 << 20
    desk.project._connection.execute(f"PRAGMA max_page_count={most}")


def test_a_merge_that_finds_the_disk_full_takes_nothing_back(desk):
    planning = desk.planning
    planning.do(edit("demolish", objects=["house"]))
    first = planning.scenario
    planning.add("Other")
    planning.do(edit("raise", objects=["house"], storeys=1))
    planning.do(edit("plant", places=[at(40 + k, 40) for k in range(3000)]))
    other = planning.scenario
    planning.turn_to(first.ident)
    merged = planning.merging(other)
    fill_the_disk(desk)
    planning.merge(other, merged, ["theirs"])
    assert "disk is full" in desk.refused[-1]
    assert verbs(desk) == ["demolish"] and desk.document.history.next == ""
    assert planning.view.find("house") is None
    assert reopened(desk)[0][first.ident] == planning.scenario
