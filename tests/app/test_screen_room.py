from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.screen_room import Scrolled, resize_within


def test_a_dialog_is_no_larger_than_the_screen(qtbot):
    dialog = QWidget()
    qtbot.addWidget(dialog)
    resize_within(dialog, 300, 200)
    assert dialog.size() == QSize(300, 200)
    resize_within(dialog, 30_000, 20_000)
    room = dialog.screen().availableSize()
    assert dialog.width() < room.width() and dialog.height() < room.height()


def test_what_is_higher_than_its_room_is_scrolled(qtbot):
    dialog, inside = QWidget(), QWidget()
    qtbot.addWidget(dialog)
    QVBoxLayout(inside).addSpacing(900)
    area = Scrolled(inside)
    QVBoxLayout(dialog).addWidget(area)
    assert dialog.sizeHint().height() > 900 and area.minimumSizeHint().height() < 200
    dialog.resize(400, 300)
    dialog.show()
    assert area.verticalScrollBar().maximum() > 500
    assert area.horizontalScrollBar().maximum() == 0
