"""The page of differences: what is chosen, told, narrowed down and flown to."""

import pytest
from PySide6.QtCore import Qt

from app.differing import FILE, OVER, Beside
from app.panels.differences import DifferencesPage
from tests.app.planned import house
from tests.app.test_differing import desk
from tests.city.compare.towns import delivery
from tests.city.compare.towns import house as home

__all__ = ["desk"]  # a fixture


@pytest.fixture
def page(desk, qtbot):
    desk.planning.do(house(id="new"))
    desk.do("demolish", objects=["house"])
    made = DifferencesPage(desk.differing)
    qtbot.addWidget(made)
    made.resize(320, 640)
    made.show()
    desk.wait()
    return made


def lines(page):
    return {page.model.index(k, 1).data() for k in range(page.model.rowCount())}


def test_it_compares_while_one_sees_it(page, desk):
    assert lines(page) == {"new", "house"}
    assert page.a.currentText() == "Baseline" and page.b.currentText() == "Plan A"
    assert page.counts["added"].text() == "+ Added  1" and page.counts["added"].isVisibleTo(page)
    assert not page.counts["renamed"].isVisibleTo(page) and not page.waiting.isVisibleTo(page)
    assert "Floor area +160" in page.sums.text()
    assert desk.document.over
    page.hide()
    assert not desk.document.over


def test_sides_are_chosen_and_swapped(page, desk):
    page.a.setCurrentIndex(page.a.findText("Plan A"))
    page.a.activated.emit(page.a.currentIndex())
    desk.wait()
    assert page.sums.text() == "There is no difference." and not page.export.isEnabled()
    page.a.setCurrentIndex(0)
    page.a.activated.emit(0)
    desk.wait()
    page.turn.click()
    desk.wait()
    assert (page.a.currentText(), page.b.currentText()) == ("Plan A", "Baseline")
    assert page.counts["removed"].text() == "− Removed  1"
    assert "Floor area −160" in page.sums.text()


def test_the_list_is_narrowed_down_and_the_picture_with_it(page, desk):
    page.letters.setText("new")
    assert lines(page) == {"new"}
    page.letters.clear()
    page.counts["added"].click()
    assert lines(page) == {"house"}
    assert set(desk.document.over) == {"differences/removed/was"}
    page.counts["added"].click()
    assert set(desk.document.over) == {"differences/removed/was", "differences/added/now"}


def test_return_and_a_double_click_fly_to_an_object(page, qtbot):
    flown = []
    page.flown.connect(flown.append)
    page.lines.setCurrentIndex(page.model.index(1, 0))
    qtbot.keyClick(page.lines, Qt.Key.Key_Return)
    page.lines.doubleClicked.emit(page.model.index(0, 2))
    assert flown == [int(page.model.rows[1]), int(page.model.rows[0])]


def test_what_is_to_be_known_is_told(page, desk):
    desk.differing.beside = Beside("next.gml", delivery(), ["heights were compared as they are"])
    desk.differing.choose("", FILE)
    desk.wait()
    assert page.b.currentText() == "next.gml"
    assert page.notes.text().startswith("Heights were compared as they are.")
    assert page.notes.isVisibleTo(page)


def test_what_a_delivery_means_for_the_plan_is_offered_told_and_flown_to(page, desk, qtbot):
    assert not page.over.isVisibleTo(page) and not page.means.isVisibleTo(page)
    desk.differing.beside = Beside("next.gml", delivery(home(0, 9, "tower")))
    desk.differing.choose(desk.planning.active, FILE)
    desk.wait()
    assert page.over.text() == "What it means for Plan A" and page.over.isVisibleTo(page)
    page.over.click()
    desk.wait()
    assert page.b.currentData() == f"{OVER}{desk.planning.active}" and lines(page) == {"new"}
    assert not page.over.isVisibleTo(page) and page.means.isVisibleTo(page)
    assert page.meant.text() == "The delivery and the plan: 3 to know"
    said = [page.means.item(k).text() for k in range(page.means.count())]
    assert [words[0] for words in said] == ["✕", "≠", "✓"] and all("house" in w for w in said)
    sought = []
    page.sought.connect(sought.append)
    page.means.setCurrentRow(0)
    qtbot.keyClick(page.means, Qt.Key.Key_Return)
    assert sought == ["house"]
    page.b.setCurrentIndex(page.b.findData(desk.planning.active))
    page.b.activated.emit(page.b.currentIndex())
    desk.wait()
    assert not page.means.isVisibleTo(page)


def test_it_leaves_the_panel_as_narrow_as_it_is(page):
    assert page.minimumSizeHint().width() <= 290


def test_everything_has_a_name_for_those_who_listen(page):
    for widget in (page.a, page.b, page.letters, page.lines, page.turn):
        assert widget.accessibleName()
