"""A box is dragged."""

import pytest

from app.tools.box import Box
from tests.app.questions import Corner
from tests.app.tools.hand import CTRL, SHIFT, TOWER, drag, tool


@pytest.fixture
def corner(qtbot):
    made = Corner(qtbot)
    yield made
    made.close()


def test_shift_adds_ctrl_removes(corner):
    drag(tool(corner, Box), (-5, -15), (60, 5))
    drag(tool(corner, Box), (60, -30), (130, 5), keys=SHIFT)
    assert corner.chosen() == {"house", *TOWER}
    drag(tool(corner, Box), (-5, -15), (60, 5), keys=CTRL)
    assert corner.chosen() == TOWER


def test_an_empty_box_lets_go(corner):
    corner.asking.choose([corner.row("tower")])
    drag(tool(corner, Box), (300, 300), (400, 400), keys=SHIFT)
    assert corner.chosen() == TOWER
    drag(tool(corner, Box), (300, 300), (400, 400))
    assert corner.chosen() == set()
