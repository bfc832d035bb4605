"""Frames of pictures: to scale, all of the area in them, the north where it is."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.report.framing import FINE, STRIP, aslant, blank, finished, from_above

SIDE = st.floats(5, 4000)
BOX = np.array([[0.0, 0, 0], [300, 200, 40]])


def corners(box):
    return np.array([[x, y, z] for x in box[:, 0] for y in box[:, 1] for z in box[:, 2]])


@given(SIDE, SIDE, st.floats(1, 300))
def test_the_whole_area_is_in_the_picture(wide, deep, tall):
    box = np.array([[10.0, 20, 0], [10 + wide, 20 + deep, tall]])
    for framing in (
        from_above(box, 163, 142),
        aslant(box, 25, 163, 142),
        aslant(box, 205, 310, 180),
    ):
        found = framing.pixels(corners(box))
        assert (found > -0.5).all() and (found < np.array(framing.size) + 0.5).all()
        assert framing.wide <= 310 and framing.high <= 180


@given(SIDE, SIDE)
def test_a_map_is_to_a_round_scale(wide, deep):
    box = np.array([[0.0, 0, 0], [wide, deep, 10]])
    framing = from_above(box, 163, 142)
    metre = framing.pixels(np.array([[0.0, 0, 0], [1.0, 0, 0]]))
    assert (metre[1, 0] - metre[0, 0]) / FINE == pytest.approx(1000 / framing.ratio, rel=0.01)
    digits = f"{framing.ratio:.6g}".rstrip("0").replace(".", "").strip("0")
    assert len(digits) <= 3


def test_north_is_up_from_above_and_turned_by_the_grid():
    framing = from_above(BOX, 163, 142)
    assert framing.north(0) == pytest.approx(0)
    # the grid's north lies 2 degrees clockwise of the true one: that lies to the left
    assert framing.north(2.0) == pytest.approx(-2.0)


def test_aslant_the_north_lies_ahead_or_behind():
    assert abs(aslant(BOX, 0, 163, 142).north(0)) < 1e-6
    assert abs(aslant(BOX, 180, 163, 142).north(0)) == pytest.approx(180)
    assert aslant(BOX, 90, 163, 142).north(0) == pytest.approx(-90)


def test_under_a_map_stand_its_scale_and_the_north():
    framing = from_above(BOX, 163, 142)
    columns, rows = framing.size
    drawn = np.full((rows, columns, 3), 200, np.uint8)
    made = Image.open(io.BytesIO(finished(drawn, framing, 0.0, "A4")))
    assert made.size == (columns, rows + round(STRIP * FINE))
    strip = np.asarray(made)[rows:]
    assert (strip[:, : columns // 3] < 90).any() and (strip[:, -columns // 6 :] < 90).any()


def test_numbers_stand_where_their_buildings_are_and_beside_each_other():
    framing = from_above(BOX, 163, 142)
    columns, rows = framing.size
    drawn = np.full((rows, columns, 3), 120, np.uint8)
    spot = np.array([150.0, 100, 40])
    one = np.asarray(Image.open(io.BytesIO(finished(drawn, framing, numbers=[spot]))))
    two = np.asarray(Image.open(io.BytesIO(finished(drawn, framing, numbers=[spot, spot]))))
    x, y = framing.pixels(spot[None])[0].round().astype(int)
    assert (one[y - 20 : y + 20, x - 20 : x + 20] == 255).any()
    white = [(np.all(picture[:rows] == 255, axis=2)).sum() for picture in (one, two)]
    assert white[1] > 1.6 * white[0]


def test_a_blank_says_its_words():
    made = np.asarray(Image.open(io.BytesIO(blank("The sun does not rise", 60, 40))))
    assert (made < 60).any() and made[0, 0, 0] > 220


@given(SIDE, SIDE)
def test_a_map_that_takes_all_of_its_room_is_as_large_as_that_and_to_the_same_scale(wide, deep):
    box = np.array([[0.0, 0, 0], [wide, deep, 10]])
    usual, full = from_above(box, 80, 55), from_above(box, 80, 55, full=True)
    assert (full.wide, full.high, full.ratio) == (80, 55, usual.ratio)
    assert full.eye.span == pytest.approx(55 * full.ratio / 1000)
