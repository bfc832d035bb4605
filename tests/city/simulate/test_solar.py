"""Solar yield over the toy town, against pvlib, by symmetry, and after changes."""

import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.layer import FACADE, ROOF
from city.scenario import fold
from city.simulate.simulation import area_of
from city.simulate.solar import MONTH_KEYS, SOLAR
from city.simulate.solar_sky import air_of
from city.simulate.weathers import keep, kept
from city.view import View
from tests.city.plans import base, edit, square
from tests.city.simulate.towns import sample_of, view_of

EAST, NORTH = 84000.0, 447000.0
AREA = [EAST - 60, NORTH - 60, EAST + 60, NORTH + 60]
ASKED = {"area": AREA, "spacing": 2, "precision": "coarse"}


def planned(over, *builds):
    edits = [
        {"footprint": square(*where), "storeys": storeys, "id": name, "use": "office", **more}
        for name, where, storeys, more in builds
    ]
    return fold(View.of(over), [edit(over, "build", **one) for one in edits])


TOWER = ("tower 2", (-5, -32, 20, 12), 15, {})  # 20 m south of the house, 45 m high
PITCHED = ("pitched", (20, 20, 10, 12), 2, {"roof": {"shape": "gable", "slope": 35.0}})


@pytest.fixture(scope="module")
def ground():
    return base()


@pytest.fixture(scope="module")
def today(ground):
    return SOLAR.run(View.of(ground), ASKED)


@pytest.fixture(scope="module")
def built(ground):
    return SOLAR.run(planned(ground, TOWER), ASKED)


def on(layer, name, sort, facing=None):
    """Which samples lie on a building's roof or on its façades that face a way."""
    samples = layer.samples
    found = (samples.sort == sort) & (samples.owner == samples.owners.index(name))
    return found if facing is None else found & (samples.normals[:, :2] @ facing > 0.9)


def test_months_add_up_to_the_year(built):
    known = np.isfinite(built.values["year"])
    total = np.sum([built.values[key][known] for key in MONTH_KEYS], axis=0)
    assert total == pytest.approx(built.values["year"][known], rel=1e-5)
    sky = built.values["sky"][known]
    assert known.any() and (sky >= 0).all() and (sky <= 1 + 1e-6).all()


def test_south_gets_more_than_north_and_roofs_more_than_eastern_walls(today):
    means = [
        today.values["year"][on(today, "house", FACADE, np.array(way))].mean()
        for way in ([0, 1], [1, 0], [0, -1])
    ]
    assert means[0] < 0.5 * means[1] and means[1] < means[2]
    assert today.values["year"][on(today, "house", ROOF)].mean() > means[1]


def test_a_courtyard_is_darker_than_the_outside(ground):
    around = [
        ("west", (20, 20, 5, 20), 6, {}),
        ("east", (30, 20, 5, 20), 6, {}),
        ("south", (25, 20, 5, 5), 6, {}),
        ("north", (25, 35, 5, 5), 6, {}),
    ]
    layer = SOLAR.run(planned(ground, *around), ASKED)
    outside = on(layer, "south", FACADE, np.array([0, -1]))
    inside = on(layer, "north", FACADE, np.array([0, -1]))
    low = layer.samples.points[:, 2] < 6
    bright, dark = (np.nanmean(layer.values["year"][mine & low]) for mine in (outside, inside))
    assert dark < 0.3 * bright
    assert np.nanmean(layer.values["sky"][inside & low]) < 0.35


def test_a_tower_takes_from_its_northern_neighbour_and_from_nobody_beyond_it(today, built):
    here, there = built.samples.same_as(today.samples)
    change = built.values["year"][here] - today.values["year"][there]
    south = on(built, "house", FACADE, np.array([0, -1]))[here]
    roof = on(built, "house", ROOF)[here]
    north = on(built, "house", FACADE, np.array([0, 1]))[here]
    assert (change[south] < -50).all() and (change[roof] < 0).all()
    assert (change[north] == 0).all()
    before, after = (
        one.tables["power"][one.samples.owners.index("house")] for one in (today, built)
    )
    assert 0 < after < 0.9 * before


def test_numbers_of_a_building_fit_together(built):
    tables = built.tables
    assert set(tables) == {one.key for one in built.columns}
    some = tables["modules"] > 0
    assert some.any()
    assert tables["power"][some] == pytest.approx(tables["peak"][some] * tables["specific"][some])
    area = tables["module_area"][some]
    assert tables["peak"][some] == pytest.approx(area * 0.22)
    assert (area <= tables["roof_area"][some]).all()
    assert ((tables["autarky"][some] >= 0) & (tables["autarky"][some] <= 1)).all()
    corners, owner = built.traces["panels"], built.traces["panel_owner"]
    assert corners.shape == (int(tables["modules"].sum()), 4, 3)
    assert (np.bincount(owner, minlength=len(some)) == tables["modules"]).all()
    house = built.samples.owners.index("house")
    mine = corners[owner == house]
    assert (mine[..., 2] > 3).all() and (mine[..., 2] < 4).all()
    assert (mine[..., :2] > 0).all() and (mine[..., :2] < [10, 8]).all()
    told = dict(built.facts)
    assert told["Modules"].startswith(f"{len(corners):,} on {some.sum()} buildings")
    assert f"{tables['power'].sum() / 1000:,.0f} MWh" in told["Solar power"]


def test_poor_roofs_bear_no_modules(ground):
    layer = SOLAR.run(View.of(ground), {**ASKED, "least": 2000})
    assert not layer.tables["modules"].any() and not layer.tables["power"].any()
    assert len(layer.traces["panels"]) == 0 and "Solar power" not in dict(layer.facts)


def test_a_battery_lets_a_house_use_more_of_its_own(ground, today):
    house = today.samples.owners.index("house")
    shares = []
    for battery in (0, 0.1, 0.4):
        layer = SOLAR.run(View.of(ground), {**ASKED, "battery": battery})
        shares.append([layer.tables[key][house] for key in ("self_consumption", "autarky")])
        assert layer.tables["power"][house] == today.tables["power"][house]
    for one in np.transpose(shares):
        assert one[0] < one[1] < one[2]
    assert today.tables["demand"][house] == 3000  # 80 m² of floor: one dwelling


def same(one, two):
    assert one.samples.owners == two.samples.owners
    for mine, theirs in ((one.values, two.values), (one.tables, two.tables)):
        assert mine.keys() == theirs.keys()
        for key in mine:
            assert np.array_equal(mine[key], theirs[key], equal_nan=True), key
    for key in ("clear", "panels", "panel_owner"):
        assert np.array_equal(one.traces[key], two.traces[key])
    assert one.facts == two.facts and one.inputs == two.inputs


places = st.tuples(st.integers(-50, 30), st.integers(-50, -20), st.integers(4, 20), st.just(8))


@settings(max_examples=2, deadline=None)
@given(first=places, second=places, storeys=st.integers(1, 20))
def test_a_changed_plan_gives_what_computing_from_nothing_gives(ground, first, second, storeys):
    asked = {**ASKED, "spacing": 4}
    one = planned(ground, ("a", first, storeys, {}))
    two = planned(ground, ("a", first, storeys, {}), ("b", (second[0], 30, 8, 8), 4, {}))
    known = SOLAR.run(View.of(ground), asked)
    for view in (one, two):
        known = SOLAR.run(view, asked, known=known)
        same(known, SOLAR.run(view, asked))


def test_more_threads_give_the_same(ground, built, monkeypatch):
    for count in (1, 5):
        monkeypatch.setattr(os, "cpu_count", lambda count=count: count)
        same(SOLAR.run(planned(ground, TOWER), ASKED), built)


def test_trees_let_the_season_through(ground):
    tree = edit(ground, "plant", places=[[EAST + 5, NORTH - 6]], height=12.0, crown=10.0)
    view = fold(View.of(ground), [tree])
    sums = {}
    for trees in ("solid", "leaves", "none"):
        layer = SOLAR.run(view, {**ASKED, "trees": trees})
        mine = on(layer, "house", FACADE, np.array([0, -1]))
        sums[trees] = np.array([layer.values[key][mine].mean() for key in MONTH_KEYS])
    assert (sums["solid"] < sums["leaves"]).all() and (sums["leaves"] < sums["none"]).all()
    lost = 1 - (sums["leaves"] - sums["solid"]) / (sums["none"] - sums["solid"])
    assert lost[0] == pytest.approx(0.54, abs=0.1)  # bare: 46 % come through
    assert lost[6] > 0.75


def test_weather_is_asked_for_by_its_key_and_told(ground, today):
    view = View.of(ground)
    with pytest.raises(ValueError, match="weather=nothing: this weather is not at hand"):
        SOLAR.run(view, {**ASKED, "weather": "nothing"})
    settings = SOLAR.asked(view, ASKED)
    clear = air_of(view, area_of(view, settings["area"]), settings).weather
    dull = replace(clear, name="Elsewhere", lon=clear.lon + 2, ghi=clear.dhi, dni=0 * clear.dni)
    key = keep(dull)
    assert kept(key) is dull
    layer = SOLAR.run(view, {**ASKED, "weather": key})
    assert np.nanmean(layer.values["year"]) < 0.5 * np.nanmean(today.values["year"])
    told = dict(layer.facts)
    assert told["Weather"].startswith("Elsewhere") and layer.inputs != today.inputs
    assert "km away" in told["Weather of another place"]
    assert "Weather of another place" not in dict(today.facts)


def test_polar_night_gives_nothing_and_polar_day_comes_from_the_north_too():
    view = view_of(((-5, -5, 0), (5, 5, 8)), lat=78.0)
    x, y, _ = view.base.frame.origin
    asked = {"area": [x - 30, y - 30, x + 30, y + 30], "precision": "coarse", "least": 100}
    layer = SOLAR.run(view, {**asked, "surfaces": "facades,roofs"})
    months = np.stack([layer.values[key] for key in MONTH_KEYS])
    assert (months[[0, 10, 11]] == 0).all() and (months[4:7] > 0).all()
    north = sample_of(layer, FACADE, (0, 1, 0))
    assert (months[5, north] > months[2, north] * 3).all()
    assert layer.tables["power"][0] > 0 and np.isfinite(layer.tables["autarky"]).all()
    assert "January 0.0, June" in dict(layer.facts)["Irradiation of roofs"]
