"""The real scene, drawn off-screen, in a widget that needs no screen either."""

from time import perf_counter

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.on_the_table import Selection
from app.tasks import Tasks
from app.tools.tool import Tool
from app.viewport import SCREEN, Viewport
from city.glyphs import Glyphs
from city.legend import legend_of
from city.measured import Measured
from city.style import Style, Trait
from render.whole import shape_of
from tests.app.standin import row_of, town_document


@pytest.fixture
def shown(qtbot):
    tasks, document = Tasks(), town_document()
    viewport = Viewport(tasks)
    qtbot.addWidget(viewport)
    viewport.resize(500, 400)
    viewport.show()
    shown = []
    for layer in document.layers.values():
        viewport.show_layer(layer, lambda: shown.append(1))
    qtbot.waitUntil(lambda: len(shown) == len(document.layers))
    viewport.start()
    qtbot.waitUntil(lambda: viewport.pictures.there and not viewport.busy, timeout=10000)
    yield viewport, document
    tasks.close()
    viewport.close_scene()


def roof(viewport):
    """Where the middle of the tower's roof is seen."""
    return viewport.where((105.0, 5.0, 25.0))


def eye(viewport):
    return np.array(viewport._camera().GetPosition())


def test_the_city_is_in_the_picture_and_in_a_screenshot(shown):
    viewport, _ = shown
    grabbed = viewport.grab().toImage()
    colours = {grabbed.pixel(x, y) for x in range(0, 500, 10) for y in range(0, 400, 10)}
    assert len(colours) > 20


@pytest.mark.parametrize(("took", "wait"), [(0.0, SCREEN), (0.012, SCREEN), (0.12, 0.14)])
def test_pictures_follow_each_other_as_a_screen_shows_them_and_slow_ones_leave_a_breath(
    shown, took, wait
):
    viewport, _ = shown
    viewport._seconds, viewport._began = took, perf_counter()
    viewport._go_on()
    assert viewport._frame.interval() == pytest.approx(wait * 1000, abs=3)
    viewport._go_on()  # the wish for it puts it off no longer
    viewport._frame.stop()
    viewport._began -= 1.0
    viewport._go_on()
    assert viewport._frame.interval() == 1
    viewport._frame.stop()


def test_a_click_on_a_roof_picks_its_object(shown, qtbot):
    viewport, document = shown
    with qtbot.waitSignal(viewport.picked) as heard:
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=roof(viewport))
    chosen = heard.args[0]
    assert chosen.object == row_of(document, "shaft")
    assert chosen.point == pytest.approx((105, 5, 25), abs=2.5)
    document.select(chosen)
    viewport.select(chosen)


def test_a_click_on_the_sky_picks_nothing(shown, qtbot):
    viewport, _ = shown
    with qtbot.waitSignal(viewport.picked) as heard:
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(5, 2))
    assert heard.args == [None]


def test_a_drag_turns_the_eye_and_picks_nothing(shown, qtbot):
    viewport, _ = shown
    heard, before = [], eye(viewport)
    viewport.picked.connect(heard.append)
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(250, 200))
    for x in range(260, 340, 20):
        qtbot.mouseMove(viewport, QPoint(x, 200))
        QApplication.processEvents()
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(330, 200))
    assert np.linalg.norm(eye(viewport) - before) > 1
    assert heard == []


def test_the_wheel_comes_closer_to_what_is_under_the_mouse(shown, qtbot):
    viewport, _ = shown
    spot, tower = roof(viewport), np.array([105.0, 5.0, 25.0])
    before = np.linalg.norm(eye(viewport) - tower)
    place, none = QPointF(spot), Qt.MouseButton.NoButton
    keys, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    turn = QWheelEvent(place, place, QPoint(), QPoint(0, 240), none, keys, phase, False)
    QApplication.sendEvent(viewport, turn)
    assert np.linalg.norm(eye(viewport) - tower) < before * 0.8
    assert (viewport.where(tuple(tower)) - spot).manhattanLength() < 12


def test_keys_do_what_the_mouse_does(shown, qtbot):
    viewport, _ = shown
    for key, shift in (
        (Qt.Key.Key_Left, False),
        (Qt.Key.Key_Up, False),
        (Qt.Key.Key_Right, True),
        (Qt.Key.Key_Plus, False),
    ):
        before = eye(viewport)
        keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        qtbot.keyClick(viewport, key, keys)
        assert np.linalg.norm(eye(viewport) - before) > 0.5


def test_the_eye_never_goes_under_the_ground(shown, qtbot):
    viewport, _ = shown
    for _ in range(40):
        qtbot.keyClick(viewport, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClick(viewport, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClick(viewport, Qt.Key.Key_Plus)
        assert eye(viewport)[2] > viewport._bounds()[4]


def test_flights_end_where_they_should(shown, qtbot):
    viewport, _ = shown
    viewport.top()
    qtbot.waitUntil(lambda: viewport._flight is None, timeout=5000)
    ahead = np.array(viewport._camera().GetDirectionOfProjection())
    assert ahead[2] < -0.999
    viewport.frame((0, 10, 0, 8, 0, 3))
    qtbot.waitUntil(lambda: viewport._flight is None, timeout=5000)
    place = viewport.where((5.0, 4.0, 1.5))
    assert (place - viewport.rect().center()).manhattanLength() < 60
    viewport.home()
    qtbot.waitUntil(lambda: viewport._flight is None, timeout=5000)


def test_the_whole_city_is_seen_between_the_cards_unless_they_leave_too_little(shown, qtbot):
    viewport, _ = shown

    def reach(look):
        """The rows of the highest and of the lowest point of the city."""
        look()
        qtbot.waitUntil(lambda: viewport._flight is None, timeout=5000)
        places, _ = viewport.seen(shape_of(viewport.scene._layers.values(), 1.0))
        rows = [place.y() for place in places]
        return min(rows), max(rows)

    viewport.covered_above, viewport.covered_below = 90, 60
    for look in (viewport.start, viewport.top, viewport.home):
        top, bottom = reach(look)
        assert top >= 89 and bottom <= 400 - 59
    viewport.covered_above = 200
    for look in (viewport.start, viewport.home):
        top, bottom = reach(look)
        assert 30 < top < 89


def test_a_selection_made_elsewhere_is_marked(shown, qtbot):
    viewport, document = shown
    before = viewport.grab().toImage()
    key, layer = next(iter(document.layers.items()))
    viewport.select(Selection(key, layer.thing, row_of(document, "tower")))
    qtbot.waitUntil(lambda: not viewport.busy)
    assert viewport.grab().toImage() != before


def test_seen_in_parallel_a_click_still_picks_and_coming_closer_keeps_the_place(shown, qtbot):
    viewport, document = shown
    viewport.see_in_parallel(True)
    assert viewport.parallel
    place = roof(viewport)
    assert viewport.at(QPointF(place)).object == row_of(document, "shaft")
    viewport.come(2.0, (105.0, 5.0, 25.0))
    assert (roof(viewport) - place).manhattanLength() <= 2
    viewport.top()
    qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)
    low, high = viewport.where((105.0, 5.0, 0.0)), viewport.where((105.0, 5.0, 25.0))
    assert (low - high).manhattanLength() <= 1  # a wall seen from above is a line


def test_a_tool_in_the_hand_hears_first_and_what_it_leaves_is_for_looking(shown, qtbot):
    viewport, _ = shown

    class Pen(Tool):
        def __init__(self):
            self.pressed, self.painted, self.down = 0, 0, False

        def press(self, event):
            self.pressed += 1
            return True

        def release(self, event):
            return True

        def paint(self, painter):
            self.painted += 1

        def put_down(self):
            self.down = True

    pen = Pen()
    with qtbot.waitSignal(viewport.taken):
        viewport.take(pen)
    with qtbot.assertNotEmitted(viewport.picked):
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=roof(viewport))
    assert pen.pressed == 1
    before = eye(viewport)
    qtbot.keyClick(viewport, Qt.Key.Key_Plus)
    assert not np.allclose(eye(viewport), before)
    viewport.grab()
    assert pen.painted
    assert viewport.put_down() and pen.down and not viewport.put_down()
    with qtbot.waitSignal(viewport.picked):
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=roof(viewport))


def test_the_chosen_are_coloured_and_the_hidden_are_gone(shown, qtbot):
    viewport, document = shown
    layer = next(y for y in document.layers.values() if y.theme == "Buildings")
    row = row_of(document, "shaft")
    place = roof(viewport)

    def colour():
        qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)
        return QColor(viewport.grab().toImage().pixel(place))

    plain = colour()
    viewport.mark(layer.key, np.array([row], np.int32))
    viewport.settle_soon()
    assert colour().saturation() > plain.saturation() + 60
    viewport.mark(layer.key, None)
    assert colour() == plain
    mask = np.ones(len(layer.thing.objects), bool)
    mask[row] = False
    viewport.show_only(layer.key, mask)
    qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)
    seen = viewport.at(QPointF(place))
    assert seen is None or seen.object != row


def test_w_walks_at_eye_height_and_escape_ends_it(shown, qtbot):
    viewport, _ = shown
    qtbot.keyPress(viewport, Qt.Key.Key_W)
    qtbot.wait(200)
    qtbot.keyRelease(viewport, Qt.Key.Key_W)
    before = eye(viewport)
    assert viewport.height_above_ground() == pytest.approx(1.65, abs=0.01)
    qtbot.keyPress(viewport, Qt.Key.Key_W)
    qtbot.wait(300)
    qtbot.keyRelease(viewport, Qt.Key.Key_W)
    gone = np.linalg.norm((eye(viewport) - before)[:2])
    assert 0.2 < gone < 4
    assert viewport.put_down()
    assert viewport._camera().GetViewAngle() == 30


def test_a_picture_on_its_way_is_drawn_before_the_eye_rests(shown, qtbot, monkeypatch):
    """What it lacks is loaded, and must not arrive while the careful picture is drawn."""
    viewport, _ = shown
    order = []
    draw, begin = viewport._drawn, viewport._resting.begin
    monkeypatch.setattr(viewport, "_drawn", lambda: order.append("moving") or draw())
    monkeypatch.setattr(viewport._resting, "begin", lambda: (order.append("resting"), begin()))
    viewport._show_soon()
    viewport._rest.timeout.emit()  # a slow machine is late for both
    assert order == []
    qtbot.waitUntil(lambda: "resting" in order and not viewport.busy)
    assert order == ["moving", "resting"]


def test_a_photograph_has_its_own_size_and_the_window_its_own_view_back(shown, qtbot):
    viewport, _ = shown
    before, places = eye(viewport), []
    viewport.photograph((1200, 600), lambda image, metres: places.append((image, metres)))
    assert viewport.photograph((10, 10), places.append) is None  # one at a time
    qtbot.waitUntil(lambda: bool(places), timeout=20000)
    image, metres = places[0]
    assert (image.width(), image.height()) == (1200, 600)
    colours = {image.pixel(x, y) for x in range(0, 1200, 10) for y in range(0, 600, 10)}
    assert len(colours) > 20
    assert np.allclose(eye(viewport), before)
    qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)
    assert viewport.pictures.first.width() == 500
    assert len(places) == 1 and metres > 0


def test_a_photograph_to_scale_has_as_many_metres_in_a_pixel_as_was_asked(shown, qtbot):
    viewport, _ = shown
    viewport.top()
    qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)
    viewport.see_in_parallel(True)
    assert viewport.plan
    taken = []
    viewport.photograph((900, 600), lambda *given: taken.append(given), metres=0.2)
    qtbot.waitUntil(lambda: bool(taken), timeout=20000)
    image, metres = taken[0]
    assert metres == pytest.approx(0.2)
    qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)
    assert (image.width(), image.height()) == (900, 600)


def buildings(document):
    return next(key for key, layer in document.layers.items() if layer.name == "Buildings")


def painted(viewport, qtbot):
    """The colour of the tower's roof on the screen, once the picture stands."""
    qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)
    return np.array(viewport.grab().toImage().pixelColor(roof(viewport)).getRgb()[:3], int)


def test_a_legend_colours_the_city_and_lets_go_of_it(shown, qtbot):
    viewport, document = shown
    key = buildings(document)
    before = painted(viewport, qtbot)
    measured = Measured(document.layers[key].thing)
    style = Style("graduated", Trait("measure", "height"), "own", breaks=(10.0,), palette="Greens")
    viewport.colour(key, legend_of(style, measured))
    red, green, blue = painted(viewport, qtbot)
    assert green > red + 20
    assert green > blue + 10
    viewport.colour(key, None)
    assert np.abs(painted(viewport, qtbot) - before).max() < 12


def test_the_picture_as_other_eyes_see_it(shown, qtbot):
    viewport, document = shown
    key = buildings(document)
    viewport.colour(key, legend_of(Style(colour="#d02020"), Measured(document.layers[key].thing)))
    normal = painted(viewport, qtbot)
    viewport.see_as("Greyscale")
    grey = painted(viewport, qtbot)
    assert np.ptp(grey) <= 2
    viewport.see_as("Protanopia")
    red, green, _ = painted(viewport, qtbot)
    assert abs(red - green) < 0.4 * (normal[0] - normal[1])
    viewport.see_as("")
    assert np.abs(painted(viewport, qtbot) - normal).max() < 12


def test_heights_that_are_drawn_higher_are_told_as_they_are(shown, qtbot):
    viewport, _ = shown
    qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)
    low = roof(viewport)
    viewport.exaggerate(2.0)
    qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)
    high = viewport.where((105.0, 5.0, 50.0))
    assert high.y() < low.y()
    told = []
    viewport.pointed.connect(told.append)
    viewport._eye.place = QPointF(high)
    viewport.underMouse = lambda: True
    viewport._look()
    assert told[-1][2] == pytest.approx(25, abs=1)


GREEN = (0, 158, 115)


def greens(viewport):
    """Where the picture in the widget shows the live things' green: (rows, columns)."""
    image = viewport.pictures.first.convertToFormat(QImage.Format.Format_RGBX8888)
    flat = np.frombuffer(image.constBits(), np.uint8)
    pixels = flat.reshape(image.height(), image.bytesPerLine())[:, : 4 * image.width()]
    off = np.abs(pixels.reshape(image.height(), -1, 4)[..., :3].astype(int) - GREEN)
    return (off < 40).all(-1)


def settled(viewport, qtbot):
    qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)


def test_live_things_move_over_the_resting_picture_and_are_found(shown, qtbot, monkeypatch):
    viewport, _ = shown
    assert not greens(viewport).any()
    viewport.show_things("air", Glyphs.of("disc", [[105, 5, 25]], GREEN, height=0))
    settled(viewport, qtbot)
    first = greens(viewport)
    assert first.any()
    assert viewport.thing_at(QPointF(viewport.where((105.0, 5.0, 25.0)))) == ("air", 0)
    assert viewport.thing_at(QPointF(3, 3)) is None
    monkeypatch.setattr(viewport._window, "draw", lambda size: pytest.fail("drawn anew"))
    viewport.move_things("air", np.array([[95.0, 5, 30]]))
    qtbot.waitUntil(lambda: not np.array_equal(first, greens(viewport)))
    second = greens(viewport)
    assert not viewport.busy
    assert second.any()
    viewport.hide_things("air")
    qtbot.waitUntil(lambda: not greens(viewport).any())


def test_things_that_move_together_are_drawn_once(shown, qtbot, monkeypatch):
    viewport, _ = shown
    put, times = viewport._put, []
    for key in "abc":
        viewport.show_things(key, Glyphs.of("disc", [[105, 5, 25]], GREEN, height=0))
    settled(viewport, qtbot)
    monkeypatch.setattr(viewport, "_put", lambda pictures: times.append(1) or put(pictures))
    for key in "abc":
        viewport.move_things(key, np.array([[95.0, 5, 30]]))
    qtbot.waitUntil(lambda: bool(times))
    qtbot.wait(30)
    assert len(times) == 1


def test_live_things_are_in_a_moving_picture_and_in_a_photograph(shown, qtbot):
    viewport, _ = shown
    viewport.show_things("air", Glyphs.of("disc", [[105, 5, 25]], GREEN, height=0))
    settled(viewport, qtbot)
    viewport.turn(20, 0, (105.0, 5.0, 0.0))
    qtbot.waitUntil(lambda: not viewport._frame.isActive())
    assert viewport.busy and greens(viewport).any()
    settled(viewport, qtbot)
    taken = []
    viewport.photograph((300, 200), lambda image, metres: taken.append(image))
    qtbot.waitUntil(lambda: bool(taken), timeout=10000)
    colours = {taken[0].pixelColor(x, y).getRgb()[:3] for x in range(300) for y in range(200)}
    assert any(np.abs(np.array(colour) - GREEN).max() < 40 for colour in colours)
    settled(viewport, qtbot)
