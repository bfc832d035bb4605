"""The loop of the boxes that stand for buildings."""

import numpy as np
import pytest

from render.block_loops import BARE, SIMPLE, around

SQUARE = np.array([[0, 0], [8, 0], [8, 4], [0, 4]], float)


def boxes(rings, pieces=None, seen=None):
    """The boxes of pieces of so many polygons each; rings: one (n, 3) for each polygon."""
    ends = np.append(0, np.cumsum([len(ring) for ring in rings])).astype(np.int32)
    polygons = np.arange(len(rings) + 1, dtype=np.int32)
    cuts = np.append(0, np.cumsum(pieces or [len(rings)])).astype(np.int32)
    seen = np.ones(len(rings), bool) if seen is None else np.array(seen)
    out = np.zeros((len(cuts) - 1, 10), np.float32)
    around(np.concatenate(rings), ends, polygons, cuts, seen, 0, len(out), out)
    return out


def flat(z, at=(0.0, 0.0), angle=0.0):
    """8 by 4 metres at a height, turned so many degrees about a place and moved there."""
    a = np.radians(angle)
    turned = SQUARE @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]) + at
    return np.column_stack([turned, np.full(4, z)])


@pytest.mark.parametrize("angle", [0, 30, 60, 135])
def test_a_box_lies_along_the_walls_far_from_the_origin_too(angle):
    at = np.array([250_000.0, -90_000.0])
    (found,) = boxes([flat(0, at, angle), flat(6, at, angle)])
    x, y, long, wide, cosine, sine, low, high, top, error = found.tolist()
    assert (x, y) == pytest.approx(flat(0, at, angle)[:, :2].mean(0), abs=0.02)
    assert (long, wide) == pytest.approx((4, 2), abs=1e-3)
    assert abs(cosine * np.cos(np.radians(angle)) + sine * np.sin(np.radians(angle))) > 0.9999
    assert (low, high, top) == (0, 6, 6) and error == pytest.approx(SIMPLE, abs=0.02)


def test_what_is_bare_makes_it_more_wrong():
    ell = np.array([[0, 0, 0], [8, 0, 0], [8, 2, 0], [2, 2, 0], [2, 8, 0], [0, 8, 0]], float)
    (found,) = boxes([ell, ell + np.array([0, 0, 5])])
    assert found[9] == pytest.approx(SIMPLE + BARE * 6, rel=1e-4)  # 36 of 64 square metres


def test_only_what_counts_has_a_part_in_it():
    rings = [flat(0), flat(3), flat(90, (500, 500)), flat(1, (40, 0)), flat(2, (40, 0))]
    first, none, last = boxes(rings, [3, 0, 2], [True, True, False, True, True])
    assert (first[8], last[8]) == (3, 2) and first[:2] == pytest.approx([4, 2])
    assert not none.any()
    assert not boxes([flat(0)], seen=[False]).any()


def test_points_that_are_no_place_are_passed_over():
    good, broken = [flat(0), flat(6)], flat(6)
    broken[[0, 3]] = [[np.nan, 0, 6], [0, np.inf, 6]]
    (found,) = boxes([broken, *good])
    assert np.isfinite(found).all()
    assert found[:9] == pytest.approx(boxes(good)[0][:9], abs=1e-5)
    assert not boxes([np.full((4, 3), np.nan)]).any()
