"""A city as one mesh: its normals, colours and crisp edges."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.query import drawn
from render.mesh import mesh_of
from render.style import BY_SURFACE, BY_THEME, GROUND
from tests.city.toy import add_box, town
from tests.render.towns import UTM, street


def mesh(city):
    return mesh_of(city, drawn(city))


def squares(*squares, kind="Building"):
    """An object of squares, each by its four corners."""
    builder = CityBuilder(UTM)
    row = builder.add_object(kind, "it")
    shape = builder.add_shape(row, "2")
    for corners in squares:
        builder.add_polygon(shape, [np.array(corners, float)])
    return mesh(builder.freeze())


def sides(mesh):
    """The edges as pairs of corners."""
    return {
        frozenset(tuple(np.round(mesh.points[p], 3).tolist()) for p in pair) for pair in mesh.edges
    }


def test_a_box_has_twelve_edges_and_normals_that_look_outwards():
    one = mesh(street(1))
    assert (len(one.triangles), len(sides(one)), len(one.edges)) == (12, 12, 12)
    middle = one.points[one.triangles].mean(1) - (5, 5, 4)
    normal = one.normals[one.triangles[:, 0]]
    assert (np.einsum("ij,ij->i", middle, normal) > 0).all()
    assert np.allclose(np.linalg.norm(one.normals, axis=1), 1)


FLAT = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)]


@pytest.mark.parametrize(
    ("height", "edges"),
    [(0.0, 6), (0.1, 6), (1.0, 7), (-1.0, 7)],
)
def test_an_edge_only_where_faces_meet_sharply(height, edges):
    found = squares(FLAT, [(1, 0, 0), (2, 0, height), (2, 1, height), (1, 1, 0)])
    assert len(sides(found)) == len(found.edges) == edges


def test_a_face_that_is_the_wrong_way_round_makes_no_edge():
    found = squares(FLAT, [(1, 1, 0), (2, 1, 0), (2, 0, 0), (1, 0, 0)][::-1])
    assert len(sides(found)) == 6


def test_no_edge_where_a_polygon_is_cut_into_triangles():
    found = squares([(0, 0, 0), (4, 0, 0), (4, 4, 0), (2, 1, 0), (0, 4, 0)])
    assert len(found.triangles) == 3 and len(sides(found)) == 5


def test_the_ground_has_no_edges():
    assert len(squares(FLAT, kind="TINRelief").edges) == 0
    assert len(squares(FLAT).edges) == 4


def test_colours_by_surface_or_else_by_object():
    found = mesh(town().freeze())
    of_roof = found.colours[np.flatnonzero(found.points[:, 2] == 3)]
    assert BY_SURFACE["RoofSurface"] in {tuple(c) for c in of_roof.tolist()}
    shaft_top = found.colours[np.flatnonzero(found.points[:, 2] == 25)]
    assert (shaft_top == BY_THEME["Buildings"]).all()


def test_bare_ground_is_darker_where_it_is_steep():
    bank = [(4, 0, 0), (4, 4, 0), (8, 4, 4), (8, 0, 4)]
    found = squares(FLAT, bank, kind="TINRelief")
    assert found.colours[found.owner == 0][:4].tolist() == [list(GROUND)] * 4
    assert (found.colours[4:] < np.array(GROUND) - 20).all()
    assert len(np.unique(squares(FLAT, bank, kind="LandUse").colours, axis=0)) == 1


def test_a_triangle_knows_its_polygon_and_level():
    builder = CityBuilder(UTM)
    for k, lod in enumerate(("1", "2")):
        row = builder.add_object("Building", f"house {lod}")
        add_box(builder, row, (20 * k, 0, 0), (20 * k + 10, 10, 8), lod=lod)
    city = builder.freeze()
    found = mesh(city)
    for triangle in range(len(found.triangles)):
        lod, polygon = found.part(triangle)
        corners = found.points[found.triangles[triangle]]
        ring = city.shapes[lod].rings(polygon)[0]
        assert {tuple(c) for c in corners.tolist()} <= {tuple(c) for c in ring.tolist()}
    assert np.array_equal(city.shapes["2"].points[found.point_source[24:]], found.points[24:])


def test_a_span_of_polygons_alone():
    city = street(4)
    whole = mesh(city)
    part = mesh_of(city, drawn(city), {"2": (6, 18)})  # the second and the third house
    assert np.array_equal(part.points, whole.points[24:72])
    assert set(part.owner.tolist()) == {1, 2}
    assert len(part.triangles) == 24 and len(part.edges) == 24
    assert part.part(0) == ("2", 6)


def test_holes_stay_open_and_have_edges():
    hole = squares(FLAT)
    builder = CityBuilder(UTM)
    shape = builder.add_shape(builder.add_object("Building", "it"), "2")
    inner = np.array([(0.2, 0.2, 0), (0.2, 0.8, 0), (0.8, 0.8, 0), (0.8, 0.2, 0)])
    builder.add_polygon(shape, [np.array(FLAT, float), inner])
    found = mesh(builder.freeze())
    a, b, c = (found.points[found.triangles[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2
    assert area == pytest.approx(1 - 0.36, abs=1e-6)
    assert len(sides(found)) == 8 and len(sides(hole)) == 4


def test_an_empty_city_is_an_empty_mesh():
    found = mesh(CityBuilder(UTM).freeze())
    assert len(found.points) == len(found.triangles) == len(found.edges) == 0
