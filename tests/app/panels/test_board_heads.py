"""The heads of the board: plans above, names at the left."""

import pytest
from PySide6.QtGui import QColor

from app.panels.board_heads import LITTLE, PlanHead
from app.panels.board_table import BoardTable
from city.indicators.targets import Target
from tests.app.panels.test_board_cell import ink
from tests.city.indicators.boards import HOUSE, TALL, boarded


@pytest.fixture
def table(qtbot):
    made = BoardTable()
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show_board(boarded([HOUSE], [TALL]), {"gfa": Target("gfa", 2000.0)}, {"a": "2 edits"}, "a")
    made.show()
    return made


def test_each_plan_has_its_name_what_is_said_of_it_and_its_colour(table):
    heads = table.heads.heads
    assert [head.name for head in heads] == ["Baseline", "A", "B"]
    assert [head.below for head in heads] == ["", "2 edits", ""]
    assert [head.chosen for head in heads] == [False, True, False]
    assert [head.hollow for head in heads] == [True, False, False]
    assert len({head.colour.name() for head in heads}) == 3
    before = ink(table.heads.grab().toImage())
    table.heads.show_heads([PlanHead("", "", QColor("white"), False, False)] * 3)
    assert (ink(table.heads.grab().toImage()) ^ before).sum() > 200


def test_names_take_less_where_there_is_less(table):
    wide = table.names.width()
    table.resize(LITTLE - 100, 500)
    assert table.names.width() < wide
    assert ink(table.names.grab().toImage()).any()
