"""Panes: the same city for all of them, and over it what each has alone."""

import numpy as np
import pytest

from render.light import Sun
from render.panes import Panes
from render.scene import Scene
from render.window import Window
from tests.render.towns import SIZE, street

ROWS = slice(0, 1)  # of the street, what only one pane shows


@pytest.fixture
def window():
    scene = Scene()
    made = Window(scene)
    made.scene, made.city = scene, street()
    scene.show("city", made.city)
    made.resize(SIZE)
    scene.home()
    scene.make()
    yield made
    scene.close()
    made.close()


def rows(window, *some):
    mask = np.zeros(len(window.city.objects), bool)
    mask[list(some)] = True
    return mask


def alone(window, mask):
    """What is drawn where the scene has nothing but some objects, without panes."""
    scene = Scene()
    other = Window(scene)
    try:
        scene.show("city", window.city)
        scene.set_shown("city", mask)
        other.resize(SIZE)
        camera = window.scene.renderer.GetActiveCamera()
        scene.renderer.GetActiveCamera().DeepCopy(camera)
        scene.make()
        return other.draw(SIZE)[0], other.exposed()[0]
    finally:
        scene.close()
        other.close()


def part_house(window):
    """Pane 0 has the city whole, pane 1 lacks its first house."""
    scene, first = window.scene, rows(window, 0)
    scene.set_shown("city", ~first)
    scene.show_part("city@0", "city", first, frozenset({0}))
    scene.split(2)
    scene.make()
    return first


def test_what_all_panes_show_alike_is_the_same_in_all_of_them(window):
    (whole,) = window.draw(SIZE)
    window.scene.split(4)
    pictures = window.draw(SIZE)
    assert len(pictures) == 4
    assert all(np.array_equal(one, whole) for one in pictures)
    careful = window.exposed()
    assert len(careful) == len(window.mark(careful)) == 4
    assert all(np.array_equal(one, careful[0]) for one in careful)
    window.scene.split(1)
    assert np.array_equal(window.draw(SIZE)[0], whole)


def test_each_pane_shows_what_it_has_as_if_it_were_alone(window):
    first = part_house(window)
    quick, careful = window.draw(SIZE), window.exposed()
    for pane, mask in enumerate((np.ones_like(first), ~first)):
        for picture, wanted in zip((quick[pane], careful[pane]), alone(window, mask), strict=True):
            off = np.abs(picture.astype(int) - wanted).max(2)
            assert (off > 8).mean() < 0.001
    assert (quick[0] != quick[1]).any()


def test_one_points_at_what_a_pane_shows_and_marks_are_seen_there_alone(window):
    part_house(window)
    one, other = window.draw(SIZE)
    y, x = np.argwhere((one != other).any(2)).mean(0).astype(int).tolist()
    pick = window.scene.pick(x, y, 0)
    assert pick.key == "city@0" and pick.object == 0
    behind = window.scene.pick(x, y, 1)
    assert behind is None or behind.object != 0
    window.scene.select(pick)
    plain = window.exposed()
    marked = window.mark(plain)
    assert (marked[0] != plain[0]).any()
    assert np.array_equal(marked[1], plain[1])


def test_shadows_are_those_of_what_a_pane_shows(window):
    part_house(window)
    window.draw(SIZE)
    one, other = (window.scene.shading(picture=pane)() for pane in (0, 1))
    assert (one.overlay() != other.overlay()).any()
    window.scene.panes.suns[1] = Sun(100, 30)
    assert window.scene.shading(picture=1)().source == Sun(100, 30)
    assert window.scene.shading(picture=0)().source == window.scene.sun


def test_a_part_looks_as_the_layer_that_it_is_of_and_goes_with_it(window):
    scene = window.scene
    part_house(window)
    painted = np.zeros((len(window.city.objects), 4), np.uint8)
    painted[0] = (0, 0, 255, 255)
    before = window.draw(SIZE)
    scene.set_colours("city", painted)
    scene.make()
    after = window.draw(SIZE)
    assert (after[0] != before[0]).any() and np.array_equal(after[1], before[1])
    scene.set_visible("city", False)
    assert np.array_equal(*window.draw(SIZE))
    scene.set_visible("city", True)
    scene.remove("city")
    assert not scene._layers


def test_at_a_curtain_each_side_shows_one_pane(window):
    first = part_house(window)
    low, high = (window.scene.bounds()[k] for k in (0, 1))
    whole, without = window.draw(SIZE)
    for west, wanted in ((high + 1, whole), (low - 1, without)):  # all of it on one side
        window.scene.split(2, np.array([-1.0, 0.0, 0.0, west]))
        (picture,) = window.draw(SIZE)
        assert np.array_equal(picture, wanted)
        assert len(window.exposed()) == 1
    middle = window.city.shapes["2"].points[:, 0].min() + 4  # through the house
    window.scene.split(2, np.array([-1.0, 0.0, 0.0, middle]))
    (cut,) = window.draw(SIZE)
    assert first.any() and (cut != whole).any() and (cut != without).any()
    shadow = window.scene.shading()()
    assert shadow is not None
    window.scene.split(2)
    assert np.array_equal(window.draw(SIZE)[0], whole)


def test_a_layer_of_both_sides_is_not_cut():
    panes = Panes()
    panes.split(2, np.array([1.0, 0, 0, 0]))
    assert panes.pictures == 1 and panes.of(0) == (0, 1)
    panes.split(3)
    assert panes.pictures == 3 and panes.of(2) == (2,)
