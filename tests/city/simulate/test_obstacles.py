"""Rays meet what stands there, and pass through what is gone."""

import numpy as np
import pytest

from city.simulate.fabric import BUILDING, RELIEF
from city.simulate.obstacles import Area, Obstacles, crosses, within_reach
from tests.city.plans import base, plan, square

TOWN = base()
AREA = Area(-20, -20, 130, 30)
EAST = np.array([[1, 0, 0]], np.float32)
DOWN = np.array([[0, 0, -1]], np.float32)


def standing(*edits, year=None):
    return Obstacles(plan(*edits, over=TOWN), AREA, -2.0, 1.0, year)


def first(obstacles, place, way, kind="solid"):
    hurdle = getattr(obstacles, kind)
    far, behind, face = hurdle.first(obstacles.local(np.array([place], float)), way)
    name = hurdle.owners[face[0]] if face[0] >= 0 else None
    return float(far[0]), bool(behind[0]), name


def test_a_ray_meets_the_first_thing_on_its_way():
    obstacles = standing()
    assert first(obstacles, (-5, 4, 1), EAST) == (pytest.approx(5), False, "house")
    assert first(obstacles, (5, 4, 1), EAST) == (pytest.approx(5), True, "house")
    assert first(obstacles, (50, 4, 1), EAST) == (pytest.approx(50), False, "tower")
    assert first(obstacles, (50, 4, 9), DOWN) == (pytest.approx(9), False, "")
    assert first(obstacles, (-5, 4, 30), EAST) == (np.inf, False, None)


def test_what_is_demolished_is_not_met_and_what_is_behind_it_is():
    obstacles = standing({"edit": "demolish", "objects": ["house"]})
    assert first(obstacles, (-5, 4, 1), EAST) == (pytest.approx(105, abs=1e-4), False, "tower")
    start = obstacles.local(np.array([[-5.0, 4, 1], [-5, 4, 30]]))
    np.testing.assert_array_equal(
        obstacles.solid.blocked(start, np.tile(EAST, (2, 1))), [True, False]
    )


def test_what_is_built_is_met_before_what_stood_there():
    obstacles = standing(
        {"edit": "build", "footprint": square(20, 0, 5, 8), "storeys": 2, "id": "new"}
    )
    assert first(obstacles, (12, 4, 1), EAST) == (pytest.approx(8), False, "new")
    face = obstacles.solid.first(obstacles.local(np.array([[12.0, 4, 1]])), EAST)[2]
    assert obstacles.solid.sorts[face] == BUILDING and obstacles.solid.sorts[-1] == RELIEF


def test_trees_are_met_apart_and_as_they_have_grown():
    edit = {
        "edit": "plant",
        "places": [[84060.0, 447005.0]],
        "height": 4.0,
        "crown": 2.0,
        "year": 2020,
        "grown_height": 20.0,
        "grown_crown": 10.0,
        "years": 30,
        "ids": ["oak"],
    }
    young, old = standing(edit, year=2020), standing(edit, year=2060)
    assert first(young, (40, 5, 14), EAST, "trees")[2] is None
    assert first(old, (40, 5, 14), EAST, "trees")[2] == "oak"
    assert first(old, (40, 5, 14), EAST)[2] == "tower"
    assert not old.trees.empty and standing().trees.empty


def test_a_park_hides_no_sky_from_the_ground_below_it():
    edit = {"edit": "lay", "kind": "park", "outline": square(40, 0, 20, 20), "id": "park"}
    assert standing(edit).trees.empty


def test_the_ground_follows_levelled_ground_of_each_plan():
    at = np.array([[65.0, 10.0]])
    for height in (2.0, -3.0, 2.0, 5.0):
        edit = {"edit": "level", "outline": square(40, 0, 50, 20), "height": height, "id": "p"}
        view = plan(edit, over=TOWN)
        obstacles = Obstacles(view, AREA, -2.0, 1.0)
        assert obstacles.ground_under(at) == pytest.approx([height], abs=1e-4)
        del view, obstacles, edit
    assert standing().ground_under(at) == pytest.approx([0], abs=1e-4)
    assert np.isnan(standing().ground_under(np.array([[5000.0, 0]]))).all()


def test_only_what_rises_over_the_angle_is_within_reach():
    assert len(within_reach(TOWN, 0, Area(100, 0, 120, 20), 0.0, 1.0)) >= 3
    far = Area(-400, -20, -390, 0)  # 25 m high 490 m off: 2.9 degrees
    kinds = TOWN.cities[0].objects
    near = [kinds.ids[k] for k in within_reach(TOWN, 0, far, 0.0, 2.0)]
    assert "shaft" in near and "podium" not in near and "house" not in near


def test_boxes_are_crossed_by_rays_that_meet_them():
    rng = np.random.default_rng(2)
    start = rng.uniform(-5, 5, (400, 3)).astype(np.float32)
    way = rng.normal(size=(400, 3)).astype(np.float32)
    way[:50, 0], way[50:80, 2] = 0, 0
    low, high = np.array([-1.0, -2, -0.5]), np.array([1.5, 1, 2])
    steps = np.linspace(0, 20, 20_001)[:, None, None]
    inside = np.zeros(400, bool)
    for part in np.array_split(steps, 20):
        places = start + way * part
        inside |= ((places >= low) & (places <= high)).all(2).any(0)
    found = crosses(start, way, low, high)
    assert (found | ~inside).all() and (found != inside).mean() < 0.01


def test_its_triangles_are_those_of_the_base_the_ground_and_the_plan():
    tower = {"edit": "build", "footprint": square(40, 0, 5, 8), "storeys": 2, "id": "new"}
    obstacles = standing({"edit": "demolish", "objects": ["house"]}, tower)
    corners, gone = obstacles.solid.triangles()
    low, high = (corners[gone].reshape(-1, 3).astype(float) + obstacles.origin).T[:2]
    assert gone.sum() >= 10 and low.max() <= 10.01 and high.max() <= 8.01
    fresh = corners[-10:].reshape(-1, 3) + obstacles.origin
    np.testing.assert_allclose([fresh[:, 0].min(), fresh[:, 0].max()], [40, 45], atol=1e-4)
    assert len(corners) > len(obstacles.solid.sorts) + 1000 and not gone[-10:].any()
