"""The sheet over the ground: above every place, over the streets, and only where it is coloured."""

import numpy as np

from city.grid import Grid
from city.layer import Ground
from render import study_ground
from render.study_ground import page, sheet
from tests.city.house_layer import box_layer


def hilly(rows=50, columns=60):
    y, x = np.mgrid[:rows, :columns]
    heights = (np.sin(x / 9) * 3 + y * 0.1).astype(np.float32)
    return Ground(Grid(100.5, 200.5, 1.0, *heights.shape), heights)


def height_under(points, triangles, x, y):
    """The height of triangles at a place."""
    for a, b, c in points[triangles]:
        sides = np.linalg.det(np.array([[a[:2] - c[:2]], [b[:2] - c[:2]]]).reshape(2, 2))
        u, v = np.linalg.solve(np.array([a[:2] - c[:2], b[:2] - c[:2]]).T, [x - c[0], y - c[1]])
        if sides and u >= -1e-9 and v >= -1e-9 and u + v <= 1 + 1e-9:
            return u * a[2] + v * b[2] + (1 - u - v) * c[2]
    return None


def test_the_sheet_lies_closely_over_every_place(monkeypatch):
    monkeypatch.setattr(study_ground, "SQUARES", 200)
    grid = hilly()
    points, triangles, uv = sheet(grid, [])
    assert len(triangles) < 2 * 250
    for row, column in [(0, 0), (10, 33), (25, 7), (49, 59), (31, 30)]:
        x, y = grid.grid.west + column, grid.grid.north - row
        over = height_under(points, triangles, x, y) - grid.heights[row, column]
        assert -0.15 < over < 0.8
    assert uv.min() == 0 and uv.max() == 1


def test_a_street_on_the_terrain_lies_under_the_sheet_and_a_bridge_over_it():
    grid = Ground(Grid(0.5, 9.5, 1.0, 10, 20), np.zeros((10, 20), np.float32))
    quad = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    street = np.array([[0, 0, 0.6], [10, 0, 0.6], [10, 10, 0.6], [0, 10, 0.6]], np.float32)
    bridge = street + np.array([10, 0, 5], np.float32)
    points, triangles, _ = sheet(grid, [(street, quad), (bridge, quad)])
    assert height_under(points, triangles, 4.5, 5.5) > 0.6
    assert height_under(points, triangles, 15.5, 5.5) < 0.2


def test_where_nothing_is_known_there_is_no_sheet():
    heights = np.full((30, 30), np.nan, np.float32)
    heights[:, :10] = 2.0
    points, triangles, _ = sheet(Ground(Grid(0.5, 29.5, 1.0, *heights.shape), heights), [])
    used = points[np.unique(triangles)]
    assert used[:, 0].max() == 11 and np.allclose(used[:, 2], 2, atol=0.1)


def test_the_picture_begins_in_the_south_and_goes_on_a_little():
    found = page(box_layer().samples)
    assert found.shape == (6, 20)
    assert found[0].tolist() == (180 + 100 + np.arange(20)).tolist()
    assert found[-1].tolist() == (180 + np.arange(20)).tolist()
