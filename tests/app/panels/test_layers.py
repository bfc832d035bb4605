from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.document import Document
from app.live.layer import Source
from app.on_the_table import BaseMap
from app.panels.layers import Layers
from tests.app.live.test_layer import layer
from tests.app.standin import town_document, town_opened


@pytest.fixture
def town(qtbot):
    document = town_document()
    panel = Layers(document)
    qtbot.addWidget(panel)
    panel.resize(250, 600)
    panel.show()
    return document, panel, next(iter(panel.rows.values()))


def test_an_empty_table_says_what_to_do(qtbot):
    panel = Layers(Document())
    qtbot.addWidget(panel)
    assert any("Drop a file" in label.text() for label in panel.findChildren(QLabel))


def test_a_row_names_and_counts_its_layer(town):
    _, panel, row = town
    assert (row.name.text(), row.count.text()) == ("Buildings", "2")
    assert "CITY" in [label.text() for label in panel.findChildren(QLabel)]


def test_the_dot_shows_and_hides(town, qtbot):
    document, _, row = town
    qtbot.mouseClick(row.eye, Qt.MouseButton.LeftButton)
    assert not document.layers[row.layer.key].visible
    document.set_layer(row.layer.key, visible=True)
    assert row.eye.isChecked()


def test_opened_a_row_sets_detail_and_opacity(town, qtbot):
    document, _, row = town
    assert not row.lods.isVisible()
    qtbot.mouseClick(row.more, Qt.MouseButton.LeftButton)
    assert row.lods.isVisible()
    row.lods.setCurrentIndex(1)
    row.opacity.setValue(40)
    layer = document.layers[row.layer.key]
    assert (layer.lod, layer.opacity) == ("2", 0.4)
    assert not row.textures.isVisible()  # the toy town has none


def test_closing_the_city_empties_the_list(town):
    document, panel, _ = town
    document.clear()
    assert panel.rows == {}


def test_a_layer_that_was_moved_wears_a_badge(qtbot):
    document = Document()
    town = town_opened()
    layers = tuple(replace(layer, lift=-2.5) for layer in town.layers)
    document.lay(replace(town, layers=layers), add=False)
    panel = Layers(document)
    qtbot.addWidget(panel)
    row = panel.rows["1/Buildings"]
    assert row.lift.text() == "moved by −2.50 m"
    assert not row.lift.isHidden()


def test_a_map_under_the_city_has_its_row_and_says_how_it_stands(qtbot):
    document = town_document()
    panel = Layers(document)
    qtbot.addWidget(panel)
    assert panel.map is None
    document.lay_map(BaseMap("https://a/{z}/{x}/{y}", "", "Streets", "Somebody"))
    panel.map.strength.setValue(40)
    assert document.base_map.strength == 0.4
    panel.map.eye.setChecked(False)
    assert not document.base_map.visible and document.credits[-1:] != ["Somebody"]
    panel.map.eye.setChecked(True)
    assert document.credits[-1] == "Somebody"
    panel.say_of_map("a does not answer")
    assert panel.map.said.text() == "a does not answer" and not panel.map.said.isHidden()
    document.lay_map(BaseMap("https://b/{z}/{x}/{y}", "", "From the air", "Somebody"))
    assert panel.map.eye.accessibleName() == "Show From the air"
    panel.map.away.click()
    assert document.base_map is None and panel.map is None


def test_something_may_stand_above_all_rows_and_stays_there(town):
    document, panel, _ = town
    first = QLabel("the plan")
    panel.begin_with(first)
    document.lay(town_opened(), add=True)
    assert panel._column.itemAt(0).widget() is first
    plan = replace(next(iter(document.layers.values())), key="plan/0", group="Scenario")
    document.lay_plan({"plan/0": plan}, {}, {})
    document.set_layer("plan/0", visible=False)  # it has no row of its own here
    document.lay(town_opened(), add=True)
    assert {key.split("/")[0] for key in panel.rows} == {"1", "2", "3"}


def test_live_layers_have_their_rows_above_the_city(town):
    document, panel, _ = town
    made = []
    panel.live_made.connect(made.append)
    document.lay_live(replace(layer(source=Source("https://a.example", "Air")), key="live/1"))
    document.lay_live(replace(layer(source=Source("https://b.example", "Buses")), key="live/2"))
    assert [row.name.text() for row in panel.live.values()] == ["Air", "Buses"]
    assert made[-1] is panel.live["live/2"]
    assert "LIVE" in [label.text() for label in panel.findChildren(QLabel)]
    places = [panel._column.indexOf(row) for row in (*panel.live.values(), *panel.rows.values())]
    assert places == sorted(places)


def test_what_a_live_layer_tells_makes_no_row_anew(town):
    document, panel, _ = town
    document.lay_live(layer(source=Source("https://a.example", "Air")))
    row = panel.live["live/1"]
    document.lay_live(layer(source=Source("https://a.example", "Air")))
    document.lay_live(layer(source=Source("https://a.example", "Air", shown="zorbs")))
    assert panel.live["live/1"] is row


def test_live_rows_go_with_their_layers_and_with_the_city(town):
    document, panel, _ = town
    document.lay_live(layer(source=Source("https://a.example", "Air")))
    document.lay(town_opened(), add=True)
    assert set(panel.live) == {"live/1"}  # it stays beside what is laid
    document.take_live("live/1")
    assert panel.live == {}
    document.lay_live(layer(source=Source("https://a.example", "Air")))
    document.clear()
    assert panel.live == {}
