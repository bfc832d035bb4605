"""A study is judged by what is seen: each wall, roof and piece of ground has the colour of its
class."""

import numpy as np
import pytest

from city.layer_colours import UNKNOWN, colours_of
from render import _bridge
from render import camera as eye
from render.study import HATCH, INK
from tests.city.house_layer import box_layer
from tests.render.towns import street, vtk_objects

WALL, ROOF, GROUND = (5.25, 0, 4.25), (5.25, 5.25, 8), (5.25, -3.25, 0)


def show(stage, layer, key="hours"):
    colours = colours_of(layer.quantity(key), layer.values[key])
    stage.scene.studies.show("sun", layer, colours)
    return colours


def look(stage):
    camera = stage.scene.renderer.GetActiveCamera()
    camera.SetPosition(5, -30, 25)
    camera.SetFocalPoint(5, 2, 4)
    camera.SetViewUp(0, 0, 1)
    return camera


@pytest.fixture
def house(stage):
    stage.scene.show("city", street(1), "Buildings")
    look(stage)
    return stage


def colour_at(stage, picture, point):
    x, y = stage.at(point)
    return picture[picture.shape[0] - 1 - y, x].astype(int)


def hue_apart(seen, wanted):
    """How far two colours are apart but for their lightness."""
    a, b = (np.asarray(c, float) / np.linalg.norm(c) for c in (seen, wanted))
    return np.abs(a - b).max()


def class_of(colours, value):
    return colours.classes[sum(value >= cut for cut in colours.breaks)].colour


def test_walls_roofs_and_ground_have_the_colours_of_their_classes(house):
    layer = box_layer()
    colours = show(house, layer)
    picture = house.picture()
    for point, hours in ((WALL, 2.5), (ROOF, 8.5), (GROUND, 5.5)):
        seen, wanted = colour_at(house, picture, point), class_of(colours, hours)
        assert hue_apart(seen, wanted) < 0.02
        assert 0.8 * sum(wanted) <= sum(seen) <= sum(wanted) + 3
    assert np.allclose(colour_at(house, picture, ROOF), class_of(colours, 8.5), atol=3)


def test_a_cell_is_one_and_not_its_neighbour(house):
    layer = box_layer()
    layer.values["hours"][layer.samples.nearest((5.5, 0, 4.5))] = 9.5
    colours = show(house, layer)
    picture = house.picture()
    assert hue_apart(colour_at(house, picture, (5.5, 0, 4.5)), class_of(colours, 9.5)) < 0.03
    assert hue_apart(colour_at(house, picture, (3.5, 0, 4.5)), class_of(colours, 2.5)) < 0.03


def test_another_quantity_changes_the_colours_and_no_form(house):
    layer = box_layer()
    show(house, layer)
    before, forms = house.picture(), house.scene.studies.actors
    show(house, layer, "first")
    after = house.picture()
    assert np.abs(colour_at(house, after, WALL) - colour_at(house, before, WALL)).max() > 40
    assert house.scene.studies.actors == forms


def test_what_has_no_value_is_neutral_and_hatched(house):
    layer = box_layer((np.nan, 8.5, 5.5))
    show(house, layer)
    picture = house.picture()
    (west, y), (east, _) = house.at((0.6, 0, 4.25)), house.at((9.4, 0, 4.25))
    line = picture[picture.shape[0] - 1 - y, west:east].astype(int)
    assert all(np.ptp(colour) < 12 for colour in line)
    light = np.array([colour.sum() for colour in line])
    assert light.min() < 0.92 * light.max() and light.max() <= sum(UNKNOWN) + 3
    assert INK < 0.9 and np.abs(np.diff(np.sign(light - light.mean()))).sum() / 2 > 20 / HATCH


def test_a_pick_gives_the_house_below(house):
    show(house, box_layer())
    pick = house.scene.pick(*house.at(WALL))
    assert pick.thing.objects.ids[pick.object] == "house 0" and pick.key == "city"


def test_colours_tell_the_same_by_night_and_at_rest(house):
    layer = box_layer()
    show(house, layer)
    bare = house.picture()
    house.scene.set_sun(np.array([0, 1, 0.2]))  # behind the wall, which throws its shadow before it
    house.scene.rest()
    house.window.Render()
    rested = _bridge.pixels(house.window)
    for point in (WALL, ROOF, GROUND):
        before, after = (colour_at(house, p, point) for p in (bare, rested))
        assert (after >= before * 0.8 - 2).all()
    house.scene.studies.remove("sun")
    house.scene.rest()
    house.window.Render()
    shadow = colour_at(house, _bridge.pixels(house.window), GROUND)
    house.scene.bare()
    assert shadow.sum() < 0.85 * colour_at(house, house.picture(), GROUND).sum()


def test_heights_are_stretched_with_the_city(house):
    layer = box_layer()
    colours = show(house, layer)
    house.scene.set_exaggeration(1.5)
    high = colour_at(house, house.picture(), (5.25, 0, 4.25 * 1.5))
    assert hue_apart(high, class_of(colours, 2.5)) < 0.02
    assert (
        hue_apart(colour_at(house, house.picture(), (5.25, 5, 12)), class_of(colours, 8.5)) < 0.02
    )


def test_a_cut_goes_through_it_too(house):
    show(house, box_layer())
    house.scene.set_cutaway(np.array([[1.0, 0, 0, -5.0]]))  # east of 5 m is kept
    studied = house.picture()
    house.scene.studies.remove("sun")
    bare = house.picture()
    west, east = (2.25, 0, 4.25), (7.25, 0, 4.25)
    assert np.abs(colour_at(house, studied, west) - colour_at(house, bare, west)).max() < 3
    assert np.abs(colour_at(house, studied, east) - colour_at(house, bare, east)).max() > 40


def test_it_can_be_hidden_and_faint_and_taken_away(house):
    bare = house.picture()
    layer = box_layer()
    show(house, layer)
    full = house.picture()
    house.scene.studies.set_opacity("sun", 0.5)
    faint = colour_at(house, house.picture(), WALL)
    ends = np.sort([colour_at(house, bare, WALL), colour_at(house, full, WALL)], axis=0)
    assert (faint >= ends[0] - 2).all() and (faint <= ends[1] + 2).all()
    assert np.abs(faint - ends.mean(0)).max() < 20
    house.scene.studies.set_visible("sun", False)
    assert np.array_equal(house.picture(), bare)
    house.scene.studies.set_visible("sun", True)
    house.scene.studies.remove("sun")
    assert np.array_equal(house.picture(), bare)
    assert house.scene.studies.actors == []


def test_nothing_of_it_is_left(house):
    house.picture()
    before = vtk_objects()
    for _ in range(2):
        show(house, box_layer())
        house.picture()
        house.scene.studies.remove("sun")
    house.picture()
    assert vtk_objects() <= before


def test_a_picture_from_above_shows_the_ground_where_it_lies(house):
    layer = box_layer()
    rows = np.flatnonzero(layer.samples.face < 0)
    layer.values["hours"][rows[layer.samples.points[rows, 0] > 5]] = 0.5
    colours = show(house, layer)
    eye.top(house.scene.renderer.GetActiveCamera(), (-5, 15, -6, 10, 0, 8), 1.6)
    picture = house.picture()
    west, east = (colour_at(house, picture, (x, -3.5, 0)) for x in (0.5, 10.5))
    assert np.allclose(west, class_of(colours, 5.5), atol=4)
    assert np.allclose(east, class_of(colours, 0.5), atol=4)
