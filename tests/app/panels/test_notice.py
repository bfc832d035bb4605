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
