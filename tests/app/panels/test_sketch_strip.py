"""The strip of sketching tools."""

import pytest

from app.actions import SKETCHES
from app.sketch.kinds import BY_NAME, KINDS
from tests.app.aslant import Planner


@pytest.fixture
def planner(qtbot):
    made = Planner(qtbot)
    yield made
    made.close()


@pytest.fixture
def strip(planner):
    return planner.sketching.strip


def test_there_is_a_button_for_each_group_with_all_of_its_tools(planner, strip):
    assert list(strip.buttons) == list(SKETCHES)
    assert strip.isVisible()
    for group, button in strip.buttons.items():
        mine = [planner.sketching.actions[k.name] for k in KINDS if k.group == group]
        if len(mine) > 1:
            tools = [a for a in button.menu().actions() if not a.isSeparator()]
            assert tools[: len(mine)] == mine  # files may bring plots too
        else:
            assert button.menu() is None
        assert button.text() == group


def test_a_button_takes_the_tool_that_was_used_last(planner, strip):
    strip.buttons["Building"].click()
    assert planner.sketching.kind.name == "building" and planner.tool is not None
    planner.sketching.actions["round"].trigger()  # from its menu
    assert strip.buttons["Building"].text() == "Round" and strip.buttons["Building"].isChecked()
    strip.buttons["Trees"].click()
    assert not strip.buttons["Building"].isChecked()
    assert strip.buttons["Building"].text() == "Building"
    assert planner.sketching.kind.name == "tree"
    strip.buttons["Building"].click()
    assert planner.sketching.kind.name == "round"


def test_the_button_of_the_tool_in_the_hand_puts_it_down(planner, strip):
    button = strip.buttons["Demolish"]
    button.click()
    assert button.isChecked() and planner.tool is not None
    button.click()
    assert not button.isChecked() and planner.tool is None


def test_a_button_that_could_take_nothing_is_not_left_pressed(planner, strip, monkeypatch):
    planner.planning.add("Plan")
    project = planner.window.desk.scribe.project
    monkeypatch.setattr(project, "read_only", "another has it open")
    strip.buttons["Demolish"].click()
    assert planner.tool is None and not strip.buttons["Demolish"].isChecked()


def test_it_stands_in_several_rows_where_there_is_little_room(planner, strip):
    wide = strip.height()
    heard = []
    strip.moved.connect(heard.append)
    planner.eye.setMinimumSize(200, 150)
    planner.window.resize(1000, 800)
    planner.eye.resize(420, 600)
    planner.pause()
    assert strip.height() > wide
    assert strip.geometry().right() < planner.eye.width()
    rows = {button.y() for button in strip.buttons.values()}
    assert len(rows) > 1 and heard[-1] == strip.y() + strip.height() + 8


def test_the_buttons_stand_closer_before_they_stand_in_rows(planner, strip):
    def across(width):
        planner.eye.resize(width, 600)
        planner.pause()
        return {button.y() for button in strip.buttons.values()}, strip.width()

    planner.eye.setMinimumSize(200, 150)
    planner.window.resize(1400, 800)
    rows, wide = across(1100)
    assert len(rows) == 1
    rows, narrow = across(wide + 70)
    assert len(rows) == 1 and narrow < wide - 40
    assert across(1100) == ({5}, wide)


def test_its_words_are_those_of_the_tools(strip):
    strip.show_tool(BY_NAME["dike"])
    assert strip.buttons["Street"].text() == "Dike"
    assert "dike" in strip.buttons["Street"].toolTip().lower()
    strip.show_tool(BY_NAME["demolish"])
    assert strip.buttons["Demolish"].text() == "Demolish"
    strip.show_tool(None)
    assert not any(button.isChecked() for button in strip.buttons.values())


def test_in_a_low_picture_what_has_no_room_in_one_row_is_under_more(planner, strip, qtbot):
    planner.eye.setMinimumSize(200, 80)
    assert not strip.more.isVisible()
    qtbot.waitUntil(lambda: planner.window.minimumSize().width() < 940)  # its layout sets it
    planner.window.resize(940, 500)
    qtbot.waitUntil(lambda: planner.eye.height() < 400)
    shown = [group for group, button in strip.buttons.items() if button.isVisible()]
    assert strip.more.isVisible() and shown and len(shown) < len(strip.buttons)
    assert strip.geometry().right() < planner.eye.width() - 56 and strip.height() < 60
    offered = [action.text().replace("&", "") for action in strip.more.menu().actions()]
    assert len(offered) == len(strip.buttons) - len(shown)
    assert strip.more.menu().actions()[-1] is planner.sketching.actions["demolish"]
    strip.more.menu().actions()[-1].trigger()
    assert strip.more.isChecked() and strip.more.text() == "Demolish ▾"
