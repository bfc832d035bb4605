"""How the time bar shares its room."""

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.panels.time_bar import TimeBar
from tests.app.standin import town_document


@pytest.fixture
def bar(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    made = TimeBar(town_document())
    made.setParent(whole)
    made.date.setDate(QDate(2026, 3, 21))
    made.resize(1100, 70)
    whole.show()
    QTest.qWait(1)
    yield made


def test_in_a_short_bar_the_hours_lie_below_the_date_as_wide_as_there_is_room(bar):
    high, wide = bar.height(), bar.band.width()
    assert bar.words.isVisible() and abs(bar.date.geometry().bottom() - bar.play.y()) < 60
    bar.live.show()
    QTest.qWait(1)
    bar.resize(bar.minimumSizeHint().width(), 70)
    QTest.qWait(1)
    bar.resize(bar.width(), bar.minimumSizeHint().height())
    QTest.qWait(1)
    assert bar.width() < 420 and bar.height() > high
    assert bar.band.y() >= bar.date.geometry().bottom() and 160 <= bar.band.width() < wide
    assert not bar.words.isVisible()
    parts = (bar.sun, bar.date, bar.usual, bar.band, bar.play, bar.pace, bar.live, bar.where)
    boxes = [part.geometry() for part in parts]
    assert all(bar.rect().contains(box) for box in boxes)
    assert not any(a.intersects(b) for a in boxes for b in boxes if a is not b)
    bar.resize(1100, 120)
    QTest.qWait(1)
    assert bar.words.isVisible() and bar.band.y() < bar.date.geometry().bottom()


def test_what_is_said_of_the_sun_is_shortened_and_the_mouse_tells_it_all(bar):
    bar.set_shining(True)
    bar.resize(bar.minimumSizeHint().width(), 120)
    bar.grab()
    assert bar.stand.width() >= 150 and bar.stand.toolTip() == bar.stand.text() != ""
    assert bar.stand.alignment() == Qt.AlignmentFlag.AlignCenter
