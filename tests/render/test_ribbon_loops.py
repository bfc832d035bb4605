"""Pieces of ribbons on a white picture of 40 by 30 pixels, whose depth is 0.5 everywhere."""

import numpy as np
import pytest

from render.ribbon_loops import lay, wear

BLUE, RED = (0, 0, 200), (200, 0, 0)
DARK, LIGHT, NONE = 1, 2, 0


def piece(one, other, half=4.0, depth=0.4, slope=0.0, edge=1.3, ends=1.0):
    return [*one, depth, *other, depth, half, half, slope, edge, ends, ends]


def drawn(pieces, paint=((*BLUE, DARK),), depth=0.5, bands=((0, 30),)):
    pixels = np.full((30, 40, 4), 255, np.uint8)
    depths = np.full((30, 40), depth, np.float32)
    at = np.array(pieces, np.float32).reshape(-1, 12)
    colours = np.array(paint, np.uint8)
    deepest, owner = np.zeros((30, 40), np.float32), np.full((30, 40), -1, np.int32)
    reach = np.zeros((30, 2), np.int32)
    for first, last in bands:
        lay(at, first, last, depths, deepest, owner, reach)
        wear(
            at, colours, first, last, deepest, owner, reach, pixels, pixels.view(np.uint32)[..., 0]
        )
    assert (owner == -1).all() and (pixels[..., 3] == 255).all()
    return pixels[..., :3]


def is_own(pixels, colour=BLUE):
    return (pixels == colour).all(-1)


def test_a_piece_is_as_wide_as_it_says_with_round_ends_and_a_dark_edge():
    picture = drawn([piece((10, 15), (30, 15))])
    assert is_own(picture)[:, 20].sum() == 8
    assert is_own(picture).sum() == pytest.approx(20 * 8 + np.pi * 3.6**2, rel=0.05)
    assert picture[10, 20].max() < 100 and (picture[8, 20] == 255).all()
    assert (drawn([piece((10, 15), (30, 15))], [(*BLUE, NONE)])[10, 20] == 255).all()
    light = drawn([piece((10, 15), (30, 15))], [(*BLUE, LIGHT)])
    assert light.min(-1)[10, 20] > 240


def test_pieces_that_go_on_are_as_one():
    whole = drawn([piece((5.3, 4.1), (34.9, 24.7))])
    middle = (20.1, 14.4)
    parts = drawn([piece((5.3, 4.1), middle), piece(middle, (34.9, 24.7))], [(*BLUE, DARK)] * 2)
    assert np.abs(whole.astype(int) - parts).max() <= 1


def test_a_pixel_belongs_to_what_it_lies_deepest_in_whatever_comes_first():
    wide, slim = piece((5, 15), (35, 15), 6.0), piece((20.3, 2), (20.7, 28), 2.0)
    colours = [(*BLUE, DARK), (*RED, DARK)]
    one, other = drawn([wide, slim], colours), drawn([slim, wide], colours[::-1])
    assert np.array_equal(one, other)
    assert is_own(one)[15, 20] and is_own(one, RED)[3, 20]
    inside = one[10:20, 8:32]
    assert (inside[..., 1] == 0).all()  # no edge leads through the crossing


def test_what_is_nearer_hides_it_pixel_by_pixel():
    assert (drawn([piece((10, 15), (30, 15), depth=0.6)]) == 255).all()
    leaning = drawn([piece((10, 15), (30, 15), depth=0.5, slope=0.01, edge=0.0)])
    assert not is_own(leaning)[12, 20] and is_own(leaning)[17, 20]  # its right is farther
    sinks = [10, 15, 0.4, 30, 15, 0.6, 4, 4, 0, 1.3, 1, 1]
    assert is_own(drawn([sinks]))[15, 12] and not is_own(drawn([sinks]))[15, 28]


def test_it_may_grow_wider_along_its_way():
    picture = is_own(drawn([[8, 15, 0.4, 32, 15, 0.4, 2, 6, 0, 1.3, 1, 1]]))
    assert picture[:, 10].sum() < picture[:, 20].sum() < picture[:, 30].sum()


def test_its_ends_are_seen_as_round_as_they_lie_on_the_ground():
    for ends, long in ((0.5, 8), (1.0, 4), (2.0, 2)):
        row = is_own(drawn([piece((15, 15), (25, 15), ends=ends)]))[15]
        assert row.sum() == pytest.approx(10 + 2 * (long - 0.5 / ends), abs=1)  # unmixed ones
        assert is_own(drawn([piece((15, 15), (25, 15), ends=ends)]))[:, 20].sum() == 8


@pytest.mark.parametrize("bands", [((0, 11), (11, 12), (12, 30)), ((15, 30), (0, 15))])
def test_a_picture_drawn_in_bands_is_the_same(bands):
    pieces = [piece((-5, 3), (45, 27), 5.0), piece((20, 35), (21, -9), 3.0)]
    colours = [(*BLUE, DARK), (*RED, LIGHT)]
    assert np.array_equal(drawn(pieces, colours), drawn(pieces, colours, bands=bands))


def test_what_lies_beside_the_picture_does_no_harm():
    for one, other in (((-90, -3), (-20, 50)), ((60, 2), (99, 2)), ((20, 15), (20, 15))):
        drawn([piece(one, other)])
    dot = is_own(drawn([piece((20, 15), (20, 15))]))
    assert dot.sum() == pytest.approx(np.pi * 3.5**2, rel=0.2)  # a piece of no length
    assert (drawn(np.zeros((0, 12)), np.zeros((0, 4))) == 255).all()
