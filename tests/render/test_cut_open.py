"""Cut open, a house shows its inside; what is before the cut is neither seen nor pointed at."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.cutaway import Cutaway
from render import camera as eye
from render.cutaway import CUT
from tests.city.toy import add_box
from tests.render.test_cutaway import house
from tests.render.towns import UTM


@pytest.fixture
def cut_house(stage):
    stage.scene.show("house", house(), "Buildings")
    camera = stage.scene.renderer.GetActiveCamera()
    camera.SetPosition(10, -60, 20)
    camera.SetFocalPoint(10, 5, 4)
    camera.SetViewUp(0, 0, 1)
    # the southern half goes: an upright plane at y = 5 that takes away what lies to the south
    stage.scene.set_cutaway(Cutaway("upright", (10, 5, 4), 180.0).planes())
    return stage


def test_the_cut_is_seen_closed(cut_house):
    picture = cut_house.picture()
    x, y = cut_house.at((10, 5, 4))
    colour = picture[picture.shape[0] - 1 - y, x].astype(int)
    assert np.abs(colour - CUT).max() < 12


def test_nothing_before_the_cut_is_pointed_at(cut_house):
    cut_house.picture()
    found = cut_house.scene.pick(*cut_house.at((10, 5, 8)))
    assert found is None or found.point[1] >= 4.9
    roof = cut_house.scene.pick(*cut_house.at((10, 7.5, 8)))
    assert roof.object == 0 and roof.point == pytest.approx((10, 7.5, 8), abs=0.4)


def test_what_was_cut_away_shades_nothing(stage):
    """Behind a tall wall the ground is in its shade; once the wall is cut away, in the light."""
    builder = CityBuilder(UTM)
    for name, low, high in (("wall", (0, 0, 0), (60, 2, 40)), ("far", (0, 30, 0), (60, 50, 2))):
        add_box(builder, builder.add_object("Building", name), low, high)
    stage.scene.show("walls", builder.freeze(), "Buildings")
    eye.top(stage.scene.renderer.GetActiveCamera(), stage.scene.bounds(), 1.6)
    stage.scene.set_sun(np.array([0.0, -0.8, 0.6]))

    def roof():
        stage.scene.rest()
        stage.window.Render()
        picture = stage.picture()
        x, y = stage.at((30, 40, 2))
        return int(picture[picture.shape[0] - 1 - y, x].sum())

    shaded = roof()
    stage.scene.set_cutaway(Cutaway("upright", (30, 20, 0), 180.0).planes())
    assert roof() > shaded + 100


def test_taking_the_cut_away_draws_everything_again(stage):
    stage.scene.show("house", house(), "Buildings")
    eye.home(stage.scene.renderer.GetActiveCamera(), stage.scene.bounds(), 1.6)
    whole = stage.picture()
    stage.scene.set_cutaway(Cutaway("level", (0, 0, 4.0)).planes())
    cut = stage.picture()
    assert np.abs(cut.astype(int) - whole).max() > 50
    stage.scene.set_cutaway(None)
    assert np.abs(stage.picture().astype(int) - whole).max() <= 2
