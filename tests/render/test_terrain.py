"""Grids of heights as a ground."""

from dataclasses import replace

import numpy as np
import pytest

from render.terrain import TerrainActors, grid
from tests.render.cameras import view_from
from tests.render.towns import hill


def test_the_grid_lies_where_the_terrain_does():
    points, triangles, normals = grid(hill(), 10_000)
    assert points.min(0).tolist() == pytest.approx([-30, -40, 0], abs=1e-4)
    assert points.max(0).tolist() == pytest.approx([70, 60, 10], abs=1e-4)
    assert len(triangles) == 2 * 19 * 19
    heights = hill().height_at(points[:, :2])
    assert np.nanmax(np.abs(points[:, 2] - heights)) < 1e-3
    slope = np.array([-0.1, 0, 1]) / np.sqrt(1.01)
    assert normals == pytest.approx(np.tile(slope, (len(normals), 1)), abs=1e-4)


def test_faces_look_upwards():
    points, triangles, _ = grid(hill(), 10_000)
    a, b, c = (points[triangles[:, k]] for k in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()


def test_unknown_heights_are_holes():
    terrain = hill()
    heights = terrain.heights.copy()
    heights[5, 5] = np.nan
    points, triangles, _ = grid(replace(terrain, heights=heights), 10_000)
    assert len(triangles) == 2 * 19 * 19 - 6
    assert np.isfinite(points).all()


def test_a_fine_grid_is_thinned_and_keeps_its_place():
    points, _, _ = grid(hill(21), 30)
    assert 0 < len(points) <= 36
    assert points[:, 2] == pytest.approx((points[:, 0] + 30) / 10, abs=1e-4)


def test_a_coarser_one_is_drawn_where_it_must_be_quick(monkeypatch):
    monkeypatch.setattr("render.terrain.MOVING_CELLS", 30)
    drawn = TerrainActors(hill())
    view = view_from(0, 0, 100)
    for resting, shown in ((True, [1, 0]), (False, [0, 1])):
        drawn.look_from(view, resting)
        assert [a.GetVisibility() for a in drawn.actors] == shown
    drawn.set_visible(False)
    drawn.look_from(view, True)
    assert [a.GetVisibility() for a in drawn.actors] == [0, 0]


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 5)])
def test_a_terrain_without_area_is_no_fault(shape):
    drawn = TerrainActors(replace(hill(), heights=np.zeros(shape, np.float32)))
    assert len(drawn.triangles) == 0
    drawn.look_from(view_from(0, 0, 100), True)


def test_a_terrain_of_unknown_heights_alone_draws_nothing():
    drawn = TerrainActors(replace(hill(), heights=np.full((4, 4), np.nan, np.float32)))
    assert len(drawn.triangles) == 0
