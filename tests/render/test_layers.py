"""The layers: what they show and how they look, judged by what is seen, and whom they tell."""

import sys

import numpy as np
import pytest

from city.cutaway import Cutaway
from city.legend import legend_of
from city.measured import Measured
from city.progress import Progress
from city.style import Style, Trait
from render.layers import Layers
from render.style import legend_colours
from tests.render.towns import SIZE, cloud, hill, is_sky, street

KINDS = (("RoofSurface", "#c80000"), ("WallSurface", "#0000c8"))


def test_a_hidden_layer_is_neither_seen_nor_pointed_at(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    place = stage.at((5, 5, 8))
    before = stage.picture()
    stage.scene.set_visible("city", False)
    after = stage.picture()
    row, column = SIZE[1] - 1 - place[1], place[0]
    assert stage.scene.pick(*place) is None
    assert stage.scene.bounds() is None
    assert not np.array_equal(before[row, column], after[row, column])
    assert is_sky(after).all()
    stage.scene.set_visible("city", True)
    assert np.array_equal(stage.picture(), before)


def test_a_faint_layer_lets_through_what_lies_behind(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    x, y = stage.at((5, 0, 4))
    solid = stage.picture()[SIZE[1] - 1 - y, x].astype(int)
    stage.scene.set_opacity("city", 0.2)
    faint = stage.picture()[SIZE[1] - 1 - y, x].astype(int)
    stage.scene.remove("city")
    nothing = stage.picture()[SIZE[1] - 1 - y, x].astype(int)
    assert np.abs(faint - solid).sum() > 5
    assert np.abs(solid - nothing).sum() > np.abs(faint - nothing).sum()


def test_a_layer_of_one_theme_shows_that_theme_alone(stage):
    stage.scene.show("water", street(), "Water")
    assert stage.scene.bounds() is None
    stage.scene.show("water", street(), "Buildings")
    assert stage.scene.bounds() == (0, 50, 0, 10, 0, 8)


def test_a_level_of_detail_that_a_city_lacks_shows_nothing(stage):
    stage.scene.show("city", street(lods=("1", "2")))
    stage.scene.set_lod("city", "3")
    stage.scene.make()
    assert stage.scene.bounds() is None
    stage.scene.set_lod("city", "1")
    stage.scene.make()
    stage.scene.home()
    assert stage.scene.pick(*stage.at((5, 5, 8))).lod == "1"
    stage.scene.set_lod("city", None)
    stage.scene.make()
    assert stage.scene.pick(*stage.at((5, 5, 8))).lod == "2"


def test_showing_a_layer_again_keeps_whether_it_is_visible(stage):
    stage.scene.show("city", street())
    stage.scene.set_visible("city", False)
    stage.scene.show("city", street(5))
    assert stage.scene.bounds() is None


def test_colours_of_objects_win_where_they_are_given(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    places = [stage.at((20 * k + 5, 5, 8)) for k in range(3)]
    plain = stage.picture()
    stage.scene.set_colours("city", np.array([[200, 0, 0, 255], [0] * 4, [0, 0, 200, 255]], "u1"))
    coloured = stage.picture()
    red, own, blue = (coloured[SIZE[1] - 1 - y, x].astype(int) for x, y in places)
    assert red[0] > red[2] + 100 and blue[2] > blue[0] + 100
    assert np.array_equal(own, plain[SIZE[1] - 1 - places[1][1], places[1][0]])
    stage.scene.set_colours("city", None)
    assert np.array_equal(stage.picture(), plain)


def test_each_face_may_have_a_colour_of_its_own(stage):
    city = street()
    stage.scene.show("city", city)
    stage.scene.home()
    roof, wall = stage.at((5, 5, 8)), stage.at((5, 0, 4))
    style = Style("categorised", Trait("surface", "kind(surface)"), own=KINDS)
    stage.scene.set_colours("city", *legend_colours(legend_of(style, Measured(city))))
    picture = stage.picture().astype(int)
    red, blue = (picture[SIZE[1] - 1 - y, x] for x, y in (roof, wall))
    assert red[0] > red[2] + 60 and blue[2] > blue[0] + 60
    chosen = np.array([[0, 200, 0, 255], [0] * 4, [0] * 4], np.uint8)
    _, faces = legend_colours(legend_of(style, Measured(city)))
    stage.scene.set_colours("city", chosen, faces)
    green = stage.picture()[SIZE[1] - 1 - roof[1], roof[0]].astype(int)
    assert green[1] > green[0] + 60  # what is chosen shows over its faces' colours


def test_what_is_not_shown_is_neither_seen_nor_pointed_at(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    places = [stage.at((20 * k + 5, 5, 8)) for k in range(3)]
    stage.scene.set_shown("city", np.array([True, False, True]))
    found = [stage.scene.pick(*place) for place in places]
    assert [pick.object if pick else None for pick in found] == [0, None, 2]
    stage.scene.set_shown("city", None)
    assert stage.scene.pick(*places[1]).object == 1


def test_heights_can_be_exaggerated(stage):
    stage.scene.show("city", street())
    stage.scene.set_exaggeration(2.0)
    assert stage.scene.bounds() == (0, 50, 0, 10, 0, 16)
    stage.scene.home()
    assert stage.scene.pick(*stage.at((5, 5, 16))).object == 0
    stage.scene.set_exaggeration(1.0)
    assert stage.scene.bounds() == (0, 50, 0, 10, 0, 8)


def test_a_legend_colours_a_city_and_the_chosen_stand_out(stage):
    city = street()
    stage.scene.show("city", city)
    stage.scene.home()
    places = [stage.at((20 * k + 5, 5, 8)) for k in range(3)]
    plain = stage.picture()

    def roofs():
        picture = stage.picture()
        return [picture[SIZE[1] - 1 - y, x].astype(int) for x, y in places]

    stage.scene.set_legend("city", legend_of(Style(colour="#2030c0"), Measured(city)))
    stage.scene.set_chosen("city", np.array([1], np.int32))
    first, chosen, last = roofs()
    assert first[2] > first[0] + 80 and last[2] > last[0] + 80
    assert chosen[0] > chosen[2] + 80  # orange
    stage.scene.set_chosen("city", None)
    assert (np.abs(roofs()[1] - first) < 8).all()
    over = np.zeros((3, 4), np.uint8)
    over[0] = (200, 30, 30, 255)  # one wears another colour, the others what the legend says
    stage.scene.set_legend("city", legend_of(Style(colour="#2030c0"), Measured(city)), over)
    worn, other, _ = roofs()
    assert worn[0] > worn[2] + 80 and (np.abs(other - first) < 8).all()
    stage.scene.set_legend("city", None, over)
    assert roofs()[0][0] > roofs()[0][2] + 80
    stage.scene.set_legend("city", None)
    assert np.array_equal(stage.picture(), plain)


class Told(Layers):
    """Layers that note what they say to the rest of the scene."""

    def __init__(self):
        super().__init__()
        self.told = []

    def _changed(self):
        self.told.append("changed")

    def _unshade(self):
        self.told.append("unshade")


@pytest.fixture
def layers():
    made = Told()
    made.show("city", street(lods=("1", "2")))
    made.told.clear()
    return made


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("set_visible", ("city", False), ["changed"]),
        ("set_visible", ("city", True), []),  # as it was
        ("set_opacity", ("city", 0.5), ["changed"]),
        ("set_exaggeration", (2.0,), ["changed"]),
        ("remove", ("city",), ["changed"]),
        ("set_shown", ("city", np.zeros(3, bool)), ["unshade"]),
        ("set_shown", ("city", None), []),
        ("set_cutaway", (Cutaway("level", (0.0, 0.0, 4.0)).planes(),), ["unshade"]),
        ("set_colours", ("city", np.full((3, 4), 255, np.uint8)), []),  # shadows stay
        ("set_lod", ("city", "1"), []),  # not before it is ready
    ],
)
def test_what_depends_on_the_layers_is_told(layers, name, given, told):
    getattr(layers, name)(*given)
    assert layers.told == told


def test_a_city_can_be_made_ready_before_it_is_shown(layers):
    city = street(lods=("1", "2"))
    draft = layers.drafting(city, "1", "Buildings")(Progress())
    layers.show("other", city, "Buildings", draft)
    assert layers.loading() is None
    layers.set_lod("other", "1")
    assert layers.loading() is None  # it is so already
    assert layers.drafting(hill(), None, None) is None


def test_what_draws_points_is_made_ready_before_they_are_shown(layers, monkeypatch):
    monkeypatch.delattr("render.splat_loops", raising=False)
    monkeypatch.delitem(sys.modules, "render.splat_loops", raising=False)
    assert layers.drafting(cloud(10), None, None)(Progress()) is None
    assert "render.splat_loops" in sys.modules


def test_another_level_of_detail_comes_when_a_job_has_made_it(layers):
    assert layers.loading() is None
    layers.set_lod("city", "1")
    loads = layers.loading()(Progress())
    layers.receive(loads)
    assert layers.told == ["changed", "changed"]  # off, and on again
    assert layers.loading() is None
    layers.set_lod("city", "2")
    loads = layers.loading()(Progress())
    layers.remove("city")  # while the job was running
    layers.told.clear()
    layers.receive(loads)
    assert layers.told == []


def test_what_surveys_and_hills_are_asked_for_in_vain_changes_nothing(layers):
    layers.show("survey", cloud())
    layers.show("hill", hill())
    layers.told.clear()
    for key in ("survey", "hill"):
        layers.set_lod(key, "1")
        layers.set_textures(key, True)
        layers.set_colours(key, None)
        layers.set_shown(key, np.zeros(3, bool))
    layers.set_point_colouring("city", "height")
    assert layers.told == [] and layers.troubles() == []
