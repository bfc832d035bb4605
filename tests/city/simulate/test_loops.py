"""The compiled loops do what plain loops do that look at everything, however slowly."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from city.simulate import loops

HEIGHTS = st.lists(st.integers(0, 40), min_size=1, max_size=24)


def looked_at_all(tops: list[float], eyes: list[float], spacing: float, wall: float) -> list[int]:
    """The horizon of a line towards its end, from each of its places to all that lie ahead."""
    found = []
    for at, eye in enumerate(eyes):
        steepest = 0.0
        for ahead in range(at + 1, len(tops)):
            side = 0.5 if tops[ahead] - tops[ahead - 1] > wall else 0.0
            rise = (tops[ahead] - eye) / ((ahead - side - at) * spacing)
            steepest = max(steepest, rise)
        found.append(int(loops.FULL * steepest / np.hypot(1, steepest) + 0.5))
    return found


@settings(max_examples=200)
@given(HEIGHTS, st.integers(0, 3), st.sampled_from([0.5, 1.0, 1.4]), st.booleans())
def test_the_hull_finds_what_looking_at_all_finds(tops, height, spacing, forward):
    stands = np.array([tops], np.float32)
    eye = stands + height
    found = np.zeros(stands.shape, np.uint8)
    shift = np.zeros(len(tops), np.int64)
    loops.sweep(stands, eye, shift, forward, spacing, 2.0, found)
    order = 1 if forward else -1
    expected = looked_at_all(tops[::order], eye[0, ::order].tolist(), spacing, 2.0)[::order]
    assert np.abs(found[0].astype(int) - expected).max() <= 1  # the rounding of a half
    assert (found[0] != expected).mean() < 0.2


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 359.9), st.integers(1, 90)), max_size=8))
def test_suns_add_up_where_they_stand_above_the_horizon_between_two_directions(suns):
    rng = np.random.default_rng(len(suns))
    horizons = rng.integers(0, 256, (8, 1, 50)).astype(np.uint8)
    hours = np.zeros((1, 50), np.float32)
    turn = np.array([azimuth / 45 for azimuth, _ in suns], float)
    low, share = turn.astype(np.int64) % 8, np.round(turn % 1 * 256).astype(np.uint16)
    sine = np.sin(np.radians([altitude for _, altitude in suns]))
    limit = np.ceil(256 * 255 * sine).astype(np.uint16)
    weights = np.arange(1, len(suns) + 1, dtype=np.float32)
    loops.shine(horizons, low, (low + 1) % 8, share, limit, weights, hours, 0)
    expected = np.zeros(50)
    for number, position in enumerate(turn):
        first = horizons[int(position) % 8, 0] * (256 - float(share[number]))
        second = horizons[(int(position) + 1) % 8, 0] * float(share[number])
        expected += np.where((first + second) / 256 < 255 * sine[number], number + 1, 0)
    np.testing.assert_array_equal(hours[0], expected)


def test_only_the_rows_of_a_band_are_raised():
    corners = np.array([[-5.0, -5, 3], [30, -5, 3], [-5, 30, 3]])
    heights = np.full((10, 10), np.nan, np.float32)
    loops.raise_surface(corners, np.array([[0, 1, 2]], np.int32), 0.0, 9.0, 1.0, heights, 4, 7)
    assert (heights[4:7] == 3).all()
    assert np.isnan(heights[:4]).all() and np.isnan(heights[7:]).all()


def test_frozen_arrays_are_as_good_as_others_and_compiled_once():
    corners = np.array([[-5.0, -5, 3], [30, -5, 3], [-5, 30, 3]])
    corners.setflags(write=False)
    heights = np.zeros((10, 10), np.float32)
    loops.raise_surface(corners, np.array([[0, 1, 2]], np.int32), 0.0, 9.0, 1.0, heights, 0, 10)
    assert (heights == 3).all()
    assert all(
        len(loop.signatures) == 1 for loop in (loops.raise_surface, loops.sweep, loops.shine)
    )
