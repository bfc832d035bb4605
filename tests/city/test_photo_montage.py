"""What of a plan lies over a photograph: only what stands before the city, and its shadow."""

import numpy as np
import pytest

from city.photo_montage import DARKEST, GONE, Drawn, halved, laid_in

SHAPE = (40, 60)
PHOTO = np.full((*SHAPE, 3), (90, 120, 150), np.uint8)
FAR = 1000.0


def drawn(*parts, ground=FAR, grey=200):
    """A level picture; parts: (slice, metres, colour) that stand before it."""
    away = np.full(SHAPE, ground, np.float32)
    colours = np.full((*SHAPE, 3), grey, np.uint8)
    for where, metres, colour in parts:
        nearer = away[where] > metres
        away[where] = np.where(nearer, metres, away[where])
        colours[where] = np.where(nearer[..., None], colour, colours[where])
    return Drawn(colours, away)


HOUSE = (np.s_[10:30, 20:30], 50.0, (210, 200, 190))
TOWER = (np.s_[5:30, 25:45], 80.0, (240, 240, 250))


def test_a_plan_is_hidden_by_what_stands_before_it():
    found = laid_in(PHOTO, drawn(HOUSE), drawn(HOUSE, TOWER), drawn(HOUSE).away, True)
    tower = np.zeros(SHAPE, bool)
    tower[TOWER[0]] = True
    tower[HOUSE[0]] = False
    assert (found[tower] == TOWER[2]).all()
    assert (found[~tower] == PHOTO[0, 0]).all()


def test_its_shadow_darkens_the_photograph_as_much_as_the_model():
    today, plan = drawn(), drawn()
    plan.colours[30:35] = 100  # half of 200
    plan.colours[35:] = 10
    found = laid_in(PHOTO, today, plan, today.away, False)
    np.testing.assert_allclose(found[32, 5], PHOTO[0, 0] * 0.5, atol=1)
    np.testing.assert_allclose(found[38, 5], PHOTO[0, 0] * DARKEST, atol=1)
    assert (found[:30] == PHOTO[0, 0]).all()


def test_black_of_the_model_says_nothing_of_light():
    found = laid_in(PHOTO, drawn(grey=2), drawn(grey=7), drawn().away, False)
    assert (found == PHOTO).all()


@pytest.mark.parametrize("outlined", [True, False])
def test_what_is_demolished_stays_and_is_outlined(outlined):
    found = laid_in(PHOTO, drawn(HOUSE), drawn(), drawn().away, outlined)
    rim = (found == GONE).all(2)
    assert rim.sum() == (2 * 20 + 2 * 8 if outlined else 0)
    assert (found[15:25, 22:28] == PHOTO[0, 0]).all()


def test_what_is_built_where_something_is_demolished_is_seen_in_its_place():
    smaller = (np.s_[20:30, 20:30], 55.0, (10, 20, 30))  # behind the old front
    found = laid_in(PHOTO, drawn(HOUSE), drawn(smaller), drawn().away, True)
    assert (found[20:30, 20:30] == (10, 20, 30)).all()
    assert (found[10, 20:30] == GONE).all()


def test_depths_that_differ_by_a_hair_are_the_same():
    today = drawn(HOUSE)
    shaken = Drawn(today.colours, today.away * np.float32(1.0005))
    assert (laid_in(PHOTO, today, shaken, today.away, True) == PHOTO).all()
    assert (laid_in(PHOTO, shaken, today, shaken.away, True) == PHOTO).all()


def test_four_pixels_become_one():
    picture = np.zeros((4, 6, 3), np.uint8)
    picture[::2, ::2] = 200
    assert halved(picture).shape == (2, 3, 3) and (halved(picture) == 50).all()
