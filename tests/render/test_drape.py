"""A map lies where it should: its colours tell its coordinates."""

import numpy as np
import pytest

from city.imagery import Imagery
from city.terrain import Terrain
from render import camera as eye
from render.drape import place_in
from tests.render.towns import hill, street

EXTENT = (-100.0, -100.0, 100.0, 100.0)
RED, BLUE, GREEN = (220, 30, 30), (30, 30, 220), (30, 200, 30)


def halves(west, east, extent=EXTENT, side=400):
    """A picture whose western half has one colour and whose eastern half another."""
    pixels = np.full((side, side, 4), 255, np.uint8)
    pixels[:, : side // 2, :3], pixels[:, side // 2 :, :3] = west, east
    w, s, e, n = extent
    return Imagery(pixels, w, s, e, n)


def colour_at(stage, picture, point):
    x, y = stage.at(point)
    return picture[picture.shape[0] - 1 - y, x].astype(int)


def like(colour, wanted):
    return int(np.argmax(colour)) == int(np.argmax(wanted)) and colour.max() - colour.min() > 60


@pytest.fixture
def ground(stage):
    heights = np.zeros((41, 41), np.float32)
    terrain = Terrain("plain", hill().frame, heights, -100.0, 100.0, (5.0, 5.0))
    stage.scene.show("terrain", terrain)
    eye.top(stage.scene.renderer.GetActiveCamera(), stage.scene.bounds(), 1.6)
    return stage


def test_places_in_a_picture():
    points = np.array([[-100, -100, 5], [100, 100, 5], [0, 50, 5]], np.float32)
    assert place_in(points, halves(RED, BLUE)).tolist() == [[0, 0], [1, 1], [0.5, 0.75]]


def test_a_map_lies_on_the_terrain_and_can_be_taken_away(ground):
    bare = ground.picture()
    ground.scene.lay_map(halves(RED, BLUE))
    picture = ground.picture()
    assert like(colour_at(ground, picture, (-50, 20, 0)), RED)
    assert like(colour_at(ground, picture, (50, -20, 0)), BLUE)
    ground.scene.lay_map(None)
    assert np.abs(ground.picture().astype(int) - bare).max() <= 2


def test_beyond_the_map_the_ground_is_bare(ground):
    bare = colour_at(ground, ground.picture(), (50, 80, 0))
    ground.scene.lay_map(halves(RED, BLUE, (-100, -100, 0, 0)))
    picture = ground.picture()
    assert np.abs(colour_at(ground, picture, (50, 80, 0)) - bare).max() < 6
    assert like(colour_at(ground, picture, (-75, -50, 0)), RED)


def test_a_finer_picture_wins_where_it_is_known(ground):
    ground.scene.lay_map(halves(RED, BLUE), halves(GREEN, GREEN, (-50, -50, 0, 0)))
    picture = ground.picture()
    assert like(colour_at(ground, picture, (-25, -25, 0)), GREEN)
    assert like(colour_at(ground, picture, (-75, 50, 0)), RED)
    assert like(colour_at(ground, picture, (50, 0, 0)), BLUE)


def test_a_faint_map_lets_the_ground_through(ground):
    ground.scene.lay_map(halves(RED, BLUE), strength=0.3)
    faint = colour_at(ground, ground.picture(), (-50, 20, 0))
    ground.scene.lay_map(halves(RED, BLUE), strength=1.0)
    full = colour_at(ground, ground.picture(), (-50, 20, 0))
    assert np.ptp(faint) < 0.5 * np.ptp(full)


def test_a_map_lies_on_the_terrain_of_a_city_model(stage):
    stage.scene.show("tin", slope(), "Terrain")
    eye.top(stage.scene.renderer.GetActiveCamera(), stage.scene.bounds(), 1.6)
    stage.scene.lay_map(halves(RED, BLUE, (0, 0, 200, 100)))
    picture = stage.picture()
    assert like(colour_at(stage, picture, (60, 50, 6)), RED)
    assert like(colour_at(stage, picture, (140, 50, 14)), BLUE)


def slope():
    """A TIN of two triangles, 200 by 100 metres, that rises to the east."""
    from city.builder import CityBuilder

    builder = CityBuilder(hill().frame)
    relief = builder.add_object("TINRelief", "tin", -1)
    shape = builder.add_shape(relief, "2", "CompositeSurface")
    corners = [(0, 0, 0), (200, 0, 20), (200, 100, 20), (0, 100, 0)]
    for triple in ((0, 1, 2), (0, 2, 3)):
        builder.add_polygon(shape, [np.array([corners[k] for k in triple], float)])
    return builder.freeze()


def test_a_city_without_terrain_stands_on_the_map_too(stage):
    stage.scene.show("street", street(), "Buildings")
    west, east, south, north, low, _ = stage.scene.bounds()
    room = 30.0
    stage.scene.lay_map(halves(RED, RED, (west - room, south - room, east + room, north + room)))
    eye.top(stage.scene.renderer.GetActiveCamera(), stage.scene.bounds(), 1.6)
    picture = stage.picture()
    assert like(colour_at(stage, picture, (west - 5, (south + north) / 2, low)), RED)
