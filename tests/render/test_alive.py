"""Live things in a street: pointed at, hidden by houses, in panes and behind a cut."""

import numpy as np
import pytest

from city.glyphs import Glyphs
from render.scene import Scene
from render.window import Window
from tests.render.towns import SIZE, street

GREEN = (0, 158, 115)


@pytest.fixture
def window():
    scene = Scene()
    made = Window(scene)
    made.scene = scene
    scene.show("city", street())
    made.resize(SIZE)
    camera = scene.renderer.GetActiveCamera()
    camera.SetPosition(25, -60, 20)
    camera.SetFocalPoint(25, 5, 4)
    camera.SetViewUp(0, 0, 1)
    scene.make()
    yield made
    scene.close()
    made.close()


def green(picture):
    return (np.abs(picture[..., :3].astype(int) - GREEN) < 40).all(-1)


def taken(window):
    return window.over(window.draw(SIZE))[0]


def disc(*points, **looks):
    return Glyphs.of("disc", points, GREEN, height=0, **looks)


def middle_of(mask):
    rows, columns = np.nonzero(mask)
    return round(columns.mean()), round(rows.mean())


def test_a_pick_at_a_thing_finds_it_and_beside_it_finds_none(window):
    window.scene.show_things("air", disc((15, -5, 3), (35, -5, 3)))
    seen = green(taken(window))
    left, right = seen.copy(), seen.copy()
    left[:, SIZE[0] // 2 :] = False
    right[:, : SIZE[0] // 2] = False
    assert window.scene.thing_at(*middle_of(left)) == ("air", 0)
    assert window.scene.thing_at(*middle_of(right)) == ("air", 1)
    assert window.scene.thing_at(3, 3) is None


def test_houses_hide_what_stands_behind_them(window):
    window.scene.show_things("air", disc((5, 16, 0)))
    assert not green(taken(window)).any()
    window.scene.move_things("air", np.array([[5, -5, 3]]))
    seen = green(taken(window))
    assert seen.any()
    place = middle_of(seen)
    assert window.scene.thing_at(*place) == ("air", 0)
    window.scene.move_things("air", np.array([[5, 16, 0]]))
    assert window.scene.thing_at(*place) is None


def test_a_stale_thing_looks_other_than_a_fresh_one_and_an_alert_too(window):
    pictures = []
    for looks in ({}, {"stale": True}, {"alert": True}):
        window.scene.show_things("air", disc((15, -5, 3), **looks))
        pictures.append(taken(window).astype(int))
    fresh, stale, alert = pictures
    assert np.abs(fresh - stale).sum() > 2000 < np.abs(fresh - alert).sum()
    x, y = middle_of(green(fresh))
    assert (stale[y, x, :3] > 230).all() and green(alert)[y, x]


def test_no_actor_is_made_however_many_things_there_are(window):
    before = window.scene.renderer.GetActors().GetNumberOfItems()
    window.scene.show_things("air", disc(*np.random.default_rng(1).uniform(0, 50, (5000, 3))))
    taken(window)
    assert window.scene.renderer.GetActors().GetNumberOfItems() == before


def test_at_rest_what_moves_is_drawn_over_the_same_careful_picture(window, monkeypatch):
    window.scene.show_things("air", disc((15, -5, 3)))
    bare = window.exposed()
    one = window.over(window.mark(bare))[0]
    monkeypatch.setattr(window._window, "Render", lambda: pytest.fail("the city is drawn anew"))
    window.scene.move_things("air", np.array([[35.0, -5, 3]]))
    other = window.over(bare)[0]
    assert green(one).any() and green(other).any() and not (green(one) & green(other)).any()
    assert np.array_equal(bare[0][~green(one) & ~green(other)][:50], other[:1, :50][0])
    window.scene.hide_things("air")
    assert window.over(bare) is bare


def test_a_coarser_picture_has_the_same_things_at_half_the_size(window):
    window.scene.show_things("air", disc((15, -5, 3)))
    (bare,) = window.draw(SIZE)
    (coarse,) = window.over([bare[::2, ::2][::-1][::-1]])
    (fine,) = window.over([bare])
    assert np.allclose(np.array(middle_of(green(coarse))) * 2, middle_of(green(fine)), atol=2)


def test_a_thing_of_one_pane_is_in_its_picture_alone(window):
    scene = window.scene
    scene.split(2)
    scene.show_things("air", disc((15, -5, 3)), panes=frozenset({1}))
    left, right = window.over(window.draw(SIZE))
    assert not green(left).any() and green(right).any()
    place = middle_of(green(right))
    assert scene.thing_at(*place, picture=1) == ("air", 0)
    assert scene.thing_at(*place, picture=0) is None


def test_a_cut_takes_things_away_with_the_city(window):
    window.scene.show_things("air", disc((15, -5, 3), (35, -5, 3)))
    window.scene.set_cutaway(np.array([[1.0, 0, 0, -25]]))
    seen = green(taken(window))
    assert not seen[:, : SIZE[0] // 2].any() and seen[:, SIZE[0] // 2 :].any()


def test_the_sun_and_the_night_leave_signs_as_they_are(window):
    window.scene.show_things("air", disc((15, -5, 3)))
    day = green(taken(window)).sum()
    window.scene.set_sun(np.array([0.2, 0.3, -0.9]))
    assert green(taken(window)).sum() == day
