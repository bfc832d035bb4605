"""Taking hold of things: dragging, clicking twice, typing, the keys, and what holds a height."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.on_the_table import Chosen
from tests.app.aslant import CTRL, RIGHT, SHIFT
from tests.app.planned import edit
from tests.city.plans import square

RETURN, ESCAPE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
RIGHT_KEY, UP, DOWN = Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down
ROOF = (5, 4, 3)


def body(planner, ident="house"):
    return planner.view.body(planner.view.find(ident))


def low(planner, ident="house"):
    return body(planner, ident).points.min(0)


def done(planner):
    return [one.verb for one in planner.edits]


def build(planner, ident, x, y, **said):
    planner.planning.do(edit("build", footprint=square(x, y, 20, 20), id=ident, **said))
    planner.pause()


# Raising


def test_a_drag_raises_in_whole_storeys(planner):
    planner.take("height")
    planner.drag(ROOF, (5, 4, 5), (5, 4, 8.6))  # 5.6 m are nearest to two storeys
    (raised,) = planner.edits
    assert (raised.storeys, raised.metres) == (2, 0)
    assert body(planner).high == 9


def test_storeys_are_as_high_as_those_of_the_building(planner):
    build(planner, "new", 40, -10, storeys=3, storey_height=4.0)
    planner.take("height")
    planner.drag((50, 0, 12), (50, 0, 15), (50, 0, 20))
    assert planner.edits[-1].storeys == 2 and body(planner, "new").high == 20


def test_less_than_a_storey_is_said_and_not_done(planner):
    planner.take("height")
    planner.press(*ROOF)
    planner.move(5, 4, 4.2)
    assert planner.words == "that is less than a storey"
    planner.release(5, 4, 4.2)
    assert done(planner) == [] and planner.refused == ["That is less than a storey"]
    assert planner.tool.idents == ["house"]  # still in the hand


def test_in_metres_it_follows_the_mouse(planner):
    planner.take("height", by="metres")
    planner.drag(ROOF, (5, 4, 5), (5, 4, 4.5))
    assert body(planner).high == pytest.approx(4.5)


def test_typed_metres_are_done_to_the_millimetre(planner):
    planner.take("height")
    planner.click(*ROOF)
    planner.move(5, 4, 6)
    planner.type("1.234")
    planner.key(RETURN)
    assert body(planner).high == pytest.approx(4.234, abs=1e-9)


def test_typed_metres_that_are_whole_storeys_add_storeys(planner):
    build(planner, "new", 40, -10, storeys=2)
    planner.take("height")
    planner.click(50, 0, 6)
    planner.type("6")
    planner.key(RETURN)
    form = planner.view.things["new"].form
    assert (form.storeys, form.storey_height) == (4, 3.0)


def test_nothing_is_lowered_below_one_storey(planner):
    build(planner, "new", 40, -10, storeys=2)
    planner.take("height")
    planner.click(50, 0, 6)
    planner.type("-6")
    assert planner.words == "it has 2 storeys, so it cannot lose 2"
    planner.key(RETURN)
    assert done(planner) == ["build"]
    assert planner.window.notice.text.text() == "It has 2 storeys, so it cannot lose 2"
    assert planner.tool.idents == ["new"]


def test_it_is_not_drawn_to_a_corner_below_its_foot(planner):
    build(planner, "other", 40, -10, storeys=2)
    planner.take("height", by="metres")
    planner.press(*ROOF)
    planner.move(40, -10, 0)
    assert planner.tool.held == ""
    planner.move(40, -10, 6)
    assert planner.tool.held == "as high as this corner"


def test_it_becomes_as_high_as_the_ridge_of_another_to_the_centimetre(planner):
    roof = {"shape": "gable", "slope": 37.3}
    build(planner, "other", 40, -10, storeys=2, roof=roof)
    ridge = body(planner, "other").high
    planner.take("height")
    planner.press(*ROOF)
    middle = body(planner, "other").points
    at = middle[middle[:, 2] > ridge - 1e-6].mean(0)
    planner.move(*at)
    assert planner.tool.held == "as high as this ridge"
    planner.release(*at)
    assert body(planner).high == pytest.approx(ridge, abs=0.001)


def test_the_same_where_heights_are_drawn_larger(planner):
    planner.document.exaggerate(2.0)
    build(planner, "other", 40, -10, storeys=2, roof={"shape": "gable", "slope": 37.3})
    ridge = body(planner, "other").high
    planner.take("height", by="metres")
    planner.press(5, 4, 6)
    planner.move(50, 0, 2 * ridge)
    assert planner.tool.held == "as high as this ridge"
    planner.move(5, 4, 12)  # 6 m farther up are 3 m
    assert planner.tool.value[0] == pytest.approx(3)
    planner.release(5, 4, 12)
    assert body(planner).high == pytest.approx(6)


# Pushing


def test_a_wall_of_the_city_is_pushed_out(planner):
    planner.take("push")
    planner.press(5, 0, 1.5)  # the southern wall, which comes towards the eye
    planner.move(5, -2, 1.5)
    assert planner.tool.value[0] == pytest.approx(2)
    planner.release(5, -2, 1.5)
    assert low(planner)[1] == pytest.approx(-2)
    assert body(planner).volume() == pytest.approx(10 * 10 * 3)


def test_a_face_of_a_part_of_the_city(planner):
    planner.take("push")
    planner.drag((105, 5, 25), (105, 5, 26), (105, 5, 27))
    assert planner.edits[0].object == "tower"
    assert body(planner, "tower").high == pytest.approx(27)


def test_a_roof_of_the_plan_is_pushed_by_a_typed_number(planner):
    build(planner, "new", 40, -10, storeys=2)
    planner.take("push")
    planner.click(50, 0, 6)
    planner.type("-1.5")
    planner.key(RETURN)
    assert body(planner, "new").high == pytest.approx(4.5)


def test_a_face_that_would_turn_it_inside_out(planner):
    planner.take("push")
    planner.click(*ROOF)
    planner.type("-5")
    assert "pushed too far" in planner.words
    planner.key(RETURN)
    assert done(planner) == [] and "pushed too far" in planner.refused[-1]


def test_a_face_is_pushed_by_the_keys_alone(planner):
    planner.take("push")
    planner.tool._place = planner.eye.where(5, 4, 2)
    planner.key(UP)  # the crosshair goes 12 pixels, 3 m, up: to the roof
    planner.key(RETURN)
    assert planner.tool.idents == ["house"]
    planner.key(UP)
    planner.key(UP)
    planner.key(RETURN)
    assert body(planner).high == pytest.approx(4)


# Moving, turning, copying


def test_a_thing_is_moved_by_a_click_and_another(planner):
    planner.take("move")
    planner.click(*ROOF)
    planner.move(20, 4, 3)
    assert planner.tool.held == "due east or west"
    assert done(planner) == []
    planner.click(25, 4.3, 3)
    assert planner.edits[0].by == pytest.approx((20, 0, 0))
    assert planner.tool.idents == []


def test_a_typed_way_moves_it(planner):
    planner.take("move")
    planner.click(*ROOF)
    planner.type("12.5")
    planner.key(TAB)
    planner.type("180")
    planner.key(RETURN)
    assert planner.edits[0].by == pytest.approx((0, -12.5, 0), abs=1e-3)
    assert planner.eye.hasFocus()


def test_all_that_is_selected_moves_together(planner):
    city = next(iter(planner.document.cities()))
    rows = sorted(city.objects.ids.find(name) for name in ("house", "tower", "podium", "shaft"))
    planner.document.choose(Chosen(city, np.array(rows, np.int32)))
    planner.take("move")
    planner.drag(ROOF, (5, 10, 3), (5, 14, 3))
    assert sorted(planner.edits[0].objects) == ["house", "tower"]
    assert low(planner)[1] == pytest.approx(10) and low(planner, "tower")[1] == pytest.approx(10)


def test_what_is_not_selected_moves_alone(planner):
    planner.select("tower")
    planner.take("move")
    planner.drag(ROOF, (5, 10, 3), (5, 14, 3))
    assert planner.edits[0].objects == ("house",)


@pytest.mark.parametrize(
    ("name", "keys", "edits"),
    [
        ("move", [RIGHT_KEY, RIGHT_KEY, UP], {"by": (1.0, 0.5, 0.0)}),
        ("turn", [RIGHT_KEY, RIGHT_KEY], {"turn": 10.0}),
        ("copy", [DOWN], {"by": (0.0, -0.5, 0.0)}),
        ("height", [UP] * 6, {"storeys": 1}),
    ],
)
def test_the_keys_alone_change_what_is_selected(planner, name, keys, edits):
    planner.select("house")
    planner.take(name)
    for key in keys:
        planner.key(key)
    assert planner.sketching.preview.fresh
    planner.key(RETURN)
    assert len(planner.edits) == 1
    for part, value in edits.items():
        assert getattr(planner.edits[0], part) == pytest.approx(value)


def test_a_fine_step_is_taken_with_shift(planner):
    planner.select("house")
    planner.take("move")
    planner.key(RIGHT_KEY, SHIFT)
    planner.key(RETURN)
    assert planner.edits[0].by == pytest.approx((0.1, 0, 0))


def test_a_typed_turn_is_clockwise(planner):
    planner.select("house")
    planner.take("turn")
    planner.type("90")
    planner.key(RETURN)
    assert planner.edits[0].turn == 90
    assert np.ptp(body(planner).points, axis=0) == pytest.approx([8, 10, 3])


def test_copies_stand_in_a_row_and_are_all_seen_before(planner):
    planner.take("copy", times=4)
    planner.click(*ROOF)
    planner.move(20, 4, 3)
    assert len(planner.sketching.preview.fresh) == 4
    planner.click(20, 4, 3)
    starts = [thing.body.points[:, 0].min() for thing in planner.view.things.values()]
    assert starts == pytest.approx([15, 30, 45, 60])


# What is left for looking around, and letting go


def test_the_ground_turns_the_city_as_ever(planner):
    planner.take("move")
    planner.move(50, -10)
    planner.drag((50, -10), (60, -10), (70, -10))
    assert planner.eye.turned and done(planner) == [] and planner.tool.idents == []
    planner.document.select(None)
    planner.key(TAB)
    assert not planner.eye.hasFocus()


def test_another_button_shifts_the_city_while_something_is_held(planner):
    planner.take("move")
    planner.click(*ROOF)
    before = planner.eye.middle.copy()
    planner.press(50, -10, button=RIGHT)
    place, no = planner.eye.where(60, -10), Qt.KeyboardModifier.NoModifier
    moved = QMouseEvent(QEvent.Type.MouseMove, place, place, Qt.MouseButton.NoButton, RIGHT, no)
    QApplication.sendEvent(planner.eye, moved)
    planner.release(60, -10, button=RIGHT)
    assert planner.tool.idents == ["house"] and (planner.eye.middle != before).any()


def test_shift_and_a_click_choose_as_ever(planner):
    planner.take("move")
    planner.click(*ROOF, keys=SHIFT)
    assert planner.document.selection is not None and planner.tool.idents == []


def test_escape_lets_go_and_then_puts_the_tool_down(planner):
    planner.take("move")
    planner.click(*ROOF)
    planner.move(20, 4, 3)
    planner.key(ESCAPE)
    assert planner.tool.idents == [] and planner.sketching.preview.fresh == []
    planner.key(ESCAPE)
    assert planner.tool is None and done(planner) == []


def test_a_click_that_moves_nothing_does_nothing(planner):
    planner.take("move")
    planner.click(*ROOF)
    planner.click(*ROOF)
    assert done(planner) == [] and planner.tool.idents == []


def test_a_double_click_holds_it_and_does_nothing(planner):
    planner.take("move")
    planner.double_click(*ROOF)
    assert done(planner) == [] and planner.tool.idents == ["house"]
    assert ("centre", (5, 4, 3)) not in planner.eye.told


def test_what_is_held_goes_meanwhile(planner):
    build(planner, "new", 40, -10, storeys=2)
    planner.take("move")
    planner.click(50, 0, 6)
    planner.move(60, 0, 6)
    planner.key(Qt.Key.Key_Z, CTRL)
    assert "not in the city any more" in planner.words
    planner.key(RETURN)
    assert done(planner) == [] and "not in the city any more" in planner.refused[-1]
    planner.key(ESCAPE)
    planner.key(ESCAPE)
    assert planner.tool is None


def test_what_is_held_is_seen_with_its_measures(planner):
    planner.take("move")
    planner.click(*ROOF)
    planner.move(25, 14, 3)
    seen = planner.picture()
    planner.type("9")
    assert planner.picture() != seen
    assert planner.tool.entry.words(planner.tool._measured()).startswith("9▏ m")
