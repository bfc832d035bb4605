"""A surface of values is judged by what is seen: each value where it lies, and nothing without."""

import numpy as np
import pytest

from city.frame import Frame
from city.simulated.mesh import Mesh
from city.simulated.raster import Raster
from city.simulated.surfaces import Surface, draped, mesh_surface
from render import camera as eye
from render.spread import Spread
from tests.render.towns import hill, street, vtk_objects

LOCAL = Frame("local", "", (0.0, 0.0, 0.0))
RED, GREEN, BLUE, YELLOW = np.array(
    [[200, 40, 40, 255], [40, 200, 40, 255], [40, 40, 200, 255], [200, 200, 40, 255]], np.uint8
)


def raster():
    """2 by 2 cells of 20 m around a house of the street."""
    return Raster(np.array([-5.0, 15]), np.array([15.0, -5]), "local", LOCAL)


def flat(places):
    return np.zeros(len(places))


def colour_at(stage, picture, point):
    x, y = stage.at(point)
    return picture[picture.shape[0] - 1 - y, x].astype(int)


def look(stage, position=(5, -60, 60), focus=(5, 5, 0)):
    camera = stage.scene.renderer.GetActiveCamera()
    camera.SetPosition(*position)
    camera.SetFocalPoint(*focus)
    camera.SetViewUp(0, 0, 1)
    return camera


@pytest.fixture
def town(stage):
    stage.scene.show("city", street(1), "Buildings")
    look(stage)
    return stage


def lay(stage, surface, rgba):
    stage.scene.sheets.lay("one", surface)
    stage.scene.sheets.paint("one", rgba)


def test_the_first_row_is_the_northernmost_and_the_first_column_the_westernmost(town):
    lay(town, draped(raster(), flat), np.stack([RED, GREEN, BLUE, YELLOW]))
    picture = town.picture()
    corners = (-13, 23, 0), (23, 23, 0), (-13, -13, 0), (23, -13, 0)
    for corner, colour in zip(corners, (RED, GREEN, BLUE, YELLOW), strict=True):
        assert np.abs(colour_at(town, picture, corner) - colour[:3]).max() <= 2
    # one cell ends where the next begins
    for x, colour in ((4.6, BLUE), (5.4, YELLOW)):
        assert np.abs(colour_at(town, picture, (x, -10, 0)) - colour[:3]).max() <= 2


def test_it_hides_no_building_and_where_nothing_is_nothing_is_seen(town):
    bare = town.picture()
    wall, ground = (5, 0, 3), (-3, -10, 0)
    clear = BLUE * np.array([1, 1, 1, 0], np.uint8)
    lay(town, draped(raster(), flat), np.stack([RED, GREEN, clear, YELLOW]))
    picture = town.picture()
    assert np.array_equal(colour_at(town, picture, wall), colour_at(town, bare, wall))
    assert np.array_equal(colour_at(town, picture, ground), colour_at(town, bare, ground))
    town.scene.sheets.paint("one", np.stack([RED, GREEN, BLUE, YELLOW]))
    assert np.abs(colour_at(town, town.picture(), ground) - BLUE[:3]).max() <= 2


@pytest.mark.parametrize("away", [60, 600, 6000])
@pytest.mark.parametrize("parallel", [False, True])
def test_the_terrain_does_not_come_through(stage, away, parallel):
    stage.scene.show("hill", hill(200))
    camera = look(stage, (20, 10 - 0.8 * away, 2 + 0.6 * away), (20, 10, 2))
    if parallel:
        eye.set_parallel(camera, True)
    cells = Raster(np.array([0.0, 40]), np.array([30.0, -10]), "local", LOCAL)
    lay(stage, draped(cells, lambda p: (p[:, 0] + 30) / 10), np.stack([RED] * 4))
    stage.scene.rest()
    picture = stage.picture()
    reach = {60: 8, 600: 30, 6000: 0}[away]
    spots = [(x, y) for x in (20 - reach, 20, 20 + reach) for y in (10 - reach, 10, 10 + reach)]
    for spot in ((x, y, (x + 30) / 10) for x, y in spots):
        assert np.abs(colour_at(stage, picture, spot) / RED[:3] - 1).max() < 0.2


def test_it_is_as_high_as_the_heights_it_is_given_times_what_all_is_stretched_by(town):
    surface = draped(raster(), flat)
    lay(town, surface, np.stack([RED] * 4))
    town.scene.sheets.lift("one", np.full(len(surface.points), 5.0))
    assert np.abs(colour_at(town, town.picture(), (20, 22, 5)) - RED[:3]).max() <= 2
    northern = (20, 22, 10)  # behind which the sky is seen
    assert np.abs(colour_at(town, town.picture(), northern) - RED[:3]).max() > 60
    town.scene.set_exaggeration(2.0)
    assert np.abs(colour_at(town, town.picture(), northern) - RED[:3]).max() <= 2


def test_faces_have_a_colour_each_and_nodes_pass_into_one_another(town):
    nodes = np.array([[-15.0, -15, 9], [25, -15, 9], [25, 25, 9], [-15, 25, 9]])
    mesh = Mesh(nodes, np.array([0, 3, 6]), np.array([0, 1, 2, 0, 2, 3]), flat=False)
    lay(town, mesh_surface(mesh), np.stack([RED, BLUE]))
    picture = town.picture()
    assert np.abs(colour_at(town, picture, (20, -10, 9)) - RED[:3]).max() <= 2
    assert np.abs(colour_at(town, picture, (-10, 20, 9)) - BLUE[:3]).max() <= 2
    lay(town, mesh_surface(mesh, "nodes"), np.stack([RED, BLUE, BLUE, RED]))
    middle = colour_at(town, town.picture(), (5, -10, 9))
    assert np.abs(middle - (RED[:3].astype(int) + BLUE[:3]) / 2).max() <= 4


def test_shares_of_values_mix_their_colours():
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32)
    value = np.array([[0, 1, 1]] * 3, np.int32)
    share = np.array([[1, 0, 0], [0.5, 0.5, 0], [0.5, 0.25, 0.25]], np.float32)
    from vtkmodules.vtkRenderingCore import vtkRenderer

    from render import _bridge

    surface = Surface(points, np.array([[0, 1, 2]], np.int32), value, share, shaded=False)
    spread = Spread(vtkRenderer(), surface)
    spread.paint(np.array([[100, 0, 0, 255], [0, 200, 0, 55]], np.uint8))
    seen = _bridge.colours(spread.actors[-1].GetMapper().GetInput())
    assert seen.tolist() == [[100, 0, 0, 255], [50, 100, 0, 155], [50, 100, 0, 155]]
    spread.close()


def test_of_more_cells_than_a_picture_may_have_some_tell_for_all(town, monkeypatch):
    monkeypatch.setattr("render.spread.LARGEST", 4)
    x = np.arange(8) * 5 - 12.5
    cells = Raster(x, x[::-1].copy(), "local", LOCAL)
    rgba = np.repeat(np.repeat(np.stack([RED, GREEN, BLUE, YELLOW]).reshape(2, 2, 4), 4, 0), 4, 1)
    lay(town, draped(cells, flat), rgba.reshape(-1, 4))
    picture = town.picture()
    corners = (-13, 23, 0), (23, 23, 0), (-13, -13, 0), (23, -13, 0)
    for corner, colour in zip(corners, (RED, GREEN, BLUE, YELLOW), strict=True):
        assert np.abs(colour_at(town, picture, corner) - colour[:3]).max() <= 2


def test_what_is_seen_through_shows_what_is_nearest_of_it_and_the_ground(town):
    """A closed box over the ground, whose far side is not seen through its near one."""
    x, y, z = np.meshgrid([-10.0, 20], [-10.0, 20], [9.0, 12])
    nodes = np.stack([x, y, z], axis=3).reshape(-1, 3)
    low = np.flatnonzero(nodes[:, 2] == 9)[[0, 1, 3, 2]]
    high = np.flatnonzero(nodes[:, 2] == 12)[[0, 1, 3, 2]]
    for order in ((low, high), (high, low)):
        mesh = Mesh(nodes, np.array([0, 4, 8]), np.concatenate(order), flat=False)
        town.scene.sheets.take_off("one")
        bare = colour_at(town, town.picture(), (5, 0, 12))
        rgba = np.stack([BLUE, RED] if order[0] is low else [RED, BLUE])
        lay(town, mesh_surface(mesh), rgba)
        town.scene.sheets.set_opacity("one", 0.5)
        seen = colour_at(town, town.picture(), (5, 0, 12))
        assert np.abs(seen - (bare + RED[:3].astype(int)) / 2).max() <= 6


def test_nothing_of_it_is_left(town):
    town.picture()
    before = vtk_objects()
    for _ in range(2):
        lay(town, draped(raster(), flat), np.stack([RED] * 4))
        town.picture()
        town.scene.sheets.take_off("one")
    town.picture()
    assert vtk_objects() <= before


def test_nothing_is_seen_before_it_is_painted(town):
    bare = town.picture()
    for surface in (draped(raster(), flat), mesh_surface(square())):
        town.scene.sheets.lay("one", surface)
        assert np.array_equal(town.picture(), bare)
    town.scene.sheets.set_opacity("one", 0.5)
    assert np.array_equal(town.picture(), bare)


def test_a_colour_may_be_half_clear(town):
    place = (-10, -12, 0)
    bare = colour_at(town, town.picture(), place)
    half = RED - np.array([0, 0, 0, 127], np.uint8)
    lay(town, draped(raster(), flat), np.stack([half] * 4))
    seen = colour_at(town, town.picture(), place)
    assert np.abs(seen - (bare + RED[:3].astype(int)) / 2).max() <= 6


def test_too_few_colours_are_told(town):
    for surface, count in ((draped(raster(), flat), 4), (mesh_surface(square()), 1)):
        town.scene.sheets.lay("one", surface)
        with pytest.raises(ValueError, match=f"{count - 1} colours for {count} values"):
            town.scene.sheets.paint("one", np.zeros((count - 1, 4), np.uint8))


def square():
    nodes = np.array([[-15.0, -15, 9], [25, -15, 9], [25, 25, 9], [-15, 25, 9]])
    return Mesh(nodes, np.array([0, 4]), np.arange(4), flat=False)
