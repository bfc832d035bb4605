"""The year over an area: its settings, its place, and what planes get of it."""

import numpy as np
import pytest

from city.base import Base
from city.simulate.irradiance import TURBIDITY
from city.simulate.simulation import area_of
from city.simulate.solar import SOLAR
from city.simulate.solar_sky import PRECISION, air_of
from city.simulate.solar_year import irradiation
from city.view import View
from tests.city.plans import base, flat_ground
from tests.city.simulate.planes import normal_of
from tests.city.toy import FRAME

AREA = [83940.0, 446940.0, 84060.0, 447060.0]
GROUND = base()


def air(over=GROUND, **said):
    view = View.of(over)
    asked = SOLAR.asked(view, {"area": AREA, "precision": "coarse", **said})
    return air_of(view, area_of(view, asked["area"]), asked)


NORMALS = normal_of(np.array([0, 30, 60, 90, 90]), np.array([0, 180, 90, 0, 200]))
NORMALS = NORMALS.astype(np.float32)


def seen(over, share=1.0):
    """All directions before the planes, or those to one side of a wall."""
    facing = NORMALS @ over.directions.T > 1e-4
    return facing if share == 1 else facing & (over.directions[:, 0] > 0)


def test_a_year_of_the_place_in_its_standard_time():
    found = air()
    assert found.weather.offset == 1.0 and found.weather.name == "a clear sky"
    assert (found.place.lon, found.place.lat) == pytest.approx((4.36, 52.01), abs=0.01)  # Delft
    assert len(found.directions) == found.rays + PRECISION["coarse"][1]
    assert np.linalg.norm(found.directions, axis=1) == pytest.approx(1)


def test_high_ground_has_clearer_air_over_it():
    high = air(Base(FRAME, (), (flat_ground(1500.0),)))
    assert high.place.height == pytest.approx(1500, abs=3)
    assert high.year.beam.sum() > 1.03 * air().year.beam.sum()


def test_in_the_open_all_of_the_sky_is_there_and_half_of_it_beside_an_endless_wall():
    found = air()
    assert found.opening(NORMALS, seen(found), None) == pytest.approx(1, abs=1e-4)
    half = found.opening(NORMALS[:1], seen(found, 0.5)[:1], None)
    assert half == pytest.approx(0.5, abs=0.01)
    open_ = found.received(NORMALS, np.ones(5, np.float32), seen(found), None)
    assert open_ == pytest.approx(irradiation(found.year, NORMALS, albedo=0.2), rel=1e-4)


def test_leaves_let_through_what_the_season_says():
    found = air(trees="leaves", leaf_light=10, bare_light=50)
    assert found.through == pytest.approx(
        [0.5, 0.5, 0.5, *[0.5 - 0.4 * 16 / 30], *[0.1] * 6, 0.5, 0.5]
    )
    assert 0.1 < found.through_sky < 0.3
    none = np.zeros_like(seen(found))
    green = found.opening(NORMALS, none, seen(found))
    assert green == pytest.approx(found.through_sky, abs=1e-4)
    got = found.received(NORMALS, 0 * green, none, seen(found))
    free = found.received(NORMALS, 0 * green, seen(found), None)
    dark = found.received(NORMALS, 0 * green, none, None)
    assert got - dark == pytest.approx((free - dark) * found.through, rel=1e-3, abs=1e-3)
    assert air(trees="none").through == pytest.approx(1)


def test_haze_model_and_ground_change_what_comes():
    usual = air().year
    assert air(turbidity=3.7).year.beam == pytest.approx(usual.beam)
    assert np.mean(TURBIDITY) == pytest.approx(3.7)
    assert air(turbidity=6).year.beam.sum() < usual.beam.sum()
    assert air(turbidity=6).year.dome.sum() > usual.dome.sum()
    assert not air(sky_model="isotropic").year.band.any()
    assert air(albedo=50).albedo == 0.5
    assert air(precision="fine").rays > 2 * air().rays
