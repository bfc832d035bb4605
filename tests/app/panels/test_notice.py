from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from app.panels.notice import Notice


def test_a_message_stays_until_it_is_closed(qtbot):
    notice = Notice()
    qtbot.addWidget(notice)
    assert not notice.isVisible()
    notice.say("town.gml: the file is empty")
    assert notice.isVisible()
    assert notice.text.text() == "town.gml: the file is empty"
    assert notice.property("grave")
    qtbot.mouseClick(notice.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert not notice.isVisible()


def test_a_name_from_a_file_is_no_markup(qtbot):
    notice = Notice()
    qtbot.addWidget(notice)
    notice.say("The view <b>North</b> cannot be shown")
    assert notice.text.textFormat() == Qt.TextFormat.PlainText


def test_a_message_may_have_a_way_on(qtbot):
    notice = Notice()
    qtbot.addWidget(notice)
    gone = []
    notice.say("Written: report.pdf", grave=False, way=("Open it", lambda: gone.append(1)))
    assert notice.way.isVisible() and notice.way.text() == "Open it"
    qtbot.mouseClick(notice.way, Qt.MouseButton.LeftButton)
    assert gone == [1]
    notice.say("something else")
    assert not notice.way.isVisible()
