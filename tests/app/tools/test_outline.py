"""Which objects an outline holds, seen from straight above: a metre is a pixel, north is up."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent

from app.tools.box import Box
from app.tools.lasso import Lasso
from app.tools.outline import held, touched
from app.tools.polygon import Polygon
from city.builder import CityBuilder
from city.measured import Measured
from tests.app.questions import Corner
from tests.app.tools.hand import ALT, NO, RIGHT, TOWER, drag, mouse, tool
from tests.city.toy import FRAME, add_box


@pytest.fixture
def corner(qtbot):
    made = Corner(qtbot)
    yield made
    made.close()


def test_a_box_chooses_whole_things_by_their_middle(corner):
    drag(tool(corner, Box), (-5, -15), (60, 5))
    assert corner.chosen() == {"house"}
    drag(tool(corner, Box), (60, -30), (130, 5))
    assert corner.chosen() == TOWER
    drag(tool(corner, Box), (106, -30), (130, 5))  # half of the tower, but not its middle
    assert corner.chosen() == TOWER or corner.chosen() == set()


def test_alt_takes_what_the_outline_touches(corner):
    drag(tool(corner, Box), (117, -30), (130, 5))
    assert corner.chosen() == set()
    drag(tool(corner, Box), (117, -30), (130, 5), keys=ALT)
    assert corner.chosen() == TOWER
    drag(tool(corner, Box), (5, -6), (9, -2), keys=ALT)  # wholly inside the house
    assert corner.chosen() == {"house"}


@pytest.mark.parametrize("kind", [Box, Lasso])
@pytest.mark.parametrize("end", [(5, -4), (6, -4), (40, -4)])
def test_an_outline_without_a_size_does_nothing(corner, kind, end):
    corner.asking.choose([corner.row("tower")])
    drag(tool(corner, kind), (5, -4), end)
    assert corner.chosen() == TOWER


def test_hidden_things_and_layers_are_not_chosen(corner):
    everything = ((-5, -130), (130, 5))
    drag(tool(corner, Box), *everything)
    assert corner.chosen() == {"house", "square", *TOWER}
    layer = next(y for y in corner.document.layers.values() if y.theme == "Buildings")
    corner.document.set_layer(layer.key, visible=False)
    drag(tool(corner, Box), *everything)
    assert corner.chosen() == {"square"}
    corner.document.set_layer(layer.key, visible=True)
    corner.document.show_only(corner.city, np.arange(7) == corner.row("house"))
    drag(tool(corner, Box), *everything, keys=ALT)
    assert corner.chosen() == {"house"}


def test_other_buttons_are_for_looking_around(corner):
    for kind in (Box, Lasso, Polygon):
        held_tool = tool(corner, kind)
        assert not held_tool.press(mouse(QEvent.Type.MouseButtonPress, 1, 1, button=RIGHT))
        assert not held_tool.move(mouse(QEvent.Type.MouseMove, 9, 9, button=NO))


def plan(points):
    return points[:, :2], np.ones(len(points))


def long_and_short():
    builder = CityBuilder(FRAME)
    for ident, low, high in (
        ("long", (0, 0, 0), (1000, 5, 2)),
        ("short", (490, 0, 0), (510, 5, 2)),
    ):
        add_box(builder, builder.add_object("Building", ident), low, high)
    return Measured(builder.freeze())


def test_what_lies_outside_for_the_greater_part_is_not_held():
    measured = long_and_short()
    every = np.ones(2, bool)
    outline = np.array([[450.0, -10], [550, -10], [550, 20], [450, 20]])
    ids = measured.city.objects.ids
    assert [ids[r] for r in np.flatnonzero(held(measured, every, outline, plan))] == ["short"]
    found = np.flatnonzero(touched(measured, every, outline, plan))
    assert {ids[r] for r in found} == {"long", "short"}


def test_what_is_behind_the_eye_is_not_held():
    measured = long_and_short()
    every = np.ones(2, bool)
    outline = np.array([[-10.0, -10], [1100, -10], [1100, 20], [-10, 20]])

    def behind(points):
        return points[:, :2], -np.ones(len(points))

    assert not held(measured, every, outline, behind).any()
    assert not touched(measured, every, outline, behind).any()
