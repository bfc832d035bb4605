import pytest
from PySide6.QtWidgets import QApplication, QMenu

from app.on_the_table import Selection
from app.settings import Settings
from app.table import Table
from app.window import Window
from tests.app.standin import StandIn, row_of, town_opened


@pytest.fixture
def window(qtbot):
    made = Window(Settings(), lambda document, tasks: Table(document, tasks, StandIn))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def lay_town(window):
    window._lay_table()
    window.document.lay(town_opened(), add=False)
    layer = next(iter(window.document.layers.values()))
    return layer, row_of(window.document, "house")


def test_the_name_and_the_place_of_what_is_selected_are_copied(window):
    layer, row = lay_town(window)
    window.document.select(Selection(layer.key, layer.thing, row, point=(1.0, 2.0, 3.25)))
    window.errands.copy_id()
    assert QApplication.clipboard().text() == "house"
    window.errands.copy_place()
    assert QApplication.clipboard().text() == "84001.000 447002.000 3.250"


def test_a_right_click_on_a_thing_selects_it_and_offers_what_can_be_done(window):
    layer, row = lay_town(window)
    thing = Selection(layer.key, layer.thing, row, point=(1.0, 2.0, 3.25))
    window.table.viewport.asked.emit(thing, window.mapToGlobal(window.rect().center()))
    assert window.document.selection == thing
    menu = next(m for m in window.findChildren(QMenu) if m.isVisible())
    assert window.actions_.frame in menu.actions()
    menu.close()
    window.table.viewport.asked.emit(None, window.rect().center())
    assert window.document.selection == thing


def test_f6_goes_from_panel_to_panel_and_round(window, qtbot):
    lay_town(window)
    qtbot.waitUntil(lambda: window.table.isVisible())
    window.activateWindow()
    panels = [window.bar.search, *window.table.panels()]
    seen = []
    for _ in range(5):
        window.errands.next_panel()
        focus = QApplication.focusWidget()
        seen += [k for k, p in enumerate(panels) if p is focus or p.isAncestorOf(focus)]
    assert seen == [(seen[0] + step) % len(panels) for step in range(5)]  # from wherever it is


def test_escape_lets_go_of_everything_chosen(window):
    layer, row = lay_town(window)
    window.document.select(Selection(layer.key, layer.thing, row))
    window.errands.let_go()
    assert window.document.selection is None
