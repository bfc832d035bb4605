"""What a triangle, or a ray past points, means."""

import numpy as np
import pytest

from city.query import drawn
from render.mesh import mesh_of
from render.pick import Pick, city_pick, nearest_dot, triangles_of
from tests.render.towns import street


def test_each_triangle_means_its_own_surface_and_object():
    city = street()
    mesh = mesh_of(city, drawn(city))
    for triangle in range(len(mesh.triangles)):
        pick = city_pick("key", city, mesh, triangle, (0, 0, 0))
        assert pick.object == triangle // 12 and pick.surface == pick.polygon == triangle // 2
        surface, rest = triangles_of(mesh, city, pick)
        assert triangle in surface and len(surface) == 2 and len(rest) == 10
        assert (np.concatenate([surface, rest]) // 12 == pick.object).all()


def test_without_a_surface_the_polygon_is_meant():
    city = street()
    mesh = mesh_of(city, drawn(city))
    surface, rest = triangles_of(mesh, city, Pick("key", city, 1, -1, 7, "2", (0, 0, 0)))
    assert surface.tolist() == [14, 15] and len(rest) == 10


def test_what_is_not_drawn_has_no_triangles():
    city = street()
    mesh = mesh_of(city, drawn(city))
    for pick in (
        Pick("key", city, 1, 1, 1, "7", (0, 0, 0)),
        Pick("key", city, -1, -1, -1, "2", (0, 0, 0)),
    ):
        assert [len(part) for part in triangles_of(mesh, city, pick)] == [0, 0]


def test_the_same_place_is_the_same_surface_wherever_it_is_hit():
    city = street()
    roof = Pick("key", city, 0, 5, 5, "2", (1, 1, 8))
    assert roof.same_place(Pick("key", city, 0, 5, 5, "2", (2, 2, 8)))
    assert not roof.same_place(Pick("key", city, 0, 4, 4, "2", (1, 1, 8)))
    assert not roof.same_place(Pick("other", city, 0, 5, 5, "2", (1, 1, 8)))
    assert not roof.same_place(None)


@pytest.mark.parametrize(
    ("reach", "found"), [(np.inf, 1), (15.0, 1), (9.0, None)], ids=["open", "before", "hidden"]
)
def test_the_nearest_point_by_a_ray(reach, found):
    points = np.array([[0, 0, -20], [0.05, 0, -10], [3, 0, -5], [0, 0, 5]], np.float32)
    eye, down = np.zeros(3), np.array([0.0, 0, -1])
    assert nearest_dot(points, eye, down, 0.01, reach) == found
