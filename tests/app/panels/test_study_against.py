"""What a study is set against, and the button that computes what is missing."""

import pytest

from app.panels.study_against import StudyAgainst
from app.studies import DIFFERENCE
from tests.app.planned import house
from tests.app.test_studies import desk, two, wait

__all__ = ["desk", "two"]  # fixtures


@pytest.fixture
def panel(two, qtbot):
    made = StudyAgainst(two.studies)
    qtbot.addWidget(made)
    two.studies.told.connect(made.refresh)
    made.show()
    return made


def test_a_plan_without_an_answer_is_offered_and_not_faked(panel, two, qtbot):
    texts = [panel.choice.itemText(k) for k in range(panel.choice.count())]
    assert texts == ["The city as it is", "Plan B · missing"]
    assert not panel.compute.isVisibleTo(panel)
    panel.choice.setCurrentIndex(1)
    panel.choice.activated.emit(1)
    assert panel.missing.text() == "Plan B has no answer to this yet."
    assert panel.compute.text() == "Compute it for Plan B"
    panel.compute.click()
    assert not panel.compute.isEnabled()
    wait(two, qtbot)
    assert not panel.compute.isVisibleTo(panel) and two.studies.aspect == DIFFERENCE
    assert panel.choice.currentText() == "Plan B"


def test_an_old_answer_is_marked_and_asked_again(panel, two, qtbot):
    studies, mine = two.studies, two.studies.shown.scenario
    studies.ask_for(two.other)
    wait(two, qtbot)
    studies.set_against(two.other)
    two.planning.turn_to(two.other)
    two.planning.do(house(60, id="more"))
    two.planning.turn_to(mine)
    wait(two, qtbot)
    assert panel.choice.currentText() == "Plan B · old"
    assert panel.compute.text() == "Compute it again for Plan B"
    panel.compute.click()
    wait(two, qtbot)
    assert panel.choice.currentText() == "Plan B" and not panel.missing.isVisibleTo(panel)


def test_the_city_as_it_is_is_set_against_nothing(panel, two, qtbot):
    base = two.studies.answer_of("", two.studies.shown)
    two.studies.show(base)
    wait(two, qtbot)
    assert panel.isHidden()
