"""The plans in the window: their menu, their keys, and what names them."""

import pytest

from app.dialogs.merging import Merging
from app.plan_layers import GHOSTS
from city.project import Project
from tests.app.planned import edit, house
from tests.app.standin import town_opened
from tests.app.test_desk import make_window
from tests.app.test_reopening import town_file
from tests.city.plans import square


@pytest.fixture
def window(qtbot, tmp_path):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    made.desk.keep_as(tmp_path / "town")
    planning = made.studio.planning
    planning.changed.connect(planning.settle)  # at once, not a moment later
    yield made
    made.close()


def scenarios(window):
    return window.studio.scenarios


def listed(window):
    """The names in the menu above its first line, and which of them is ticked."""
    menu = window.bar.scenario.menu()
    found = []
    for action in menu.actions():
        if action.isSeparator():
            return found
        if action.menu() is None:
            found.append((action.text().replace("&", ""), action.isChecked()))
    return found


def test_without_a_city_there_is_nothing_to_plan(qtbot):
    window = make_window(qtbot)
    assert window.bar.scenario.isHidden()
    assert not scenarios(window).new.isEnabled() and not scenarios(window).branch.isEnabled()
    window.close()


def test_the_button_names_the_plan_and_the_menu_ticks_it(window):
    assert window.bar.scenario.name == "Baseline"
    assert listed(window) == [("Baseline", True)]
    assert not scenarios(window).branch.isEnabled()
    assert window.studio.do(house())
    assert window.bar.scenario.name == "Plan A"
    assert listed(window) == [("Baseline", False), ("Plan A", True)]
    assert window.status.saved.text() == "Saved · 1 edit"
    assert window.table.side.page == "plan"
    assert "“Plan A”" in scenarios(window).branch.text()


def test_plans_are_begun_and_leafed_through(window):
    scenarios(window).new.trigger()
    scenarios(window).new.trigger()
    assert window.bar.scenario.name == "Plan B"
    assert scenarios(window).page.name.selectedText() == "Plan B"
    names = []
    for _ in range(3):
        scenarios(window).leaf(1)
        names.append(window.bar.scenario.name)
    assert names == ["Baseline", "Plan A", "Plan B"]
    scenarios(window).leaf(-1)
    assert window.bar.scenario.name == "Plan A"
    scenarios(window).turn_to("")
    assert window.table.side.page == "inspector" and window.table.side.tabs["plan"].isHidden()
    assert window.status.saved.text() == "Saved"


def test_one_leafs_on_from_a_plan_that_is_on_its_way(window):
    planning = window.studio.planning
    first, second = planning.add("First").ident, planning.add("Second").ident
    planning.turn_to("")
    planning.laying.coming = first  # it is long, and a worker is at it
    scenarios(window).leaf(1)
    assert planning.active == second


def test_a_branch_a_mirror_and_a_copy(window):
    window.studio.do(house())
    plan = window.studio.planning
    first = plan.scenario
    scenarios(window).branch.trigger()
    assert (plan.scenario.name, plan.scenario.parent) == ("Plan A, varied", first.ident)
    plan.turn_to(first.ident)
    scenarios(window).mirror.trigger()
    assert plan.scenario.mirrors and len(plan.scenario.inherited) == 1
    plan.turn_to(first.ident)
    scenarios(window).copy.trigger()
    assert plan.scenario.name == "Plan A, copy" and len(plan.scenario.own) == 1


def test_a_plan_is_put_away_and_comes_back(window):
    window.studio.do(house())
    scenarios(window).archive.trigger()
    assert window.bar.scenario.name == "Baseline" and listed(window) == [("Baseline", True)]
    assert "put away" in window.notice.text.text()
    away = scenarios(window)._away
    assert [action.text() for action in away.actions()] == ["Plan A"]
    away.actions()[0].trigger()
    assert window.bar.scenario.name == "Plan A" and "back" in scenarios(window).archive.text()
    scenarios(window).archive.trigger()
    assert not window.studio.planning.scenario.archived


def test_the_layer_panel_has_one_row_for_the_plan(window):
    window.studio.do(house())
    window.studio.do(edit("demolish", objects=["tower"]))
    rows = scenarios(window).rows
    assert rows.isVisible() and rows.plan.words.text() == "Plan A"
    assert rows.plan.below.text() == "1 building"
    assert rows.gone.words.text() == "1 demolished" and not rows.gone.eye.isChecked()
    assert not any(key.startswith("plan") for key in window.table.layers.rows)
    rows.plan.eye.setChecked(False)
    assert not window.document.layers["plan/0"].visible
    scenarios(window).ghosts.trigger()
    assert window.studio.layers.shown[GHOSTS] and "plan/gone/0" in window.document.layers
    scenarios(window).turn_to("")
    assert rows.isHidden()


def test_the_legend_says_what_the_colours_of_the_plan_mean(window):
    page = window.table.legend.page
    window.studio.do(house())
    assert [line.text for line in page.lines] == ["Change against baseline", "added"]
    window.studio.do(edit("demolish", objects=["tower"]))
    window.studio.do(edit("raise", objects=["house"], storeys=1))
    assert [line.text for line in page.lines][1:] == ["added", "removed", "changed"]
    assert page.lines[2].hatched
    scenarios(window).turn_to("")
    assert page.lines == []


def test_what_sticks_out_is_told_and_flown_to(window, qtbot):
    window.studio.do(house(id="new"))
    window.studio.do(edit("zone", outline=square(195, -5, 30, 20), height=6.0, name="Z"))
    qtbot.waitUntil(lambda: not window.studio.layers.busy)
    page, rows = scenarios(window).page, scenarios(window).rows
    assert rows.zones.words.text() == "1 zone" and rows.beyond.words.text() == "1 sticks out"
    assert "sticks out of Z" in page.warning.text()
    page.warning.click()
    flown = window.table.viewport.told[-1]
    assert flown[0] == "frame" and flown[1][0] == pytest.approx(180)  # metres round it


def test_flying_to_what_was_demolished_shows_its_ghost(window):
    window.studio.do(edit("demolish", objects=["house"]))
    scenarios(window).fly_to("house")
    assert window.studio.layers.shown[GHOSTS]
    assert ("frame", (-20, 30, -20, 28, 0, 3)) in window.table.viewport.told
    scenarios(window).fly_to("nobody")
    assert "nobody is not in the city any more" in window.notice.text.text()


def test_another_plan_is_brought_in(window, qtbot):
    window.studio.do(edit("raise", objects=["house"], storeys=1))
    planning = window.studio.planning
    first = planning.scenario
    planning.add("Other", first)
    window.studio.do(edit("demolish", objects=["house"]))
    other = planning.scenario
    planning.turn_to(first.ident)
    window.studio.do(edit("raise", objects=["house"], storeys=3))
    bring = scenarios(window)._bring.actions()
    assert [action.text() for action in bring] == ["Other"]
    bring[0].trigger()
    (dialog,) = window.findChildren(Merging)
    dialog.choices[0].setCurrentIndex(1)
    assert planning.seen.demolished() == ["house"] and planning.view.demolished() == []
    dialog.bring.click()
    assert planning.passing is None and planning.view.demolished() == ["house"]
    assert "brought in Other" in window.desk.undo.text()
    window.desk.undo.trigger()
    assert planning.view.demolished() == [] and planning.scenario.own[-1].edit.storeys == 3
    scenarios(window).ask_merge(other.ident)
    stale = window.findChildren(Merging)[-1]
    window.studio.do(house())
    stale.bring.click()
    assert "has changed meanwhile" in window.notice.text.text()
    scenarios(window).ask_merge(other.ident)
    late = window.findChildren(Merging)[-1]
    window.document.clear()
    assert late.isHidden() and planning.passing is None


@pytest.fixture
def kept(qtbot, tmp_path):
    """A project with two plans, the first of them on the table when it was closed."""
    window = make_window(qtbot)
    open_paths(window, qtbot, town_file(tmp_path / "town.geojson", 9.0))
    window.desk.keep_as(tmp_path / "town")
    west, south = window.document.frame.origin[:2]
    footprint = [[west, south], [west + 9, south], [west + 9, south + 9], [west, south + 9]]
    window.studio.do(edit("build", footprint=footprint, ground=0.0))
    first = window.studio.planning.active
    scenarios(window).new.trigger()
    scenarios(window).turn_to(first)
    window.close()
    return tmp_path / "town.maquette"


def open_paths(window, qtbot, path):
    window.open_paths([path])
    qtbot.waitUntil(lambda: bool(window.document.opened), timeout=20000)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)


def test_a_project_opens_with_its_plan_on_the_table(qtbot, kept):
    window = make_window(qtbot)
    open_paths(window, qtbot, kept)
    assert window.bar.scenario.name == "Plan A" and window.table.side.page == "plan"
    assert listed(window) == [("Baseline", False), ("Plan A", True), ("Plan B", False)]
    assert window.status.saved.text() == "Saved · 1 edit"
    assert len(window.studio.planning.view.things) == 1
    window.document.clear()
    window.studio.planning.settle()
    assert window.bar.scenario.isHidden() and scenarios(window).rows.isHidden()
    window.close()


def test_a_second_window_shows_plans_and_changes_none(qtbot, kept):
    first = Project.open(kept)
    window = make_window(qtbot)
    open_paths(window, qtbot, kept)
    assert window.bar.scenario.name == "Plan A"
    assert "open in another window" in scenarios(window).page.lock.text()
    assert not scenarios(window).new.isEnabled() and not scenarios(window).branch.isEnabled()
    assert not window.studio.do(edit("demolish", objects=["x"]))
    scenarios(window).leaf(1)
    window.studio.planning.settle()
    assert window.bar.scenario.name == "Plan B"
    assert window.status.saved.text() == "Read only · 0 edits"
    window.close()
    first.close()


def test_a_second_window_goes_on_in_a_project_of_its_own(qtbot, kept, tmp_path):
    first = Project.open(kept)
    window = make_window(qtbot)
    open_paths(window, qtbot, kept)
    planning = window.studio.planning
    (ident,) = (one.ident for one in first.scenarios().values() if one.name == "Plan A")
    first.write_down(ident, "undo")  # the first window goes on as well
    scenarios(window).leaf(1)
    window.desk.keep_as(tmp_path / "mine")
    planning.settle()
    assert scenarios(window).page.lock.isHidden() and scenarios(window).new.isEnabled()
    assert planning.scenario.name == "Plan B"
    assert planning.scenarios == window.desk.scribe.project.scenarios()
    scenarios(window).turn_to(ident)
    west, south = window.document.frame.origin[:2]
    footprint = [[west, south], [west + 9, south], [west + 9, south + 9], [west, south + 9]]
    assert window.studio.do(edit("build", footprint=footprint, ground=0.0, id="mine"))
    assert list(planning.view.things) == ["mine"]
    window.close()
    made = Project.open(tmp_path / "mine.maquette", write=False)
    assert [step.edit.id for step in made.scenarios()[ident].steps] == ["mine"]
    made.close()
    first.close()


def test_what_is_half_typed_and_slid_is_kept_as_the_project_is_left(window):
    window.studio.do(house())
    path, page = window.desk.scribe.project.path, scenarios(window).page
    page.about.setPlainText("Two towers")
    scenarios(window).counting.assume("dwelling_size", 40.0)
    window.document.clear()
    kept = Project.open(path, write=False)
    (plan,) = kept.scenarios().values()
    assert plan.about == "Two towers"
    assert kept.contents.settings["assumptions"] == {"dwelling_size": 40.0}
    kept.close()


def test_every_command_of_plans_is_in_the_palette(window):
    names = {action.text().replace("&", "") for _, action in window.actions_.all()}
    assert {"New plan", "CityJSON 2.0…", "See the baseline, while it is held"} <= names
