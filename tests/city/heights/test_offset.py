import math
from importlib import import_module

import numpy as np
import pytest

from city.heights import LiDAR, Tin, offset, verdict
from city.heights.geoid import Level
from city.heights.offset import Offset
from tests.city.heights.towns import grid, houses, survey, tin
from tests.city.toy import town

NAP = Level("EPSG:5709", "NAP height", None, "nl_nsgi_nlgeo2018.tif")
GEOID = 43.6  # Delft


@pytest.mark.parametrize(
    ("ground", "near"),
    [
        (grid(), 0.001),
        (grid(holes=True), 0.02),
        (Tin(tin()), 0.001),
        (LiDAR(survey()), 0.02),
    ],
    ids=["grid", "grid with holes", "TIN", "LiDAR"],
)
@pytest.mark.parametrize("lift", [45.3, 0.0, -12.5])
def test_a_city_that_floats_by_45_m_is_said_to_float_by_45_m(ground, near, lift):
    """The floor is level and lies `lift` above the ground in its middle: the median of its corners
    is, too, as the slope is even.
    """
    found = offset(houses(lift).freeze(), ground)
    assert found.asked == 100
    assert found.median == pytest.approx(lift, abs=near)
    assert found.spread < 0.1


def test_only_the_source_that_is_asked_for_counts():
    builder = houses(45.3)
    city = builder.freeze()
    source = np.zeros(len(city.objects), np.uint16)
    source[:30] = 1
    from dataclasses import replace

    city = replace(city, source=source)
    assert offset(city, grid(), [1]).asked == 30
    assert offset(city, grid(), [2]).asked == 0
    assert math.isnan(offset(city, grid(), [2]).median)


def test_parts_belong_to_their_building_and_roads_to_none():
    found = offset(town().freeze(), grid())
    assert found.asked == 2  # the house and the tower of two parts
    assert len(found.metres) == 2


def test_half_a_metre_is_no_fault():
    assert not verdict(Offset(np.full(9, 0.4), 9), (NAP,), GEOID).floats


def test_the_ellipsoid_explains_43_m_in_delft_and_the_missing_grid_is_named():
    said = verdict(Offset(np.full(9, 43.4), 9), (NAP,), GEOID)
    assert said.floats and said.explained
    assert said.words.startswith("It floats by 43.40 m.")
    assert "the file's heights count from the ellipsoid" in said.words
    assert "nl_nsgi_nlgeo2018.tif" in said.words and "not installed" in said.words
    sunk = verdict(Offset(np.full(9, -43.4), 9), (NAP,), GEOID)
    assert "the ground's heights count from the ellipsoid" in sunk.words


def test_where_sea_level_lies_below_the_ellipsoid_it_is_the_other_way_round():
    said = verdict(Offset(np.full(9, -32.8), 9), (), -32.8)  # New York
    assert "the file's heights count from the ellipsoid" in said.words


def test_an_installed_grid_explains_to_the_decimetre():
    exact = Level("EPSG:5709", "NAP height", 43.21, "grid.tif")
    assert "NAP height" in verdict(Offset(np.full(9, 43.3), 9), (exact,), GEOID).words
    other = Level("EPSG:5710", "Ostend height", 40.9, "be.tif")
    gap = verdict(Offset(np.full(9, 2.31), 9), (exact, other), GEOID)
    assert "the file's heights count from Ostend height, the ground's from NAP" in gap.words


def test_what_no_level_explains_is_not_explained_away():
    assert not verdict(Offset(np.full(9, 17.0), 9), (NAP,), GEOID).explained
    assert not verdict(Offset(np.full(9, 43.4), 9), (NAP,), math.nan).explained
    uneven = verdict(Offset(43.4 + np.linspace(-9, 9, 50), 50), (NAP,), GEOID)
    assert not uneven.explained and "differ" in uneven.words
    nowhere = verdict(Offset(np.zeros(0), 5), (NAP,), GEOID)
    assert not nowhere.floats


def test_a_file_without_any_ground_is_told_from_one_with_another_level():
    found = offset(houses(0.0, flat=True).freeze(), grid())
    assert found.level == 0.0
    said = verdict(Offset(np.full(9, -40.0), 9, level=0.0), (NAP,), GEOID)
    assert "same height" in said.words and not said.explained


def test_of_a_large_city_an_even_part_is_looked_at(monkeypatch):
    monkeypatch.setattr(import_module("city.heights.offset"), "MOST", 10)
    found = offset(houses(45.3).freeze(), grid())
    assert found.asked == len(found.metres) == 10
    assert found.median == pytest.approx(45.3, abs=0.001)
