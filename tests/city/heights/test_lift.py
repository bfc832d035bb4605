from dataclasses import replace

import numpy as np
import pytest

from city.heights import lifted
from tests.city.heights.towns import grid, survey
from tests.city.toy import town


def test_each_source_of_a_city_moves_by_its_own():
    city = town().freeze()
    source = (np.arange(len(city.objects)) % 2).astype(np.uint16)
    city = replace(city, source=source)
    moved = lifted(city, np.array([43.21, 0.0]))
    for lod, shapes in city.shapes.items():
        up = moved.shapes[lod].points - shapes.points
        for polygon in range(shapes.polygons):
            own = source[shapes.object_of_polygon(polygon)]
            first, last = shapes.ring_points[shapes.polygon_rings[[polygon, polygon + 1]]]
            assert up[first:last, 2] == pytest.approx(0.0 if own else 43.21)
        assert not up[:, :2].any()
        assert not moved.shapes[lod].points.flags.writeable
    assert moved.objects is city.objects


def test_there_and_back_is_where_it_was():
    city = town().freeze()
    back = lifted(lifted(city, np.array([43.21])), np.array([-43.21]))
    for lod, shapes in city.shapes.items():
        assert back.shapes[lod].points == pytest.approx(shapes.points, abs=1e-9)


def test_a_terrain_and_a_survey_move_as_a_whole():
    land, cloud = grid(), survey()
    assert lifted(land, np.array([2.0])).heights == pytest.approx(land.heights + 2)
    moved = lifted(cloud, np.array([-1.5]))
    assert moved.points[:, 2] == pytest.approx(cloud.points[:, 2] - 1.5)
    assert moved.points[:, :2] == pytest.approx(cloud.points[:, :2])
    assert moved.extent[:, 2] == pytest.approx(cloud.extent[:, 2] - 1.5)
