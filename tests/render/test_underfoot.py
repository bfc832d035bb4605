"""What is under the city."""

import numpy as np

from city.builder import CityBuilder
from render.underfoot import backdrop, ground_actors
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
