"""The loops of what is seen: directions about a normal, and what neighbours share."""

import numpy as np
import pytest

from render.sight_loops import over, share


@pytest.mark.parametrize("normal", [(0, 0, 1), (0, 0, -1), (1, 0, 0), (0.6, -0.8, 0)])
def test_a_hemisphere_stands_on_its_face(normal):
    normal = np.array(normal, np.float32)
    local = np.array([[0, 0, 1], [0.6, 0, 0.8], [0, 1, 0]], np.float32)
    turned = np.array([over(*normal, *one) for one in local])
    assert turned @ normal == pytest.approx(local[:, 2], abs=1e-6)
    assert np.linalg.norm(turned, axis=1) == pytest.approx(1, abs=1e-6)


def shared(value, depth, steps, weights):
    normal = np.zeros((*value.shape, 3), np.float32)
    normal[..., 2] = 1
    slack, out = np.full(value.shape, 0.5, np.float32), np.empty_like(value)
    steps, weights = np.array(steps, np.int32), np.array(weights, np.float32)
    share(depth, slack, normal, value, steps, weights, 0, len(value), out)
    return out


def test_neighbours_on_one_face_share_what_they_say():
    value, level = np.float32(np.eye(3)), np.zeros((3, 3), np.float32)
    found = shared(value, level, [-1, 0, 1], [1.0, 2.0, 1.0])
    assert found[1, 1] == pytest.approx((4 + 1 + 1) / 16, abs=1e-5)
    # what lies over the border is what lies at it
    assert found[0, 0] == pytest.approx((9 + 1) / 16, abs=1e-5)


def test_what_lies_deeper_shares_nothing():
    value = np.float32([[0, 0, 1, 1]] * 4)
    cliff = np.float32([[0, 0, 9, 9]] * 4)
    assert (shared(value, cliff, [-1, 0, 1], [1.0, 1.0, 1.0]) == value).all()
    assert (shared(value, 0 * cliff, [-1, 0, 1], [1.0, 1.0, 1.0])[:, 1:3] != value[:, 1:3]).all()


def test_before_the_sky_a_pixel_keeps_its_own_answer():
    value, sky = np.float32(np.eye(3)), np.full((3, 3), np.inf, np.float32)
    assert shared(value, sky, [-1, 0, 1], [1.0, 1.0, 1.0]) == pytest.approx(value)
