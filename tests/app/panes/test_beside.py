"""Which plans are seen together, and which of them is on the table."""

import pytest

from app.panes.arrangement import Arrangement, Pane
from tests.app.panes.stage import open_window
from tests.app.planned import house
from tests.app.standin import StandIn


@pytest.fixture
def window(qtbot, tmp_path):
    made = open_window(qtbot, tmp_path, StandIn)
    for name in ("A", "B"):
        assert made.studio.planning.add(name)
        assert made.studio.do(house())
    yield made
    made.close()


def idents(window):
    return [one.ident for one in window.studio.planning.scenarios.values()]


def test_the_plan_on_the_table_is_always_seen(window):
    beside, planning = window.studio.together.beside, window.studio.planning
    a, b = idents(window)
    beside.arrange(Arrangement("beside", (Pane(), Pane(a))))
    assert planning.active == a and beside.active == 1
    planning.turn_to(b)
    assert beside.arrangement.plans == ["", b] and beside.active == 1
    planning.turn_to("")
    assert beside.arrangement.plans == ["", b] and beside.active == 0
    assert [beside.name(pane) for pane in (0, 1)] == ["Baseline", "B"]


def test_the_pane_of_the_plan_on_the_table_is_marked_whoever_put_it_there(window):
    beside, planning = window.studio.together.beside, window.studio.planning
    a, b = idents(window)
    beside.arrange(Arrangement("beside", (Pane(), Pane(a), Pane(b))))
    for ident, pane in ((a, 1), ("", 0), (b, 2)):
        planning.turn_to(ident)
        assert window.table.viewport.pictures.active == beside.active == pane
    window.document.undo()  # of the house in B, then of that in A, which is seen in another pane
    window.document.undo()
    assert planning.active == a and window.table.viewport.pictures.active == 1


def test_who_enters_a_pane_works_on_its_plan(window):
    beside, planning = window.studio.together.beside, window.studio.planning
    a, b = idents(window)
    beside.arrange(Arrangement("beside", (Pane(a), Pane(b), Pane(a))))
    window.table.viewport.entered.emit(2)
    assert planning.active == a and beside.active == 2
    window.table.viewport.entered.emit(0)
    assert beside.active == 0
    beside.enter_with(0, "")
    assert planning.active == "" and beside.arrangement.plans == ["", b, a]


def test_a_ghost_is_always_the_other_plan(window):
    beside, planning = window.studio.together.beside, window.studio.planning
    a, b = idents(window)
    planning.turn_to(a)
    beside.arrange(Arrangement("ghost", (Pane(a), Pane(b))))
    planning.turn_to(b)
    assert beside.arrangement.plans == [b, a]


def test_what_was_demanded_of_plans_that_are_gone_is_a_plan_alone(window):
    beside = window.studio.together.beside
    beside.arrange(Arrangement("curtain", (Pane("nobody"), Pane("no one"))))
    assert beside.alone


def test_the_curtain_is_drawn_and_in_the_city_it_stands_where_it_was(window):
    beside, viewport = window.studio.together.beside, window.table.viewport
    a, _ = idents(window)
    beside.arrange(Arrangement("space", (Pane(), Pane(a))))
    viewport.curtained.emit(0.3)
    split, plane = next(t for t in reversed(viewport.told) if t[0] == "part")[1:]
    assert split.at == 0.3 and plane[3] == pytest.approx(30)
    viewport.moved.emit(0.0, 1.0)
    assert beside.arrangement.at == pytest.approx(0.3)
    beside.arrange(Arrangement("curtain", (Pane(), Pane(a)), at=0.5))
    assert next(t for t in reversed(viewport.told) if t[0] == "part")[2] is None


def test_pictures_are_seen_by_turns_until_they_are_not(window, qtbot):
    beside = window.studio.together.beside
    a, b = idents(window)
    beside.arrange(Arrangement("blink", (Pane(a), Pane(b))))
    assert beside._blink.isActive() and beside._blink.interval() >= 350  # WCAG 2.3.1
    beside._turn()
    assert beside.shown == 1
    beside._turn()
    assert beside.shown == 0
    beside.arrange(Arrangement())
    assert not beside._blink.isActive()


def test_another_city_begins_with_one_picture(window):
    beside = window.studio.together.beside
    a, _ = idents(window)
    beside.arrange(Arrangement("beside", (Pane(), Pane(a))))
    window.close_city()
    assert beside.alone and not beside.contents.busy
    assert not window.document.lacking
