"""A window out of sight: a scene in any size."""

import numpy as np
import pytest

from city.glyphs import Glyphs
from render.scene import Scene
from render.window import Window
from tests.render.towns import SIZE, is_sky, street


@pytest.fixture
def window():
    scene = Scene()
    made = Window(scene)
    made.scene = scene
    scene.show("city", street())
    made.resize(SIZE)
    scene.home()
    scene.make()
    yield made
    if hasattr(scene, "renderer"):
        scene.close()
    made.close()


def test_each_picture_has_its_own_size_and_memory_the_lowest_row_first(window):
    (small,) = window.draw(SIZE)
    kept = small.copy()
    (large,) = window.draw((2 * SIZE[0], 2 * SIZE[1]))
    assert small.shape == (SIZE[1], SIZE[0], 4)
    assert large.shape == (2 * SIZE[1], 2 * SIZE[0], 4)
    assert np.array_equal(small, kept)
    assert is_sky(small[-10:]).all() and not is_sky(small).all()


def test_a_careful_picture_bears_the_mark_of_the_selection(window):
    (careful,) = window.exposed()
    assert np.array_equal(window.mark([careful])[0], careful)
    middle = np.argwhere(~is_sky(careful)).mean(0).astype(int)
    window.scene.select(window.scene.pick(int(middle[1]), int(middle[0])))
    (marked,) = window.mark([careful])
    red, _, blue = marked[middle[0], middle[1], :3].astype(int)
    assert blue > red


def test_it_says_where_things_are_seen_in_the_picture_that_was_drawn(window):
    assert len(window.heads("a")[0]) == 0
    discs = Glyphs.of("disc", [[25, 5, 9], [25, 14, 0]], (200, 0, 0), height=1, size=2)
    window.scene.show_things("a", discs)
    assert len(window.heads("a")[0]) == 0  # nothing is drawn yet
    (picture,) = window.draw(SIZE)
    places, radius, depth, size = window.heads("a")
    assert size == SIZE and (radius > 0).all() and np.isfinite(depth[0])
    x, y = places[0].astype(int)
    (over,) = window.over([picture])
    assert over[y, x, 0] == 200 and picture[y, x, 0] != 200
    assert len(window.heads("a", picture=7)[0]) == 2  # of the panes that there are
    assert window.heads("a")[0] is window.heads("a")[0]  # found once
    window.scene.things.stretch = 1.5
    assert window.heads("a")[0][0, 1] > places[0, 1] + 1
    window.scene.hide_things("a")
    assert len(window.heads("a")[0]) == 0
