"""The height of the ground, from grids and from reliefs."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.ground import Relief, ground_of
from tests.city.toy import FRAME, town
from tests.render.towns import hill


@pytest.fixture(scope="module")
def relief():
    """A ramp of two triangles over 20 x 20 m that rises to the east by one in four."""
    builder = CityBuilder(FRAME)
    row = builder.add_object("TINRelief", "ramp")
    shape = builder.add_shape(row, "1", "MultiSurface")
    a, b, c, d = ([0.0, 0, 0], [20, 0, 5], [20, 20, 5], [0, 20, 0])
    for face in ([a, b, c], [a, c, d]):
        builder.add_polygon(shape, [np.array(face, float)])
    return builder.freeze()


def test_a_relief_is_known_inside_and_on_its_rim_and_nowhere_else(relief):
    places = np.array([[10.0, 3], [4, 15], [0, 0], [20, 20], [21, 5], [-1, 5]])
    found = Relief(relief).heights(places)
    assert found[:4] == pytest.approx(places[:4, 0] / 4)
    assert np.isnan(found[4:]).all()


def test_a_city_without_relief_knows_no_ground():
    assert np.isnan(ground_of([town().freeze()])(np.array([[5.0, 5]]))).all()


def test_a_grid_goes_before_a_relief(relief):
    heights = ground_of([hill(), relief])
    assert heights(np.array([[10.0, 10]])) == pytest.approx((10 + 30) / 10, abs=1e-5)
    assert ground_of([relief])(np.array([[10.0, 10]])) == pytest.approx(2.5)


def test_no_places_no_heights(relief):
    assert len(ground_of([relief])(np.zeros((0, 2)))) == 0


def test_the_triangles_of_a_relief_are_looked_for_once(relief, monkeypatch):
    import city.ground

    looked = []
    real = city.ground.drawn
    monkeypatch.setattr(city.ground, "drawn", lambda city: looked.append(1) or real(city))
    heights = ground_of([relief])
    for x in (4.0, 8.0, 30.0):
        heights(np.array([[x, 5]]))
    assert looked == [1]
