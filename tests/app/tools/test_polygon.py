"""A polygon is clicked corner by corner."""

import pytest
from PySide6.QtCore import QEvent, Qt

from app.tools.polygon import Polygon
from tests.app.questions import Corner
from tests.app.tools.hand import TOWER, key, mouse, settle, tool


@pytest.fixture
def corner(qtbot):
    made = Corner(qtbot)
    yield made
    made.close()


def test_a_polygon_is_clicked(corner):
    polygon = tool(corner, Polygon)
    for place in ((-20, 20), (40, 20), (40, -50), (-20, -50)):
        assert polygon.press(mouse(QEvent.Type.MouseButtonPress, *place))
        polygon.release(mouse(QEvent.Type.MouseButtonRelease, *place))
    assert polygon.key(key(Qt.Key.Key_Backspace))
    assert len(polygon.corners) == 3
    polygon.press(mouse(QEvent.Type.MouseButtonPress, -20, -50))
    assert polygon.key(key(Qt.Key.Key_Return))
    settle(polygon)
    assert corner.chosen() == {"house"}
    assert polygon.corners == []
    assert not polygon.key(key(Qt.Key.Key_Return))  # nothing is begun: the key is for others


@pytest.mark.parametrize("close", ["first corner", "double click"])
def test_a_polygon_closes(corner, close):
    polygon = tool(corner, Polygon)
    for place in ((90, 10), (140, 10), (140, -40), (90, -40)):
        polygon.press(mouse(QEvent.Type.MouseButtonPress, *place))
    if close == "first corner":
        polygon.press(mouse(QEvent.Type.MouseButtonPress, 91, 11))
    else:
        polygon.double_click(mouse(QEvent.Type.MouseButtonDblClick, 90, -40))
    settle(polygon)
    assert corner.chosen() == TOWER
