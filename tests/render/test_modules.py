"""Solar modules in the picture."""

import numpy as np

from render.modules import Modules
from tests.render.towns import SIZE, street

SQUARE = np.array([[0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0]], float)


def modules(east=3.0):
    """A module of 4 m by 4 m, on the first house."""
    return SQUARE[None] + [east, 3, 8.12]


def test_modules_are_dark_faces_on_the_roof_until_they_are_taken_away(stage):
    scene = stage.scene
    scene.show("city", street())
    scene.home()
    x, y = stage.at((5, 5, 8.12))
    plain = stage.picture()
    scene.show_modules("solar", modules())
    covered = stage.picture()
    row = SIZE[1] - 1 - y
    assert (covered[row, x].astype(int) < plain[row, x] - 60).all()
    assert covered[row, x, 2] > covered[row, x, 0]  # rather blue
    changed = (covered != plain).any(axis=2)
    assert 0 < changed.sum() < changed.size / 20
    scene.show_modules("solar", None)
    assert np.array_equal(stage.picture(), plain)


def test_each_key_has_one_actor_and_new_modules_replace_the_old(stage):
    shown = Modules(stage.scene.renderer)
    shown.show("a", np.concatenate([modules(), modules(23.0)]))
    first = shown.actors
    assert len(first) == 1 and first[0].GetMapper().GetInput().GetNumberOfCells() == 4
    assert first[0].GetBounds() == (3, 27, 3, 7, *np.float32([8.12, 8.12]))
    shown.show("b", modules())
    shown.show("a", modules())
    assert len(shown.actors) == 2 and first[0] not in shown.actors
    shown.show("a", np.zeros((0, 4, 3)))
    shown.show("b", None)
    assert shown.actors == []


def test_modules_rise_with_exaggerated_heights(stage):
    shown = Modules(stage.scene.renderer)
    shown.show("a", modules())
    shown.set_stretch(2.0)
    shown.show("b", modules())
    assert [round(actor.GetBounds()[5], 2) for actor in shown.actors] == [16.24, 16.24]
