"""What of a network lies at a place."""

from dataclasses import replace

import numpy as np
import pytest

from city.simulated.nearest import Nearest
from city.simulated.network import lines
from tests.app.simulated.models import streets

# streets: a from (0, 0) to (100, 0), b on from there to (100, 80)


@pytest.mark.parametrize(
    ("place", "reach", "found"),
    [((50, 3), 5, 0), ((50, 7), 5, None), ((98, 40), 5, 1), ((103, 90), 5, None), ((60, -2), 2, 0)],
)
def test_the_nearest_street_within_reach(place, reach, found):
    assert Nearest(streets(), "links").at(np.array(place, float), reach) == found


def test_places_where_streets_meet():
    nearest = Nearest(streets(), "nodes")
    assert nearest.at(np.array([97.0, 4]), 6) == 1 and nearest.ids[1] == "y"
    assert nearest.at(np.array([50.0, 0]), 6) is None


def test_an_outline_is_found_by_what_lies_in_it():
    square = np.array([[0.0, 0, 0], [40, 0, 0], [40, 40, 0], [0, 40, 0]])
    network = replace(streets(), areas=lines(("p",), ("",), [square]))
    nearest = Nearest(network, "areas")
    assert nearest.at(np.array([20.0, 20]), 1) == 0
    assert nearest.at(np.array([20.0, 45]), 1) is None


def test_what_has_no_length_is_nowhere():
    shapes = [np.zeros((1, 3)), np.zeros((0, 3)), np.array([[0.0, 0, 0], [10, 0, 0]])]
    network = replace(streets(), links=lines(("spot", "none", "way"), ("",) * 3, shapes))
    assert Nearest(network, "links").at(np.array([0.0, 0]), 1) == 2
    assert Nearest(replace(network, links=lines((), (), [])), "links").at(np.zeros(2), 9) is None
