"""A photograph that is shifted, enlarged and pointed at."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.panels.photo_view import PhotoView

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot):
    numbers = []
    made = PhotoView(lambda painter, place, number: numbers.append((place, number)))
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.numbers, made.told = numbers, []
    made.pointed.connect(lambda x, y: made.told.append((x, y)))
    image = QImage(800, 400, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    made.show_photo(image, [np.array([100.0, 50.0])])
    return made


def test_all_of_it_is_seen_and_pixels_and_places_are_each_other_s(view):
    assert view.place_of(0, 0) == QPointF(0, 50) and view.place_of(800, 400) == QPointF(400, 250)
    there = view.pixel_at(view.place_of(123, 45))
    assert (there.x(), there.y()) == pytest.approx((123, 45))


def test_a_click_says_a_pixel_and_beside_the_photograph_none(view):
    QTest.mouseClick(view, LEFT, pos=QPoint(200, 150))
    assert view.told == [pytest.approx((400, 200), abs=1)]
    QTest.mouseClick(view, LEFT, pos=QPoint(200, 20))
    assert len(view.told) == 1


def test_a_drag_shifts_it_and_points_at_nothing(view):
    QTest.mousePress(view, LEFT, pos=QPoint(200, 150))
    QTest.mouseMove(view, QPoint(230, 150))
    QTest.mouseRelease(view, LEFT, pos=QPoint(230, 150))
    assert view.told == [] and view.place_of(400, 200).x() == pytest.approx(230, abs=1)


def test_the_keys_enlarge_and_point(view):
    QTest.keyClick(view, Qt.Key.Key_Plus)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view._scale == pytest.approx(0.6)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.told == [pytest.approx((400 + 12 / 0.6, 200), abs=2)]


def test_pairs_have_their_numbers(view):
    view.grab()
    assert (view.place_of(100, 50), 1) in view.numbers
    view.show_photo(QImage(), [])
    view.numbers.clear()
    view.grab()
    assert view.numbers == []
