import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.panels.side import MORE, Side

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def side(qtbot):
    made = Side()
    qtbot.addWidget(made)
    for name in ("inspector", "style", "views", "notes", "doctor"):
        made.add(name, name.capitalize(), QLabel(name))
    made.show()
    return made


def test_the_first_page_is_in_front(side):
    assert side.page == "inspector"


def test_a_tab_brings_its_page_to_the_front(side):
    QTest.mouseClick(side.tabs["style"], LEFT)
    assert side.page == "style"
    assert side.tabs["style"].isChecked() and not side.tabs["inspector"].isChecked()


def test_the_later_pages_are_under_more(side, qtbot):
    assert list(side.others) == ["notes", "doctor"] and side.more.text() == MORE
    QTest.mouseClick(side.more, LEFT)
    assert side.menu.isVisible() and side.page == "inspector"
    assert side.tabs["inspector"].isChecked() and not side.more.isChecked()
    QTest.mouseClick(side.menu, LEFT, pos=side.menu.actionGeometry(side.others["notes"]).center())
    assert side.page == "notes" and side.more.text() == "Notes ▾" and side.more.isChecked()
    assert side.others["notes"].isChecked() and not side.tabs["inspector"].isChecked()
    side.turn_to("inspector")
    assert side.more.text() == MORE and not side.more.isChecked()


def test_no_page_makes_the_panel_wider_than_another(side):
    side.add("long", "Differences of all plans", QLabel("long"))
    widths = set()
    for page in ("inspector", "notes", "long"):
        side.turn_to(page)
        widths.add(side.minimumSizeHint().width())
    assert len(widths) == 1  # or the picture would be another one with each page


def test_what_is_found_on_a_page_is_said_where_it_is_chosen(side):
    side.say_of("doctor", "3 findings")
    assert side.others["doctor"].text() == "Doctor · 3 findings"
    side.say_of("doctor", "")
    assert side.others["doctor"].text() == "Doctor"


@pytest.mark.parametrize("page", ["style", "notes"])
def test_the_tab_key_comes_to_the_tab_in_front_and_to_no_other(side, page):
    side.turn_to(page)
    reached = [
        t for t in (*side.tabs.values(), side.more) if t.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert [tab.isChecked() for tab in reached] == [True]


def test_the_arrow_keys_move_between_the_tabs(side):
    side.tabs["inspector"].setFocus()
    QTest.keyClick(side.tabs["inspector"], Qt.Key.Key_Right)
    assert side.page == "style"
    QTest.keyClick(side.tabs["style"], Qt.Key.Key_Right)
    QTest.keyClick(side.tabs["views"], Qt.Key.Key_Right)  # More: its menu opens
    assert side.menu.isVisible() and side.page == "views"
    QTest.keyClick(side.menu, Qt.Key.Key_Down)
    QTest.keyClick(side.menu, Qt.Key.Key_Return)
    assert side.page == "doctor"


def test_a_page_hears_when_it_comes_to_the_front(side):
    heard = []
    side.add("heights", "Heights", QLabel("heights"), lambda: heard.append(1))
    side.turn_to("heights")
    assert heard == [1]


def test_the_panel_is_never_narrower_than_its_tabs(side):
    side.resize(side.minimumSizeHint().width(), 400)
    for tab in (*side.tabs.values(), side.more):
        assert tab.width() >= tab.sizeHint().width()


def test_a_page_may_lead_for_a_while_and_the_last_tab_yields(side):
    side.lead("plan", "Plan", QLabel("plan"))
    assert side.tabs["plan"].isHidden() and side.page == "inspector"
    side.offer("plan", True)
    side.turn_to("plan")
    assert side.page == "plan" and side.tabs["plan"].isChecked()
    assert side.tabs["views"].isHidden() and side.others["views"].isVisible()
    side.turn_to("views")
    assert side.more.isChecked() and side.more.text() == "Views ▾"
    side.turn_to("plan")
    side.offer("plan", False)
    assert side.page == "inspector" and not side.others["views"].isVisible()
    assert side.tabs["views"].isVisible()
    side.turn_to("views")
    assert side.tabs["views"].isChecked() and side.more.text() == MORE
