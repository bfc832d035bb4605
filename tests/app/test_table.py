import numpy as np
import pytest

from app.on_the_table import Chosen, Selection
from app.table import Table
from app.tasks import Tasks
from city.finding import Finding
from city.style import Style, Trait
from tests.app.standin import StandIn, row_of, town_document, town_opened

FINDING = Finding("warning", "NOT_PLANAR", "podium", "a roof is 3 cm out of plane")


@pytest.fixture
def table(qtbot):
    tasks = Tasks()
    made = Table(town_document(), tasks, StandIn)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made._document.lay(town_opened(findings=[FINDING]), add=False)
    qtbot.waitUntil(lambda: not made.busy)
    yield made
    tasks.close()


def told(table, name):
    return [entry[1:] for entry in table.viewport.told if entry[0] == name]


def test_layers_enter_the_scene_one_by_one_and_the_eye_goes_home(table):
    keys = list(table._document.layers)
    assert [key for (key,) in told(table, "show_layer")] == keys
    assert told(table, "start")


def test_what_leaves_the_table_leaves_the_scene(table):
    keys = set(table._document.layers)
    table._document.clear()
    assert {key for (key,) in told(table, "remove")} == keys


def test_a_coloured_city_leaves_the_table_too(table, qtbot):
    key = next(key for key, layer in table._document.layers.items() if layer.name == "Buildings")
    table._document.set_layer(key, style=Style("graduated", Trait("measure", "height")))
    qtbot.waitUntil(lambda: bool(told(table, "colour")))
    table._document.clear()  # what its slots raise fails a test
    assert not table.styling.legends and len(told(table, "colour")) == 1


def test_a_bar_below_the_city_lifts_the_legend(table, qtbot):
    key = next(key for key, layer in table._document.layers.items() if layer.name == "Buildings")
    table._document.set_layer(key, style=Style("graduated", Trait("measure", "height")))
    qtbot.waitUntil(table.legend.isVisible)
    high = table.viewport.height()
    table.cut_bar.show()
    qtbot.waitUntil(lambda: table.viewport.height() < high)
    assert table.legend.geometry().bottom() < table.viewport.height()


def test_a_layers_look_reaches_the_scene(table):
    key = next(iter(table._document.layers))
    table._document.set_layer(key, opacity=0.3)
    assert told(table, "look")[-1][0].opacity == 0.3


def test_a_click_in_the_city_selects_and_turns_to_the_inspector(table):
    document = table._document
    key, layer = next(iter(document.layers.items()))
    table.turn_to("doctor")
    chosen = Selection(key, layer.thing, row_of(document, "house"))
    table.viewport.picked.emit(chosen)
    assert document.selection == chosen
    assert told(table, "select")[-1] == (chosen,)
    assert table.inspector.isVisible()


def test_a_finding_flies_to_its_object_and_stays_with_the_doctor(table):
    table.turn_to("doctor")
    table.doctor.chosen.emit("podium")
    assert table._document.selection.object == row_of(table._document, "podium")
    assert told(table, "frame") == [((100, 120, 0, 20, 0, 5),)]
    assert table.doctor.isVisible()
    assert table.side.others["doctor"].text() == "Doctor · 1 finding"


def test_a_finding_about_nothing_on_the_table_says_so(table, qtbot):
    with qtbot.waitSignal(table.trouble) as heard:
        table.doctor.chosen.emit("nobody")
    assert "nobody" in heard.args[0]


def test_the_place_under_the_mouse_is_told_in_world_coordinates(table, qtbot):
    with qtbot.waitSignal(table.status) as heard:
        table.viewport.pointed.emit((1.0, 2.0, 3.0))
    assert heard.args == [(84001.0, 447002.0, 3.0)]
    with qtbot.waitSignal(table.status) as heard:
        table.viewport.pointed.emit(None)
    assert heard.args == [None]


def test_the_chosen_and_the_shown_objects_reach_every_layer_of_their_city(table):
    document = table._document
    city = document.cities()[0]
    rows = np.array([0, 2], np.int32)
    document.choose(Chosen(city, rows))
    assert {key for key, _ in told(table, "mark")} == set(document.layers)
    assert all(given is rows for _, given in told(table, "mark"))
    document.choose(None)
    assert told(table, "mark")[-1][1] is None
    mask = np.zeros(len(city.objects), bool)
    document.show_only(city, mask)
    assert told(table, "show_only")[-1][1] is mask
    document.show_only(city, None)
    assert told(table, "show_only")[-1][1] is None


def test_another_city_takes_the_place_of_the_one_before_and_is_looked_at_anew(table, qtbot):
    table.viewport.told.clear()
    table._document.lay(town_opened(), add=False)
    qtbot.waitUntil(lambda: bool(told(table, "start")))
    assert ("1/Buildings",) in told(table, "remove")
    assert ("1/Buildings",) in told(table, "show_layer")


def test_objects_wear_live_colours_over_their_styles_and_take_them_off(table):
    key = next(iter(table._document.layers))
    paint = np.zeros((len(table._document.cities()[0].objects), 4), np.uint8)
    table.viewport.told.clear()
    table.wear({key: paint})
    assert told(table, "wear") == [(key, None, paint)]
    table.wear({key: paint})
    assert len(told(table, "wear")) == 1 and told(table, "colour") == []
    table.wear({})
    assert told(table, "colour") == [(key, None)]


def test_a_card_says_what_live_layers_tell_of_a_thing(table):
    document = table._document
    key, layer = next(iter(document.layers.items()))
    table.said_live = lambda thing: f"Power {thing.object} kW"
    assert table.overlay.tell(Selection(key, layer.thing, 2)) == "Power 2 kW"
