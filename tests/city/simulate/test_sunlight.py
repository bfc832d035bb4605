"""Probable sunlight of a few hundred suns is that of all of them."""

import numpy as np
import pytest

import assets
from city.layer import FACADE, ROOF
from city.norms import Winter, read_norm
from city.place import Place
from city.simulate import sunlight
from city.simulate.apsh import in_winter, probable_hours, probable_sunlight
from city.simulate.sun import sun_at, towards
from city.simulate.sunlight import SUNLIGHT, suns_of
from city.view import View
from tests.city.simulate.towns import area, boxes, frame_at, sample_of, view_of

NORM = read_norm(assets.path("norms/bre_apsh.json").read_bytes())
SAID = {"trees": "leaves", "leaf_light": 3.0, "bare_light": 46.0}
LONDON = Place(-0.1, 51.5)
SUNS = suns_of(LONDON, 2025, NORM.sunshine, NORM.winter, SAID)
BOX = ((-5, -5, 0), (5, 5, 8))


def all_suns():
    """One every half hour, with its hours and whether it is winter."""
    times = np.arange("2025-01-01", "2026-01-01", 30, dtype="datetime64[m]")
    sun = sun_at(times, LONDON)
    up = sun.altitude > 0
    days = times[up].astype("datetime64[D]")
    hours = probable_hours(days, NORM.sunshine)
    return towards(sun, LONDON)[up], hours, in_winter(days, NORM.winter)


def test_a_few_hundred_suns_stand_for_the_year():
    assert 250 <= len(SUNS.hours) <= 400
    assert SUNS.hours.sum() == pytest.approx(sum(NORM.sunshine.hours))
    assert np.linalg.norm(SUNS.towards, axis=1) == pytest.approx(1)
    assert (SUNS.towards[:, 2] > 0).all()
    _, hours, cold = all_suns()
    share = (hours * cold).sum() / hours.sum()
    assert (SUNS.hours * SUNS.winter).sum() / SUNS.hours.sum() == pytest.approx(share, abs=0.002)
    assert (SUNS.light >= 0.03 - 1e-9).all() and (SUNS.light <= 0.46 + 1e-9).all()


@pytest.mark.parametrize("facing", [90.0, 135.0, 180.0, 222.0, 290.0])
def test_before_any_skyline_they_give_what_all_suns_give(facing):
    whole, hours, cold = all_suns()
    normal = np.array([[np.sin(np.radians(facing)), np.cos(np.radians(facing)), 0]])
    away = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        middle = np.radians(facing + rng.uniform(-70, 70))
        wide, high = rng.uniform(0.1, 1.5), np.tan(np.radians(rng.uniform(5, 55)))

        def seen(suns, middle=middle, wide=wide, high=high):
            beside = (np.arctan2(suns[:, 0], suns[:, 1]) - middle + np.pi) % (2 * np.pi) - np.pi
            level = np.hypot(suns[:, 0], suns[:, 1])
            return ((np.abs(beside) > wide) | (suns[:, 2] > high * level))[None]

        exact = probable_sunlight(whole, hours, cold, seen(whole), normal)
        few = (SUNS.towards, SUNS.hours, SUNS.winter)
        away.append(np.abs(probable_sunlight(*few, seen(SUNS.towards), normal) - exact)[0])
    year, winter = np.array(away).T
    assert np.quantile(year, 0.9) < 1.5 and year.max() < 2.5
    assert np.quantile(winter, 0.9) < 0.6 and winter.max() < 1.2


def run(view, **said):
    found = {"area": area(view, -20, -20, 20, 20), "spacing": 3, "date": "2025-01-01", **said}
    return SUNLIGHT.run(view, found)


def test_an_open_roof_has_all_of_it_and_walls_what_stands_before_them():
    found = run(view_of(BOX), surfaces="facades,roofs")
    roof = sample_of(found, ROOF)
    assert found.values["apsh"][roof] == pytest.approx(100, abs=1e-3)
    south, north = (sample_of(found, FACADE, (0, y, 0)) for y in (-1, 1))
    east, west = (sample_of(found, FACADE, (x, 0, 0)) for x in (1, -1))
    year = found.values["apsh"]
    assert year[south][0] + year[north][0] == pytest.approx(100, abs=1e-3)
    assert year[east][0] + year[west][0] == pytest.approx(100, abs=0.5)
    assert year[south][0] > 75 > 55 > year[east][0] > 40 > year[north][0]
    assert (found.values["wpsh"][roof] < 40).all() and (found.values["wpsh"][north] < 1).all()


def test_sunshine_and_winter_can_be_said(monkeypatch):
    view = view_of(BOX)
    only_july = run(view, sunshine=",".join("200" if m == 6 else "0" for m in range(12)))
    roof = sample_of(only_july, ROOF)
    assert only_july.values["wpsh"][roof] == pytest.approx(0)
    summer = run(view, winter="06-01,08-31", sunshine="0,0,0,0,0,0,200,0,0,0,0,0")
    assert summer.values["wpsh"][roof] == pytest.approx(100)
    for wrong in ({"sunshine": "1,2,3"}, {"sunshine": "0," * 11 + "0"}, {"winter": "03-21"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            run(view, **wrong)


def test_a_month_in_which_no_sun_rises_is_told():
    view = View.of(boxes(frame_at(75.0), BOX))
    with pytest.raises(ValueError, match="no sun rises in month 12: say 0 hours"):
        run(view, sunshine="0,0,90,150,200,200,200,150,90,0,0,1")
    found = run(view, sunshine="0,0,90,150,200,200,200,150,90,0,0,0")
    assert found.values["apsh"][sample_of(found, ROOF)] == pytest.approx(100, abs=1e-3)


def test_bands_end_at_the_equator_so_that_winter_is_apart():
    assert 7 * sunlight.BAND > 23.44
    mixed = (SUNS.winter > 0.02) & (SUNS.winter < 0.98)
    assert SUNS.hours[mixed].sum() < 0.1 * SUNS.hours.sum()
    assert Winter(((9, 21), (3, 21)), 5.0) == NORM.winter
