"""The shadows of a scene: what is seen is looked at once, until something else is drawn."""

import numpy as np
import pytest

from render import shading
from render.light import Sun
from tests.render.towns import hill, street


@pytest.fixture
def looks(stage, monkeypatch):
    """What the camera looked at so far: the sizes of its pictures."""
    stage.scene.show("city", street())
    stage.scene.home()
    stage.picture()
    sizes, look = [], shading.look

    def noted(scene, camera, size, *rest):
        sizes.append(size)
        return look(scene, camera, size, *rest)

    monkeypatch.setattr(shading, "look", noted)
    return sizes


def test_what_is_seen_is_looked_at_once_under_however_many_suns(stage, looks):
    shades = [stage.scene.shading(Sun(azimuth, 30).direction())() for azimuth in (90, 270)]
    assert len(looks) == 1
    assert shades[0].sight is shades[1].sight
    assert np.abs(shades[0].lit - shades[1].lit).max() > 0.5


def test_another_camera_and_another_city_are_looked_at_anew(stage, looks):
    stage.scene.shading()()
    camera = stage.scene.renderer.GetActiveCamera()
    camera.Azimuth(10)
    stage.scene.shading()()
    assert len(looks) == 2
    stage.scene.show("hill", hill())
    stage.scene.shading()()
    assert len(looks) == 3


def test_the_tree_for_rays_lasts_while_the_same_is_drawn(stage, looks, monkeypatch):
    made, casters = [], shading.casters
    monkeypatch.setattr(shading, "casters", lambda *given: made.append(given) or casters(*given))
    scene, camera = stage.scene, stage.scene.renderer.GetActiveCamera()
    for _ in range(2):
        scene.shading()()
        scene.move()
        camera.Azimuth(10)
        stage.window.Render()
        scene.settle()
        scene.make()
    assert len(made) == 1
    scene.show("hill", hill())
    scene.shading()()
    assert len(made) == 2


def test_a_large_picture_shares_its_shadows(stage, looks):
    columns, rows = stage.scene.renderer.GetSize()
    found = stage.scene.shading(most=columns * rows // 4)()
    assert looks == [(columns // 2, rows // 2)]
    assert found.lit.shape == (rows // 2, columns // 2)


def test_where_nothing_is_solid_there_are_no_shadows(stage, looks):
    stage.scene.set_opacity("city", 0.1)
    assert stage.scene.shading()() is None
    assert looks == []
