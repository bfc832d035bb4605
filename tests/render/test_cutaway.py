"""Cut open, a house shows its inside; what is before the cut is neither seen nor pointed at."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.cutaway import Cutaway
from render import camera as eye
from render.cutaway import CUT, Clip, _filled, _lines
from render.draft import draft_of
from tests.city.toy import add_box
from tests.render.towns import UTM


def house(courtyard=False):
    """A house of 20 x 10 x 8 m; with a courtyard it is four boxes around one of 10 x 4 m."""
    builder = CityBuilder(UTM)
    row = builder.add_object("Building", "house")
    boxes = [((0, 0, 0), (20, 10, 8))]
    if courtyard:
        boxes = [
            ((0, 0, 0), (20, 3, 8)),
            ((0, 7, 0), (20, 10, 8)),
            ((0, 3, 0), (5, 7, 8)),
            ((15, 3, 0), (20, 7, 8)),
        ]
    for low, high in boxes:
        add_box(builder, row, low, high)
    return builder.freeze()


def capped(city, cut):
    """The area of what closes a cut."""
    draft = draft_of(city, None, None)
    mesh = draft.mesh(0)
    clip = Clip(cut.planes())
    lines, owner = _lines(mesh, clip.planes[0])
    points, triangles = _filled(lines @ np.array([[1, 0, 0], [0, 1, 0]]).T, owner)
    a, b, c = (points[triangles[:, k]] for k in range(3))
    one, two = b - a, c - a
    return float(np.abs(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]).sum() / 2)


def test_a_level_cut_is_closed_by_the_houses_plan():
    assert capped(house(), Cutaway("level", (0, 0, 4.0))) == pytest.approx(200, abs=0.01)


def test_walls_that_touch_do_not_double_and_a_courtyard_stays_open():
    assert capped(house(True), Cutaway("level", (0, 0, 4.0))) == pytest.approx(160, abs=0.01)


def test_lines_of_sight_know_where_they_enter_and_leave():
    clip = Clip(Cutaway("box", (0, 0, 5), 0.0, (10, 10, 10)).planes())
    starts = np.array([[-20.0, 0, 5], [-20, 0, 50], [0, 0, 5]])
    ways = np.tile([1.0, 0, 0], (3, 1))
    into, out = clip.span(starts, ways)
    assert (into[0], out[0]) == pytest.approx((15, 25))
    assert into[1] > out[1]
    assert (into[2], out[2]) == pytest.approx((0, 5))


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
