from dataclasses import replace

import numpy as np
import pytest

from app.on_the_table import Layer
from app.standing import standings
from city.heights import lifted
from city.model import Source
from city.progress import Progress
from tests.app.standin import town_opened
from tests.city.heights.towns import grid, houses, survey, tin


def opened(thing, path, number, vertical="", group="City"):
    """A thing on the table as if a file had brought it."""
    if hasattr(thing, "sources"):
        thing = replace(thing, sources=(Source(path, "CityGML"),))
    else:
        thing = replace(thing, source=Source(path, "GeoTIFF"))
    base = town_opened(path)
    layer = Layer("x", group, "x", thing)
    return replace(base, layers=(layer,), number=number, declared=("EPSG:28992", vertical))


def by_name(openings):
    return {standing.name: standing for standing in standings(openings, Progress())}


@pytest.mark.parametrize("land", [grid(), tin(), survey()], ids=["grid", "TIN", "survey"])
def test_a_city_45_m_above_a_terrain_is_told_so(land):
    city = opened(houses(45.3).freeze(), "city.gml", 1)
    found = by_name([city, opened(land, "land.tif", 2, "EPSG:5709")])["city.gml"]
    assert found.ground == "land.tif"
    assert found.claim == "the file does not say"
    assert found.found.median == pytest.approx(45.3, abs=0.03)
    assert found.said.floats


def test_the_ellipsoid_explains_what_a_city_in_delft_floats_by():
    found = by_name(
        [opened(houses(43.5).freeze(), "city.gml", 1), opened(grid(), "dtm.tif", 2, "EPSG:5709")]
    )
    assert found["city.gml"].said.explained
    assert "ellipsoid" in found["city.gml"].said.words
    assert found["dtm.tif"].claim == "NAP height (EPSG:5709)"
    assert found["dtm.tif"].said is None  # nothing else shows the ground


def test_a_survey_that_floats_is_found_by_its_ground_points():
    high = lifted(survey(), np.array([10.0]))
    found = by_name([opened(high, "s.laz", 1), opened(grid(), "dtm.tif", 2)])
    assert found["s.laz"].found.median == pytest.approx(10.0, abs=0.03)
    assert found["dtm.tif"].found.median == pytest.approx(-10.0, abs=0.03)


def test_without_any_ground_nothing_is_claimed():
    found = by_name([opened(houses(45.3).freeze(), "city.gml", 1)])["city.gml"]
    assert (found.ground, found.found, found.said) == ("", None, None)
