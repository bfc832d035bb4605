"""What a cut leaves, and the faces that close it."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.cutaway import Cutaway
from render.cutaway import Clip, _filled, _lines
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
