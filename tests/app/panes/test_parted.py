"""A hand on panes: what it does in one happens in all, seen by one eye."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.panes.split import Split
from app.tasks import Tasks
from app.tools.crosshair import Crosshair
from app.viewport import Viewport
from tests.app.standin import row_of, town_document

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def shown(qtbot):
    tasks, document = Tasks(), town_document()
    viewport = Viewport(tasks)
    qtbot.addWidget(viewport)
    viewport.resize(803, 603)
    viewport.show()
    there = []
    for layer in document.layers.values():
        viewport.show_layer(layer, lambda: there.append(1))
    qtbot.waitUntil(lambda: len(there) == len(document.layers))
    viewport.part(Split("beside", 4))
    viewport.start()
    settle(viewport, qtbot)
    yield viewport, document
    tasks.close()
    viewport.close_scene()


def settle(viewport, qtbot):
    qtbot.waitUntil(lambda: viewport.pictures.there and not viewport.busy, timeout=20000)


def room(viewport, pane):
    return viewport.pictures.split.room(pane, viewport.size())


def wheel(viewport, place, turn=240):
    event = QWheelEvent(
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def gestures(viewport, qtbot, pane):
    """What a hand can do at the same place of each pane."""
    at = room(viewport, pane).topLeft() + QPoint(200, 160)

    def drag(button, keys=NONE):
        qtbot.mousePress(viewport, button, keys, at)
        for step in (5, 20, 45):
            qtbot.mouseMove(viewport, at + QPoint(step, step // 3))
            QApplication.processEvents()
        qtbot.mouseRelease(viewport, button, keys, at + QPoint(45, 15))

    return {
        "turn": lambda: drag(LEFT),
        "shift": lambda: drag(Qt.MouseButton.RightButton),
        "come": lambda: wheel(viewport, at),
        "centre": lambda: qtbot.mouseDClick(viewport, LEFT, NONE, at),
        "arrow": lambda: qtbot.keyClick(viewport, Qt.Key.Key_Left),
        "closer": lambda: qtbot.keyClick(viewport, Qt.Key.Key_Plus),
        "home": viewport.home,
        "top": viewport.top,
        "parallel": lambda: viewport.see_in_parallel(True),
    }


def matrix(viewport):
    held = viewport.scene.renderer.GetActiveCamera().GetModelViewTransformMatrix()
    return [held.GetElement(row, column) for row in range(4) for column in range(4)]


def test_after_any_gesture_all_panes_are_seen_from_the_same_place(shown, qtbot):
    """One camera draws them all; so panes that show the same are the same, to the pixel."""
    viewport, _ = shown
    for name, do in gestures(viewport, qtbot, 3).items():
        before = matrix(viewport)
        do()
        qtbot.waitUntil(lambda: viewport._flight is None, timeout=5000)
        after = matrix(viewport)
        assert name == "parallel" or after != before, name
        settle(viewport, qtbot)
        pictures = [image.copy() for image in viewport.pictures._held]
        assert len(pictures) == 4 and all(picture == pictures[0] for picture in pictures), name
        assert matrix(viewport) == after, name


def test_a_gesture_means_the_same_in_every_pane(shown, qtbot):
    viewport, _ = shown
    start, seen = viewport.eye(), []
    for pane in range(4):
        viewport.start_at(start)
        settle(viewport, qtbot)
        gestures(viewport, qtbot, pane)["turn"]()
        gestures(viewport, qtbot, pane)["come"]()
        seen.append(viewport.eye())
    assert all(np.allclose(one.position, seen[0].position, atol=1e-6) for one in seen)


def test_one_clicks_on_what_a_pane_shows_and_enters_it(shown, qtbot):
    viewport, document = shown
    entered, picked = [], []
    viewport.entered.connect(entered.append)
    viewport.picked.connect(picked.append)
    roof = viewport.where((105.0, 5.0, 25.0))
    for pane in (0, 2, 3):
        qtbot.mouseClick(viewport, LEFT, NONE, room(viewport, pane).topLeft() + roof)
    assert entered == [2, 3]
    assert [one.object for one in picked] == [row_of(document, "shaft")] * 3


def test_a_drag_enters_nothing(shown, qtbot):
    viewport, _ = shown
    entered = []
    viewport.entered.connect(entered.append)
    gestures(viewport, qtbot, 2)["turn"]()
    assert not entered


def test_what_lies_over_the_city_lies_over_every_pane(shown):
    viewport, _ = shown

    class Spot:
        def paint(self, painter):
            painter.fillRect(30, 40, 6, 6, Qt.GlobalColor.red)

    viewport.marks.append(Spot())
    image = viewport.grab().toImage()
    for pane in range(4):
        place = room(viewport, pane).topLeft() + QPoint(33, 43)
        assert image.pixelColor(place).name() == "#ff0000"


def test_a_hand_draws_the_curtain_and_not_the_city(shown, qtbot):
    viewport, _ = shown
    viewport.part(Split("curtain", 2, 0.5))
    settle(viewport, qtbot)
    drawn, before = [], viewport.eye()
    viewport.curtained.connect(drawn.append)
    middle = viewport.rect().center()
    qtbot.mousePress(viewport, LEFT, NONE, middle)
    qtbot.mouseMove(viewport, QPoint(200, 100))
    qtbot.mouseMove(viewport, QPoint(-50, 100))
    qtbot.mouseRelease(viewport, LEFT, NONE, QPoint(-50, 100))
    assert drawn == [pytest.approx(200 / 803), 0.0]
    assert viewport.eye() == before


def test_however_small_the_widget_is_panes_are_drawn(shown, qtbot):
    viewport, _ = shown
    for size in ((203, 153), (240, 700), (2400, 160)):
        viewport.resize(*size)
        settle(viewport, qtbot)
        one = viewport.pictures._held[0]
        ratio = viewport.devicePixelRatioF()
        assert one.width() == round(viewport.room.width() * ratio) > 1


def test_a_photograph_shows_all_panes_as_they_lie(shown, qtbot):
    viewport, _ = shown
    taken = []
    viewport.photograph((600, 400), lambda image, metres: taken.append(image))
    qtbot.waitUntil(lambda: bool(taken), timeout=20000)
    image = taken[0]
    assert (image.width(), image.height()) == (600, 400)
    split = Split("beside", 4)
    rooms = [split.room(pane, image.size()) for pane in range(4)]
    parts = [image.copy(one) for one in rooms]
    assert all(part == parts[0] for part in parts)
    settle(viewport, qtbot)
    assert len(viewport.pictures._held) == 4


def test_on_a_screen_with_finer_pixels_the_panes_are_drawn_with_more_of_them(
    shown, qtbot, monkeypatch
):
    viewport, _ = shown
    before = viewport.pictures._held[0].width()
    monkeypatch.setattr(viewport, "devicePixelRatioF", lambda: 2.0)
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.DevicePixelRatioChange))
    settle(viewport, qtbot)
    assert {image.width() for image in viewport.pictures._held} == {2 * before}
    roof = viewport.where((105.0, 5.0, 25.0))
    assert viewport.rect().contains(roof) and viewport.at(QPointF(roof)) is not None


def test_the_keys_of_a_tool_begin_in_the_middle_of_the_pane_that_is_worked_in(shown, qtbot):
    viewport, _ = shown
    QTest.mouseMove(viewport, room(viewport, 0).center())
    viewport.enter(3)
    tool = Crosshair(viewport)
    assert tool.place == QPointF(viewport.room.center())
    assert viewport.origin == QPointF(room(viewport, 3).topLeft())
