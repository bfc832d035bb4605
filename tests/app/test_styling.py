"""Styles of layers become legends, on a worker, and the newest wish wins."""

import pytest

from app.on_the_table import Selection
from app.styling import Styling, objects_of
from app.tasks import Tasks
from city.legend import OUTSIDE
from city.style import Style, Trait
from tests.app.standin import row_of, town_document, town_opened

HEIGHT = Style("graduated", Trait("measure", "height"), "own", breaks=(10.0,))


@pytest.fixture
def table(qtbot):
    document, tasks = town_document(), Tasks()
    yield document, Styling(document, tasks), tasks
    tasks.close()


def buildings(document):
    return next(key for key, layer in document.layers.items() if layer.name == "Buildings")


def wait(qtbot, tasks):
    qtbot.waitUntil(lambda: not tasks.running)


def test_a_style_becomes_a_legend(table, qtbot):
    document, styling, _tasks = table
    key = buildings(document)
    with qtbot.waitSignal(styling.told) as told:
        document.set_layer(key, style=HEIGHT)
    assert told.args == [key]
    legend = styling.legends[key]
    assert [entry.count for entry in legend.entries] == [1, 1]
    assert legend.number[row_of(document, "square")] == OUTSIDE
    city = document.layers[key].thing
    words = styling.words_of(Selection(key, city, row_of(document, "house")))
    assert words == "Height 3 m"
    with qtbot.waitSignal(styling.told):
        document.set_layer(key, style=None)
    assert key not in styling.legends
    assert styling.words_of(Selection(key, city, 0)) == ""


def test_the_face_that_was_clicked_tells_its_own_value(table, qtbot):
    document, styling, _tasks = table
    key = buildings(document)
    slope = Style("graduated", Trait("surface", "slope(wall)"), "own", breaks=(45.0,))
    with qtbot.waitSignal(styling.told):
        document.set_layer(key, style=slope)
    city, house = document.layers[key].thing, row_of(document, "house")
    first = int(city.shapes["2"].object_polygons()[house])
    told = [
        styling.words_of(Selection(key, city, house, polygon=first + k, lod="2")) for k in range(6)
    ]
    assert told == ["", *["Slope of each wall 90 °"] * 4, ""]  # neither the floor nor the roof
    assert styling.words_of(Selection(key, city, house)) == ""


def test_only_the_newest_of_many_wishes_is_worked_out(table, qtbot):
    document, styling, tasks = table
    key = buildings(document)
    told = []
    styling.told.connect(told.append)
    for k in range(1, 30):
        document.set_layer(key, style=Style("graduated", HEIGHT.by, "own", breaks=(float(k),)))
    wait(qtbot, tasks)
    assert styling.legends[key].breaks == (29.0,)
    assert len(told) <= 3


def test_a_style_that_does_not_fit_says_so(table, qtbot):
    document, styling, tasks = table
    with qtbot.waitSignal(styling.refused) as refused:
        document.set_layer(
            buildings(document), style=Style("graduated", Trait("attribute", "beauty"))
        )
    assert refused.args[0].startswith("Buildings cannot be coloured so: no object here has")
    assert not styling.legends
    document.set_layer(buildings(document), style=HEIGHT)
    wait(qtbot, tasks)
    assert styling.legends


def test_legends_go_with_their_city(table, qtbot):
    document, styling, tasks = table
    document.set_layer(buildings(document), style=HEIGHT)
    wait(qtbot, tasks)
    document.lay(town_opened("second.city.json"), add=False)
    assert not styling.legends


def test_another_city_under_the_same_name_is_coloured_too(table, qtbot):
    document, styling, tasks = table
    key = buildings(document)
    document.set_layer(key, style=HEIGHT)  # a worker is at it
    document.lay(town_opened("second.city.json"), add=False)
    assert buildings(document) == key
    other = Style("graduated", HEIGHT.by, "own", breaks=(5.0,))
    document.set_layer(key, style=other)
    wait(qtbot, tasks)
    qtbot.waitUntil(lambda: key in styling.legends)
    assert styling.legends[key].style == other


def test_a_layer_shows_the_objects_of_its_theme():
    document = town_document()
    layer = document.layers[buildings(document)]
    city = layer.thing
    kinds = {city.objects.kind_of(int(row)) for row in objects_of(layer).nonzero()[0]}
    assert kinds == {"Building", "BuildingPart"}


def test_who_does_not_want_to_wait_gets_plaster(table, qtbot):
    document, styling, tasks = table
    key = buildings(document)
    document.set_layer(key, style=Style("graduated", Trait("measure", "volume")))
    (task,) = tasks.running
    assert task.title == "Measuring: volume"
    task.cancel()
    wait(qtbot, tasks)
    assert document.layers[key].style is None
    assert not styling.legends
    document.set_layer(key, style=HEIGHT)
    wait(qtbot, tasks)
    assert styling.legends[key]
