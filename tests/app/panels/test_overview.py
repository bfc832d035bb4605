import pytest
from PySide6.QtCore import QPoint, Qt

from app.panels.overview import ROOM, Overview
from app.tasks import Tasks
from tests.app.standin import StandIn, town_document


@pytest.fixture
def overview(qtbot):
    tasks, document = Tasks(), town_document()
    around = StandIn(tasks)
    around.resize(800, 600)
    qtbot.addWidget(around)
    around.show()
    made = Overview(around, document, tasks)
    made.toggle()
    qtbot.waitUntil(lambda: made._plan is not None)
    yield made
    tasks.close()


def test_the_plan_shows_what_is_built_and_the_view(overview):
    picture = overview.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, 190, 3) for y in range(0, 190, 3)}
    assert len(colours) > 3


def test_a_click_looks_where_it_was(overview, qtbot):
    with qtbot.waitSignal(overview.wanted) as heard:
        qtbot.mouseClick(
            overview,
            Qt.MouseButton.LeftButton,
            pos=QPoint(overview.width() - ROOM, ROOM),
        )
    assert heard.args == pytest.approx([100.0, 100.0], abs=1.5)


def test_the_arrow_keys_look_elsewhere(overview, qtbot):
    with qtbot.waitSignal(overview.wanted) as heard:
        qtbot.keyClick(overview, Qt.Key.Key_Up)
    assert heard.args == pytest.approx([50.0, 60.0])


def test_it_can_be_put_away(overview):
    overview.toggle()
    assert overview.isHidden()
