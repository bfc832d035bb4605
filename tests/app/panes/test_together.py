"""What stands over the panes, and what can be chosen there."""

import pytest
from PySide6.QtCore import QRect, Qt

from app.panes import plan_views
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


def shown(window):
    return [t for t in window.studio.together.titles.titles if t.isVisibleTo(t.parentWidget())]


def names(window):
    return [title.button.text().removesuffix(" ▾") for title in shown(window)]


def arrange(window, mode, *plans, **more):
    known = {one.name: one.ident for one in window.studio.planning.scenarios.values()}
    panes = tuple(Pane(known.get(name, ""), **more) for name in plans)
    window.studio.together.see(Arrangement(mode, panes))


def test_a_plan_alone_needs_no_title(window):
    assert not shown(window)


def test_each_pane_names_its_plan_within_it_and_clear_of_what_lies_there(window):
    arrange(window, "beside", "today", "A", "B", "A")
    assert names(window) == ["Baseline", "A", "B", "A"]
    viewport, split = window.table.viewport, window.studio.together.beside.arrangement.split()
    strip = window.studio.sketching.strip
    others = [strip.geometry(), window.table.overlay.compass.geometry()]
    for pane, title in enumerate(shown(window)):
        room = split.room(pane, viewport.size())
        assert room.contains(title.geometry().topLeft())
        assert not any(title.geometry().intersects(other) for other in others)
        assert "Plan in this pane" in title.button.accessibleName()
    fonts = [title.button.font().bold() for title in shown(window)]
    assert fonts.count(True) == 1


def test_at_a_curtain_each_side_has_its_title_at_its_edge(window):
    arrange(window, "curtain", "A", "B")
    left, right = (title.geometry() for title in shown(window))
    middle = window.table.viewport.width() / 2
    assert left.right() < middle < right.left()
    assert not right.intersects(window.table.overlay.compass.geometry())


def test_a_ghost_is_said_to_be_one_and_plans_in_one_another_are_listed(window):
    arrange(window, "ghost", "A", "B")
    assert names(window) == ["A", "B"] and shown(window)[1].more.text() == "as a ghost"
    arrange(window, "onion", "A", "B")
    assert names(window) == ["A", "B"]
    rects = [title.geometry() for title in shown(window)]
    assert not QRect(rects[0]).intersects(rects[1])
    assert not any(title.button.isEnabled() for title in shown(window))
    arrange(window, "blink", "A", "B")
    assert names(window) == ["A"]
    window.studio.together.beside._turn()
    assert names(window) == ["B"]


def test_another_plan_is_chosen_over_a_pane_and_a_pane_is_closed(window):
    arrange(window, "beside", "today", "A", "A")
    beside, planning = window.studio.together.beside, window.studio.planning
    menu = shown(window)[0].button.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()][:3] == ["Baseline", "A", "B"]
    menu.actions()[2].trigger()
    assert names(window) == ["B", "A", "A"] and planning.scenarios[planning.active].name == "A"
    active = beside.active
    menu = shown(window)[active].button.menu()
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert planning.active == "" and beside.active == active
    shown(window)[0].close_.click()
    assert len(names(window)) == 2
    shown(window)[0].close_.click()
    assert beside.alone and not shown(window)


def test_a_sun_of_its_own_is_said(window):
    arrange(window, "beside", "A", "B", moment="2026-06-21T15:00:00+02:00")
    assert "15:00" in shown(window)[0].more.text()


def test_titles_stay_in_their_panes_when_the_window_is_resized(window):
    arrange(window, "beside", "A", "B")
    before = shown(window)[1].x()
    window.resize(window.width() - 300, window.height())
    from PySide6.QtWidgets import QApplication

    QApplication.processEvents()
    assert shown(window)[1].x() < before


def test_a_long_name_stays_within_its_pane_and_is_told_in_full(window):
    planning = window.studio.planning
    long = "The tower that somebody has thought of in a long meeting of the whole council " * 2
    planning.describe(next(iter(planning.scenarios.values())), name=long.strip())
    for mode in ("beside", "curtain"):
        arrange(window, mode, long.strip(), long.strip())
        one, other = shown(window)
        viewport = window.table.viewport
        half = viewport.width() // 2
        assert one.geometry().right() < half < other.geometry().left()
        assert other.geometry().right() < viewport.width()
        assert one.button.text().endswith("… ▾") and long.strip() in one.button.accessibleName()


def test_a_pane_that_is_too_low_for_its_title_has_none(window):
    arrange(window, "beside", "today", "A", "B", "A")
    viewport = window.table.viewport
    viewport.resize(700, 100)  # the strip lies over the upper panes
    rooms = [window.studio.together.beside.arrangement.split().room(k, viewport.size())
             for k in range(4)]  # fmt: skip
    for title in shown(window):
        assert rooms[title.property("pane")].bottom() >= title.geometry().bottom()
    assert len(shown(window)) < 4


def test_it_is_said_that_a_plan_is_looked_at_as_it_was_before(window):
    arrange(window, "beside", "A", "B")
    window.studio.scenarios.looking_back.begin()
    assert [title.more.text() for title in shown(window)].count("before") == 1
    window.studio.scenarios.looking_back.end()
    assert not any(title.more.isVisibleTo(title) for title in shown(window))


def test_the_keyboard_goes_from_the_city_to_the_title_of_each_pane(window):
    here, reached, tab = window.table.viewport, [], Qt.FocusPolicy.TabFocus
    here.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # as the picture has it
    arrange(window, "beside", "today", "A", "B")
    while len(reached) < 6:
        here = here.nextInFocusChain()
        if here.isVisible() and tab in here.focusPolicy():
            reached.append(here)
    assert reached == [part for title in shown(window) for part in (title.button, title.close_)]


def test_what_the_panes_show_is_told_to_who_prints_them(window):
    names = window.table.viewport.pictures
    assert names.names == []
    arrange(window, "beside", "A", "B")
    assert names.names == ["A", "B"]
    arrange(window, "ghost", "B", "A")
    assert names.names == ["B · A as a ghost"]


def test_a_long_plan_is_said_to_be_on_its_way_until_it_is_there(window, qtbot, monkeypatch):
    monkeypatch.setattr(plan_views, "FEW", 0)
    arrange(window, "beside", "A", "B")  # B is on the table
    assert [title.more.text() for title in shown(window)] == ["on its way", ""]
    contents = window.studio.together.beside.contents
    qtbot.waitUntil(lambda: not contents.busy, timeout=10000)
    assert [title.more.text() for title in shown(window)] == ["", ""]


def test_where_plans_have_colours_of_their_own_the_legend_says_no_others(window):
    legend = window.table.legend
    said = []
    legend.show_plan = said.append
    arrange(window, "onion", "A", "B")
    assert said[-1] == []
    arrange(window, "one", "B")
    assert said[-1][0].text == "Change against baseline"
