"""What a triangle, or a ray past points, means."""

import pytest

from render.hit import Hit
from render.pick import Pick, city_pick, mesh_of_pick, triangles_of
from tests.render.towns import street


def test_a_face_that_was_hit_means_its_surface_and_its_object():
    city = street()
    pick = city_pick("key", city, Hit(3.0, 11, "2", 1), (1, 2, 3))
    assert (pick.object, pick.surface, pick.polygon, pick.lod) == (1, 11, 11, "2")
    assert pick.point == (1, 2, 3)


def test_the_mesh_of_a_pick_is_its_surface_and_the_rest_of_its_object():
    city = street()
    pick = Pick("key", city, 1, 8, 8, "2", (0, 0, 0))
    mesh = mesh_of_pick(city, pick)
    surface, rest = triangles_of(mesh, city, pick)
    assert set(mesh.triangle_polygon[surface].tolist()) == {8}
    assert set(mesh.triangle_polygon[rest].tolist()) == {6, 7, 9, 10, 11}


def test_without_a_surface_the_polygon_is_meant():
    city = street()
    pick = Pick("key", city, 1, -1, 7, "2", (0, 0, 0))
    mesh = mesh_of_pick(city, pick)
    surface, rest = triangles_of(mesh, city, pick)
    assert mesh.triangle_polygon[surface].tolist() == [7, 7] and len(rest) == 10


@pytest.mark.parametrize(("row", "lod"), [(1, "7"), (-1, "2"), (1, None)])
def test_what_is_not_drawn_has_no_triangles(row, lod):
    city = street()
    pick = Pick("key", city, row, 1, 1, lod, (0, 0, 0))
    assert [len(part) for part in triangles_of(mesh_of_pick(city, pick), city, pick)] == [0, 0]


def test_the_same_place_is_the_same_surface_wherever_it_is_hit():
    city = street()
    roof = Pick("key", city, 0, 5, 5, "2", (1, 1, 8))
    assert roof.same_place(Pick("key", city, 0, 5, 5, "2", (2, 2, 8)))
    assert not roof.same_place(Pick("key", city, 0, 4, 4, "2", (1, 1, 8)))
    assert not roof.same_place(Pick("other", city, 0, 5, 5, "2", (1, 1, 8)))
    assert not roof.same_place(None)
