"""The loops that draw points, each for itself, beside what numpy says."""

import numpy as np
import pytest

from render.splat import DEEPEST, EMPTY
from render.splat_loops import DARKER, FINE, SHARES, STEEPEST, gather, shape, widen


def picture(rows=6, columns=9):
    return np.full((rows, columns), EMPTY, np.uint64)


def dot(depth, grey):
    return np.uint64(depth << 32 | 0xFF000000 | grey * 0x010101)


def test_of_two_pictures_the_nearer_points_stay():
    rng = np.random.default_rng(1)
    one, other = (rng.integers(0, 1 << 63, (50, 70), np.uint64) for _ in range(2))
    nearer = np.minimum(one, other)
    expected = np.concatenate([one[:10], nearer[10:30], one[30:]])
    gather(one, other, 10, 30)
    assert np.array_equal(one, expected)


@pytest.mark.parametrize("width", [2, 3, 5, 8])
def test_a_dot_is_seen_wherever_its_square_reaches(width):
    rng = np.random.default_rng(2)
    dots, pixels = picture(40, 50), picture(40, 50)
    for row, column, value in rng.integers((0, 0, 1), (40, 50, 1000), (60, 3)).tolist():
        dots[row, column] = value
    expected = picture(40, 50)
    back = (width - 1) // 2
    for row, column in np.argwhere(dots != EMPTY).tolist():
        top, left = max(row - back, 0), max(column - back, 0)
        square = expected[top : row - back + width, left : column - back + width]
        np.minimum(square, dots[row, column], out=square)
    widen(dots, width, 0, 25, pixels)
    widen(dots, width, 25, 40, pixels)
    assert np.array_equal(pixels, expected)


@pytest.mark.parametrize("steps", [0, 3, 40])
def test_a_point_is_darker_by_how_much_nearer_its_neighbours_are(steps):
    pixels = picture()
    pixels[2, 3], pixels[2, 4], pixels[3, 3] = dot(500, 200), dot(500 - steps, 200), dot(900, 200)
    shape(pixels, 1.0, 0.0, SHARES, 0, len(pixels))
    told = min(steps, STEEPEST)
    assert int(pixels[2, 3]) & 0xFF == pytest.approx(200 * np.exp(-told * DARKER / 4), abs=1.5)
    assert pixels[2, 4] == dot(500 - steps, 200)  # nothing is nearer
    assert int(pixels[2, 3]) >> 24 == 500 << 8 | 0xFF  # neither deeper nor seen through
    assert (pixels != EMPTY).sum() == 3


def test_in_perspective_a_step_is_told_in_pixels_of_its_distance():
    near, far, pixel = 2.0, 1000.0, 0.001
    away = np.array([100.0, 100.3])  # metres
    depths = (far - near * far / away) / (far - near) * DEEPEST
    pixels = picture()
    pixels[0, :2] = [dot(int(depth), 250) for depth in depths]
    shape(pixels, 1 / pixel, far / (far - near) * DEEPEST, SHARES, 0, 1)
    told = np.log(away[1] / away[0]) / pixel
    share = np.exp(-told * DARKER / 4)
    assert int(pixels[0, 1]) & 0xFF == pytest.approx(250 * share, abs=1.5)
    assert int(pixels[0, 0]) & 0xFF == 250


def test_shares_end_where_four_neighbours_are_as_near_as_counts():
    assert len(SHARES) == 4 * STEEPEST * FINE + 1
    assert SHARES[0] == 256
    assert SHARES[-1] / 256 == pytest.approx(np.exp(-STEEPEST * DARKER), abs=0.01)
