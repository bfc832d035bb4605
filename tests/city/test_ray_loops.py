"""Rays one by one, as other loops send them."""

import numba
import numpy as np
import pytest

from city.embree import EmbreeScene
from city.ray_loops import (
    ALIGNED,
    FAR,
    MESH,
    NUMBERS,
    TRIANGLE,
    is_blocked,
    meets,
    new_ray,
    send,
)

SQUARE = np.array([[0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0]], np.float32)
FACES = np.array([[0, 1, 2], [0, 2, 3]])


@numba.njit
def drop(tree, x, y, z, far):
    """What a ray meets on its way down, as mesh, triangle and metres, and whether it is blocked."""
    ray = new_ray()
    send(ray, x, y, z, 0, 0, -1, far)
    blocked = is_blocked(tree, ray)
    send(ray, x, y, z, 0, 0, -1, far)
    words = ray.view(np.uint32)
    if meets(tree, ray):
        return words[MESH], words[TRIANGLE], ray[FAR], blocked
    return -1, -1, np.inf, blocked


@pytest.mark.parametrize(
    ("place", "far", "expected"),
    [
        ((3, 1, 5), 9, (0, 0, 5, True)),
        ((1, 3, 5), 9, (0, 1, 5, True)),
        ((1, 3, 5), 4, (-1, -1, np.inf, False)),
        ((9, 3, 5), 9, (-1, -1, np.inf, False)),
    ],
)
def test_a_ray_is_sent_again_and_again(place, far, expected):
    scene = EmbreeScene([(SQUARE, FACES)])
    assert drop(scene.pointer, *map(float, place), float(far)) == pytest.approx(expected)


def test_rays_lie_in_memory_as_embree_asks():
    rays = [new_ray() for _ in range(20)]
    assert all(ray.ctypes.data % ALIGNED == 0 and len(ray) == NUMBERS for ray in rays)
