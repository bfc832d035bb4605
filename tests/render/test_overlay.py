"""A picture over the scene."""

import numpy as np

from render.overlay import Overlay


def test_it_lies_pixel_upon_pixel_and_goes_away(stage):
    plain = stage.picture()
    overlay = Overlay(stage.scene.renderer)
    picture = np.zeros((200, 320, 4), np.uint8)
    picture[10, 20] = (255, 0, 0, 255)  # the lowest row first
    picture[150:, :160] = (0, 0, 0, 128)
    overlay.show(picture, len(picture))
    seen = stage.picture()
    assert seen[200 - 1 - 10, 20].tolist() == [255, 0, 0]
    changed = (seen != plain).any(2)
    assert changed[:50, :160].all() and changed.sum() == 50 * 160 + 1
    assert np.abs(seen[20, 20].astype(int) - plain[20, 20] / 2).max() < 3
    overlay.hide()
    assert np.array_equal(stage.picture(), plain)
    overlay.close()
