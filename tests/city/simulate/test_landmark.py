"""How much of a tower is seen, against the geometry of one wall before it."""

import numpy as np
import pytest

from city.layer import FACADE, GROUND
from city.simulate.landmark import LANDMARK
from tests.city.plans import plan
from tests.city.simulate.sights import (
    FAR,
    FRAME,
    box,
    build,
    one_thread,
    run,
    same,
    town,
    with_edits,
)

# A tower 30 m high; a wall half as high, 40 m before it; one looks from 200 m before it, square on.
TOWER = {"tower": ((-10, 0, 0), (10, 20, 30))}
WALL = {"wall": ((-300, -41, 0), (300, -40, 15))}
SQUARE = {"target": "tower", "area": box(-2, -202, 2, -198), "spacing": 1.0, "detail": 3000}
EYE = 1.6


def hidden_to(y):
    """The height on the tower's front up to which the wall hides it, from the ground at y."""
    return EYE + (15 - EYE) * -y / (-41 - y)


def weight(low, high, y):
    """The solid angle of the tower's front between two heights: the integral of cosine over the
    square of the distance."""
    away = -y
    z = np.linspace(low, high, 1001)
    return np.trapezoid(_across(away, z - EYE), z)


def _across(away, rise):
    """The integral over x from -10 to 10 of away / (x² + away² + rise²)^1.5."""
    b2 = away**2 + rise**2
    return away * 2 * 10 / (b2 * np.sqrt(100 + b2))


def test_a_free_tower_is_seen_whole_and_stands_as_high_as_it_is():
    layer = run(LANDMARK, town(TOWER), SQUARE)
    assert (layer.values["share"] == 1).all() and len(layer.samples) == 16
    away = -layer.samples.points[:, 1]
    expected = np.degrees(np.arctan((30 - EYE) / away) + np.arctan(EYE / away))
    assert layer.values["angle"] == pytest.approx(expected, abs=0.03)


def test_behind_a_wall_half_as_high_the_share_is_that_of_the_solid_angle_over_it():
    layer = run(LANDMARK, town(TOWER | WALL), SQUARE)
    for (x, y, _), share, angle in zip(
        layer.samples.points, layer.values["share"], layer.values["angle"], strict=True
    ):
        assert abs(x) < 2
        edge = hidden_to(y)
        assert 15 < edge < 19
        expected = weight(edge, 30, y) / weight(0, 30, y)
        assert share == pytest.approx(expected, abs=0.01)
        high = np.degrees(np.arctan((30 - EYE) / -y) - np.arctan((edge - EYE) / -y))
        assert angle == pytest.approx(high, abs=0.05)


def test_what_it_hides_of_itself_is_no_loss():
    """A U, open to the north: its inner walls look at people in the south, over its own wing."""
    x, y, _ = FRAME.origin
    ring = [(0, 0), (40, 0), (40, 30), (30, 30), (30, 10), (10, 10), (10, 30), (0, 30)]
    said = build(0, 0, 1, 1, 5, "u") | {"footprint": [[a + x, b + y] for a, b in ring]}
    view = with_edits(town({}), said)
    asked = {"target": "u", "area": box(-60, -60, 90, 90), "spacing": 5, "detail": 400}
    layer = run(LANDMARK, view, asked)
    assert (layer.values["share"] == 1).all() and len(layer.samples) > 600


def test_its_own_parts_do_not_count_as_hidden():
    asked = {"target": "tower", "area": box(50, -100, 170, 120), "spacing": 5, "detail": 300}
    layer = run(LANDMARK, plan(), asked)  # a podium with a shaft on it
    share = layer.values["share"][layer.samples.sort == GROUND]
    assert (share == 1).all() and len(share) > 200


def test_from_windows_only_what_lies_before_them_is_seen():
    view = town({**TOWER, "house": ((-5, -100, 0), (5, -90, 6))})
    asked = {**SQUARE, "area": box(-50, -110, 50, -80), "surfaces": ["facades"], "detail": 200}
    layer = run(LANDMARK, view, asked)
    assert (layer.samples.sort == FACADE).all()
    north = layer.samples.normals[:, 1] > 0.5
    south = layer.samples.normals[:, 1] < -0.5
    assert (layer.values["share"][north] == 1).all() and north.any()
    assert (layer.values["share"][south] == 0).all() and south.any()
    assert layer.values["angle"][south].max() == 0
    house = layer.samples.owners.index("house")
    assert layer.tables["best"][house] == 1
    assert 0.2 < layer.tables["share"][house] < 0.8


def test_a_plan_hides_it_and_may_be_the_landmark():
    view = with_edits(town(TOWER), build(-300, -60, 300, -50, 12, "slab"))
    assert (run(LANDMARK, view, SQUARE).values["share"] == 0).all()
    assert (run(LANDMARK, view, {**SQUARE, "target": "slab"}).values["share"] == 1).all()


def test_it_is_the_same_wherever_the_city_lies_and_on_one_thread(monkeypatch):
    asked = {**SQUARE, "detail": 200, "area": box(-150, -202, 150, -42), "spacing": 5}
    here = run(LANDMARK, town(TOWER | WALL), asked)
    there = {**asked, "area": box(-150, -202, 150, -42, FAR)}
    assert same(here, run(LANDMARK, town(TOWER | WALL, FAR), there))
    one_thread(monkeypatch)
    assert same(here, run(LANDMARK, town(TOWER | WALL), asked))
    assert 0 < here.values["share"].mean() < 1


def test_a_landmark_that_is_not_there_is_told():
    with pytest.raises(ValueError, match="nobody is not in the city"):
        run(LANDMARK, town(TOWER), {**SQUARE, "target": "nobody"})
    with pytest.raises(ValueError, match="nothing is named"):
        run(LANDMARK, town(TOWER), {**SQUARE, "target": ""})
