"""Breaks are dragged with the mouse, and moved with the arrow keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.histogram import BARS, Histogram

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def histogram(qtbot):
    made = Histogram()
    qtbot.addWidget(made)
    made.resize(202, 120)
    made.show_values(np.linspace(0, 100, 1001))
    made.show_breaks([25.0, 50.0], [(0, 0, 0)] * 3)
    return made


def place(histogram, value):
    return QPoint(round(histogram._x(value)), 40)


def test_every_value_is_counted(histogram):
    assert histogram._counts.sum() == 1001
    assert len(histogram._counts) == BARS
    assert (histogram.low, histogram.high) == (0, 100)


def test_a_few_towers_do_not_squeeze_all_others(histogram):
    histogram.show_values(np.append(np.linspace(0, 10, 1000), [400.0]))
    assert 9 < histogram.high < 11
    assert histogram._counts.sum() == 1001


def test_nothing_to_count(histogram):
    histogram.show_values(np.zeros(0))
    assert not histogram._counts.any()
    histogram.show_values(np.full(5, 3.0))
    assert histogram._counts.sum() == 5
    histogram.grab()


def test_a_break_is_dragged(histogram):
    seen, done = [], []
    histogram.moving.connect(seen.append)
    histogram.moved.connect(done.append)
    QTest.mousePress(histogram, LEFT, NO_KEY, place(histogram, 25))
    for value in (28, 32, 36):
        QTest.mouseMove(histogram, place(histogram, value))
    QTest.mouseRelease(histogram, LEFT, NO_KEY, place(histogram, 36))
    assert len(seen) == 3
    assert done == [seen[-1]]
    assert done[0][0] == pytest.approx(36, abs=0.6)
    assert done[0][1] == 50


def test_a_break_never_passes_its_neighbour(histogram):
    done = []
    histogram.moved.connect(done.append)
    QTest.mousePress(histogram, LEFT, NO_KEY, place(histogram, 25))
    QTest.mouseMove(histogram, place(histogram, 49))
    QTest.mouseMove(histogram, place(histogram, 80))
    QTest.mouseRelease(histogram, LEFT, NO_KEY, place(histogram, 80))
    assert done[0][0] < done[0][1] == 50


def test_a_click_moves_nothing(histogram):
    done = []
    histogram.moved.connect(done.append)
    QTest.mouseClick(histogram, LEFT, NO_KEY, place(histogram, 25))
    assert not done


def test_by_keyboard(histogram):
    done = []
    histogram.moved.connect(done.append)
    histogram.setFocus()
    QTest.keyClick(histogram, Qt.Key.Key_Up)
    QTest.keyClick(histogram, Qt.Key.Key_Right)
    assert done[-1] == (25.0, 51.0)
    QTest.keyClick(histogram, Qt.Key.Key_Up)
    QTest.keyClick(histogram, Qt.Key.Key_Left)
    assert done[-1] == (24.0, 51.0)
