"""The table of buildings of a study."""

from dataclasses import replace

import numpy as np
import pytest

from app.panels.study_buildings import StudyBuildings
from city.layer import Quantity
from tests.city.layers import layer

COLUMNS = (Quantity("facades", "Façades", "h"), Quantity("roofs", "Roofs", "h"))


@pytest.fixture
def table(qtbot):
    made = StudyBuildings()
    qtbot.addWidget(made)
    tables = {"facades": np.array([1.0, 3.0, np.nan]), "roofs": np.array([9.0, 7.0, 8.0])}
    made.show_layer(layer(faces=3, columns=COLUMNS, tables=tables))
    return made


def column(table, number):
    return [table.item(row, number).text() for row in range(table.rowCount())]


def test_the_greatest_come_first_and_those_without_a_value_not_at_all(table):
    assert column(table, 0) == ["b1", "b0"] and column(table, 1) == ["3.0", "1.0"]


def test_a_click_on_a_heading_sorts_by_it_and_a_second_the_other_way(table):
    table._sort(2)
    assert column(table, 0) == ["b0", "b2", "b1"]
    table._sort(2)
    assert column(table, 0) == ["b1", "b2", "b0"]
    assert column(table, 1) == ["3.0", "–", "1.0"]


def test_activating_a_row_flies_to_its_building(table, qtbot):
    with qtbot.waitSignal(table.flown) as flown:
        table.cellActivated.emit(1, 1)
    assert flown.args == ["b0"]


def test_a_study_that_says_nothing_of_buildings_has_no_table(table):
    table.show_layer(layer(faces=3))
    assert table.rowCount() == 0 and not table.isVisibleTo(None)


def test_a_building_is_called_by_its_address_where_that_is_known(table, qtbot):
    made = layer(faces=3, columns=COLUMNS, tables={"facades": np.arange(3.0), "roofs": np.ones(3)})
    table.show_layer(made, {"b2": "Markt 3", "b1": ""})
    assert column(table, 0) == ["Markt 3", "b1", "b0"]
    assert "b2" in table.item(0, 0).toolTip()
    with qtbot.waitSignal(table.flown) as flown:
        table.cellActivated.emit(0, 0)
    assert flown.args == ["b2"]


def test_a_long_id_leaves_room_for_the_numbers(table):
    owners = ("b" * 200, "b1", "b2")
    made = layer(faces=3, columns=COLUMNS, tables={"facades": np.arange(3.0), "roofs": np.ones(3)})
    table.show_layer(replace(made, samples=replace(made.samples, owners=owners)))
    assert table.columnWidth(0) < 200
