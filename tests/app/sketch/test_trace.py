"""Drawing on the ground: clicks, aids, typed numbers, keys, and what goes wrong."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.app.aslant import ALT, CTRL, NONE, RIGHT, SHIFT
from tests.app.planned import edit
from tests.city.plans import at, square

BACK, RETURN, ESCAPE = Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Escape


def footprint(planner):
    return np.array(planner.edits[-1].footprint) - at(0, 0)


def points(planner):
    return np.round(planner.tool.points, 6).tolist()


def test_an_outline_ends_on_its_first_corner(planner):
    planner.take("building")
    for corner in [(40, -10), (60, -10), (60, 10), (40, 10)]:
        planner.click(*corner)
    planner.move(40, -10)
    assert planner.tool.aid.held == "ends here"
    assert planner.words == "9.0 m · 3 storeys · 1,200 m² of floor"
    planner.click(40, -10)
    assert footprint(planner).tolist() == [[40, -10], [60, -10], [60, 10], [40, 10]]
    assert points(planner) == []  # and the next one may begin


def test_a_double_click_ends_and_sets_no_corner_twice(planner):
    planner.take("wall")
    planner.click(40, -20)
    planner.click(60, -20)
    planner.double_click(60, -10)
    (wall,) = planner.edits
    assert (np.array(wall.line) - at(0, 0)).tolist() == [[40, -20], [60, -20], [60, -10]]


def test_a_double_click_with_the_right_button_ends_nothing(planner):
    planner.take("wall")
    planner.click(40, -20)
    planner.click(60, -20)
    QTest.mouseDClick(planner.eye, RIGHT, NONE, planner._place(60, -20))
    assert planner.edits == [] and len(points(planner)) == 2


def test_a_typed_length_and_angle_are_kept_to_the_millimetre(planner):
    planner.take("building")
    planner.click(40, -10)
    planner.move(61, -11.5)
    planner.type("20,5")
    planner.key(Qt.Key.Key_Tab)
    planner.type("90")  # clockwise from north: due east
    planner.key(RETURN)
    assert points(planner) == [[40, -10], [60.5, -10]]
    planner.move(61, 5)
    planner.type("12.25")
    planner.key(Qt.Key.Key_Tab)
    planner.type("90")
    planner.click(61, 5)
    assert points(planner)[2] == [60.5, 2.25]
    assert planner.eye.hasFocus()  # Tab stayed with the tool


def test_tab_goes_to_the_next_widget_where_nothing_is_drawn(planner):
    planner.take("building")
    planner.key(Qt.Key.Key_Tab)
    assert not planner.eye.hasFocus()


def test_backspace_takes_back_digits_and_then_points(planner):
    planner.take("building")
    planner.click(40, -10)
    planner.click(60, -10)
    planner.type("12")
    assert planner.tool.entry.texts == ["12", ""]
    planner.key(BACK)
    planner.key(BACK)
    assert len(points(planner)) == 2 and not planner.tool.entry
    planner.key(BACK)
    assert points(planner) == [[40, -10]]


def test_escape_lets_go_of_the_points_and_then_of_the_tool(planner):
    planner.take("building")
    planner.click(40, -10)
    planner.click(60, -10)
    planner.key(ESCAPE)
    assert points(planner) == [] and planner.tool is not None
    planner.key(ESCAPE)
    assert planner.tool is None and planner.sketching.preview.fresh == []


def test_digits_that_are_shortcuts_go_to_the_tool_that_draws(planner):
    heard = []
    planner.window.actions_.add("View", "&Nought", "0", lambda: heard.append(1), city=False)
    planner.take("building")
    planner.key(Qt.Key.Key_0)
    assert heard == [1]
    planner.click(40, -10)
    planner.move(60, -10)
    planner.key(Qt.Key.Key_0)
    assert heard == [1] and planner.tool.entry.texts == ["0", ""]


def test_a_drag_turns_the_city_and_sets_no_point(planner):
    planner.take("building")
    planner.drag((40, -10), (50, -10), (60, -10))
    assert points(planner) == [] and planner.eye.turned
    planner.click(40, -10)
    planner.drag((40, 0), (50, 0), (60, 0), button=RIGHT)
    assert points(planner) == [[40, -10]] and planner.tool is not None


def test_a_right_click_asks_what_can_be_done_and_draws_on(planner):
    asked = []
    planner.eye.asked.disconnect()
    planner.eye.asked.connect(lambda thing, place: asked.append(thing))
    planner.take("building")
    planner.click(40, -10)
    planner.click(50, -10, button=RIGHT)
    assert len(asked) == 1 and points(planner) == [[40, -10]]


def test_shift_and_a_click_leave_the_points_alone(planner):
    planner.take("building")
    planner.click(40, -10)
    planner.click(50, -10, keys=SHIFT)
    assert points(planner) == [[40, -10]]


def test_the_keys_alone_draw_a_building(planner):
    planner.take("block")
    planner.tool.place = planner.eye.where(40, -10)
    planner.key(RETURN)
    for _ in range(3):
        planner.key(Qt.Key.Key_Right)
    planner.type("20")
    planner.key(RETURN)
    planner.key(Qt.Key.Key_Up)
    planner.type("10")
    planner.key(RETURN)
    assert np.ptp(footprint(planner), axis=0).tolist() == pytest.approx([20, 10], abs=1e-3)


def test_enter_ends_an_outline_wherever_the_mouse_has_gone(planner):
    planner.take("building")
    for corner in [(40, -10), (60, -10), (60, 10)]:
        planner.click(*corner)
    planner.move(30, 30)
    planner.key(RETURN)
    assert footprint(planner).tolist() == [[40, -10], [60, -10], [60, 10]]


def test_enter_sets_where_the_arrow_keys_have_led_and_then_ends(planner):
    planner.take("wall")
    planner.click(40, -20)
    planner.click(60, -20)
    for _ in range(4):  # 12 pixels each
        planner.key(Qt.Key.Key_Up)
    planner.key(RETURN)
    assert planner.edits == [] and points(planner)[2] == pytest.approx([60, -8], abs=0.3)
    planner.key(RETURN)
    assert len(planner.edits[0].line) == 3


def test_enter_after_typed_lengths_ends_at_the_last_of_them(planner):
    planner.take("wall")
    planner.click(40, -20)
    planner.move(55, -20)
    planner.type("10")
    planner.key(RETURN)
    planner.key(RETURN)
    (wall,) = planner.edits
    assert (np.array(wall.line) - at(0, 0)).round(3).tolist() == [[40, -20], [50, -20]]


def test_enter_after_the_last_click_begins_nothing(planner):
    planner.take("block")
    for corner in [(40, -10), (60, -10), (60, 10)]:
        planner.click(*corner)
    planner.key(RETURN)
    assert len(planner.edits) == 1 and points(planner) == []
    planner.key(Qt.Key.Key_Right)
    planner.key(RETURN)
    assert len(points(planner)) == 1


def test_in_the_sky_no_point_is_set_and_it_says_so(planner, monkeypatch):
    planner.take("wall")
    planner.click(40, -20)
    monkeypatch.setattr(planner.eye, "on_level", lambda place, height: (0.0, 0.0, height))
    planner.click(60, -20)
    assert points(planner) == [[40, -20]] and planner.tool._words() == "There is no ground here"
    planner.eye.grab()  # is painted all the same
    monkeypatch.undo()
    planner.click(60, -20)
    assert points(planner) == [[40, -20], [60, -20]]


def test_enter_on_the_last_point_again_ends(planner):
    planner.take("wall")
    planner.click(40, -20)
    planner.click(60, -20)
    planner.key(RETURN)
    assert [one.verb for one in planner.edits] == ["wall"]


# What holds a point


def test_a_side_is_drawn_to_a_right_angle_unless_alt_is_held(planner):
    planner.take("building")
    planner.click(40, -10)
    planner.click(60, -10)
    planner.move(60.5, 10)
    assert planner.tool.aid.held == "right angle"
    assert planner.tool.aid.place.tolist() == pytest.approx([60, 10], abs=0.3)
    assert planner.tool.aid.place[0] == pytest.approx(60)
    planner.tool.follow(ALT)
    assert planner.tool.aid.held == "" and planner.tool.aid.place[0] == 60.5


def test_a_corner_closes_at_right_angles(planner):
    planner.take("building")
    for corner in [(40, -10), (60, -10), (60, 10)]:
        planner.click(*corner)
    planner.move(40.5, 10)
    assert planner.tool.aid.held == "right angle, in line with the start"
    assert planner.tool.aid.place.tolist() == pytest.approx([40, 10])


def test_sides_run_parallel_to_what_one_pointed_at(planner):
    slant = [at(40, 20), at(50, 25), at(48, 29), at(38, 24)]
    planner.planning.do(edit("build", footprint=slant, storeys=1))
    planner.take("building")
    planner.move(44, 24, 3)  # over its roof, whose longest side rises 1 in 2
    planner.click(60, -20)
    planner.move(70, -14.8)
    assert planner.tool.aid.held == "parallel"
    step = planner.tool.aid.place - (60, -20)
    assert step[1] / step[0] == pytest.approx(0.5)


def test_a_grid_holds_places_and_lengths(planner):
    planner.take("building")
    planner.sketching.options.gridded.emit(5.0)
    planner.click(41, -11)
    assert points(planner) == [[40, -10]]
    planner.move(58.5, -10.2)
    assert planner.tool.aid.place.tolist() == pytest.approx([60, -10])


def test_corners_and_edges_of_the_city_hold_points(planner):
    planner.take("building")
    planner.move(10.4, 0.3, 3)
    assert planner.tool.aid.held == "corner"
    assert planner.tool.aid.place.tolist() == [10, 0]
    planner.move(5, -0.5, 3)
    assert planner.tool.aid.held == "edge" and planner.tool.aid.place[1] == pytest.approx(0)


def test_heights_that_are_drawn_larger_lead_to_the_same_places(planner):
    planner.document.exaggerate(3.0)
    planner.take("courtyard")
    for corner in [(3, 2, 9), (7, 2, 9), (7, 6, 9), (3, 6, 9)]:  # the roof, drawn at 3 x 3 m
        planner.click(*corner)
    planner.click(3, 2, 9)
    (cut,) = planner.edits
    assert np.round(np.array(cut.outline) - at(0, 0), 2).tolist() == [
        [3, 2],
        [7, 2],
        [7, 6],
        [3, 6],
    ]
    assert planner.view.things["house"].body.volume() == pytest.approx((80 - 16) * 3)


# What is meant


def test_what_most_of_the_line_crosses_is_split_even_where_another_is_selected(planner):
    planner.select("tower")
    planner.take("split")
    planner.click(4, -4)
    planner.click(4, 14)
    planner.key(RETURN)
    assert planner.edits[0].object == "house"


def test_what_is_selected_is_cut_where_the_points_lie_on_the_ground(planner):
    planner.select("house")
    planner.take("courtyard")
    for corner in [(-4, -4), (4, -4), (4, 5.5), (-4, 5.5)]:  # the third under the house as well
        planner.click(*corner)
    planner.key(RETURN)
    assert planner.edits[0].object == "house"
    assert planner.view.things["house"].body.volume() == pytest.approx((80 - 4 * 5.5) * 3)


# What goes wrong: a sentence at the crosshair, the same in the notice, and the points stay


def refused(planner, name, corners, words, **settings):
    planner.take(name, **settings)
    for corner in corners[:-1]:
        planner.click(*corner)
    planner.move(*corners[-1])
    assert words in planner.words, planner.words
    before = len(planner.edits)
    planner.click(*corners[-1])
    if planner.tool.shape in ("outline", "line"):
        planner.key(RETURN)
    assert len(planner.edits) == before
    assert words.lower() in planner.refused[-1].lower()
    assert planner.refused[-1][0].isupper()
    assert planner.window.notice.text.text() == planner.refused[-1]
    assert planner.words, "what is wrong is still said"
    return points(planner)


def test_an_outline_that_crosses_itself(planner):
    corners = [(40, -10), (60, 10), (60, -10), (40, 10)]
    assert len(refused(planner, "building", corners, "crosses or touches itself")) == 4


def test_an_outline_that_is_too_small(planner):
    planner.take("block")
    planner.click(40, -10)
    for typed in ("0.3", "0.3"):
        planner.move(50, 0)
        planner.type(typed)
        planner.key(RETURN)
    assert planner.edits == [] and "too small" in planner.refused[-1]
    assert len(points(planner)) == 2


def test_a_line_that_does_not_cross(planner):
    planner.select("house")
    assert len(refused(planner, "split", [(-20, -20), (20, -20)], "does not cross it")) == 2


def test_a_courtyard_without_a_building(planner):
    corners = [(40, -10), (60, -10), (60, 10)]
    assert len(refused(planner, "courtyard", corners, "draw it on a building")) == 3


def test_a_courtyard_beside_the_building_that_is_meant(planner):
    planner.select("house")
    corners = [(40, -10), (60, -10), (60, 10)]
    assert len(refused(planner, "courtyard", corners, "does not lie under the outline")) == 3


def test_far_outside_the_city(planner):
    planner.take("building")
    planner.eye.middle = np.array([60_000.0, 0.0])
    for corner in [(60_000, 0), (60_010, 0), (60_010, 10)]:
        planner.click(*corner)
    planner.key(RETURN)
    assert planner.edits == [] and "km outside the city" in planner.refused[-1]
    assert len(points(planner)) == 3


def test_a_typed_length_beyond_all_measure(planner):
    planner.take("building")
    planner.click(40, -10)
    planner.click(60, -10)
    planner.move(60, 10)
    planner.type("999999999")
    planner.key(RETURN)
    planner.key(RETURN)
    planner.key(RETURN)
    assert planner.edits == [] and planner.refused


def test_a_number_that_is_none_is_passed_over(planner):
    planner.take("building")
    planner.click(40, -10)
    planner.move(60, -10)
    planner.type("1..2-3,4")
    assert planner.tool.entry.texts[0] == "1.234"


def test_a_point_on_the_last_one_is_set_once(planner):
    planner.take("building")
    planner.click(40, -10)
    planner.click(40, -10)
    assert points(planner) == [[40, -10]]


# What happens meanwhile


def test_undo_while_one_draws_leaves_the_points(planner):
    planner.planning.do(edit("build", footprint=square(100, 40, 10, 8)))
    planner.take("building")
    for corner in [(40, -10), (60, -10), (60, 10)]:
        planner.click(*corner)
    planner.key(Qt.Key.Key_Z, CTRL)
    assert planner.view.things == {} and len(points(planner)) == 3
    planner.key(RETURN)
    assert [one.verb for one in planner.edits] == ["build"]


def test_the_object_of_what_is_drawn_goes_meanwhile(planner):
    planner.planning.do(edit("build", footprint=square(40, -10, 20, 20), storeys=1, id="new"))
    planner.take("courtyard")
    for corner in [(45, -5, 3), (55, -5, 3), (55, 5, 3)]:
        planner.click(*corner)
    planner.key(Qt.Key.Key_Z, CTRL)
    assert "not" in planner.words
    planner.key(RETURN)
    assert planner.edits == [] and planner.refused


def test_another_plan_on_the_table_is_drawn_in(planner):
    first = planner.planning.add("First")
    planner.planning.add("Second")
    planner.take("building")
    for corner in [(40, -10), (60, -10), (60, 10)]:
        planner.click(*corner)
    planner.planning.turn_to(first.ident)
    planner.pause()
    planner.key(RETURN)
    assert planner.planning.scenario.name == "First"
    assert [one.verb for one in planner.edits] == ["build"]


def test_the_city_is_closed_while_one_draws(planner):
    planner.take("building")
    planner.click(40, -10)
    planner.click(60, -10)
    planner.window.close_city()
    planner.pause()
    assert planner.tool is None and not planner.sketching.options.isVisible()


def test_what_is_drawn_is_seen_with_its_words(planner):
    planner.take("round")
    planner.click(50, 0)
    planner.move(60, 0)
    seen = planner.picture()
    at_rim = planner.eye.where(60, 0).toPoint()
    assert seen.pixelColor(at_rim) != Qt.GlobalColor.white
    planner.key(ESCAPE)
    assert planner.picture() != seen
