"""Power and yield of modules against pvlib and against what a place is known to give."""

from dataclasses import replace

import numpy as np
import pvlib
import pytest

from city.assumptions import assumed
from city.place import Place
from city.simulate.irradiance import (
    clear_year,
    extraterrestrial,
    on_planes,
    sky_over,
    split,
)
from city.simulate.photovoltaics import (
    SYSTEM,
    cell_temperature,
    peak,
    power,
    production,
)
from city.simulate.solar_year import by_hours, condensed, irradiation
from city.simulate.sun import sun_at, towards
from city.weather import months
from tests.city.simulate.planes import normal_of

USUAL = assumed({}, SYSTEM)
ROTTERDAM = Place(4.48, 51.92, 0.0)
LIGHT = np.linspace(0, 1300, 60)
NORMALS = normal_of(np.array([35.0, 10.0, 90.0]), np.array([180.0, 90.0, 0.0]))


def a_year():
    """Clouds that leave Rotterdam its measured 1000 kWh/m² or so."""
    clear = clear_year(ROTTERDAM, 1.0, temperature=11.0)
    sun = sun_at(clear.times, ROTTERDAM)
    ghi = clear.ghi * np.random.default_rng(2).uniform(0.3, 1.0, len(clear.ghi))
    sky = split(ghi, sun.altitude, extraterrestrial(clear.times))
    return replace(clear, ghi=sky.ghi, dni=sky.dni, dhi=sky.dhi)


def performance(weather):
    """(n, 12) kWh of each kilowatt of peak for each kWh/m² of a month, in the open."""
    sky, sun = sky_over(weather)
    plane = np.maximum(on_planes(sky, towards(sun, ROTTERDAM), NORMALS), 0)
    given = power(plane, weather.temperature, weather.wind, USUAL)
    by_month = [months() == month for month in range(12)]
    return np.stack([given[:, m].sum(1) / plane[:, m].sum(1) * 1000 for m in by_month], axis=1)


def test_all_have_a_value_within_their_limits_and_say_where_it_comes_from():
    for one in SYSTEM.values():
        assert one.low <= one.value <= one.high and one.title and one.source


def test_a_usual_module_has_430_watts():
    area = USUAL["module_long"] * USUAL["module_short"]
    assert peak(area, USUAL) == pytest.approx(0.430, abs=0.001)


@pytest.mark.parametrize("wind", [0.0, 3.0, 12.0])
def test_cells_are_as_warm_as_faiman_says(wind):
    found = cell_temperature(LIGHT, np.full(60, 15.0), np.full(60, wind), USUAL)
    assert found == pytest.approx(pvlib.temperature.faiman(LIGHT, 15.0, wind))


@pytest.mark.parametrize("air", [-20.0, 10.0, 45.0])
@pytest.mark.parametrize("oversize", [1.0, 1.1, 1.6])
def test_power_is_that_of_pvwatts(air, oversize):
    values = assumed({"oversize": oversize}, SYSTEM)
    found = power(LIGHT, np.full(60, air), np.full(60, 2.0), values)
    cells = pvlib.temperature.faiman(LIGHT, air, 2.0)
    direct = pvlib.pvsystem.pvwatts_dc(LIGHT, cells, 1.0, -0.0035) * 0.86
    wanted = pvlib.inverter.pvwatts(direct, 1 / oversize / 0.96, 0.96)
    assert found == pytest.approx(wanted, abs=1e-12)


def test_darkness_gives_nothing_and_the_inverter_its_most():
    strong = power(np.array([0.0, 0.1, 5000.0]), np.zeros(3), np.ones(3), USUAL)
    assert strong[0] == 0 and 0 <= strong[1] < 1e-4 and strong[2] == pytest.approx(1 / 1.1)


def test_a_roof_in_rotterdam_gives_what_such_roofs_give():
    """About 900 to 1050 kWh for each kWp to the south (PVGIS), a third of it on a north wall."""
    weather = a_year()
    assert weather.ghi.sum() / 1000 == pytest.approx(1000, abs=60)
    given = production(weather, ROTTERDAM, NORMALS, USUAL).sum(1)
    ratio = performance(weather)
    assert 850 < given[0] < 1100 and given[2] < 0.5 * given[0]
    assert (ratio > 0.7).all() and (ratio < 0.9).all()


def test_heat_costs_power():
    cool, warm = a_year(), replace(a_year(), temperature=np.full(8760, 35.0))
    first, then = (production(w, ROTTERDAM, NORMALS, USUAL) for w in (cool, warm))
    assert (then <= first).all() and (then.sum(1) < 0.95 * first.sum(1)).all()


def test_months_without_light_give_nothing():
    place = Place(15.6, 78.2)  # Longyearbyen
    hours = production(clear_year(place, 1.0), place, NORMALS, USUAL)
    by_month = np.stack([hours[:, months() == month].sum(1) for month in range(12)], axis=1)
    assert not by_month[:, 11].any() and (by_month[0, 3:9] > 20).all()


def test_the_hours_of_a_roof_are_its_months():
    """Shade on half of the rays: the ratio without shade holds within 3 % of the year."""
    weather = a_year()
    year = condensed(weather, ROTTERDAM)
    ratio = performance(weather)
    east = year.rays[:, 0] > 0
    for free in (np.ones((3, len(east)), bool), np.tile(east, (3, 1))):
        hours = production(weather, ROTTERDAM, NORMALS, USUAL, by_hours(year, free))
        assert hours.shape == (3, 8760) and (hours >= 0).all()
        by_months = (irradiation(year, NORMALS, free) * ratio).sum(1)
        assert hours.sum() == pytest.approx(by_months.sum(), rel=0.03)
    assert hours[:, np.arange(8760) % 24 == 16].sum() < hours[:, np.arange(8760) % 24 == 9].sum()


def test_in_the_open_each_hour_is_the_power_of_its_light():
    weather = a_year()
    sky, sun = sky_over(weather)
    plane = on_planes(sky, towards(sun, ROTTERDAM), NORMALS[:1])[0]
    hours = production(weather, ROTTERDAM, NORMALS[:1], USUAL)[0]
    assert hours == pytest.approx(power(plane, weather.temperature, weather.wind, USUAL))
    dark = production(weather, ROTTERDAM, NORMALS[:1], USUAL, np.zeros((1, 8760)), np.zeros(1))
    assert dark.sum() < 0.05 * hours.sum()  # what the ground reflects
