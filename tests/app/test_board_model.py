"""What stands where on the board."""

import pytest
from PySide6.QtCore import Qt

from app.board_model import BoardModel, Line
from city.indicators.targets import Target
from tests.city.indicators.boards import HOUSE, TALL, boarded

ROLE = Qt.ItemDataRole


@pytest.fixture
def model(qtmodeltester):
    made = BoardModel()
    made.show_board(boarded([HOUSE], [TALL]), {})
    qtmodeltester.check(made)
    return made


def test_groups_and_numbers_lie_in_rows(model):
    assert model.lines[:2] == [Line("group", "Space"), Line("number", "gfa")]
    assert (model.rowCount(), model.columnCount()) == (len(model.lines), 3)
    names = [model.headerData(k, Qt.Orientation.Horizontal) for k in range(3)]
    assert names == ["Baseline", "A", "B"]
    assert model.headerData(0, Qt.Orientation.Vertical) == "Space"
    assert model.headerData(1, Qt.Orientation.Vertical) == "Gross floor area (GFA)"
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert model.flags(model.index(1, 2)) & Qt.ItemFlag.ItemIsSelectable


def test_each_cell_is_a_sentence_for_who_hears_it(model):
    said = model.data(model.index(1, 1), ROLE.AccessibleTextRole)
    assert said == "Gross floor area, A: 1,820 m²; +240 m² (+15 %) against the baseline"
    assert model.data(model.index(0, 0)) is None
    assert model.data(model.index(1, 1), ROLE.FontRole) is None


def test_a_note_unfolds_below_its_number_and_follows_the_board(model):
    model.unfold("gfa", 1)
    assert model.lines[2] == Line("note", "gfa") and model.note == 2
    assert "of A" in model.note_lines()[0] and model.explained_plan == 1
    assert "Counted" in model.data(model.index(2, 0))
    model.show_board(boarded([HOUSE], [TALL]), {"gfa": Target("gfa", 2000.0)})
    assert any(line.startswith("Target") for line in model.note_lines())
    model.unfold("gfa", 1)
    assert model.note == -1 and model.note_lines() == []
    model.unfold("gfa", 2)
    model.show_board(boarded([HOUSE]), {})  # the plan is gone
    assert model.unfolded is None and not model.fold()


def test_without_a_board_there_is_nothing(model):
    model.show_board(None, {})
    assert (model.rowCount(), model.columnCount(), model.row_of("gfa")) == (0, 0, -1)
    assert model.headerData(0, Qt.Orientation.Horizontal) is None
