"""A lasso is drawn by hand."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent

from app.tools.lasso import Lasso
from tests.app.questions import Corner
from tests.app.tools.hand import TOWER, drag, mouse, tool


@pytest.fixture
def corner(qtbot):
    made = Corner(qtbot)
    yield made
    made.close()


def test_a_lasso_holds_what_it_goes_round(corner):
    turn = np.linspace(0, 2 * np.pi, 30)
    ring = [(110 + 30 * np.cos(t), -10 + 30 * np.sin(t)) for t in turn]
    drag(tool(corner, Lasso), *ring)
    assert corner.chosen() == TOWER


def test_a_tool_that_is_put_down_forgets_its_outline(corner):
    lasso = tool(corner, Lasso)
    lasso.press(mouse(QEvent.Type.MouseButtonPress, 1, 1))
    lasso.put_down()
    assert lasso.corners == []
