"""The colours of what is selected."""

import numpy as np

from city.builder import CityBuilder
from render.highlight import highlight
from render.pick import Pick
from tests.render.towns import UTM, hill, street


def painted(actor):
    poly = actor.GetMapper().GetInput()
    bounds = tuple(round(b, 3) for b in poly.GetBounds())
    return poly.GetNumberOfPolys(), bounds, poly.GetPointData().GetScalars().GetTuple(0)


def test_the_surface_in_one_colour_and_the_rest_of_its_object_in_the_other():
    city = street()
    pick = Pick("city", city, 2, 17, 17, "2", (45.0, 5.0, 8.0))
    surface, rest = highlight(pick, [(1, 2, 3), (4, 5, 6)])
    assert painted(surface) == (2, (40, 50, 0, 10, 8, 8), (1, 2, 3))
    assert painted(rest) == (10, (40, 50, 0, 10, 0, 8), (4, 5, 6))


def test_one_colour_marks_the_surface_alone():
    city = street()
    pick = Pick("city", city, 0, 5, 5, "2", (5.0, 5.0, 8.0))
    assert [painted(a)[0] for a in highlight(pick, [(1, 2, 3)])] == [2]


def test_a_pick_that_is_no_city_marks_nothing():
    assert highlight(Pick("hill", hill(), -1, -1, -1, None, (0, 0, 0)), [(1, 2, 3)]) == []


def test_a_terrain_is_not_marked():
    builder = CityBuilder(UTM)
    shape = builder.add_shape(builder.add_object("TINRelief", "ground"), "1")
    builder.add_polygon(shape, [np.array([(0.0, 0, 0), (9, 0, 0), (0, 9, 0)])])
    city = builder.freeze()
    pick = Pick("ground", city, 0, -1, 0, "1", (1, 1, 0))
    assert highlight(pick, [(1, 2, 3)]) == []
