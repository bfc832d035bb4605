"""Sheets under names: what replaces what, in which panes they are, and what is cut."""

import numpy as np
import pytest

from city.simulated.surfaces import draped
from render import _bridge
from render.window import Window
from tests.render.test_spread import BLUE, RED, colour_at, flat, look, raster
from tests.render.towns import street

GROUND = (-10, -12, 0)


def lay(scene, key="one", colour=RED, panes=None):
    scene.sheets.lay(key, draped(raster(), flat), panes)
    scene.sheets.paint(key, np.stack([colour] * 4))


def pixel(renderer, point):
    """The column and the row, from the lowest, in which a point is seen."""
    renderer.SetWorldPoint(*point, 1.0)
    renderer.WorldToDisplay()
    return tuple(int(part) for part in renderer.GetDisplayPoint()[:2])


def town(stage):
    stage.scene.show("city", street(1), "Buildings")
    look(stage)
    return stage


def test_another_surface_takes_the_place_and_stays_as_hidden_and_as_faint(stage):
    town(stage)
    bare = colour_at(stage, stage.picture(), GROUND)
    lay(stage.scene)
    assert "one" in stage.scene.sheets
    stage.scene.sheets.set_opacity("one", 0.5)
    lay(stage.scene, colour=BLUE)
    seen = colour_at(stage, stage.picture(), GROUND)
    assert np.abs(seen - (bare + BLUE[:3].astype(int)) / 2).max() <= 6
    stage.scene.sheets.set_visible("one", False)
    lay(stage.scene, colour=BLUE)
    assert np.array_equal(colour_at(stage, stage.picture(), GROUND), bare)
    stage.scene.sheets.set_visible("one", True)
    stage.scene.sheets.take_off("one")
    stage.scene.sheets.take_off("nobody")
    assert np.array_equal(colour_at(stage, stage.picture(), GROUND), bare)
    assert "one" not in stage.scene.sheets


def test_it_is_cut_with_the_city(stage):
    town(stage)
    bare = stage.picture()
    lay(stage.scene)
    stage.scene.set_cutaway(np.array([[1.0, 0, 0, -5.0]]))  # east of 5 m is kept
    picture = stage.picture()
    west, east = (-10, -12, 0), (20, -12, 0)
    assert np.abs(colour_at(stage, picture, west) - colour_at(stage, bare, west)).max() < 3
    assert np.abs(colour_at(stage, picture, east) - RED[:3]).max() < 3


def test_panes_show_their_own_and_all_of_them_what_is_for_all(stage):
    scene = town(stage).scene
    stage.window.RemoveRenderer(scene.renderer)
    window = Window(scene)
    size = (320, 200)
    scene.make()
    window.draw(size)
    x, y = pixel(scene.renderer, GROUND)

    def seen():
        return [picture[y, x, :3].astype(int) for picture in window.draw(size)]

    (bare,) = seen()
    lay(scene, panes=frozenset({1}))
    assert np.array_equal(seen()[0], bare)  # of one pane, which is the first
    scene.split(2)
    first, second = seen()
    assert np.array_equal(first, bare) and np.abs(second - RED[:3]).max() <= 3
    scene.sheets.set_panes("one", None)
    assert all(np.abs(one - RED[:3]).max() <= 3 for one in seen())
    scene.sheets.set_panes("one", frozenset({0}))
    scene.sheets.set_opacity("one", 0.5)
    first, second = seen()
    assert np.array_equal(second, bare) and not np.array_equal(first, bare)
    window.close()


def test_it_is_looked_at_where_there_is_no_city(stage):
    assert stage.scene.bounds() is None
    lay(stage.scene)
    west, east, south, north, low, high = stage.scene.bounds()
    assert (west, east, south, north) == (-15, 25, -15, 25) and low == high
    stage.scene.sheets.set_opacity("one", 0.9)
    stage.scene.home()
    assert np.abs(colour_at(stage, stage.picture(), (5, 5, 0)) - RED[:3]).max() < 30
    stage.scene.sheets.set_visible("one", False)
    assert stage.scene.bounds() is None


def test_a_closed_scene_has_none(stage):
    lay(stage.scene)
    stage.picture()
    stage.scene.close()
    assert "one" not in stage.scene.sheets and stage.scene.sheets.boxes() == []


@pytest.mark.parametrize("sun", [[0.1, 1, 0.3], [0, 1, -0.5]])
def test_neither_shadow_nor_night_changes_a_colour_but_that_of_bare_ground(stage, sun):
    scene, shaded = town(stage).scene, [(2, -6, 0), (8, -8, 0)]
    clear = RED * np.array([1, 1, 1, 0], np.uint8)
    scene.sheets.lay("one", draped(raster(), flat))
    scene.sheets.paint("one", np.stack([RED, RED, RED, clear]))  # all but the south-east
    picture = stage.picture()
    red, bare = (colour_at(stage, picture, point) for point in shaded)
    scene.set_sun(np.array(sun))  # behind the house, and below the horizon
    scene.rest()
    stage.window.Render()
    rested = _bridge.pixels(stage.window)
    assert np.abs(colour_at(stage, rested, shaded[0]) - red).max() <= 8
    assert colour_at(stage, rested, shaded[1]).sum() < bare.sum() - 100


def test_what_is_covered_is_ground_under_a_colour(stage):
    sheets = stage.scene.sheets
    assert sheets.covering() is None
    lay(stage.scene)
    places = np.array([[0, 0, -1], [0, 0, 1], [0, 0, 2.5], [0, 0, -2.5], [40, 0, 0], [0, 0, 0.0]])
    normals = np.array([[0, 0, 1.0]] * 5 + [[0, 1, 0]])
    asked = places.astype(np.float32), normals.astype(np.float32)
    assert sheets.covering()(*asked).tolist() == [True, True, False, False, False, False]
    sheets.paint("one", np.stack([RED, RED, RED * [1, 1, 1, 0], RED]).astype(np.uint8))
    assert not sheets.covering()(*asked).any()
    sheets.set_panes("one", frozenset({1}))
    assert sheets.covering() is None and sheets.covering((1,)) is not None
    sheets.set_panes("one", None)
    sheets.set_visible("one", False)
    assert sheets.covering() is None
