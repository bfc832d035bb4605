"""The small lines behind values: as high as their values, with gaps, and no more than was known."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QTableView

from app.live.spark import Spark, spark
from app.live.told_model import ToldModel
from tests.app.live.test_layer import layer
from tests.app.live.test_look import HERE, shown, thing
from tests.city.test_subjects import DUST, minutes, series

ROOM = QRectF(10, 20, 100, 40)


def points(*values):
    seconds = np.arange(len(values), dtype=float)
    lines = spark(seconds, np.array(values, float), ROOM)
    return [[(p.x(), p.y()) for p in line] for line in lines]


def test_it_fills_its_room_from_the_lowest_to_the_highest():
    assert points(0, 10, 5) == [[(10, 60), (60, 20), (110, 40)]]


def test_a_gap_parts_it_and_a_lone_value_is_no_line():
    assert [len(line) for line in points(1, 2, np.nan, 3, 4, 5)] == [2, 3]
    assert points(1, np.nan, 2, np.nan, 3) == [] and points(7) == [] and points(np.nan) == []


def test_what_never_changes_is_a_level_line():
    ((first, last),) = [(line[0], line[-1]) for line in points(4, 4, 4)]
    assert first[1] == last[1] == 40


@pytest.fixture
def model(qapp):
    whole = series(*((thing("a", HERE), DUST, k, 10 * k) for k in range(6)))
    made = ToldModel()
    made.lay(shown(layer(whole), at=3, live=False), minutes(3), "UTC")
    return made


def test_of_the_past_only_what_was_known_then(model):
    seconds, values = model.lately(0, 60)
    assert values.tolist() == [0, 10, 20, 30] and np.diff(seconds).tolist() == [60] * 3
    assert model.lately(0, 2)[1].tolist() == [20, 30]
    assert len(ToldModel().lately(0, 5)[1]) == 0


def test_it_is_painted_in_the_table(model, qtbot):
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(model)
    plain = view.grab().toImage()
    view.setItemDelegateForColumn(1, Spark(view))
    assert view.grab().toImage() != plain
