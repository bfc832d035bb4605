"""Rows of the attribute table."""

import time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.attribute_model import AttributeModel, heading
from city.column import Column
from city.frame import Frame
from city.measured import Measured
from city.model import City, Table
from city.strings import Strings
from tests.city.toy import town

DISPLAY = Qt.ItemDataRole.DisplayRole
ID, STOREYS, HEIGHT = ("own", "id"), ("attribute", "storeys"), ("measure", "height")


@pytest.fixture
def model(qtbot):
    made = AttributeModel()
    measured = Measured(town().freeze())
    made.lay(measured, np.arange(7, dtype=np.int32), [ID, ("own", "class"), STOREYS, HEIGHT])
    return made


def line(model, ident):
    row = model.line_of(model.measured.city.objects.ids.find(ident))
    return [model.index(row, k).data() for k in range(model.columnCount())]


def test_it_is_a_model_as_qt_wants_it(model):
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert (model.rowCount(), model.columnCount()) == (7, 4)
    assert model.rowCount(model.index(0, 0)) == 0


def test_measures_appear_once_they_are_known(model):
    assert line(model, "house") == ["house", "Building", "1", "…"]
    assert model.lacking() == [HEIGHT]
    model.measured.of("height")
    assert model.lacking() == []
    assert line(model, "house") == ["house", "Building", "1", "3.0"]
    assert line(model, "tower") == ["tower", "Building", "–", "25.0"]
    assert line(model, "tree") == ["tree", "Tree or plant", "–", "–"]


def test_headings_name_their_units(model):
    titles = [model.headerData(k, Qt.Orientation.Horizontal) for k in range(4)]
    assert titles == ["ID", "Class", "Storeys", "Height [m]"]
    assert heading(("measure", "area(roof)")) == "Roof area"
    assert heading(("attribute", "measuredHeight")) == "Height in the file"


def test_chosen_rows_have_a_tint(model):
    model.chosen[2] = True
    background = Qt.ItemDataRole.BackgroundRole
    tinted = [model.index(row, 0).data(background) is not None for row in range(7)]
    assert tinted == [row == 2 for row in model.rows]


def test_numbers_stand_at_the_right(model):
    alignment = Qt.ItemDataRole.TextAlignmentRole
    assert model.index(0, 3).data(alignment) & Qt.AlignmentFlag.AlignRight
    assert model.index(0, 0).data(alignment) & Qt.AlignmentFlag.AlignLeft


def test_a_million_rows_are_shown_as_quickly_as_ten(qtbot):
    """A screen of 40 lines and 10 columns, ten times, in less than half a second of CPU."""
    count = 1_000_000
    every = np.arange(count, dtype=np.int32)
    numbers = Column("number", every, np.linspace(0, 1, count))
    ids = Strings(np.full(count, ord("b"), np.uint8), np.arange(count + 1, dtype=np.int64))
    nobody = np.full(count, -1, np.int32)
    kind = np.zeros(count, np.uint16)
    objects = Table(ids, kind, ("Building",), nobody, {f"n{k}": numbers for k in range(9)})
    nothing = np.zeros(0, np.int32)
    surfaces = Table(Strings.of([]), np.zeros(0, np.uint16), (), nothing, {})
    city = City(Frame(), objects, surfaces, nothing, {})
    model = AttributeModel()
    keys = [ID, *(("attribute", f"n{k}") for k in range(9))]
    began = time.process_time()
    model.lay(Measured(city), every, keys)
    for screen in range(10):
        for row in range(screen * 90_000, screen * 90_000 + 40):
            assert all(model.index(row, column).data() for column in range(10))
    assert time.process_time() - began < 0.5
