"""What the picture shows, told to a scene that only takes notes."""

from dataclasses import replace

import numpy as np
import pytest

from app.showing import Showing
from app.tasks import Tasks
from city.cutaway import Cutaway
from city.glyphs import Glyphs
from city.style import Style, Trait
from tests.app.standin import town_document


class Notes:
    """A scene: what it was told."""

    def __init__(self):
        self.told = []

    def __getattr__(self, name):
        return lambda *given: self.told.append((name, *given))

    def drafting(self, thing, lod, theme):
        return None if isinstance(thing, str) else lambda progress: ("draft", theme)


class Shown(Showing):
    def __init__(self, tasks):
        self.scene, self._tasks, self._lods = Notes(), tasks, {}
        self.drawn = self.over = 0

    def settle_soon(self):
        self.drawn += 1

    def draw_over(self):
        self.over += 1


@pytest.fixture
def shown(qtbot):
    tasks = Tasks()
    yield Shown(tasks)
    tasks.close()


@pytest.fixture
def layer():
    return next(iter(town_document().layers.values()))


def test_a_city_is_made_ready_by_a_worker_and_then_looks_as_the_document_says(shown, layer, qtbot):
    layer = replace(layer, opacity=0.5, visible=False)
    done = []
    assert shown.show_layer(layer, lambda: done.append(1)) is not None
    assert shown.scene.told == []
    qtbot.waitUntil(lambda: bool(done))
    key = layer.key
    assert shown.scene.told[0] == ("show", key, layer.thing, layer.theme, ("draft", layer.theme))
    assert ("set_opacity", key, 0.5) in shown.scene.told
    assert ("set_visible", key, False) in shown.scene.told
    assert shown.drawn == 1


def test_what_needs_no_making_is_there_at_once_as_high_as_all_else(shown, layer):
    shown.exaggerate(2.0)
    done = []
    assert shown.show_layer(replace(layer, thing="hill"), lambda: done.append(1)) is None
    assert done == [1]
    told = [name for name, *_ in shown.scene.told]
    assert told[:3] == ["set_exaggeration", "show", "set_exaggeration"]


def test_a_survey_is_coloured_as_its_style_says_or_as_it_comes(shown):
    style = Style("graduated", Trait("point", "height"), "own", palette="Greens")
    shown.colour_points("survey", style)
    shown.colour_points("survey", None)
    (_, key, how, ramp), (_, *plain) = shown.scene.told
    assert (key, how, ramp.shape) == ("survey", "height", (256, 3))
    assert plain == ["survey", None, None]


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("mark", ("city", None), ("set_chosen", "city", None)),
        ("colour", ("city", None), ("set_legend", "city", None)),
        ("show_only", ("city", None), ("set_shown", "city", None)),
        ("exaggerate", (3.0,), ("set_exaggeration", 3.0)),
        ("cut", (None,), ("set_cutaway", None)),
        ("lay_map", (None, None, 0.5), ("lay_map", None, None, 0.5)),
        ("remove", ("city",), ("remove", "city")),
    ],
)
def test_each_change_is_told_and_drawn_a_moment_later(shown, name, given, told):
    getattr(shown, name)(*given)
    assert shown.scene.told == [told]
    assert shown.drawn == 1


def test_a_cut_is_told_as_planes_and_other_eyes_need_no_scene(shown):
    cutaway = Cutaway("level", (0.0, 0.0, 4.0))
    shown.cut(cutaway)
    assert np.array_equal(shown.scene.told[0][1], cutaway.planes())
    shown.see_as("Protanopia")
    assert len(shown.scene.told) == 1 and shown.drawn == 2


def test_live_things_draw_the_city_once_and_then_only_themselves(shown):
    places = np.zeros((2, 3))
    glyphs = Glyphs.of("vehicle", places, (1, 2, 3))
    shown.scene.things = {}
    shown.show_things("buses", glyphs)
    assert (shown.drawn, shown.over) == (1, 0)
    shown.scene.things = {"buses": glyphs}
    shown.move_things("buses", places + 1)
    shown.show_things("trams", glyphs)
    shown.hide_things("buses")
    assert (shown.drawn, shown.over) == (1, 3)
    assert [told[:2] for told in shown.scene.told] == [
        ("show_things", "buses"),
        ("move_things", "buses"),
        ("show_things", "trams"),
        ("hide_things", "buses"),
    ]
