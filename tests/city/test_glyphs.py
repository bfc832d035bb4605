"""Things as signs: columns, or one value for all."""

import numpy as np
import pytest

from city.glyphs import Glyphs, Ribbons

PLACES = np.array([[0, 0, 0], [10, 0, 2], [20, 5, 1]])


def test_single_values_hold_for_all_and_columns_for_each():
    glyphs = Glyphs.of("vehicle", PLACES, (10, 20, 30), size=[4, 12, 18], stale=[0, 1, 0])
    assert len(glyphs) == 3 and glyphs.points.dtype == np.float32
    assert glyphs.colour.tolist() == [[10, 20, 30]] * 3
    assert glyphs.height.tolist() == pytest.approx([1.5, 3.2, 3.2])
    assert glyphs.stale.tolist() == [False, True, False] and not glyphs.alert.any()
    assert np.isnan(glyphs.heading).all()
    assert Glyphs.of("disc", PLACES, (0, 0, 0)).height.tolist() == [20, 20, 20]


def test_things_move_and_keep_their_looks():
    glyphs = Glyphs.of("vehicle", PLACES, np.eye(3) * 255, heading=[0, 90, 180])
    moved = glyphs.at(PLACES + 1)
    assert np.array_equal(moved.points, PLACES + 1) and moved.heading.tolist() == [0, 90, 180]
    assert moved.colour is glyphs.colour
    assert glyphs.at(PLACES, [1, 2, 3]).heading.tolist() == [1, 2, 3]
    with pytest.raises(ValueError, match="3 things cannot be at 2 places"):
        glyphs.at(PLACES[:2])


def test_some_of_them_keep_all_their_columns():
    glyphs = Glyphs.of("disc", PLACES, np.eye(3) * 255, spread=[1, 2, 3], alert=[1, 0, 1])
    some = glyphs.only(np.array([True, False, True]))
    assert some.sort == "disc" and some.spread.tolist() == [1, 3] and some.alert.all()
    assert some.colour.tolist() == [[255, 0, 0], [0, 0, 255]]


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_has_no_place_is_refused(wrong):
    with pytest.raises(ValueError, match="needs a place"):
        Glyphs.of("disc", [[0, 0, wrong]], (0, 0, 0))


def test_a_column_of_another_length_is_refused():
    with pytest.raises(ValueError):
        Glyphs.of("disc", PLACES, (0, 0, 0), size=[1, 2])


def test_ribbons_are_columns_or_single_values():
    points = np.zeros((5, 3))
    both = Ribbons.of(points, [0, 2, 5], (1, 2, 3), 4.0, aside=[0, 1])
    assert len(both) == 2 and both.width.tolist() == [4, 4] and both.aside.tolist() == [0, 1]
    assert both.colour.tolist() == [[1, 2, 3], [1, 2, 3]]
    assert len(Ribbons.of(points, [0, 2, 5], np.zeros((5, 3)), 1).colour) == 5
    for starts in ([0, 2, 4], [1, 5], [0, 6, 5], []):
        with pytest.raises(ValueError, match="where its points begin"):
            Ribbons.of(points, starts, (1, 2, 3), 4.0)
