"""The plan page."""

import pytest

from app.counting import Counting
from app.panels.plan import PlanPage
from app.tasks import Tasks
from city.project import Project
from tests.app.planned import Desk, edit, house
from tests.city.plans import square


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    made.tasks = Tasks()
    made.counting = Counting(made.planning, made.tasks)
    made.page = PlanPage(made.planning, made.counting)
    qtbot.addWidget(made.page)
    made.page.resize(300, 800)
    made.page.show()
    yield made
    made.tasks.close()
    made.project.close()


def ready(desk, qtbot):
    qtbot.waitUntil(lambda: not desk.counting.busy and not desk.tasks.running)
    return desk.page


def rows(page):
    return {row.key: row for row in page.numbers.rows if not row.inner}


def test_a_plan_has_its_name_its_numbers_and_its_story(desk, qtbot):
    desk.planning.do(house())
    assert desk.page.counts.text() == "Counting the city …" or desk.page.numbers.rows
    page = ready(desk, qtbot)
    assert page.name.text() == "Plan A" and page.origin.text() == "1 edit"
    assert rows(page)["gfa"].change == "+240 m²"
    assert page.counts.isHidden() and page.count_now.isHidden()
    assert page.folds["story"].head.text() == "▾  WHAT WAS DONE  1"
    assert page.folds["rubble"].isHidden() and page.folds["lost"].isHidden()


def test_the_name_and_the_words_are_kept_as_they_are_typed(desk, qtbot):
    desk.planning.do(house())
    page = ready(desk, qtbot)
    page.name.setText("Towers")
    page.name.editingFinished.emit()
    assert desk.planning.scenario.name == "Towers"
    page.about.setPlainText("Two towers, a park")
    qtbot.waitUntil(lambda: desk.planning.scenario.about == "Two towers, a park")
    page.name.setText("  ")
    page.keep()
    assert desk.planning.scenario.name == "Towers"
    desk.planning.add("Other")
    page.name.setText("Towers")
    page.keep()
    assert "is taken already" in desk.refused[-1] and desk.planning.scenario.name == "Other"


def test_what_is_typed_stays_while_the_plan_changes(desk, qtbot):
    desk.planning.do(house())
    page = ready(desk, qtbot)
    page.name.setText("Half a na")
    page.name.textEdited.emit("Half a na")
    desk.planning.do(house(230))
    assert page.name.text() == "Half a na"
    qtbot.waitUntil(lambda: desk.planning.scenario.name == "Half a na")


def test_what_is_typed_is_kept_though_another_plan_comes_at_once(desk, qtbot):
    first = desk.planning.add("First").ident
    second = desk.planning.add("Second").ident
    for ident, other in ((first, second), (second, "")):
        desk.planning.turn_to(ident)
        desk.page.about.setPlainText(f"not {other}")
        desk.planning.turn_to(other)
        desk.planning.settle()
        assert desk.planning.active == other
    assert [one.about for one in desk.project.scenarios().values()] == [f"not {second}", "not"]
    assert desk.page.about.toPlainText() == "not " and desk.refused == []


def test_numbers_of_a_plot_and_in_other_words(desk, qtbot):
    desk.planning.do(house())
    page = ready(desk, qtbot)
    assert not page.place.isEnabled() and "Draw a plot" in page.place.toolTip()
    desk.do("plot", outline=square(195, -5, 30, 20), name="A", id="p")
    page.place.setCurrentIndex(page.place.findText("A"))
    assert rows(page)["far"].value == "0.40"
    page.language.setCurrentIndex(page.language.findData("de"))
    assert rows(page)["far"].title == "Floor area ratio (GFZ)"
    assert desk.project.contents.settings["vocabulary"] == "de"


def test_a_slider_moves_the_numbers(desk, qtbot):
    desk.planning.do(house())
    page = ready(desk, qtbot)
    page.assumptions.sliders["dwelling_size"].setValue(200)
    assert rows(page)["dwellings"].value == "1"
    assert "1 changed" in page.folds["assumptions"].head.text()


def test_what_was_demolished_is_restored(desk, qtbot):
    desk.do("demolish", objects=["house"])
    page = ready(desk, qtbot)
    assert page.folds["rubble"].isVisible() and page.rubble.names == []  # it is folded away
    page.folds["rubble"].head.click()
    with qtbot.waitSignal(page.flown) as flown:
        page.rubble.names[0].click()
    assert flown.args == ["house"]
    page.rubble.buttons[0].click()
    assert desk.planning.view.demolished() == [] and page.folds["rubble"].isHidden()


def test_the_story_is_gone_back_in(desk, qtbot):
    desk.planning.do(house())
    desk.planning.do(house(230))
    page = ready(desk, qtbot)
    page.story.list.clicked.emit(page.story.steps.index(0))
    assert desk.planning.scenario.cursor == 0 and page.origin.text() == "0 edits"
    assert rows(page)["gfa"].change == ""


def test_a_branch_says_where_it_comes_from(desk):
    desk.planning.do(house())
    parent = desk.planning.scenario
    desk.planning.add("B", parent)
    assert desk.page.origin.text() == "As Plan A, but … · 1 edit"
    desk.planning.add("C", parent, mirrors=True)
    assert desk.page.origin.text() == "Follows Plan A · 1 edit"


def test_what_could_not_be_done_is_told_with_its_reason(desk, qtbot):
    desk.planning.do(house(id="new"))
    desk.do("demolish", objects=["new"])
    parent = desk.planning.scenario
    desk.planning.add("Follower", parent, mirrors=True)
    follower = desk.planning.scenario
    desk.planning.turn_to(parent.ident)
    desk.planning.retracing.jump(1)
    desk.planning.turn_to(follower.ident)
    desk.do("raise", objects=["new"], storeys=1)
    desk.planning.turn_to(parent.ident)
    desk.planning.retracing.jump(2)
    desk.planning.turn_to(follower.ident)
    assert desk.page.folds["lost"].isVisible()
    assert "new has been demolished" in desk.page.lost.text() or "new" in desk.page.lost.text()


def test_a_warning_flies_to_what_sticks_out(desk, qtbot):
    desk.planning.do(house())
    desk.page.warn("1 building sticks out of Z, up to 3.0 m too high", "new")
    assert desk.page.warning.text() == "⚠  1 building sticks out of Z,\n     up to 3.0 m too high"
    with qtbot.waitSignal(desk.page.flown) as flown:
        desk.page.warning.click()
    assert flown.args == ["new"]
    desk.page.warn("", "")
    assert desk.page.warning.isHidden()


def test_a_read_only_project_shows_its_plan_and_says_why_it_stays_so(desk, qtbot):
    desk.planning.do(house())
    desk.do("demolish", objects=["house"])
    path = desk.project.path
    desk.project.close()
    desk.project = Project.open(path, write=False)
    desk.planning.take_up(desk.project)
    page = ready(desk, qtbot)
    assert page.lock.isVisible() and "Nothing can be changed here" in page.lock.text()
    assert page.name.isReadOnly() and page.about.isReadOnly()
    page.folds["rubble"].head.click()
    assert not page.rubble.buttons[0].isEnabled()
    assert rows(page)["gfa"].change == "+160 m²"


def test_an_edit_is_told_while_one_looks(desk, qtbot):
    desk.planning.do(house())
    page = ready(desk, qtbot)
    desk.planning.do(edit("lay", kind="park", outline=square(40, 40, 20, 10)))
    assert rows(page)["green"].change == "+200 m²"
