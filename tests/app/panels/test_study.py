"""The study page: it asks, lists, and tells."""

import pytest

from app.panels.study import StudyPage, facts_text
from app.studies import DIFFERENCE, PLAN, TODAY
from city.layer import Quantity
from tests.app.planned import house
from tests.app.test_studies import ASKED, desk, two, wait
from tests.city.layers import HOURS, layer

__all__ = ["desk", "two"]  # fixtures


@pytest.fixture
def page(desk, qtbot):
    made = StudyPage(desk.studies, lambda: ASKED["area"])
    qtbot.addWidget(made)
    made.show()
    return made


def asked(page, desk, qtbot):
    page.form.show_values({"area": ASKED["area"], "spacing": 2.0, "date": "2026-03-21"})
    page.run.click()
    assert not page.run.isEnabled() and page.stop.isVisibleTo(page)
    wait(desk, qtbot)


def test_each_study_brings_its_form_and_says_how_it_is_computed(page):
    sun = page.form
    assert "spacing" in sun.fields and "shines" in page.about.text()
    assert "SPA" in page._method.text() or "Solar Position" in page._method.text()
    page.choose("norm")
    assert page.form is not sun and "norm" in page.form.fields


def test_what_was_computed_is_listed_and_told(page, desk, qtbot):
    desk.planning.do(house(20))
    asked(page, desk, qtbot)
    assert page.list.count() == 2 and page.run.isEnabled()
    assert page.shown.isVisibleTo(page) and "Hours of sun" in page.title.text()
    assert "Façades" in page.facts.text() and "Europe/Amsterdam" in page.facts.text()
    assert page.buildings.rowCount() >= 2
    assert desk.planning.scenario.name in page.badge.text()
    for aspect in (TODAY, DIFFERENCE, PLAN):
        page.aspects[aspect].click()
        wait(desk, qtbot)
        assert desk.studies.aspect == aspect


def test_a_listed_study_is_shown_with_what_it_was_asked(page, desk, qtbot):
    asked(page, desk, qtbot)
    desk.studies.hide()
    page.choose("norm")
    page._turn(page.list.item(0))
    wait(desk, qtbot)
    assert desk.document.study is not None and page.what.currentData() == "sun"
    assert page.form.values()["spacing"] == 2.0


def test_an_old_study_says_so(page, desk, qtbot):
    asked(page, desk, qtbot)
    desk.planning.do(house(20))
    desk.studies.ask("sun", {**ASKED})
    wait(desk, qtbot)
    desk.planning.do(house(60, id="another"))
    wait(desk, qtbot)
    assert "out of date" in page.badge.text()
    assert "out of date" in page.list.item(0).text()


def test_who_is_affected_is_told_beside_a_difference_alone(page, desk, qtbot):
    desk.planning.do(house(20))
    asked(page, desk, qtbot)
    assert not page.who.isVisibleTo(page) and page.against.isVisibleTo(page)
    page.aspects[DIFFERENCE].click()
    wait(desk, qtbot)
    assert page.who.isVisibleTo(page)
    page.affected.map.click()
    assert "difference" in page.title.text() and page.quantity.count() == 4
    assert page.quantity.currentData() == "hours"
    page.quantity.setCurrentIndex(page.quantity.findData("last"))
    page.quantity.activated.emit(page.quantity.currentIndex())
    wait(desk, qtbot)
    assert desk.studies.who.found.quantity.key == "last"
    page.aspects[DIFFERENCE].click()
    wait(desk, qtbot)
    assert desk.document.study.quantity == "affected"


def test_the_first_tab_says_what_a_plan_is_set_against(page, two, qtbot):
    page.refresh()
    assert page.aspects[TODAY].text() == "Today"
    two.planning.describe(two.planning.scenarios[two.other], name="The plan with a tower")
    two.studies.ask_for(two.other)
    wait(two, qtbot)
    two.studies.set_against(two.other)
    wait(two, qtbot)
    assert page.aspects[TODAY].text() == "The plan with…"
    assert page.aspects[TODAY].accessibleName() == "The plan with a tower"


def test_facts_give_means_and_classes_in_words():
    told = facts_text(layer(values=[2.0] * 18), HOURS)
    assert "2.0 h on average" in told
    verdict = Quantity("hours", "Verdict", scale="classes", names=("<b>fails", "passes"))
    told = facts_text(layer(values=[1.0] * 18, quantities=(verdict,)), verdict)
    assert "passes 100 %" in told and "<b>fails" not in told
