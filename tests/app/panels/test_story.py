from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from app.panels.story import Story
from city.scenario import Scenario, Step, branch
from city.view import Lost
from tests.app.planned import house

ROLE = Qt.ItemDataRole


def step(number):
    return Step(str(number), house(200 + 20 * number), datetime.now(UTC).isoformat(), "Ada")


@pytest.fixture
def story(qtbot):
    made = Story()
    qtbot.addWidget(made)
    made.resize(280, 200)
    made.show()
    return made


def told(story):
    steps = story.steps
    return [steps.data(steps.index(k)) for k in range(steps.rowCount())]


def font(story, row):
    return story.steps.data(story.steps.index(row), ROLE.FontRole)


def test_a_story_begins_with_the_baseline(story):
    made = Scenario("a", "Plan A").done(step(0), step(1)).undone()
    story.show_steps(made, "")
    lines = told(story)
    assert lines[0] == "the baseline" and len(lines) == 3
    assert lines[1].endswith("built 3-storey residential building") and lines[1][2] == ":"
    assert [font(story, row).bold() for row in range(3)] == [False, True, False]
    assert [font(story, row).strikeOut() for row in range(3)] == [False, False, True]
    assert "by Ada" in story.steps.data(story.steps.index(1), ROLE.ToolTipRole)


def test_a_click_goes_to_a_step(story, qtbot):
    story.show_steps(Scenario("a", "Plan A").done(step(0), step(1)), "")
    with qtbot.waitSignal(story.gone_to) as gone:
        story.list.clicked.emit(story.steps.index(0))
    assert gone.args == [0]
    with qtbot.assertNotEmitted(story.gone_to):
        story.list.clicked.emit(story.steps.index(2))  # one is there already


def test_inherited_steps_come_first_and_are_not_undone_here(story, qtbot):
    parent = Scenario("a", "Plan A").done(step(0), step(1))
    story.show_steps(branch(parent, "b", "Plan B").done(step(2)), "Plan A")
    assert story.steps.rowCount() == 4 and story.steps.current == 3
    with qtbot.waitSignal(story.refused) as refused:
        story.list.clicked.emit(story.steps.index(1))
    assert "done in Plan A" in refused.args[0]
    with qtbot.waitSignal(story.gone_to) as gone:
        story.list.clicked.emit(story.steps.index(2))
    assert gone.args == [0]


def test_what_could_not_be_done_is_marked(story):
    story.show_steps(Scenario("a", "A").done(step(0)), "", (Lost(0, "x is gone"), Lost(0, "y too")))
    assert told(story)[1].endswith("⚠")
    assert "x is gone; y too" in story.steps.data(story.steps.index(1), ROLE.ToolTipRole)


def test_a_long_story_scrolls(story):
    made = Scenario("a", "A").done(*(step(k) for k in range(200)))
    story.show_steps(made, "")
    assert story.sizeHint().height() < 500
    assert story.list.currentIndex().row() == 200
    story.show_steps(None, "")
    assert story.steps.rowCount() == 0


def test_names_of_files_are_shown_as_they_stand(story):
    odd = Step("s", house(name="<img src=x>"), "", "<b>Ada</b>")
    story.show_steps(Scenario("a", "Plan A").done(odd), "")
    tip = story.steps.data(story.steps.index(1), ROLE.ToolTipRole)
    assert "&lt;b&gt;Ada&lt;/b&gt;" in tip and "<b>" not in tip
