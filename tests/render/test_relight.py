"""A picture under another sun must look as if it had been drawn under it."""

import numpy as np
import pytest

from render.light import Sun
from render.relight import Relight, laying, shaded
from tests.render.towns import cloud, street


def lowest_first(picture):
    """As the window gives it to the viewport."""
    upright = picture[::-1]
    return np.dstack([upright, np.full(upright.shape[:2], 255, np.uint8)])


@pytest.mark.parametrize(
    "later", [Sun(120, 40), Sun(200, 12), Sun(300, 3), Sun(20, 65), Sun(310, -4), Sun(310, -9)]
)
def test_a_relit_picture_is_the_drawn_one(stage, later):
    scene = stage.scene
    scene.show("city", street())
    scene.home()
    scene.rest()
    before = scene.sun
    scene.bare()
    bare = lowest_first(stage.picture())
    shade = scene.shading(later.direction(), soft=False)()
    relit = Relight(bare, before).under(shade)
    scene.finish(shade)
    drawn = stage.picture()[::-1].astype(int)
    apart = np.abs(relit[..., :3].astype(int) - drawn).max(2)
    assert np.median(apart[shade.sight.mesh >= 0]) <= 2
    assert np.quantile(apart, 0.9) <= 5  # the rest are edges, where two faces share a pixel
    assert np.quantile(apart[shade.sight.mesh < 0], 0.95) <= 2
    assert np.mean(np.abs(drawn - bare[..., :3])) > 3  # and it is another picture


def test_the_light_that_it_was_drawn_in_changes_nothing_but_the_shadows(stage):
    scene = stage.scene
    scene.show("city", street())
    scene.home()
    scene.rest()
    scene.bare()
    bare = lowest_first(stage.picture())
    shade = scene.shading(soft=False)()
    relit = Relight(bare, scene.sun).under(shade)
    lit = (shade.sun == 1) & (shade.sight.sky > 0.99)
    assert lit.sum() > 500
    assert np.abs(relit[lit][:, :3].astype(int) - bare[lit][:, :3]).max() <= 2


def test_points_of_a_survey_keep_their_colours(stage):
    scene = stage.scene
    scene.show("city", street())
    scene.show("survey", cloud())
    scene.home()
    scene.rest()
    scene.bare()
    bare = lowest_first(stage.picture())
    shade = scene.shading(Sun(120, 60).direction(), soft=False)()
    dots = (shade.sight.share == 0) & (shade.sight.mesh >= 0)
    relit = Relight(bare, scene.sun).under(shade)
    apart = np.abs(relit.astype(int) - bare)[dots][:, :3].max(1)
    assert dots.sum() > 50 and np.quantile(apart, 0.9) <= 8


def test_a_picture_of_very_many_pixels_is_relit_at_half_its_size(stage, monkeypatch):
    monkeypatch.setattr("render.sight.MANY", 1000)

    scene = stage.scene
    scene.show("city", street())
    scene.home()
    scene.rest()
    scene.bare()
    bare = lowest_first(stage.picture())
    shade = scene.shading(Sun(120, 40).direction(), soft=False)()
    relit = Relight(bare, scene.sun).under(shade)
    assert relit.shape == (bare.shape[0] // 2, bare.shape[1] // 2, 4)
    scene.finish(scene.shading(Sun(120, 40).direction())())
    drawn = stage.picture()[::-1][::2, ::2].astype(int)
    assert np.median(np.abs(relit[..., :3].astype(int) - drawn)) <= 2


def test_shadows_darken_a_picture_by_their_share():
    picture = np.full((1, 3, 4), 200, np.uint8)
    overlay = np.array([[[0, 0, 0, 0], [0, 0, 0, 255], [100, 100, 100, 128]]], np.uint8)
    assert shaded(picture, overlay)[0, :, 0].tolist() == [200, 0, round((200 * 127 + 12800) / 255)]


def test_shadows_that_were_found_coarsely_cover_all_of_a_large_picture():
    picture = np.full((4, 6, 4), 200, np.uint8)
    overlay = np.zeros((2, 3, 4), np.uint8)
    overlay[:, 0, 3] = 255
    found = shaded(picture, overlay)[..., 0]
    assert found.shape == (4, 6)
    assert found[:, 0].max() == 0 and found[:, -1].min() == 200


def test_shadows_of_its_own_sun_are_laid_over_a_picture_and_those_of_another_relight_it(stage):
    scene = stage.scene
    scene.show("city", street())
    scene.home()
    scene.rest()
    scene.bare()
    bare, later = lowest_first(stage.picture()), Sun(120, 40)
    own, other = scene.shading()(), scene.shading(later.direction())()
    assert np.array_equal(laying(own, scene.sun)(bare), shaded(bare, own.overlay()))
    assert np.array_equal(laying(other, scene.sun)(bare), Relight(bare, scene.sun).under(other))
