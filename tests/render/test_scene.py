"""The scene: layers, picking, marks, shadows; judged by what is seen."""

import gc
import time
import weakref

import numpy as np
import pytest

from city.calm_ground import BELOW
from city.progress import Cancelled, Progress
from render import camera
from render.picture import off_screen
from render.scene import Scene
from tests.render.towns import SIZE, cloud, hill, is_sky, street


def test_pointing_at_a_roof_gives_the_house_and_its_roof_at_utm_coordinates(stage):
    city = street()
    stage.scene.show("city", city)
    stage.scene.home()
    for k in range(3):
        pick = stage.scene.pick(*stage.at((20 * k + 5, 5, 8)))
        assert city.objects.ids[pick.object] == f"house {k}"
        assert city.surfaces.kind_of(pick.surface) == "RoofSurface"
        assert pick.lod == "2" and pick.thing is city and pick.key == "city"
        assert pick.point[2] == pytest.approx(8, abs=1e-3)
        assert city.shapes["2"].object_of_polygon(pick.polygon) == pick.object
        world = city.frame.to_world(np.array([pick.point]))[0]
        assert world[:2] == pytest.approx([565005 + 20 * k, 5934005], abs=0.5)


def test_pointing_at_a_wall_gives_the_wall(stage):
    city = street()
    stage.scene.show("city", city)
    stage.scene.home()
    pick = stage.scene.pick(*stage.at((5, 0, 4)))
    assert city.surfaces.kind_of(pick.surface) == "WallSurface"
    assert pick.point[1] == pytest.approx(0, abs=1e-3)


def test_pointing_at_the_sky_or_the_backdrop_gives_nothing(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    stage.window.Render()
    assert stage.scene.pick(SIZE[0] // 2, SIZE[1] - 1) is None
    assert stage.scene.pick(*stage.at((5, -8, -0.4))) is None


def test_pointing_at_a_terrain_gives_the_place(stage):
    stage.scene.show("hill", hill())
    camera.home(stage.scene.renderer.GetActiveCamera(), stage.scene.bounds())
    pick = stage.scene.pick(*stage.at((20, 10, 5)))
    assert (pick.key, pick.object, pick.surface, pick.lod) == ("hill", -1, -1, None)
    assert pick.point[2] == pytest.approx((pick.point[0] + 30) / 10, abs=0.01)


def test_pointing_at_a_point_of_a_survey_gives_its_number(stage):
    survey = cloud()
    stage.scene.show("survey", survey)
    stage.scene.home()
    wanted = int(np.argmin(np.linalg.norm(survey.points[:, :2] - 25, axis=1)))
    pick = stage.scene.pick(*stage.at(survey.points[wanted]))
    assert np.linalg.norm(survey.points[pick.polygon] - survey.points[wanted]) < 1.0
    assert pick.point == pytest.approx(survey.points[pick.polygon].tolist())


def test_the_selection_is_blue_and_goes_away(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    place = stage.at((5, 5, 8))
    row, column = SIZE[1] - 1 - place[1], place[0]
    plain = stage.picture()
    stage.scene.select(stage.scene.pick(*place))
    marked = stage.picture()
    red, _, blue = marked[row, column].astype(int)
    assert blue > red + 80
    wall = stage.at((5, 0, 4))
    red, _, blue = marked[SIZE[1] - 1 - wall[1], wall[0]].astype(int)
    assert 20 < blue - red < 80  # the rest of the house, softly
    stage.scene.select(None)
    assert np.array_equal(stage.picture(), plain)


def test_what_is_pointed_at_is_brighter_blue_and_only_its_surface(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    place = stage.at((25, 5, 8))
    plain = stage.picture()
    stage.scene.hover(stage.scene.pick(*place))
    changed = np.abs(stage.picture().astype(int) - plain).sum(2) > 8
    assert changed[SIZE[1] - 1 - place[1], place[0]]
    assert 0 < changed.mean() < 0.1
    stage.scene.hover(None)
    assert np.array_equal(stage.picture(), plain)


def test_a_mark_goes_with_its_layer(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    stage.scene.select(stage.scene.pick(*stage.at((5, 5, 8))))
    stage.scene.remove("city")
    assert is_sky(stage.picture()).all()


def test_resting_brings_shadows_and_moving_takes_them_away(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    plain = stage.picture().astype(int)
    stage.scene.rest()
    shaded = stage.picture().astype(int)
    darker = plain.sum(2) - shaded.sum(2)
    assert darker.min() >= -6  # shadows only darken
    east = stage.at((14, 1, -0.4))  # the sun stands in the west
    assert darker[SIZE[1] - 1 - east[1], east[0]] > 90
    stage.scene.move()
    assert np.array_equal(stage.picture(), plain)


def test_shadows_found_on_another_thread_can_be_stopped(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    stage.picture()
    find = stage.scene.shading()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        find(progress)
    stage.scene.finish(find())


def test_points_are_thinned_while_moving(stage, monkeypatch):
    monkeypatch.setattr("render.points.RUN", 100)
    monkeypatch.setattr("render.cloud.MOVING", (100, 100))
    stage.scene.show("survey", cloud())
    stage.scene.home()
    stage.scene.rest()
    every = stage.picture()
    stage.scene.move()
    few = stage.picture()
    assert 0 < (~is_sky(few)).sum() < (~is_sky(every)).sum()
    stage.scene.rest()
    assert np.array_equal(stage.picture(), every)


def test_a_quick_machine_draws_everything_even_while_moving(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    plain = stage.picture()
    stage.scene.move()
    assert np.array_equal(stage.picture(), plain)


def test_a_slow_machine_draws_less_until_the_camera_rests(stage, monkeypatch):
    monkeypatch.setattr("render.effort.MOST", 50.0)
    stage.scene.show("city", street())
    stage.scene.show("hill", hill())
    stage.scene.home()
    plain = stage.picture().astype(int)
    stage.scene.move()
    stage.scene.took(1.0)
    moving = stage.picture().astype(int)
    assert (np.abs(moving - plain).sum(2) > 60).sum() > 50
    stage.scene.finish(None)
    assert np.array_equal(stage.picture(), plain)


def test_the_height_of_the_ground_under_a_place(stage):
    assert stage.scene.ground_height(0, 0) == 0
    stage.scene.show("hill", hill())
    assert stage.scene.ground_height(20, 0) == pytest.approx(5, abs=1e-3)
    assert stage.scene.ground_height(500, 0) == 0


def test_one_stands_on_the_backdrop_where_there_is_no_terrain(stage):
    stage.scene.show("street", street(), "Buildings")
    west, east, south, _, low, _ = stage.scene.bounds()
    inside = stage.scene.ground_height((west + east) / 2, south - 2)
    assert inside == pytest.approx(low - BELOW, abs=0.01)


def test_an_empty_scene_can_rest_and_be_pointed_at(stage):
    assert stage.scene.bounds() is None
    stage.scene.home()
    stage.scene.rest()
    assert is_sky(stage.picture()).all()
    assert stage.scene.pick(10, 10) is None


def test_picking_takes_less_than_a_frame(stage):
    stage.scene.show("city", street(400))
    stage.scene.home()
    place = stage.at((4005, 5, 8))
    stage.scene.pick(*place)
    began = time.perf_counter()
    for _ in range(20):
        stage.scene.pick(*place)
    assert (time.perf_counter() - began) / 20 < 0.016


def test_nothing_is_left_after_close():
    scene = Scene()
    window = off_screen(scene, SIZE)
    scene.show("city", street())
    scene.show("hill", hill())
    scene.show("survey", cloud())
    scene.home()
    scene.rest()
    window.Render()
    scene.select(scene.pick(SIZE[0] // 2, SIZE[1] // 2))
    renderer, held = weakref.ref(scene.renderer), weakref.ref(scene)
    scene.close()
    window.Finalize()
    del scene
    gc.collect()
    assert renderer() is None and held() is None


def test_the_sun_can_stand_anywhere(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    x, y = stage.at((45, 0, 4))  # on a wall to the south
    plain = stage.picture()[SIZE[1] - 1 - y, x].astype(int)
    stage.scene.set_sun(np.array([0.0, -1.0, 0.5]))
    assert (stage.picture()[SIZE[1] - 1 - y, x] > plain + 30).all()
    stage.scene.set_sun(None)
    assert np.array_equal(stage.picture()[SIZE[1] - 1 - y, x], plain)
