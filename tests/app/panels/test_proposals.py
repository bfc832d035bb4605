"""The page of proposed changes: a line for each, chosen, taken, left; hostile words are plain."""

import pytest
from PySide6.QtCore import Qt

from app.live.layer import LiveLayer, Source
from app.panels.proposals import ProposalsPage
from tests.app.live.test_proposing import GONE, HIGHER, desk, said  # noqa: F401

ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@pytest.fixture
def page(qtbot, desk):  # noqa: F811
    made = ProposalsPage(desk.proposing)
    qtbot.addWidget(made)
    made.desk = desk
    return made


def lines(page):
    items = map(page.list.item, range(page.list.count()))
    return [item.text().replace("\N{NO-BREAK SPACE}", " ").split("\n") for item in items]


def test_nothing_is_proposed(page):
    assert page.head.text() == "Nothing is proposed."
    assert not page.take.isEnabled() and not page.leave.isEnabled()


def test_each_is_a_line_that_can_be_chosen(page):
    page.desk.tell(HIGHER, GONE, said("nowhere", "height", 3), said("podium", "height", "tall"))
    assert page.head.text() == "2 proposed changes"
    (name, words), (_, gone) = lines(page)
    assert name == "tower" and words.startswith("Height 25.0 → 30.0 m, says City, ")
    assert gone.startswith("Demolished, says City, ")
    assert "nowhere: is about nothing here" in page.notes.text()
    assert "“tall” is no number" in page.notes.text()
    page.list.item(1).setCheckState(ON)
    assert page.chosen() == [GONE.key] and page.take.isEnabled()
    page.desk.tell(HIGHER, GONE, said("square", "status", "demolished"))
    assert page.chosen() == [GONE.key]
    page.take.click()
    page.desk.wait()
    assert [one[0] for one in lines(page)] == ["tower", "square"] and page.chosen() == []
    page.list.item(1).setCheckState(ON)
    page.leave.click()
    page.desk.wait()
    assert [one[0] for one in lines(page)] == ["tower"]
    assert page.again.text() == "Offer what was left again (1)" and page.again.isVisibleTo(page)
    page.again.click()
    page.desk.wait()
    assert [one[0] for one in lines(page)] == ["tower", "square"]
    assert not page.again.isVisibleTo(page)


def test_all_of_which_nothing_is_doubted_are_chosen_at_once(page):
    page.desk.tell(GONE, said("tower", "height", 100.0))
    page.every.setChecked(True)
    assert page.chosen() == [GONE.key]
    page.every.setChecked(False)
    assert page.chosen() == []


def test_of_what_contradicts_one_alone_is_chosen(page):
    page.desk.tell(HIGHER, said("tower", "measuredHeight", 28.0))
    first, second = (page.list.item(k) for k in range(2))
    assert "⚠ 28.0 m is said, too" in first.text()
    first.setCheckState(ON)
    second.setCheckState(ON)
    assert (first.checkState(), second.checkState()) == (OFF, ON)


def test_return_flies_to_a_building(page, qtbot):
    page.desk.tell(HIGHER)
    with qtbot.waitSignal(page.flown) as flown:
        page.list.itemActivated.emit(page.list.item(0))
    assert flown.args == ["tower"]


def test_the_city_shows_it_as_long_as_the_page_is_in_front(page):
    page.desk.tell(GONE)
    page.show()
    page.desk.wait()
    assert "differences/removed/was" in page.desk.document.layers
    page.hide()
    assert "differences/removed/was" not in page.desk.document.layers


def test_hostile_words_are_plain(page):
    layer = LiveLayer(
        "live/1",
        Source("https://x"),
        statements=(said("house", "category", "<b>office</b> \u202egnp"),),
    )
    page.desk.document.lay_live(layer)
    page.desk.wait()
    assert "\u202e" not in page.list.item(0).text() + page.list.item(0).toolTip()
    assert "<b>" in page.list.item(0).text() and "<b>" not in page.list.item(0).toolTip()
