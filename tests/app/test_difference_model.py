"""The list of differences is sorted by any column, and narrowed down by letters and sorts."""

import pytest
from PySide6.QtCore import Qt

from app.difference_model import COLUMNS, DifferenceModel, icon_of
from app.differing import _compare
from city.compare import SORTS
from city.edits import read_edit
from city.progress import Progress
from city.scenario import fold
from city.view import View
from tests.city.plans import base, square

DOWN = Qt.SortOrder.DescendingOrder


@pytest.fixture(scope="module")
def found():
    ground = base()
    edits = [
        {"edit": "build", "footprint": square(200, 0, 10, 8), "id": "zebra", "ground": 0},
        {"edit": "build", "footprint": square(250, 0, 10, 8), "id": "Ape", "ground": 0},
        {"edit": "demolish", "objects": ["tower"]},
        {"edit": "raise", "objects": ["house"], "storeys": 2},
    ]
    view = fold(View.of(ground), [read_edit(one) for one in edits])
    return _compare(ground, View.of(ground), view, Progress())


@pytest.fixture
def model(qtbot, found):
    made = DifferenceModel()
    made.lay(found)
    return made


def ids(model):
    return [model.index(line, 1).data() for line in range(model.rowCount())]


def test_each_line_tells_how_what_and_what_is_other(model):
    assert [model.headerData(k, Qt.Orientation.Horizontal) for k in range(4)] == list(COLUMNS)
    line = ids(model).index("house")
    assert model.index(line, 0).data() == "◆"
    said = model.index(line, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "◆ Shape and attributes"
    assert model.index(line, 2).data() == "storeys: 1 → 3; height 3.0 → 9.0 m"
    assert model.index(line, 3).data() == "Building"
    assert model.index(ids(model).index("tower"), 2).data() == "removed"
    assert not model.index(line, 0).data(Qt.ItemDataRole.DecorationRole).isNull()


def test_it_is_sorted_by_any_column_either_way(model):
    assert ids(model)[2:] == ["tower", "house"]  # as the sorts are told
    model.sort(1)
    assert ids(model) == ["Ape", "house", "tower", "zebra"]
    model.sort(1, DOWN)
    assert ids(model) == ["zebra", "tower", "house", "Ape"]


def test_it_is_narrowed_down_by_letters_and_by_sorts(model):
    model.narrow("HEIGHT", SORTS)
    assert ids(model) == ["house"]
    model.narrow("", ["added"])
    assert sorted(ids(model)) == ["Ape", "zebra"]
    model.narrow("ze", ["added"])
    assert ids(model) == ["zebra"]
    model.narrow("nobody", SORTS)
    assert ids(model) == []


def test_another_list_keeps_the_order_and_the_letters(model, found):
    model.sort(1, DOWN)
    model.narrow("e", SORTS)
    model.lay(None)
    assert ids(model) == []
    model.lay(found)
    assert ids(model) == ["zebra", "tower", "house", "Ape"]


def test_each_sort_has_a_swatch_of_its_own(qtbot):
    pictures = {bytes(icon_of(sort).pixmap(16).toImage().constBits()) for sort in SORTS}
    assert len(pictures) >= 5  # shape, and shape with attributes, are told apart by their signs
