"""A fan of shadows: the ground has their colours, more so where several lie, and none in holes."""

import numpy as np
import pytest

from render import camera as eye
from render.fan import Shadow
from tests.render.towns import hill, street, vtk_objects

BLUE, RED = (40, 70, 200), (200, 60, 40)


def square(west, south, side, height=-0.3):
    corners = [(0, 0), (side, 0), (side, side), (0, side)]
    return np.array([(west + x, south + y, height) for x, y in corners], float)


def colour_at(stage, picture, point):
    x, y = stage.at(point)
    return picture[picture.shape[0] - 1 - y, x].astype(int)


@pytest.fixture
def ground(stage):
    stage.scene.show("city", street(1), "Buildings")
    eye.top(stage.scene.renderer.GetActiveCamera(), (-40, 40, -25, 25, 0, 8), 1.6)
    return stage


def test_shadows_colour_the_ground_and_add_up_but_not_in_their_holes(ground):
    bare = ground.picture()
    holed = (square(-30, -20, 16), square(-26, -16, 6))
    ground.scene.fan.show([Shadow((holed,), BLUE), Shadow(((square(-20, -20, 16),),), BLUE)])
    picture = ground.picture()
    change = {
        name: (colour_at(ground, bare, at) - colour_at(ground, picture, at))[0]
        for name, at in {
            "one": (-28, -12, 0),
            "both": (-17, -12, 0),
            "hole": (-23, -13, 0),
            "none": (10, -20, 0),
        }.items()
    }
    assert change["both"] > 1.5 * change["one"] > 15
    assert abs(change["hole"]) < 4 and abs(change["none"]) < 4


def test_the_outline_has_the_full_colour(ground):
    ground.scene.fan.show([Shadow(((square(-30, -20, 16),),), RED)])
    picture = ground.picture().astype(int)
    x, y = ground.at((-30, -12, 0))
    beside = picture[picture.shape[0] - 1 - y, x - 3 : x + 4]
    assert np.abs(beside - RED).sum(1).min() < 120


def test_it_lies_on_a_hill_that_is_stretched(stage):
    stage.scene.show("hill", hill())
    stage.scene.set_exaggeration(2.0)
    eye.top(stage.scene.renderer.GetActiveCamera(), stage.scene.bounds(), 1.6)
    bare = colour_at(stage, stage.picture(), (40, 0, 14))
    ring = square(30, -10, 20)
    ring[:, 2] = (ring[:, 0] + 30) / 10
    stage.scene.fan.show([Shadow(((ring,),), BLUE)])
    assert (bare - colour_at(stage, stage.picture(), (40, 0, 14)))[0] > 10


def test_nothing_of_it_is_left(ground):
    bare = ground.picture()
    before = vtk_objects()
    ground.scene.fan.show([Shadow(((square(-30, -20, 16),),), RED), Shadow((), RED)])
    assert not np.array_equal(ground.picture(), bare)
    ground.scene.fan.clear()
    assert np.array_equal(ground.picture(), bare)
    assert vtk_objects() <= before
