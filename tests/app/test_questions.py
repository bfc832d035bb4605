"""The commands that ask and choose are in the menus, and do what they say."""

import pytest
from PySide6.QtWidgets import QFileDialog, QMenu

from app.dialogs.how_to_ask import HowToAsk
from app.on_the_table import Selection
from app.panels.ask import USUAL
from app.questions import named
from app.settings import Settings
from app.table import Table
from app.window import Window
from tests.app.standin import StandIn, row_of, town_opened


@pytest.fixture
def window(qtbot):
    made = Window(Settings(), lambda document, tasks: Table(document, tasks, StandIn))
    qtbot.addWidget(made)
    made.show()
    made._lay_table()
    made.document.lay(town_opened(), add=False)
    yield made
    made.close()


def command(window, text):
    plain = {a.text().replace("&", ""): a for _, a in window.actions_.all()}
    return plain[text]


def chosen(window):
    rows = window.document.chosen
    return set() if rows is None else {rows.city.objects.ids[r] for r in rows.rows}


def test_no_two_commands_have_the_same_key(window):
    keys = [a.shortcut().toString() for _, a in window.actions_.all() if not a.shortcut().isEmpty()]
    assert len(keys) == len(set(keys)), sorted(k for k in keys if keys.count(k) > 1)


def test_commands_choose(window, qtbot):
    command(window, "Everything").trigger()
    assert len(chosen(window)) == 7
    window.document.select(
        Selection("", window.document.cities()[0], row_of(window.document, "house"))
    )
    command(window, "All of the same class").trigger()
    assert "tower" in chosen(window)
    command(window, "Invert").trigger()
    assert "tower" not in chosen(window)
    command(window, "Isolate what is found or chosen").trigger()
    assert len(window.document.shown) == 1
    command(window, "Show everything again").trigger()
    assert not window.document.shown


def test_the_line_the_table_and_the_statistics_are_shown(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    command(window, "Find or ask…").trigger()
    assert window.table.questions.ask.line.hasFocus()
    command(window, "Attribute table").trigger()
    assert window.table.questions.attributes.isVisible()
    assert window.table.questions.ask.table.isChecked()
    command(window, "Statistics").trigger()
    assert window.table.side.page == "statistics"


def test_a_tool_is_put_into_the_hand(window):
    for text in ("In a box", "In a lasso", "In a polygon"):
        command(window, text).trigger()
        name, tool = window.table.viewport.told[-1]
        assert name == "take"
        assert tool.hint == window.table.questions.ask.words.text()
    window.table.viewport.taken.emit(None)
    assert window.table.questions.ask.words.text() == USUAL


def test_an_example_is_tried(window, qtbot):
    command(window, "How to ask the city").trigger()
    (dialog,) = window.findChildren(HowToAsk)
    dialog.tried.emit("Building.height > 20")
    dialog.close()
    qtbot.waitUntil(lambda: "tower" in chosen(window))


def test_the_values_of_the_selected_are_offered(window, qtbot):
    questions = window.table.questions
    command(window, "All with the same value…").trigger()
    assert "Click something first" in questions.ask.words.text()
    city = window.document.cities()[0]
    window.document.select(Selection("", city, row_of(window.document, "house")))
    command(window, "All with the same value…").trigger()
    menu = questions.ask.findChildren(QMenu)[-1]
    menu.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: chosen(window) == {"house"})


def test_export_asks_where(window, qtbot, tmp_path):
    command(window, "Export what is found or chosen…").trigger()
    (dialog,) = window.findChildren(QFileDialog)
    dialog.selectFile(str(tmp_path / "town"))
    dialog.fileSelected.emit(str(tmp_path / "town"))
    dialog.close()
    qtbot.waitUntil((tmp_path / "town.csv").exists, timeout=10_000)
    qtbot.waitUntil(lambda: "7 objects are in" in window.table.questions.ask.words.text())


@pytest.mark.parametrize(
    ("name", "chosen_format", "path"),
    [
        ("a.csv", "GeoPackage (*.gpkg)", "a.csv"),
        ("a", "GeoPackage (*.gpkg)", "a.gpkg"),
        ("a.b", "CityJSON (*.city.json)", "a.b.city.json"),
        ("a", "", "a.csv"),
    ],
)
def test_a_name_gets_the_ending_of_its_format(name, chosen_format, path):
    assert str(named(name, chosen_format)) == path
