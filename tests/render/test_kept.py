"""A picture that is kept comes back with its depths."""

import numpy as np

from render import _bridge
from render.kept import Kept
from tests.render.towns import street


def test_what_is_laid_back_has_its_colours_and_its_depths(stage):
    scene, window = stage.scene, stage.window
    window.SetMultiSamples(0)
    scene.show("city", street())
    scene.home()
    whole = stage.picture()
    depths = _bridge.depths(window)
    actors = [actor for actor in _bridge.actors(scene.renderer) if actor.GetVisibility()]
    kept = Kept(window)
    kept.take()
    scene.hold(True)
    for actor in actors:
        actor.VisibilityOff()
    window.Render()
    assert not np.array_equal(_bridge.pixels(window), whole)
    kept.lay_back()
    scene.keep_drawn(True)
    window.Render()
    assert np.array_equal(_bridge.pixels(window), whole)
    assert np.array_equal(_bridge.depths(window), depths)
    kept.close()
    scene.keep_drawn(False)


def test_it_keeps_pictures_of_any_size(stage):
    scene, window = stage.scene, stage.window
    window.SetMultiSamples(0)
    scene.show("city", street())
    scene.home()
    kept = Kept(window)
    for size in ((300, 200), (200, 300), (200, 300)):
        window.SetSize(*size)
        window.Render()
        drawn = _bridge.pixels(window)
        kept.take()
        kept.lay_back()
        assert np.array_equal(_bridge.pixels(window), drawn)
    kept.close()
