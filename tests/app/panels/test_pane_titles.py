"""The cards with the names of plans."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.panels.pane_titles import APART, EDGE, PaneTitles, Titled

BLUE, ROOM = QColor("#0072b2"), QRect(0, 0, 800, 500)


def over(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(800, 500)
    parent.show()
    return parent, PaneTitles(parent, lambda: [("", "Baseline"), ("a", "Me & you")])


def test_a_title_stands_in_its_corner_and_goes_when_nothing_is_told(qtbot):
    _, titles = over(qtbot)
    titles.tell(
        lambda: [
            Titled("A", BLUE, QPoint(0, 40), ROOM, 0),
            Titled("B", BLUE, QPoint(799, 0), ROOM, 1, more="as a ghost", right=True, active=True),
        ]
    )
    one, other = titles.titles
    assert one.pos() == QPoint(EDGE, 40 + EDGE)
    assert other.geometry().right() <= 799 - APART + 1
    assert other.button.font().bold() and other.more.text() == "as a ghost"
    titles.tell(list)
    assert one.isHidden() and other.isHidden()


def test_a_choice_tells_the_pane_and_the_plan(qtbot):
    _, titles = over(qtbot)
    heard = []
    titles.chosen.connect(lambda *said: heard.append(said))
    titles.closed.connect(heard.append)
    titles.tell(lambda: [Titled("A", BLUE, QPoint(0, 0), ROOM, 3)])
    menu = titles.titles[0].button.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["Baseline", "Me && you"]
    menu.actions()[1].trigger()
    titles.titles[0].close_.click()
    assert heard == [(3, "a"), 3]


def test_of_no_pane_nothing_can_be_chosen_or_closed(qtbot):
    _, titles = over(qtbot)
    titles.tell(lambda: [Titled("A", BLUE, QPoint(0, 0), ROOM, -1)])
    title = titles.titles[0]
    assert not title.button.isEnabled() and title.close_.isHidden()
    assert title.button.text() == "A"


def test_another_theme_is_heard_of(qtbot):
    parent, titles = over(qtbot)
    with qtbot.waitSignal(titles.restyled, timeout=1000):
        parent.setStyleSheet("QWidget { color: red }")
