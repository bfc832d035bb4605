"""What is under the city."""

import numpy as np
from vtkmodules.vtkRenderingCore import vtkRenderer

from city.builder import CityBuilder
from render.buildings import CityActors
from render.draft import draft_of
from render.layer import Layer
from render.light import Sun
from render.underfoot import backdrop, ground_actors, paving
from tests.city.toy import add_box
from tests.render.test_layer import layer
from tests.render.towns import UTM, cloud, hill, street


def test_a_city_without_terrain_stands_on_a_backdrop():
    under = backdrop([layer(street())], 1.0)
    assert under is not None and under.mesh[0][:, 2].max() < 0
    assert backdrop([layer(street(), visible=False)], 1.0) is None
    assert backdrop([layer(cloud())], 1.0) is None and backdrop([], 1.0) is None


def test_a_terrain_of_its_own_is_enough():
    builder = CityBuilder(UTM)
    add_box(builder, builder.add_object("TINRelief", "it"), (0, 0, 0), (9, 9, 1))
    assert backdrop([layer(street()), layer(hill())], 1.0) is None
    assert backdrop([layer(street()), layer(builder.freeze())], 1.0) is None


def test_the_backdrop_is_as_high_as_the_city_is_drawn():
    builder = CityBuilder(UTM)
    add_box(builder, builder.add_object("Building", "it"), (0, 0, 50), (9, 9, 60))
    city = builder.freeze()
    heights = [np.median(backdrop([layer(city)], f).mesh[0][:, 2]) for f in (1.0, 2.0)]
    assert heights[1] - heights[0] == 50


def test_a_map_lies_on_terrain_and_backdrop():
    under = backdrop([layer(street())], 1.0)
    assert ground_actors([layer(street())], under) == [under.actor]
    terrain = layer(hill())
    assert ground_actors([terrain], None) == terrain.drawn.actors[:1]
    assert ground_actors([layer(hill(), visible=False), layer(cloud())], None) == []


def of_theme(city, theme):
    return Layer("key", city, theme, CityActors(draft_of(city, None, theme), vtkRenderer(), Sun()))


def test_streets_in_a_box_are_paving_and_water_and_hidden_ones_are_not():
    builder = CityBuilder(UTM)
    for k, kind in enumerate(("Road", "Road", "WaterBody")):
        shape = builder.add_shape(builder.add_object(kind, f"{kind} {k}"), "2", "CompositeSurface")
        corners = [(0, 0, 1), (9, 0, 1), (9, 9, 1), (0, 9, 1)]
        builder.add_polygon(shape, [np.array([(x + 100 * k, y, z) for x, y, z in corners], float)])
    city = builder.freeze()
    box = np.array([[-5, -5], [50, 50]])
    streets, water = (of_theme(city, theme) for theme in ("Transport", "Water"))
    ((points, triangles),) = paving([streets, water, layer(hill())], box)
    assert len(triangles) == 2 and points[triangles].max() == 9
    assert len(paving([streets], box + np.array([0, 200]))) == 0
    streets.visible = False
    assert paving([streets, water], box) == []
