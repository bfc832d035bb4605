"""Radiation against pvlib, which uses the same formulas, and against what must hold anyway."""

import numpy as np
import pandas as pd
import pvlib
import pytest
from pvlib import clearsky, irradiance

from city.simulate.irradiance import (
    TURBIDITY,
    Radiation,
    air_mass,
    clear_year,
    extraterrestrial,
    free_view,
    ineichen,
    on_planes,
    sky_of,
    split,
)
from city.simulate.sun import sun_at, towards
from tests.city.simulate.known.radiation import MODELS, skies_of_a_year
from tests.city.simulate.known.suns import HOUR, PLACES
from tests.city.simulate.planes import normal_of

DAY = (HOUR - np.datetime64("2025-01-01T00:00:00")).astype("m8[D]").astype(int) + 1


def close(found, wanted, relative=1e-6):
    assert found == pytest.approx(np.nan_to_num(wanted), rel=relative, abs=1e-6)


def test_outside_the_air_as_spencer_says():
    close(extraterrestrial(HOUR), irradiance.get_extra_radiation(DAY))


def test_air_mass_is_that_of_kasten_and_young():
    altitude = np.linspace(0.01, 90, 300)
    close(air_mass(altitude), pvlib.atmosphere.get_relative_airmass(90 - altitude))


@pytest.mark.parametrize("place", PLACES)
def test_the_clear_sky_of_ineichen_and_perez(place):
    """pvlib's pressure by height is another formula: 0.01 % of the air mass."""
    sun, extra = sun_at(HOUR, place), extraterrestrial(HOUR)
    haze = np.random.default_rng(3).uniform(2, 6, len(HOUR))
    found = ineichen(sun.altitude, extra, haze, place.height)
    up = sun.altitude > 0
    zenith = 90 - sun.altitude[up]
    air = pvlib.atmosphere.get_relative_airmass(zenith)
    air = pvlib.atmosphere.get_absolute_airmass(air, pvlib.atmosphere.alt2pres(place.height))
    wanted = clearsky.ineichen(zenith, air, haze[up], place.height, extra[up])
    for name in ("ghi", "dni", "dhi"):
        close(getattr(found, name)[up], wanted[name], 1e-3)
        assert not getattr(found, name)[~up].any()


def test_turbidity_is_that_of_the_maps():
    times = pd.date_range("2025-01-15", periods=12, freq="MS", tz="UTC")
    towns = ((51.92, 4.48), (52.5, 13.4), (48.1, 11.6), (50.0, 8.7))
    maps = [clearsky.lookup_linke_turbidity(times, *t, interp_turbidity=False) for t in towns]
    assert np.mean(maps, axis=0) == pytest.approx(TURBIDITY, abs=0.06)


@pytest.mark.parametrize("place", PLACES)
def test_erbs_splits_as_pvlib_does(place):
    sun, extra = sun_at(HOUR, place), extraterrestrial(HOUR)
    ghi = np.random.default_rng(5).uniform(0, 1, len(HOUR))
    ghi *= clearsky.haurwitz(pd.Series(90 - sun.altitude))["ghi"].to_numpy()
    found = split(ghi, sun.altitude, extra)
    wanted = irradiance.erbs(ghi, 90 - sun.altitude, DAY)
    close(found.dni, wanted["dni"])
    close(found.dhi, wanted["dhi"])
    up = np.sin(np.radians(sun.altitude))
    assert found.dni * up + found.dhi == pytest.approx(ghi)


@pytest.mark.parametrize("model", MODELS)
def test_level_ground_gets_what_was_measured(model):
    sun, extra, sky = skies_of_a_year(PLACES[0])
    high = sun.altitude > 5  # below that the projection around the Sun is held
    found = on_planes(
        sky_of(sky, sun.altitude, extra, model), towards(sun, PLACES[0]), normal_of(0.0, 0.0)[None]
    )[0]
    assert found[high] == pytest.approx(sky.ghi[high], rel=1e-9)


def test_what_is_hidden_gives_nothing_but_the_rest_does():
    sun, extra, sky = skies_of_a_year(PLACES[0])
    parts, sunwards = sky_of(sky, sun.altitude, extra), towards(sun, PLACES[0])
    plane = normal_of(np.array([40.0]), np.array([170.0]))
    free = on_planes(parts, sunwards, plane, albedo=0)
    dark = on_planes(parts, sunwards, plane, np.zeros((1, len(HOUR))), np.zeros(1), albedo=0)
    assert not dark.any() and free.any()
    half = on_planes(parts, sunwards, plane, np.ones((1, len(HOUR))), free_view(plane) / 2, 0)
    no_sun = on_planes(parts, sunwards, plane, np.zeros((1, len(HOUR))), albedo=0)
    assert free - half == pytest.approx(no_sun / 2, abs=1e-9)


def test_light_without_the_sun_is_the_sky_s():
    """The middle of an hour may be before sunrise while its end is not."""
    sky = Radiation(np.array([12.0]), np.array([90.0]), np.array([9.0]))
    found = sky_of(sky, np.array([-0.5]), np.array([1366.0]))
    assert (found.beam, found.dome, found.band, found.ground) == (0, 12, 0, 12)


def test_an_overcast_sky_without_any_light_breaks_nothing():
    sky = Radiation(np.zeros(1), np.zeros(1), np.zeros(1))
    found = sky_of(sky, np.array([30.0]), np.array([1366.0]))
    assert (found.beam, found.dome, found.band) == (0, 0, 0)


def test_a_clear_year_is_the_most_a_place_gets():
    """Rotterdam measures some 1000 kWh/m² a year on the level: two thirds of a clear one."""
    clear = clear_year(PLACES[0], 1.0)
    assert 1400 < clear.ghi.sum() / 1000 < 1700
    assert clear.ghi[np.r_[0:3, 22:24]].sum() == 0 and clear.ghi[12] > 100
    hazy = clear_year(PLACES[0], 1.0, (7.0,) * 12)
    assert hazy.ghi.sum() < clear.ghi.sum() and hazy.dni.sum() < clear.dni.sum()


@pytest.mark.parametrize("wrong", [(3.0,) * 11, (0.5,) + (3.0,) * 11])
def test_turbidity_without_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="Linke turbidity"):
        clear_year(PLACES[0], 1.0, wrong)
