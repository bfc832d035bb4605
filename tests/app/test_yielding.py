import pytest
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget

from app.yielding import Yielding, fold, folded_width, least_width, make_room


@pytest.fixture
def row(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    made = QHBoxLayout(whole)
    made.setContentsMargins(0, 0, 0, 0)
    for name in ("Copy", "Export", "Close"):
        made.addWidget(QPushButton(name))
    whole.show()
    yield made


def test_parts_go_in_their_order_and_come_back(row):
    copy, export, _ = parts = [row.itemAt(k).widget() for k in range(3)]
    whole, least = row.sizeHint().width(), least_width(row, parts[:2])
    assert make_room(row, whole, [copy, export]) == 0
    assert make_room(row, whole - 1, [copy, export]) == 1
    assert copy.isHidden() and not export.isHidden()
    assert make_room(row, least, [copy, export]) == 2 and row.sizeHint().width() == least
    assert least_width(row, [copy, export]) == least
    assert make_room(row, whole, [copy, export]) == 0 and not copy.isHidden()


def test_halves_lie_one_below_the_other_where_there_is_no_room(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    way = QBoxLayout.Direction
    halves = QBoxLayout(way.LeftToRight, whole)
    for name in ("Sun and date", "Hours"):
        half = QHBoxLayout()
        half.addWidget(QPushButton(name))
        halves.addLayout(half)
    wide = halves.sizeHint().width()
    assert folded_width(halves) < wide
    fold(halves, wide - 1)
    assert halves.direction() == way.TopToBottom and folded_width(halves) <= wide
    fold(halves, wide)
    assert halves.direction() == way.LeftToRight


def test_room_is_shared_anew_where_the_width_or_what_is_told_has_changed(qtbot):
    class Row(Yielding):
        times = 0

        def share_room(self):
            self.times += 1

    made = Row()
    qtbot.addWidget(made)
    words = QPushButton("few")
    QHBoxLayout(made).addWidget(words)
    made.resize(200, 40)
    made.show()
    qtbot.wait(20)
    before = made.times
    assert before
    made.resize(300, 40)
    assert made.times > before
    before = made.times
    words.setText("many more words than before")
    qtbot.waitUntil(lambda: made.times > before)
