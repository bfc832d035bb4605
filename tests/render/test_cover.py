"""Ground from afar: fewer faces that cover the same."""

import numpy as np
import pytest

from render.cover import CELLS, cover_of, joined
from render.mesh import mesh_of
from tests.render.test_draft import meadow


def cover(side):
    city = meadow(side)
    return cover_of(mesh_of(city, {"1": np.ones(len(city.objects), bool)}))


def area(cover):
    a, b, c = (cover.points[cover.triangles[:, k]].astype(float) for k in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


def test_it_covers_the_same_ground_with_fewer_faces():
    found = cover(100)
    assert len(found.triangles) <= 2 * (CELLS + 1) ** 2 < 20_000
    assert area(found) == pytest.approx(1e6, rel=0.05)
    assert found.cell == pytest.approx(1000 / CELLS)
    assert np.allclose(found.normals, [0, 0, 1])
    assert found.points.min() >= 0 and found.points.max() <= 1000


def test_what_is_coarse_already_stays_as_it_is():
    found = cover(4)
    assert len(found.triangles) == 32 and area(found) == pytest.approx(1600)


def test_neighbours_become_one_cover():
    one = cover(50)
    points = one.points + np.array([500, 0, 0], np.float32)
    other = type(one)(points, one.normals, one.colours, one.owner, one.triangles, one.cell)
    both = joined([one, other])
    assert len(both.triangles) < len(one.triangles) + len(other.triangles)
    assert area(both) == pytest.approx(2 * area(one), rel=0.1)
    assert both.cell > one.cell


def test_nothing_covers_nothing():
    city = meadow(1)
    found = cover_of(mesh_of(city, {"1": np.zeros(1, bool)}))
    assert len(found.points) == len(found.triangles) == 0
