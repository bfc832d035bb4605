"""Where eyes are: what texts tell, paths, heights, and places in which nobody can stand."""

import numpy as np
import pytest

from city.base import Base
from city.simulate.obstacles import Area
from city.simulate.sight import surroundings
from city.simulate.viewpoints import (
    eyes_at,
    inside,
    paced,
    whereabouts,
    within,
)
from city.view import View
from tests.city.simulate.sights import FRAME, town, where

HOUSE = {"house": ((0, 0, 0), (20, 20, 10))}
ASKED = {"points": where(50, 50), "pace": 0.0, "eyes": 1.6}


def around(view):
    return surroundings(view, Area(-200, -200, 200, 200), {"year": 0})


def test_a_path_is_cut_into_even_steps_with_its_corners_among_them():
    corners = np.array([[0.0, 0, 2], [30, 0, 2], [30, 25, 7]])
    found = paced(corners, 10)
    np.testing.assert_allclose(found[:4], [[0, 0, 2], [10, 0, 2], [20, 0, 2], [30, 0, 2]])
    np.testing.assert_allclose(found[-1], corners[-1])
    assert len(found) == 3 + 3 + 1
    np.testing.assert_array_equal(paced(corners, 0), corners)
    with pytest.raises(ValueError, match="farther apart"):
        paced(corners * 1e6, 1)


def test_eyes_are_so_high_over_the_ground():
    view = town(HOUSE, shift=(0, 0, 7))
    places = whereabouts(view, {**ASKED, "points": f"{where(50, 50)};{where(60, 50, 12)}"})
    eyes = eyes_at(view, places, around(view), path=False)
    np.testing.assert_allclose(eyes.points, [[50, 50, 8.6], [60, 50, 19]], atol=1e-4)
    assert eyes.names[0] == f"{50 + FRAME.origin[0]:.1f}, {50 + FRAME.origin[1]:.1f}"


def test_without_a_terrain_they_stand_as_high_as_the_houses():
    view = town(HOUSE, ground=False, shift=(0, 0, 7))
    eyes = eyes_at(view, whereabouts(view, ASKED), around(view), path=False)
    np.testing.assert_allclose(eyes.points, [[50, 50, 8.6]], atol=1e-4)


def test_who_stands_in_a_building_is_told_and_left_out_of_a_path():
    view = town(HOUSE)
    through = {**ASKED, "points": f"{where(-25, 10)};{where(45, 10)}", "pace": 10.0}
    eyes = eyes_at(view, whereabouts(view, through), around(view), path=True)
    assert (len(eyes.points), eyes.left_out) == (6, 2)  # 5 and 15 are indoors
    for z in (1.6, 9.0):
        asked = {**ASKED, "points": where(10, 10, z)}
        with pytest.raises(ValueError, match=r"84010.0, 447010.0 lies inside of house"):
            eyes_at(view, whereabouts(view, asked), around(view), path=False)
    places = np.array([[10, 10, 11.6], [10, 10, 5], [-1, 10, 5], [10, 25, 1]], float)
    assert inside(places, around(view)) == ["", "house", "", ""]


def test_no_city_no_viewpoint():
    nothing = View.of(Base(FRAME))
    with pytest.raises(ValueError, match="no city"):
        within(nothing, np.zeros((1, 2)))
    with pytest.raises(ValueError, match="5,000 m outside"):
        within(town(HOUSE), np.array([[0.0, 0], [6000, 0]]))
    with pytest.raises(ValueError, match="too many"):
        whereabouts(town(HOUSE), {**ASKED, "points": ";".join([where(50, 50)] * 2001)})
