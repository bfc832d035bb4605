"""What a line of sight meets first, of all layers together."""

import numpy as np
import pytest

from render.pointing import nearest_face, pick
from tests.render.test_layer import layer
from tests.render.towns import cloud, hill, street

DOWN = np.array([0.0, 0, -1])


def test_the_nearest_of_several_layers_is_meant():
    layers = [layer(hill()), layer(street()), layer(street(), visible=False)]
    found = pick(layers, np.array([5.0, 5, 100]), DOWN)
    assert found.thing is layers[1].thing and found.object == 0
    assert found.point == pytest.approx((5, 5, 8))
    found = pick(layers, np.array([15.0, 5, 100]), DOWN)
    assert found.thing is layers[0].thing and found.point[2] == pytest.approx(4.5, abs=1e-3)
    assert pick(layers, np.array([500.0, 5, 100]), DOWN) is None


def test_exaggerated_heights_are_met_where_they_are_drawn():
    away, found, hit = nearest_face([layer(street(), stretch=3.0)], np.array([5.0, 5, 100]), DOWN)
    assert away == pytest.approx(100 - 24) and found is not None and hit.object == 0
    away, _, _ = nearest_face([layer(hill(), stretch=2.0)], np.array([20.0, 10, 110]), DOWN)
    assert away == pytest.approx(100, abs=1e-3)


def test_a_survey_that_was_not_drawn_yet_is_not_met():
    assert pick([layer(cloud())], np.array([25.0, 25, 100]), DOWN) is None
