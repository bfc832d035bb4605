"""Cities of different systems are brought together, or it is said why not."""

import numpy as np
import pytest

from city.compare import between_cities
from city.compare.placing import placed
from city.crs import Crs
from city.frame import Frame
from city.reproject import reproject
from tests.city.compare.towns import delivery, house, listed
from tests.city.toy import FRAME

HERE = delivery(house(), house(20, 6, "g"))


def in_frame(**said):
    names = {"horizontal": FRAME.horizontal, "vertical": FRAME.vertical, "origin": FRAME.origin}
    return delivery(house(), house(20, 6, "g"), frame=Frame(**names | said))


def test_another_origin_makes_no_difference():
    other = in_frame(origin=(83000.0, 446000.0, -10.0))
    there, told = placed(other, HERE)
    assert told == []
    moved = [house(1000.0, 3, "h"), house(1020.0, 6, "g")]
    assert there.frame == HERE.frame
    low = there.extent()[0]
    assert low.tolist() == [-1000, -1000, -10]
    assert len(moved) == len(listed(between_cities(HERE, there)))


def test_another_system_is_turned_into_that_of_the_first():
    there = reproject(HERE, Crs("EPSG:25831", "EPSG:5709"))
    back, told = placed(there, HERE)
    assert len(between_cities(HERE, back)) == 0
    (line,) = told
    assert "EPSG:28992" in line and "EPSG:25831" in line


def test_unknown_systems_are_compared_as_they_are_where_they_meet():
    there, told = placed(in_frame(horizontal=""), HERE)
    assert len(between_cities(HERE, there)) == 0
    assert told == [
        "A is in Amersfoort / RD New (EPSG:28992) + NAP height (EPSG:5709) and B in unknown + NAP "
        "height (EPSG:5709); their coordinates were compared as they are"
    ]


def test_unknown_systems_that_lie_apart_are_refused_with_what_to_do():
    far = in_frame(horizontal="", origin=(0.0, 0.0, 0.0))
    with pytest.raises(ValueError, match="lie apart; say with --crs"):
        placed(far, HERE)


def test_other_heights_are_told():
    there, told = placed(in_frame(vertical=""), HERE)
    assert len(between_cities(HERE, there)) == 0
    assert told == [
        "heights of A are above EPSG:5709, of B above nobody knows what; they were compared as they"
        " are"
    ]


def test_an_empty_city_is_placed_too():
    there, _ = placed(delivery(frame=Frame("EPSG:25831")), HERE)
    assert np.array_equal(there.frame.origin, FRAME.origin)
