"""Pointing at what is meant: a click does it, several are gathered, the keys do the same."""

import numpy as np
from PySide6.QtCore import Qt

from app.on_the_table import Chosen
from tests.app.aslant import RIGHT
from tests.app.planned import edit
from tests.city.plans import square

RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
ROOF, SHAFT = (5, 4, 3), (105, 5, 25)


def build(planner, ident, x, y=-10, **said):
    planner.planning.do(edit("build", footprint=square(x, y, 20, 20), id=ident, **said))
    planner.pause()


def test_a_click_demolishes_what_lies_there_and_nothing_else(planner):
    planner.take("demolish")
    planner.click(50, -20)
    assert planner.edits == []
    planner.move(*SHAFT)
    assert planner.words == "1 demolished"
    planner.click(*SHAFT)
    assert planner.edits[0].objects == ("tower",)  # with all that is part of it
    assert planner.view.find("tower") is None
    assert planner.words == "" and planner.sketching.preview.gone == []


def test_what_is_drawn_can_be_demolished_too(planner):
    build(planner, "new", 40)
    planner.take("demolish")
    planner.click(50, 0, 9)
    assert planner.view.find("new") is None


def test_a_click_on_one_of_many_selected_means_them_all(planner):
    city = next(iter(planner.document.cities()))
    rows = sorted(city.objects.ids.find(name) for name in ("house", "tower"))
    planner.document.choose(Chosen(city, np.array(rows, np.int32)))
    planner.take("use", use="hotel")
    planner.click(*ROOF)
    assert sorted(planner.edits[0].objects) == ["house", "tower"]


def test_what_is_selected_is_seen_to_go_before_anybody_points(planner):
    planner.select("house")
    planner.take("demolish")
    planner.pause()
    assert planner.words == "1 demolished" and len(planner.sketching.preview.gone) == 1
    planner.key(RETURN)
    assert planner.view.find("house") is None
    assert planner.document.selection is None  # what is gone is selected no more
    assert planner.words == ""


def test_the_page_makes_room_for_what_a_tool_is_set_to(planner):
    page = planner.studio.scenarios.page
    planner.take("building")
    assert page.name.isHidden() and page.about.isHidden()
    assert not planner.sketching.options.isHidden()
    planner.studio.scenarios.rename.trigger()
    assert not page.name.isHidden()  # it is to be typed there
    planner.take("block")
    planner.key(ESCAPE)
    assert planner.tool is None and not page.name.isHidden() and not page.about.isHidden()


def test_enter_takes_what_is_selected(planner):
    planner.select("house")
    planner.take("roof", roof__shape="hip")
    planner.tool.place = planner.eye.where(60, -20)
    planner.key(RETURN)
    assert planner.edits[0].objects == ("house",)


def test_the_arrows_bring_the_crosshair_to_what_is_meant(planner):
    planner.take("use")
    planner.tool.place = planner.eye.where(5, 4, -3)
    planner.key(Qt.Key.Key_Up)
    planner.key(Qt.Key.Key_Up)
    assert planner.tool.under == "house"
    planner.key(RETURN)
    assert planner.edits[0].objects == ("house",)


def test_buildings_are_gathered_until_enter_and_may_be_left_out_again(planner):
    for ident, x in (("a", 40), ("b", 60), ("c", 80)):
        build(planner, ident, x)
    planner.take("merge")
    for x in (50, 70, 90):
        planner.click(x, 0, 9)
    planner.click(90, 0, 9)
    assert planner.tool.gathered == ["a", "b"]
    planner.move(50, -30)
    planner.key(RETURN)
    assert planner.edits[-1].objects == ("a", "b")
    assert planner.tool.gathered == []


def test_one_alone_is_not_joined(planner):
    planner.take("merge")
    planner.click(*ROOF)
    assert planner.words == "click one more that touches it"
    planner.key(RETURN)
    assert planner.edits == [] and planner.refused == ["Click one more that touches it"]
    assert planner.tool.gathered == ["house"]


def test_two_that_do_not_touch_are_not_joined(planner):
    planner.take("merge")
    planner.click(*ROOF)
    planner.click(*SHAFT)
    planner.move(50, -30)
    assert planner.words == "the buildings do not touch"
    planner.key(RETURN)
    assert planner.edits == [] and planner.refused == ["The buildings do not touch"]
    assert planner.tool.gathered == ["house", "tower"]


def test_escape_lets_go_of_what_is_gathered_and_then_of_the_tool(planner):
    planner.take("merge")
    planner.click(*ROOF)
    planner.move(50, -30)
    planner.key(ESCAPE)
    assert planner.tool.gathered == [] and planner.words == ""
    planner.key(ESCAPE)
    assert planner.tool is None


def test_what_cannot_be_set_back_is_said(planner):
    planner.take("set_back")
    planner.move(*ROOF)
    assert "was not drawn from an outline" in planner.words
    planner.click(*ROOF)
    assert planner.edits == [] and "was not drawn from an outline" in planner.refused[-1]


def test_a_double_click_does_it_once_and_leaves_the_eye_where_it_is(planner):
    planner.take("use")
    planner.double_click(*ROOF)
    assert len(planner.edits) == 1
    assert not [told for told in planner.eye.told if told[0] == "centre"]


def test_a_drag_turns_the_city_and_a_right_click_asks(planner):
    asked = []
    planner.eye.asked.disconnect()
    planner.eye.asked.connect(lambda thing, place: asked.append(thing))
    planner.take("demolish")
    planner.drag(ROOF, (15, 4, 3), (25, 4, 3))
    planner.click(*ROOF, button=RIGHT)
    assert planner.edits == [] and planner.eye.turned and len(asked) == 1


def test_what_it_would_do_is_written_beside_the_crosshair(planner):
    planner.take("demolish")
    planner.move(50, -20)
    before = planner.picture()
    planner.move(*ROOF)
    assert planner.picture() != before
