"""Rooms for panes: all of one size, none over another, all of the widget used."""

import pytest
from PySide6.QtCore import QPointF, QSize

from app.panes.split import GAP, Split

SIZES = [QSize(1280, 800), QSize(801, 1403), QSize(2560, 700), QSize(200, 150), QSize(33, 21)]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_panes_beside_one_another_are_of_one_size_and_apart(size, count):
    split = Split("beside", count)
    rooms = [split.room(pane, size) for pane in range(count)]
    assert {room.size().toTuple() for room in rooms} == {split.pane_size(size).toTuple()}
    for k, one in enumerate(rooms):
        assert one.left() >= 0 and one.right() < size.width()
        assert one.top() >= 0 and one.bottom() < size.height()
        assert split.seen(k, size) == one
        assert split.pane_at(QPointF(one.center()), size) == k
        assert not any(one.adjusted(0, 0, GAP - 1, GAP - 1) & other for other in rooms[k + 1 :])


def test_four_lie_in_two_rows_and_three_in_one_where_it_is_wide():
    assert Split("beside", 4).grid(QSize(1280, 800)) == (2, 2)
    assert Split("beside", 3).grid(QSize(2560, 700)) == (3, 1)
    assert Split("beside", 3).grid(QSize(800, 800)) == (2, 2)
    assert Split("beside", 2).grid(QSize(300, 900)) == (1, 2)


@pytest.mark.parametrize("level", [False, True])
@pytest.mark.parametrize("at", [0.0, 0.25, 1.0])
def test_a_curtain_parts_one_room_wherever_it_hangs(at, level):
    size, split = QSize(1000, 800), Split("curtain", 2, at, level)
    assert split.pane_size(size) == size
    one, other = (split.seen(pane, size) for pane in (0, 1))
    assert one.width() * one.height() + other.width() * other.height() == 1000 * 800
    assert not (one & other)
    before, behind = ((500, 1), (500, 798)) if level else ((1, 400), (998, 400))
    assert split.pane_at(QPointF(*before), size) == (0 if at else 1)
    assert split.pane_at(QPointF(*behind), size) == (0 if at == 1 else 1)


def test_of_blinking_pictures_one_is_seen():
    size, split = QSize(1000, 800), Split("blink", 3, shown=2)
    assert [split.seen(pane, size).isEmpty() for pane in range(3)] == [True, True, False]
    assert split.pane_at(QPointF(5, 5), size) == 2


def test_a_curtain_in_the_city_makes_one_picture():
    assert Split("space", 2).pictures == 1
    assert Split("curtain", 2).pictures == 2
    assert Split("space", 2).pane_at(QPointF(900, 5), QSize(1000, 800)) == 0
