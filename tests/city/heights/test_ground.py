import numpy as np
import pytest

from city.heights import LiDAR, Tin
from city.heights.ground import near
from tests.city.heights.towns import grid, ground, survey, tin
from tests.city.toy import town

PLACES = np.random.default_rng(3).uniform(0, 200, (300, 2))


def test_each_kind_of_ground_knows_the_slope():
    right = ground(*PLACES.T)
    assert grid().height_at(PLACES) == pytest.approx(right, abs=1e-4)
    assert Tin(tin()).height_at(PLACES) == pytest.approx(right, abs=1e-9)
    close = near(LiDAR(survey()), PLACES)
    assert close == pytest.approx(right, abs=0.05)


def test_beyond_its_edge_nobody_knows():
    far = np.array([[1000.0, 1000.0]])
    for known in (grid(), Tin(tin()), LiDAR(survey())):
        assert np.isnan(known.height_at(far)).all()
        assert np.isnan(near(known, far)).all()


def test_the_corners_and_edges_of_a_tin_belong_to_it():
    edge = np.array([[-20.0, -20.0], [220.0, 220.0], [100.0, 100.0], [0.0, -20.0]])
    assert Tin(tin()).height_at(edge) == pytest.approx(ground(*edge.T))


def test_a_hole_is_filled_from_round_about():
    holed = grid(holes=True)
    middle = np.array([[104.0, 104.0]])
    assert np.isnan(holed.height_at(middle)).all()
    assert near(holed, middle) == pytest.approx(ground(104.0, 104.0), abs=0.05)


def test_a_city_without_relief_and_a_survey_without_ground_know_nothing():
    from dataclasses import replace

    assert len(Tin(town().freeze())) == 0
    assert np.isnan(Tin(town().freeze()).height_at(PLACES)).all()
    cloud = survey()
    roofs = replace(cloud, classes=np.full(len(cloud), 6, np.uint8))
    assert len(LiDAR(roofs)) == 0
    assert np.isnan(LiDAR(roofs).height_at(PLACES)).all()
