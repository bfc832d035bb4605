"""Fields laid on the ground: where each value is seen, and that no ground comes through."""

import numpy as np
import pytest

from city.frame import Frame
from city.simulated.field import Field, Levels, Variable
from city.simulated.mesh import Mesh
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.run import Run
from city.simulated.surfaces import RAISED, SIDES, at_level, draped, mesh_surface, ticks

LOCAL = Frame("local", "", (0.0, 0.0, 0.0))


def level(places):
    return np.full(len(places), 3.0)


def hill(places):
    return 20 * np.sin(places[:, 0] / 7) * np.cos(places[:, 1] / 5)


def raster(rows=2, columns=3, step=10.0, **more):
    x = (np.arange(columns) + 0.5) * step
    return Raster(x, ((np.arange(rows) + 0.5) * step)[::-1], "local", LOCAL, **more)


def two_squares():
    nodes = np.array([[0.0, 0], [10, 0], [20, 0], [0, 10], [10, 10], [20, 10]])
    nodes = np.column_stack([nodes, np.zeros(6)])
    return Mesh(nodes, np.array([0, 4, 8]), np.array([0, 1, 4, 3, 1, 2, 5, 4]))


def area(surface):
    a, b, c = (surface.points[surface.triangles[:, k]].astype(float) for k in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


def upwards(surface):
    a, b, c = (surface.points[surface.triangles[:, k]].astype(float) for k in range(3))
    return bool((np.cross(b - a, c - a)[:, 2] > 0).all())


def test_a_raster_is_a_picture_over_all_of_its_cells():
    found = draped(raster(), level)
    assert found.picture == (2, 3) and found.lies and upwards(found)
    assert area(found) == pytest.approx(600)
    assert (found.points[:, 2] == np.float32(3 + RAISED)).all()
    for corner, place in (([0, 20], [0, 1]), ([30, 20], [1, 1]), ([0, 0], [0, 0])):
        at = np.flatnonzero((found.points[:, :2] == corner).all(1))
        assert found.uv[at].tolist() == [place]


def test_a_turned_raster_lies_where_its_corners_are():
    turn = np.array([[0.6, -0.8, 100], [0.8, 0.6, 300]])
    turned = raster(matrix=turn)
    found = draped(turned, level)
    corners = turned.corners()
    for corner in (corners[0], corners[3], corners[-1]):
        assert np.abs(found.points[:, :2] - corner).max(1).min() < 1e-4
    assert area(found) == pytest.approx(600, rel=1e-6)


def test_no_ground_comes_through_between_the_corners():
    cells = raster(20, 30, 4.0)
    found = draped(cells, hill, at_most=30)
    corners = found.points[found.triangles].astype(float)
    for weights in ([0.5, 0.5, 0], [0, 0.5, 0.5], [0.5, 0, 0.5]):
        at = np.einsum("k,tkj->tj", weights, corners)
        assert (at[:, 2] >= hill(at[:, :2]) + RAISED - 1e-4).all()
    assert (found.points[:, 2] - hill(found.points[:, :2].astype(float))).max() < 4


def test_a_large_raster_has_few_squares_and_a_small_one_fine_ones():
    assert ticks(1000, 200).tolist() == list(range(0, 1001, 5))
    assert ticks(1001, 200)[[0, 1, -2, -1]].tolist() == [0, 6, 996, 1001]
    assert ticks(4, 16).tolist() == list(np.arange(17) / 4)
    assert len(draped(raster(1000, 500), level).points) == 201 * 101


def test_the_ground_is_0_where_nobody_knows_it():
    found = draped(raster(), lambda places: np.where(places[:, 0] > 15, np.nan, 3.0))
    east = found.points[:, 0] > 15
    assert (found.points[east, 2] >= np.float32(RAISED)).all()
    assert found.points[east, 2].min() == np.float32(RAISED)


def test_each_face_of_a_mesh_shows_its_value_and_lies_on_the_ground():
    found = draped(two_squares(), level)
    assert area(found) == pytest.approx(200) and found.lies
    seen = found.points[found.triangles].mean(1)[:, 0] > 10
    assert (found.value[found.triangles] == seen[:, None]).all()


@pytest.mark.parametrize("at_most", [1, 40])
def test_values_of_nodes_pass_evenly_from_one_to_the_next(at_most):
    mesh = two_squares()
    found = draped(mesh, hill, "nodes", at_most)
    of_nodes = mesh.nodes[:, 0] + 2 * mesh.nodes[:, 1]
    shown = of_nodes[found.value]
    if found.share is not None:
        shown = (shown * found.share).sum(1)
    assert (found.share is None) == (at_most == 1)
    assert shown == pytest.approx(found.points[:, 0] + 2 * found.points[:, 1], abs=1e-4)
    flat = found.points * [1, 1, 0]
    a, b, c = (flat[found.triangles[:, k]] for k in range(3))
    assert np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2 == pytest.approx(200, rel=1e-5)


def test_large_faces_follow_the_ground():
    fine = draped(two_squares(), hill, at_most=40)
    assert np.allclose(
        fine.points[:, 2], hill(fine.points[:, :2].astype(float)) + RAISED, atol=1e-3
    )
    assert len(fine.triangles) == 4 * 9


def test_a_mesh_that_says_how_high_it_lies_lies_there():
    mesh = two_squares()
    mesh.nodes[:, 2] = [1, 2, 3, 4, 5, 6]
    high = Mesh(mesh.nodes, mesh.offsets, mesh.corners, flat=False)
    found = draped(high, level, "nodes")
    assert found.points[:, 2].tolist() == [1, 2, 3, 4, 5, 6] and not found.lies
    cut = mesh_surface(high, of=np.array([7, 9]))
    assert sorted(set(cut.value.tolist())) == [7, 9]


def test_faces_between_what_is_no_place_are_left_out():
    mesh = two_squares()
    mesh.nodes[2] = np.nan
    for at_most in (1, 40):
        found = draped(mesh, level, at_most=at_most)
        assert np.isfinite(found.points).all()
        assert found.points[found.triangles][..., 0].max() <= 20
        assert area(found) == pytest.approx(150)


def test_a_few_places_are_discs_half_as_wide_as_they_lie_apart():
    places = np.array([[0.0, 0, 0], [10, 0, 0], [20, 0, 0]])
    found = draped(Points(places), level)
    away = np.linalg.norm(found.points[:, :2] - places[found.value][:, :2], axis=1)
    assert away == pytest.approx(np.full(3 * SIDES, 5.0), rel=1e-6)
    assert area(found) == pytest.approx(3 * SIDES / 2 * 25 * np.sin(2 * np.pi / SIDES), rel=1e-6)
    assert found.points[0, 2] == np.float32(3 + RAISED) and found.lies
    high = draped(Points(places + np.array([0, 0, 7])), level)
    assert (high.points[:, 2] == 7).all() and not high.lies


def test_places_on_a_grid_meet_and_each_shows_what_is_nearest_to_it():
    x, y = np.meshgrid(np.arange(6) * 10.0, np.arange(5) * 10.0)
    places = np.column_stack([x.ravel(), y.ravel(), np.zeros(30)])
    places[7] = np.nan
    found = draped(Points(places), level)
    assert sorted(set(found.value.tolist())) == [k for k in range(30) if k != 7]
    middle = found.points[found.triangles].mean(1)[:, None, :2]
    away = np.linalg.norm(np.nan_to_num(places[:, :2], nan=1e9) - middle, axis=2)
    assert np.array_equal(found.value[found.triangles[:, 0]], away.argmin(1))
    inner = found.value[found.triangles[:, 0]] == 21  # with neighbours all around
    a, b, c = (found.points[found.triangles[inner, k]] for k in range(3))
    assert np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2 == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize(("above", "wanted"), [("ground", 3 + 50 + RAISED), ("datum", 50 - 12)])
def test_a_level_floats_as_high_as_it_says(above, wanted):
    levels = Levels(np.array([10.0, 50.0]), above=above)
    field = Field(
        *("air", Run("air"), raster(), (Variable("ta", "ta", "°C"),)),
        np.zeros(0, "datetime64[ms]"),
        lambda *_: np.zeros((1, 2, 3), np.float32),
        levels,
    )
    found = at_level(field, 1, level, altitude=12.0)
    assert found.points[:, 2] == pytest.approx(np.full(len(found.points), wanted), abs=1e-4)
    assert not found.lies


def test_what_is_seen_at_a_place_is_the_value_of_its_cell():
    cells, rng = raster(4, 6, 5.0), np.random.default_rng(1)
    mesh = two_squares()
    for shape, at, at_most in (
        *((cells, "cells", 3), (mesh, "cells", 1), (mesh, "cells", 40)),
        *((mesh, "nodes", 1), (mesh, "nodes", 40)),
    ):
        found = draped(shape, level, at, at_most)
        triangle = rng.integers(0, len(found.triangles), 300)
        second, third = np.sort(rng.uniform(0, 1, (2, 300)), axis=0)
        third -= second
        shares = np.stack([1 - second - third, second, third], axis=1)
        corners = found.points[found.triangles[triangle]].astype(float)
        places = np.einsum("nk,nkc->nc", shares, corners)
        seen = found.shown_at(triangle, second, third)
        if at == "cells":
            assert np.array_equal(seen, shape.cells(places))
        else:  # that of a node close by
            away = np.linalg.norm(mesh.nodes[:, None, :2] - places[:, :2], axis=2)
            assert (away[seen, np.arange(300)] < 10).all()
            assert (seen == away.argmin(0)).mean() > 0.7
