"""A year in a few hundred directions against the same year hour by hour."""

from dataclasses import replace

import numpy as np
import pytest

from city.place import Place
from city.simulate.irradiance import (
    clear_year,
    extraterrestrial,
    normal_of,
    on_planes,
    sky_over,
    split,
)
from city.simulate.solar_year import condensed, irradiation
from city.simulate.sun import sun_at, towards
from city.weather import months

PLACES = [
    (Place(4.48, 51.92, 0.0, turn=1.5), 1.0),
    (Place(-68.1, -16.5, 3640.0), -4.0),
    (Place(18.96, 69.65, 10.0), 1.0),
]
TILTS, AZIMUTHS = np.meshgrid([0, 15, 30, 60, 90], np.arange(0, 360, 20))
NORMALS = normal_of(TILTS.ravel(), AZIMUTHS.ravel())


def cloudy(place, offset):
    """A year of clear and cloudy hours."""
    clear = clear_year(place, offset)
    sun = sun_at(clear.times, place)
    ghi = clear.ghi * np.random.default_rng(1).uniform(0.1, 1, len(clear.ghi))
    sky = split(ghi, sun.altitude, extraterrestrial(clear.times))
    return replace(clear, ghi=sky.ghi, dni=sky.dni, dhi=sky.dhi)


def hour_by_hour(weather, place, hidden=None):
    """The months of all planes; hidden: whether a direction (t, 3) is."""
    sky, sun = sky_over(weather)
    sunwards = towards(sun, place)
    free = None if hidden is None else ~np.broadcast_to(hidden(sunwards), (len(NORMALS), 8760))
    hours = on_planes(sky, sunwards, NORMALS, free) / 1000
    return np.stack([hours[:, months() == m].sum(1) for m in range(12)], axis=1)


@pytest.mark.parametrize(("place", "offset"), PLACES)
def test_planes_in_the_open_get_the_same_within_a_percent(place, offset):
    weather = cloudy(place, offset)
    year = condensed(weather, place)
    wanted = hour_by_hour(weather, place)
    found = irradiation(year, NORMALS)
    assert len(year.rays) < 500
    assert found.sum(1) == pytest.approx(wanted.sum(1), rel=0.005)
    level = wanted.max(axis=0)  # a month's error against what the best plane gets in it
    assert (np.abs(found - wanted) < 0.01 * level + 0.05).all()


@pytest.mark.parametrize(("place", "offset"), PLACES)
def test_behind_a_house_they_get_the_same_within_a_percent(place, offset):
    """A house that takes the sky from azimuth 130 to 190 up to 35 degrees, on the grid."""

    def hidden(rays):
        azimuth = np.degrees(np.arctan2(rays[:, 0], rays[:, 1])) % 360
        low = np.degrees(np.arcsin(rays[:, 2])) < 35
        return low & (azimuth > 130) & (azimuth < 190)

    weather = cloudy(place, offset)
    year = condensed(weather, place)
    wanted = hour_by_hour(weather, place, hidden).sum(1)
    free = np.broadcast_to(~hidden(year.rays), (len(NORMALS), len(year.rays)))
    found = irradiation(year, NORMALS, free).sum(1)
    assert found == pytest.approx(wanted, rel=0.01)


def test_the_year_holds_all_of_the_radiation():
    place, offset = PLACES[0]
    weather = cloudy(place, offset)
    year, (sky, _) = condensed(weather, place), sky_over(weather)
    assert year.beam.sum() == pytest.approx(sky.beam.sum() / 1000, rel=1e-12)
    assert year.ground.sum() == pytest.approx(weather.ghi.sum() / 1000, rel=1e-12)
    assert np.linalg.norm(year.rays, axis=1) == pytest.approx(1)
    assert (year.lean > 0.995).all() and (year.lean <= 1 + 1e-12).all()


def test_finer_directions_are_nearer():
    place, offset = PLACES[0]
    weather = cloudy(place, offset)
    wanted = hour_by_hour(weather, place).sum(1)

    def error(step):
        year = condensed(weather, place, step=step)
        return np.abs(irradiation(year, NORMALS).sum(1) / wanted - 1).max()

    assert error(2.5) < error(5.0) < error(15.0)


def test_many_points_are_the_same_as_each_alone():
    place, offset = PLACES[0]
    year = condensed(cloudy(place, offset), place)
    many = np.tile(NORMALS, (400, 1))
    found = irradiation(year, many, np.ones((len(many), len(year.rays)), bool))
    assert found[-len(NORMALS) :] == pytest.approx(irradiation(year, NORMALS), rel=1e-5)
    view = np.zeros(len(NORMALS))
    dark = irradiation(year, NORMALS, np.zeros((len(NORMALS), len(year.rays))), view, albedo=0)
    assert not dark.any()


def test_each_hour_knows_its_direction():
    place, offset = PLACES[0]
    weather = cloudy(place, offset)
    year, (sky, sun) = condensed(weather, place), sky_over(weather)
    lit = year.hours >= 0
    assert (lit == ((sky.beam > 0) & (sun.altitude > 0))).all()
    near = (towards(sun, place)[lit] * year.rays[year.hours[lit]]).sum(1)
    assert np.degrees(np.arccos(near.min())) < 6
