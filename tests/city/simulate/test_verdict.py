"""A norm over a plan: what passes today, and what a wall before it takes away."""

import json

import numpy as np
import pytest

import assets
from city.layer import FACADE, GROUND
from city.norms import read_norm
from city.scenario import fold
from city.simulate.verdict import (
    NEW_FAILS,
    NEWLY_FAILS,
    NEWLY_PASSES,
    NORM,
    PASSES,
    STILL_FAILS,
    asked_words,
    norm_of,
    norms,
    source_words,
    verdict_of,
)
from city.view import View
from tests.city.plans import base, edit, square
from tests.city.simulate.towns import view_of

EAST, NORTH = 84000.0, 447000.0
AREA = [EAST - 30, NORTH - 60, EAST + 40, NORTH + 40]
ASKED = {"area": AREA, "norm": "the_hague", "year": 2026}


def walled(over):
    """A wall of ten storeys, 60 m long, 6 m south of the house."""
    wall = {"footprint": square(-25, -18, 60, 12), "storeys": 10, "use": "office", "id": "wall"}
    return fold(View.of(over), [edit(over, "build", **wall)])


@pytest.fixture(scope="module")
def ground():
    return base()


@pytest.fixture(scope="module")
def today(ground):
    return NORM.run(View.of(ground), ASKED)


@pytest.fixture(scope="module")
def planned(ground):
    return NORM.run(walled(ground), ASKED)


def of(layer, name, key):
    return layer.tables[key][layer.samples.owners.index(name)]


def test_the_house_passes_today_and_fails_behind_the_wall(today, planned):
    assert (of(today, "house", "homes"), of(today, "house", "passing")) == (1, 1)
    assert (of(planned, "house", "passing_today"), of(planned, "house", "passing")) == (1, 0)
    assert of(planned, "house", "newly_failing") == 1 and of(planned, "house", "passes") == 0
    told = dict(planned.facts)
    assert told["Fails with the plan"] == "1 homes"


def test_every_point_of_the_south_wall_loses_all_that_the_wall_hides(today, planned):
    south = (planned.samples.sort == FACADE) & (planned.samples.normals[:, 1] < -0.9)
    south &= planned.samples.owner == planned.samples.owners.index("house")
    assert (planned.values["verdict"][south] == NEWLY_FAILS).all()
    assert (planned.values["change"][south] < -2).all()
    storey = planned.values["storeys"][south]
    assert (storey == NEWLY_FAILS).all()  # none of its other walls has sun enough either
    north = (planned.samples.normals[:, 1] > 0.9) & (planned.samples.sort == FACADE)
    assert np.isnan(planned.values["verdict"][north]).all()  # never get any sun: not judged


def test_without_a_plan_nothing_changes(today):
    known = np.isfinite(today.values["change"])
    assert known.any() and (today.values["change"][known] == 0).all()
    assert set(today.values["verdict"][np.isfinite(today.values["verdict"])]) <= {
        PASSES,
        STILL_FAILS,
    }


def test_the_office_that_is_planned_has_no_homes(planned):
    assert of(planned, "wall", "homes") == 0 and np.isnan(of(planned, "wall", "passes"))


def test_ground_is_judged_as_one_open_space(ground):
    asked = {**ASKED, "norm": "bre_ground"}
    told = dict(NORM.run(walled(ground), asked).facts)
    assert "today" in told["Ground that passes"]


def test_the_plan_from_the_answer_of_today_is_the_same(ground, today, planned):
    again = NORM.run(walled(ground), ASKED, known=today)
    for key, values in planned.values.items():
        assert np.array_equal(values, again.values[key], equal_nan=True)
    assert again.inputs == planned.inputs != today.inputs


def test_each_case_of_a_verdict():
    cases = [  # before, after, there today, judged
        (True, True, True, True, PASSES),
        (False, False, True, True, STILL_FAILS),
        (True, False, True, True, NEWLY_FAILS),
        (False, True, True, True, NEWLY_PASSES),
        (False, False, False, True, NEW_FAILS),
        (False, True, False, True, PASSES),
    ]
    *given, expected = np.array(cases).T
    assert verdict_of(*(one.astype(bool) for one in given)).tolist() == expected.tolist()
    assert np.isnan(verdict_of(*(np.array([v]) for v in (True, True, True, False))))


def test_norms_are_named_and_say_what_they_ask():
    assert {"tno_light", "tno_strict", "the_hague", "en_17037", "bre_ground"} <= set(norms())
    assert "19.2. and 21.10." in asked_words(norms()["the_hague"])
    assert "higher than 10°" in asked_words(norms()["the_hague"])
    assert "each day from 19.2. to 21.10." in asked_words(norms()["tno_light"])
    assert "TNO" in source_words(norms()["tno_light"])
    with pytest.raises(ValueError, match=r"there is no such norm; there are .*tno_light"):
        norm_of("nobody")


def test_ones_own_norm_counts_as_any_other(ground):
    own = json.loads(assets.path("norms").joinpath("the_hague.json").read_text("utf-8"))
    own |= {"key": "own", "title": "Our own", "levels": [{"name": "much", "value": 20}]}
    text = json.dumps(own)
    assert norm_of(text) == read_norm(text)
    layer = NORM.run(View.of(ground), {**ASKED, "norm": text})
    assert layer.title == "Our own" and of(layer, "house", "passing") == 0
    with pytest.raises(ValueError, match="norm: key"):
        norm_of('{"key": 3}')


def test_ground_points_are_judged_wherever_they_face(ground):
    layer = NORM.run(View.of(ground), {**ASKED, "norm": "bre_ground"})
    assert np.isfinite(layer.values["verdict"][layer.samples.sort == GROUND]).all()


@pytest.mark.parametrize(
    ("norm", "title", "lower"),
    [
        ("bre_vsc", "Vertical sky component", True),
        ("bre_apsh", "Probable sunlight of the year", True),
        ("bre_25_degrees", "Angle of what stands square before it", False),
    ],
)
def test_daylight_norms_are_measured_by_the_sky_that_is_left(ground, norm, title, lower):
    asked = {**ASKED, "norm": norm, "spacing": 4.0}
    layer = NORM.run(walled(ground), asked)
    assert layer.quantity("value").title == title
    south = (layer.samples.sort == FACADE) & (layer.samples.normals[:, 1] < -0.9)
    south &= layer.samples.owner == layer.samples.owners.index("house")
    change = layer.values["change"][south]
    assert (change < 0).all() if lower else (change > 0).all()
    assert (layer.values["verdict"][south] == NEWLY_FAILS).all()
    assert of(layer, "house", "newly_failing") == 1
    again = NORM.run(walled(ground), asked, known=layer)
    assert again is layer
    open_again = NORM.run(View.of(ground), asked, known=layer)
    assert of(open_again, "house", "passing") == 1


@pytest.mark.parametrize(
    ("lat", "day", "passing"), [(78.0, "06-21", 1), (78.0, "12-21", 0), (52.0, "06-21", 0)]
)
def test_only_in_a_polar_day_have_all_walls_ten_hours_and_none_in_a_polar_night(lat, day, passing):
    said = json.loads(assets.path("norms/the_hague.json").read_text("utf-8"))
    said |= {"period": [day, day], "levels": [{"name": "much", "value": 10}], "part": "all"}
    said |= {"altitude": 0, "facing": None}
    view = view_of(((-5, -5, 0), (5, 5, 8)), lat=lat)
    x, y, _ = view.base.frame.origin
    area = [x - 30, y - 30, x + 30, y + 30]
    layer = NORM.run(view, {"area": area, "norm": json.dumps(said), "spacing": 4, "step": 10})
    homes = layer.tables["homes"][0]
    assert homes > 0 and layer.tables["passing"][0] == passing * homes
    hours = layer.values["value"]
    if day == "12-21":
        assert (hours == 0).all()
        assert set(layer.values["verdict"].tolist()) == {float(STILL_FAILS)}
    else:
        assert hours.min() > 10 if passing else hours.min() < 10
