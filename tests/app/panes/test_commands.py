"""The menu by which plans are seen together."""

import pytest

from app.panes.commands import MENU, WAYS
from tests.app.panes.stage import open_window
from tests.app.planned import house
from tests.app.standin import StandIn


@pytest.fixture
def window(qtbot, tmp_path):
    made = open_window(qtbot, tmp_path, StandIn)
    for name in ("A", "B", "C"):
        assert made.studio.planning.add(name)
        assert made.studio.do(house())
    yield made
    made.close()


def seen(window):
    beside = window.studio.together.beside
    return [beside.name(pane) for pane in range(len(beside.arrangement.panes))]


def way(window, mode, count, level=False):
    return window.studio.together.commands._ways[mode, count, level]


def test_the_usual_plans_are_chosen_the_city_as_it_is_first(window):
    way(window, "beside", 2).trigger()
    assert seen(window) == ["Baseline", "C"]
    way(window, "beside", 4).trigger()
    assert seen(window) == ["Baseline", "C", "A", "B"]
    way(window, "curtain", 2).trigger()
    assert seen(window) == ["Baseline", "C"]
    way(window, "ghost", 2).trigger()
    assert seen(window) == ["C", "Baseline"]
    way(window, "onion", 4).trigger()
    assert seen(window) == ["C", "A", "B"]
    way(window, "one", 1).trigger()
    assert seen(window) == ["C"]


def test_of_several_panes_the_one_that_is_worked_in_stays(window):
    way(window, "beside", 4).trigger()
    window.studio.together.beside.enter(3)
    way(window, "beside", 2).trigger()
    assert seen(window) == ["Baseline", "B"]


def test_the_way_that_plans_are_seen_in_is_ticked(window):
    for _, mode, count, level, _, _ in WAYS:
        way(window, mode, count, level).trigger()
        assert way(window, mode, count, level).isChecked()
        assert window.studio.together.beside.arrangement.mode == mode


def test_panes_are_exchanged_and_gone_through_by_keys(window):
    commands, planning = window.studio.together.commands, window.studio.planning
    assert not commands.swap.isEnabled() and not commands.next.isEnabled()
    way(window, "curtain", 2).trigger()
    commands.swap.trigger()
    assert seen(window) == ["C", "Baseline"]
    before = planning.active
    commands.next.trigger()
    assert planning.active != before
    way(window, "ghost", 2).trigger()
    solid = seen(window)[0]
    commands.swap.trigger()
    assert seen(window)[1] == solid


def test_every_way_has_a_key_of_its_own(window):
    actions = [action for menu, action in window.actions_.all() if menu == MENU]
    keys = [action.shortcut().toString() for action in actions if not action.shortcut().isEmpty()]
    assert len(keys) >= len(WAYS) and len(set(keys)) == len(keys)
    every = [a.shortcut().toString() for _, a in window.actions_.all()]
    taken = [key for key in every if key]
    assert len(set(taken)) == len(taken)


def test_with_a_single_plan_panes_still_open(qtbot, tmp_path):
    window = open_window(qtbot, tmp_path, StandIn)
    way(window, "beside", 4).trigger()
    assert seen(window) == ["Baseline"] * 4
    way(window, "onion", 4).trigger()
    assert seen(window) == ["Baseline"]
    window.close()
