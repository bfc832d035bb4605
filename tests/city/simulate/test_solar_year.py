"""A year in a few hundred directions against the same year hour by hour."""

from dataclasses import replace

import numpy as np
import pytest

from city.place import Place
from city.simulate.irradiance import (
    clear_year,
    extraterrestrial,
    on_planes,
    sky_over,
    split,
)
from city.simulate.solar_year import by_hours, condensed, irradiation
from city.simulate.sun import sun_at, towards
from city.weather import months
from tests.city.simulate.planes import normal_of

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


def hour_by_hour(weather, place):
    """(n, 12) what planes get in the open by the Sun in the middle of each hour."""
    sky, sun = sky_over(weather)
    hours = on_planes(sky, towards(sun, place), NORMALS) / 1000
    return np.stack([hours[:, months() == m].sum(1) for m in range(12)], axis=1)


@pytest.mark.parametrize(("place", "offset"), PLACES)
def test_planes_in_the_open_get_the_same_within_a_percent(place, offset):
    weather = cloudy(place, offset)
    year = condensed(weather, place)
    wanted = hour_by_hour(weather, place)
    found = irradiation(year, NORMALS)
    assert len(year.rays) < 750
    assert found.sum(1) == pytest.approx(wanted.sum(1), rel=0.005)
    level = wanted.max(axis=0)  # a month's error against what the best plane gets in it
    assert (np.abs(found - wanted) < 0.01 * level + 0.05).all()


def block(azimuth, width, height):
    """Whether a block of houses hides directions (t, 3), by its sides and its upper edge."""

    def hidden(rays):
        across = (np.degrees(np.arctan2(rays[:, 0], rays[:, 1])) - azimuth) % 360 < width
        return across & (np.degrees(np.arcsin(rays[:, 2])) < height)

    return hidden


def by_five_minutes(weather, place, hidden):
    """(n, blocks) the beam of a year, each hour even over the twelve moments the Sun is up in."""
    sky, _ = sky_over(weather)
    lit = sky.beam > 0
    apart = ((np.arange(12) + 0.5) / 12 - 0.5) * 3600
    suns = [sun_at(weather.times[lit] + np.timedelta64(int(s), "s"), place) for s in apart]
    up = np.stack([sun.altitude > 0 for sun in suns])
    total = np.zeros((len(NORMALS), len(hidden)))
    for sun, here in zip(suns, up, strict=True):
        rays, beam = towards(sun, place), sky.beam[lit] * here / up.sum(0) / 1000
        free = np.stack([~hides(rays) for hides in hidden], axis=1)
        total += np.maximum(NORMALS @ rays.T, 0) @ (free * beam[:, None])
    return total


@pytest.mark.parametrize(("place", "offset"), PLACES)
def test_behind_houses_the_sum_of_five_minutes_is_met_to_2_percent_and_mostly_to_less(
    place, offset
):
    weather, rng = cloudy(place, offset), np.random.default_rng(4)
    blocks = [
        block(rng.uniform(0, 360), rng.uniform(10, 180), rng.uniform(5, 60)) for _ in range(20)
    ]
    year = condensed(weather, place)
    wanted = by_five_minutes(weather, place, [block(0, 0, 0), *blocks])
    off = []
    for k, hides in enumerate(blocks):
        free = np.broadcast_to(~hides(year.rays), (len(NORMALS), len(year.rays)))
        dark = replace(year, dome=np.zeros(12), band=np.zeros(12), ground=np.zeros(12))
        found = irradiation(dark, NORMALS, free).sum(1)
        off.append(np.abs(found - wanted[:, k + 1]).max() / wanted[:, 0].max())
    assert np.median(off) < 0.006 and max(off) < 0.02


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
    wanted = by_five_minutes(weather, place, [block(0, 0, 0)])[:, 0]

    def error(step):
        year = condensed(weather, place, step=step)
        dark = replace(year, dome=np.zeros(12), band=np.zeros(12), ground=np.zeros(12))
        return (np.abs(irradiation(dark, NORMALS).sum(1) - wanted) / wanted.max()).max()

    fine, coarse = error(3.5), error(15.0)
    assert fine < 0.001 and fine < coarse / 2


def test_many_points_are_the_same_as_each_alone():
    place, offset = PLACES[0]
    year = condensed(cloudy(place, offset), place)
    many = np.tile(NORMALS, (400, 1))
    found = irradiation(year, many, np.ones((len(many), len(year.rays)), bool))
    assert found[-len(NORMALS) :] == pytest.approx(irradiation(year, NORMALS), rel=1e-5)
    view = np.zeros(len(NORMALS))
    dark = irradiation(year, NORMALS, np.zeros((len(NORMALS), len(year.rays))), view, albedo=0)
    assert not dark.any()


def test_each_quarter_of_an_hour_knows_its_direction():
    place, offset = PLACES[0]
    weather = cloudy(place, offset)
    year, (sky, sun) = condensed(weather, place), sky_over(weather)
    there = year.hours >= 0
    assert (there.any(1) == ((sky.beam > 0) & (sun.altitude > 0))).all()
    for part, minutes in ((0, -22.5), (3, 22.5)):
        lit = there[:, part]
        then = sun_at(weather.times[lit] + np.timedelta64(int(minutes * 60), "s"), place)
        near = (towards(then, place) * year.rays[year.hours[lit, part]]).sum(1)
        assert np.degrees(np.arccos(near.min())) < 4


def test_shade_by_hours_is_that_of_their_quarters():
    place, offset = PLACES[0]
    year = condensed(cloudy(place, offset), place)
    free = np.stack([np.ones(len(year.rays)), np.zeros(len(year.rays)), year.rays[:, 0] > 0])
    hours = by_hours(year, free)
    lit = (year.hours >= 0).any(1)
    assert (hours[0] == lit).all() and not hours[1].any()
    noon = hours[2].reshape(365, 24)[:, 12]  # in it the Sun passes the south: 12:40 in Rotterdam
    assert noon.min() >= 0.25 and 0.4 < noon.mean() < 0.95
    assert set(np.round(np.unique(noon) * 4, 5)) <= {1, 2, 3, 4}


def test_a_year_without_beam_has_no_hours_of_sun():
    place, offset = PLACES[0]
    dull = cloudy(place, offset)
    dark = replace(dull, dni=np.zeros(8760), dhi=np.zeros(8760), ghi=np.zeros(8760))
    year = condensed(dark, place)
    assert len(year.rays) == 0
    assert not by_hours(year, np.ones((3, 0), bool)).any()
    assert not irradiation(year, NORMALS, np.ones((len(NORMALS), 0), bool)).any()
