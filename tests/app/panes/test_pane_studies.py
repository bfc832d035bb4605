"""Each pane shows what is known of its plan, and nothing that nobody has computed."""

import numpy as np
import pytest
from PySide6.QtWidgets import QMenu

from app.panes.arrangement import Arrangement, Pane
from app.studies import DIFFERENCE, PLAN, TODAY
from tests.app.panes.stage import open_window
from tests.app.planned import house
from tests.app.standin import StandIn
from tests.app.test_studies import ASKED

SMALL = {**ASKED, "spacing": 4.0}


@pytest.fixture
def window(qtbot, tmp_path):
    """Two plans of which the sun is known, and a third of which it is not; the second is shown."""
    made = open_window(qtbot, tmp_path, StandIn)
    made.bot = qtbot
    for name, x in (("A", 20.0), ("B", 40.0), ("C", 60.0)):
        assert made.studio.planning.add(name)
        assert made.studio.do(house(x, storeys=6))
    for ident in idents(made)[:2]:
        made.studio.planning.turn_to(ident)
        made.studio.studies.ask("sun", SMALL)
        wait(made)
    yield made
    made.close()


def idents(window):
    return [one.ident for one in window.studio.planning.scenarios.values()]


def wait(window):
    studio = window.studio
    window.bot.waitUntil(
        lambda: (
            not studio.studies.busy
            and not studio.together.studies.busy
            and not window.tasks.running
        ),
        timeout=30_000,
    )


def laid(window):
    """What lies over panes now, by the plan: the layer, its colours and the panes."""
    found = {}
    for name, *said in window.table.viewport.told:
        if name == "lay_pane_study":
            found[said[0].removeprefix("study@")] = said[1:]
        elif name == "take_pane_study_off":
            found.pop(said[0].removeprefix("study@"), None)
    return found


def arrange(window, *plans, mode="beside"):
    window.studio.together.see(Arrangement(mode, tuple(map(Pane, plans))))
    wait(window)


def test_each_pane_has_its_own_answer_in_the_same_colours(window):
    a, b, _ = idents(window)
    arrange(window, "", a, b)
    found = laid(window)
    assert found.keys() == {"", a} and found[a][2] == {1} and found[""][2] == {0}
    own = window.document.study.values
    for layer, colours, _ in found.values():
        assert layer.quantity("hours") == own.quantity("hours")
        assert colours.breaks == found[a][1].breaks
    assert not np.array_equal(found[a][0].values["hours"], found[""][0].values["hours"])
    put = [said for name, *said in window.table.viewport.told if name == "put_study"]
    assert put[-1][0] == {2}


def test_what_nobody_has_computed_is_said_and_not_shown(window):
    a, b, c = idents(window)
    arrange(window, a, b, c)
    assert laid(window).keys() == {a}
    titles = [t for t in window.studio.together.titles.titles if not t.isHidden()]
    assert [title.more.text() for title in titles] == ["", "", "not computed"]
    window.studio.studies.hide()
    wait(window)
    assert not laid(window)
    assert [title.more.text() for title in titles] == ["", "", ""]


def test_differences_are_each_plans_own_on_one_scale_about_zero(window):
    a, b, _ = idents(window)
    studies = window.studio.studies
    arrange(window, "", a, b)
    studies.show(studies.shown, DIFFERENCE)
    wait(window)
    found = laid(window)
    assert found.keys() == {a}  # the city as it is does not differ from itself
    mine, other = window.document.study.values, found[a][0]
    assert mine.quantity("hours") == other.quantity("hours")
    assert mine.quantity("hours").low == -mine.quantity("hours").high
    changed = other.values["hours"]
    assert (changed == 0).any() and (changed < 0).any()
    studies.show(studies.shown, TODAY)
    wait(window)
    assert not laid(window)


def test_one_picture_has_one_study(window):
    a, b, _ = idents(window)
    arrange(window, a, b)
    arrange(window, b, mode="one")
    assert not laid(window)
    put = [said for name, *said in window.table.viewport.told if name == "put_study"]
    assert put[-1][0] is None


def test_it_is_offered_for_a_plan_of_which_it_is_not_known(window):
    a, b, c = idents(window)
    arrange(window, a, b, c)
    menu = QMenu(window)
    window.studio.together.menu.fill(2, menu)
    compute = next(action for action in menu.actions() if "Compute" in action.text())
    compute.trigger()
    wait(window)
    assert laid(window).keys() == {a, c}
    assert window.studio.studies.aspect == PLAN
    assert laid(window)[c][0].settings == laid(window)[a][0].settings
    menu = QMenu(window)
    window.studio.together.menu.fill(2, menu)
    assert not any("Compute" in action.text() for action in menu.actions())


def test_a_map_of_who_is_affected_lies_in_the_panes_of_its_plan_alone(window):
    a, b, _ = idents(window)
    studies = window.studio.studies
    arrange(window, "", a, b)
    studies.map_over(studies.layer)
    wait(window)
    put = [said for name, *said in window.table.viewport.told if name == "put_study"]
    assert put[-1][0] == {2} and not laid(window)
    studies.map_over(None)
    wait(window)
    assert laid(window).keys() == {"", a}
