"""Triangles become heights: planes, boxes and cells without anything, all by formula."""

import numpy as np
import pytest
import shapely

from city.grid import Grid
from city.simulate.relief import relief

# Of a box whose corners count up in x, then y, then z.
SIDES = "021 123 456 576 015 054 263 367 042 246 135 375"
BOX_SIDES = np.array([[int(corner) for corner in side] for side in SIDES.split()])


def box(west, south, east, north, low, high):
    corners = [[x, y, z] for z in (low, high) for y in (south, north) for x in (west, east)]
    return np.array(corners, float), BOX_SIDES


def test_a_box_stands_on_the_ground_and_covers_the_cells_whose_centres_it_covers():
    grid = Grid.over((0, 0, 10, 8), 1.0)
    ground = np.full(grid.shape, 2.0)
    ground[0, 0] = np.nan
    found = relief(grid, ground, [box(2, 3, 5, 7, 1.0, 9.5)])
    expected = ground.copy()
    expected[1:5, 2:5] = 9.5
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, expected)


def test_what_lies_below_the_ground_and_beside_the_map_is_not_seen():
    grid = Grid.over((0, 0, 10, 10), 1.0)
    ground = np.full(grid.shape, 5.0)
    meshes = [box(1, 1, 4, 4, 0, 4.9), box(-9, 3, -1, 7, 0, 50), box(11, 3, 1e9, 7, 0, 50)]
    assert (relief(grid, ground, meshes) == 5.0).all()


def test_a_slope_without_ground_has_the_height_of_its_plane():
    grid = Grid.over((100, 200, 140, 230), 0.5)
    corners = np.array([[104.3, 203.1, 0], [137.7, 209.9, 0], [118.23, 228.47, 0]])
    corners[:, 2] = 0.3 * corners[:, 0] - 0.2 * corners[:, 1] + 20
    found = relief(grid, np.full(grid.shape, np.nan), [(corners, np.array([[2, 1, 0]]))])
    x, y = grid.places().T
    inside = shapely.contains_xy(shapely.Polygon(corners[:, :2]), x, y).reshape(grid.shape)
    assert (np.isfinite(found) == inside).all() and inside.sum() > 1000
    expected = (0.3 * x - 0.2 * y + 20).reshape(grid.shape)
    np.testing.assert_allclose(found[inside], expected[inside], atol=1e-5)


def test_triangles_that_meet_leave_no_gap():
    rng = np.random.default_rng(3)
    grid = Grid.over((0, 0, 60, 60), 1.0)
    # corners on the centres of cells, where rounding decides on which side a centre lies
    places = np.unique(rng.integers(0, 60, (300, 2)) + 0.5, axis=0)
    places = np.concatenate([[[0, 0], [60, 0], [60, 60], [0, 60]], places])
    fan = shapely.delaunay_triangles(shapely.multipoints(places))
    rings = np.stack([shapely.get_coordinates(t)[:3] for t in shapely.get_parts(fan)])
    corners = np.c_[rings.reshape(-1, 2), np.ones(rings.size // 2)]
    found = relief(
        grid, np.full(grid.shape, np.nan), [(corners, np.arange(len(corners)).reshape(-1, 3))]
    )
    assert (found == 1).all()


def test_the_topmost_counts_in_whatever_order_and_on_whatever_side_it_is():
    grid = Grid.over((0, 0, 12, 12), 1.0)
    ground = np.zeros(grid.shape)
    low, high = box(0, 0, 12, 12, 1, 3), box(4, 4, 8, 8, 5, 7)
    turned = (high[0], high[1][:, ::-1])
    found = relief(grid, ground, [low, high])
    np.testing.assert_array_equal(found, relief(grid, ground, [turned, low]))
    assert set(np.unique(found)) == {3, 7} and (found == 7).sum() == 16


def test_a_place_far_away_has_the_same_relief():
    rng = np.random.default_rng(5)
    corners = rng.uniform(0, 40, (60, 3))
    triangles = rng.integers(0, 60, (80, 3))
    away = np.array([131072.0, -524288.0, 0.0])
    grid = Grid.over((0, 0, 40, 40), 1.0)
    there = Grid.over((away[0], away[1], away[0] + 40, away[1] + 40), 1.0)
    ground = np.zeros(grid.shape)
    here = relief(grid, ground, [(corners, triangles)])
    np.testing.assert_allclose(
        here, relief(there, ground, [(corners + away, triangles)]), atol=1e-4
    )


def test_upright_and_broken_triangles_show_nothing():
    grid = Grid.over((0, 0, 10, 10), 1.0)
    corners = np.array([[2.5, 2.5, 0], [7.5, 7.5, 0], [5, 5, 90], [1e300, 1e300, 9], [1e300, 0, 9]])
    for broken in ([np.nan, 1, 9], [9, np.inf, 9], [1, 9, np.nan], [-1e300, -1e300, 9]):
        corners = np.concatenate([corners, [broken]])
    triangles = np.array([[0, 1, 2], [0, 0, 0], [5, 1, 2], [6, 1, 0], [7, 1, 4], [8, 4, 3]])
    assert (relief(grid, np.zeros(grid.shape), [(corners, triangles)]) == 0).all()


def test_other_shapes_and_points_that_there_are_not_are_refused():
    grid = Grid.over((0, 0, 10, 10), 1.0)
    with pytest.raises(ValueError, match="the ground is"):
        relief(grid, np.zeros((9, 10)), [])
    for triangle in ([0, 1, 3], [-1, 0, 1]):
        with pytest.raises(ValueError, match="a mesh of 3 points"):
            relief(grid, np.zeros(grid.shape), [(np.zeros((3, 3)), np.array([triangle]))])
    nothing = (np.zeros((0, 3)), np.zeros((0, 3), int))
    assert (relief(grid, np.zeros(grid.shape), [nothing]) == 0).all()
