"""Embree's scenes, made of whole arrays."""

import gc

import numpy as np
import pytest

from city import embree
from city.embree import EmbreeScene, library
from city.rays import Rays

DOWN = np.array([[0, 0, -1]], np.float32)
SQUARE = np.array([[0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0]], np.float32)
FACES = np.array([[0, 1, 2], [0, 2, 3]])


def test_its_library_lies_beside_the_package_or_is_asked_for(monkeypatch, tmp_path):
    assert "embree4" in library()
    monkeypatch.setattr(embree.embreex, "__file__", str(tmp_path / "embreex" / "__init__.py"))
    monkeypatch.setattr(embree, "find_library", lambda name: None)
    with pytest.raises(OSError, match="install embreex again"):
        library()
    monkeypatch.setattr(embree, "find_library", lambda name: f"/usr/lib/lib{name}.so")
    assert library() == "/usr/lib/libembree4.so"


def test_meshes_keep_their_numbers_even_where_one_is_empty():
    nothing = np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32)
    met = Rays([nothing, (SQUARE, FACES), nothing]).hit(np.array([[1, 2, 7]], np.float32), DOWN)
    assert (met.mesh[0], met.triangle[0]) == (1, 1) and met.away[0] == pytest.approx(7)


def test_where_on_a_triangle_a_ray_meets_it():
    met = Rays([(SQUARE, FACES)]).hit(np.array([[3, 1, 5]], np.float32), DOWN)
    one, two = met.on[0]
    a, b, c = SQUARE[FACES[met.triangle[0]]]
    assert a + one * (b - a) + two * (c - a) == pytest.approx([3, 1, 0], abs=1e-6)
    normal = np.cross(b - a, c - a)
    assert np.abs(met.normal[0] / np.linalg.norm(met.normal[0])) == pytest.approx(
        np.abs(normal) / np.linalg.norm(normal)
    )


@pytest.mark.parametrize("face", [[0, 1, 4], [0, 1, -1]])
def test_triangles_of_points_that_there_are_not_are_refused(face):
    with pytest.raises(ValueError, match="there are not"):
        EmbreeScene([(SQUARE, np.array([face]))])


def test_points_that_are_no_numbers_are_met_by_no_ray():
    broken = SQUARE.copy()
    broken[2] = np.nan
    assert Rays([(broken, FACES)]).hit(np.array([[1, 2, 7]], np.float32), DOWN).mesh[0] == -1


def test_points_may_lie_in_memory_in_any_way():
    points = np.asfortranarray(SQUARE.astype(np.float64))
    rays = Rays([(points, FACES[::-1].astype(np.int64))])
    gc.collect()
    assert rays.blocked(np.array([[1, 2, 7]]), DOWN.astype(np.float64))[0]


def test_as_many_ways_as_rays_or_one_for_all():
    rays, start = Rays([(SQUARE, FACES)]), np.tile(np.float32([[1, 2, 7]]), (5, 1))
    assert rays.blocked(start, DOWN).all() and not rays.blocked(start, -DOWN).any()
    assert rays.blocked(start, np.tile(DOWN, (5, 1)), np.full(5, 8, np.float32)).all()
    with pytest.raises(ValueError, match="as many"):
        rays.blocked(start, np.tile(DOWN, (3, 1)))
    assert len(rays.hit(start[:0], DOWN).mesh) == 0
