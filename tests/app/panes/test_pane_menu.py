"""What can be chosen for a pane alone."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QMenu

from app.panes.arrangement import Arrangement, Pane
from tests.app.panes.stage import open_window
from tests.app.planned import house
from tests.app.standin import StandIn

NOON = datetime(2026, 6, 21, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def window(qtbot, tmp_path):
    made = open_window(qtbot, tmp_path, StandIn)
    assert made.studio.planning.add("A") and made.studio.do(house())
    yield made
    made.close()


def menu_of(window, pane, mode="beside"):
    plan = window.studio.planning.active
    together = window.studio.together
    if together.beside.arrangement.mode != mode:
        together.see(Arrangement(mode, (Pane(), Pane(plan))))
    menu = QMenu(window)
    together.menu.fill(pane, menu)
    return menu


def entry(menu, text):
    return next(a for a in menu.actions() if a.text().replace("&", "").startswith(text))


def test_a_layer_is_left_out_of_one_pane_and_comes_back(window):
    beside = window.studio.together.beside
    layers = entry(menu_of(window, 1), "Layers").menu()
    names = [action.text() for action in layers.actions()]
    assert "Buildings" in names and len(names) == len(window.document.opened[0].layers)
    assert all(action.isChecked() for action in layers.actions())
    entry(layers, "Buildings").trigger()
    assert beside.arrangement.panes[1].hidden == {"1/Buildings"}
    assert not beside.arrangement.panes[0].hidden
    layers = entry(menu_of(window, 1), "Layers").menu()
    assert not entry(layers, "Buildings").isChecked()
    entry(layers, "Buildings").trigger()
    assert not beside.arrangement.panes[1].hidden


def test_a_pane_keeps_the_sun_that_shines_now(window):
    beside = window.studio.together.beside
    assert not entry(menu_of(window, 0), "Keep this sun").isEnabled()  # a studio has none
    window.document.set_moment(NOON)
    menu = menu_of(window, 0)
    assert not entry(menu, "The sun of the others").isEnabled()
    entry(menu, "Keep this sun").trigger()
    assert beside.arrangement.panes[0].moment == NOON.isoformat()
    window.document.set_moment(NOON.replace(hour=18))
    assert beside.arrangement.panes[0].moment == NOON.isoformat()
    entry(menu_of(window, 0), "The sun of the others").trigger()
    assert beside.arrangement.panes[0].moment == ""


def test_one_picture_has_nothing_of_its_own_and_turns_have_no_suns(window):
    assert not menu_of(window, 0, "ghost").actions()
    texts = [action.text() for action in menu_of(window, 0, "blink").actions()]
    assert not any("sun" in text for text in texts)
